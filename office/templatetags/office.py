"""The office's places, as the navigation shows them to who is signed in, and what they may do there."""

from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from elections.models import Election
from elections.roles import Right
from office.guard import Staff

register = template.Library()
NOTHING_TO_DO = {"home", "manual"}  # pages that everybody only reads


@register.simple_tag(takes_context=True)
def reads_only(context: Context) -> bool:
    """Whether the reader may not act on this page of the office."""
    staff, request = _staff(context), context.get("request")
    page = getattr(getattr(request, "resolver_match", None), "url_name", None) or ""
    return staff is not None and page not in NOTHING_TO_DO and not staff.may(page, Right.ACTS)


@register.simple_tag(takes_context=True)
def reads_only_mark(context: Context) -> str:
    """The attribute of the page's body by which the style sheet leaves out the forms that the reader cannot send."""
    return mark_safe(" data-reads-only") if reads_only(context) else ""


@register.inclusion_tag("parts/office_nav.html", takes_context=True)
def office_places(context: Context, election: Election, current: str) -> dict[str, Any]:
    places = [
        ("election", _("Overview")),
        ("timetable", _("Timetable")),
        ("contests", _("Ballot")),
        ("rules", _("Rules")),
        ("candidates", _("Candidates")),
        ("roll", _("Roll")),
        ("trustees", _("Trustees")),
        ("preflight", _("Pre-flight")),
        ("turnout", _("Turnout")),
        ("count", _("Count")),
        ("mail", _("Mail")),
        ("journal", _("Journal")),
    ]
    return {
        "name": election.name,
        "here": dict(places).get(current, ""),
        "places": [
            {"url": reverse(f"office:{name}", args=[election.slug]), "label": label, "current": name == current}
            for name, label in _read_by(context, places)
        ],
    }


@register.inclusion_tag("parts/office_nav.html", takes_context=True)
def community_places(context: Context, current: str) -> dict[str, Any]:
    """What the office does for the community, apart from elections."""
    places = [("news", _("News")), ("awards", _("Awards")), ("stories", _("Stories")), ("board", _("Board"))]
    return {
        "name": _("Community"),
        "here": dict(places).get(current, ""),
        "places": [
            {"url": reverse(f"office:{name}"), "label": label, "current": name == current}
            for name, label in _read_by(context, places)
        ],
    }


def _read_by(context: Context, places: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The places that the reader's roles include."""
    staff = _staff(context)
    return [place for place in places if staff is None or staff.may(place[0])]


def _staff(context: Context) -> Staff | None:
    """Who is signed in, as the guard of the page found them."""
    staff = getattr(context.get("request"), "staff", None)
    return staff if isinstance(staff, Staff) else None
