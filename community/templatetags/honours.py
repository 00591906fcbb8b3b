"""Awards on a person's page, wherever it is."""

from typing import Any

from django import template

from base import clock
from community.honouring import public_awards
from members.models import Person

register = template.Library()


@register.inclusion_tag("community/awards_of.html")
def awards_of(person: Person) -> dict[str, Any]:
    """A section with the awards that an officer confirmed to be this person's; nothing where there are none."""
    return {"awards": public_awards(clock.now()).filter(person=person), "with_posts": True}
