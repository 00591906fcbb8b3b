"""How far an instant is from now, for templates."""

from datetime import datetime
from typing import Any

from django import template
from django.template import Context
from django.utils import timezone

from base.moments import distance_in_words

register = template.Library()


@register.simple_tag(takes_context=True)
def distance(context: Context, instant: datetime) -> str:
    """Uses ``now`` of the context where the view gives it (the database's time), else this machine's."""
    now: Any = context.get("now")
    return distance_in_words(instant, now if isinstance(now, datetime) else timezone.now())
