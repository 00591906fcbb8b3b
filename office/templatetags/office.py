"""The office's places in one election, as its navigation shows them."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from elections.models import Election

register = template.Library()


@register.inclusion_tag("parts/office_nav.html")
def office_places(election: Election, current: str) -> dict[str, Any]:
    places = [
        ("election", _("Overview")),
        ("timetable", _("Timetable")),
        ("contests", _("Ballot")),
        ("rules", _("Rules")),
        ("candidates", _("Candidates")),
        ("roll", _("Roll")),
        ("preflight", _("Pre-flight")),
        ("count", _("Count")),
        ("mail", _("Mail")),
        ("journal", _("Journal")),
    ]
    return {
        "name": election.name,
        "here": dict(places).get(current, ""),
        "places": [
            {"url": reverse(f"office:{name}", args=[election.slug]), "label": label, "current": name == current}
            for name, label in places
        ],
    }


@register.inclusion_tag("parts/office_nav.html")
def community_places(current: str) -> dict[str, Any]:
    """What the office does for the community, apart from elections."""
    places = [("news", _("News")), ("awards", _("Awards")), ("stories", _("Stories")), ("board", _("Board"))]
    return {
        "name": _("Community"),
        "here": dict(places).get(current, ""),
        "places": [
            {"url": reverse(f"office:{name}"), "label": label, "current": name == current} for name, label in places
        ],
    }
