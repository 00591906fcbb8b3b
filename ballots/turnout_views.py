"""Turnout over the years: pictures with their tables, and the same as data."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from ballots import turnout_over_years
from ballots.result_views import table
from ballots.turnout_over_years import Year
from members.models import MembershipClass


@require_safe
def turnout(request: HttpRequest) -> HttpResponse:
    """How many voted, election by election, and by class where it is known."""
    bodies = [
        {
            "name": name or _("Votes on resolutions"),
            "rows": every,
            "picture": turnout_over_years.picture(every),
            "classes": [_class(each) for each in turnout_over_years.pictures_of_classes(every)],
        }
        for name, every in turnout_over_years.by_body(turnout_over_years.years()).items()
    ]
    return render(request, "ballots/turnout.html", {"bodies": bodies, "section": "elections"})


def _class(found: dict[str, Any]) -> dict[str, Any]:
    rows = [
        {"year": year, "eligible": eligible, "voted": voted, "share": round(100 * voted / eligible, 1)}
        for year, eligible, voted in found["pairs"]
    ]
    return {"label": label_of(found["classes"]), "picture": found["picture"], "rows": rows}


def label_of(classes: tuple[str, ...]) -> str:
    names = [str(MembershipClass(name).label) if name in MembershipClass.values else name for name in classes]
    return get_text_list(names, _("and"))


@conditional_page
@require_safe
def turnout_json(request: HttpRequest) -> HttpResponse:
    """The latest election first; documented in docs/data.md."""
    found = {"elections": [_told(each) for each in turnout_over_years.years()]}
    return JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 2})


@conditional_page
@require_safe
def turnout_csv(request: HttpRequest) -> HttpResponse:
    """A row for each election, and one more for each class of it where that is known."""
    rows: list[list[object]] = []
    for each in turnout_over_years.years():
        known = [each.election.slug, each.year, each.election.body, "here" if _ours(each) else "elsewhere"]
        rows.append([*known, "all", each.eligible, each.ballots, each.candidates, each.seats])
        rows += [
            [*known, " + ".join(line["classes"]), line["eligible"], line["voted"], "", ""] for line in each.classes
        ]
    head = ["election", "year", "body", "held", "class", "eligible", "voted", "candidates", "seats"]
    return table("turnout.csv", head, rows)


def _ours(each: Year) -> bool:
    return not each.election.is_imported


def _told(each: Year) -> dict[str, Any]:
    return {
        "slug": each.election.slug,
        "name": each.election.name,
        "year": each.year,
        "body": each.election.body or None,
        "imported": each.election.is_imported,
        "eligible": each.eligible,
        "ballots": each.ballots,
        "candidates": each.candidates,
        "seats": each.seats,
        "resolutions": each.resolutions,
        "carried": each.carried,
        "turnout": list(each.classes),
        "result": settings.PUBLIC_URL + reverse("ballots:result_json", args=[each.election.slug]),
    }
