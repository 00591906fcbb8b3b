"""A published result in every form: page, CSV, JSON, steps, picture. Before publication there is no such page."""

import csv
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from ballots import result_picture
from ballots.models import PastResult, ResultCorrection
from ballots.result_page import in_picture, shown
from ballots.results import ResultData, certificate, in_public, is_void, published
from base import clock
from base.spreadsheets import harmless
from elections.models import Election
from elections.windows import result_is_public


@require_safe
def result(request: HttpRequest, slug: str) -> HttpResponse:
    """Who sits and what is carried at a glance, then every step, the rules, who certified it, and where to check it."""
    election, found = _published(slug)
    certified = certificate(election)
    past = PastResult.objects.filter(election=election).first() if election.is_imported else None
    context = {
        "election": election,
        "now": clock.now(),
        "place": "result",
        "result": shown(found),
        "statement": certified["statement"] if certified else "",
        "corrections": _corrections(election),
        "source": past.source if past else "",
        "canonical": settings.PUBLIC_URL + request.path,
        "picture_url": settings.PUBLIC_URL + reverse("ballots:result_picture", args=[slug]),
    }
    return render(request, "ballots/result.html", context)


def _corrections(election: Election) -> list[dict[str, object]]:
    made = ResultCorrection.objects.filter(election=election).select_related("made_by", "second_by")
    return [
        {
            "text": each.text,
            "reason": each.reason,
            "made_at": each.made_at,
            "by": [officer.name for officer in (each.made_by, each.second_by) if officer],
        }
        for each in made
    ]


@conditional_page
@require_safe
def result_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """One row a choice, with its outcome, or “void”. Names that a spreadsheet would run begin with an apostrophe."""
    election, found = _published(slug)
    void = is_void(found)
    rows: list[Sequence[object]] = []
    for contest in found["contests"]:
        for row in contest["choices"]:
            came_of_it = ["void", ""] if void else [row["outcome"], row["years"]]
            rows.append([contest["title"], row["name"], row["votes"], *came_of_it, row["reason"]])
        rows.append([contest["title"], "abstentions", contest["abstentions"], "", "", ""])
    head = ["contest", "choice", "votes", "outcome", "term in years", "reason"]
    return table(f"{election.slug}-result.csv", head, rows)


@conditional_page
@require_safe
def result_steps_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """How the seats were filled: one row a step, in their order; none where the vote is void."""
    election, found = _published(slug)
    rows: list[Sequence[object]] = []
    for contest in found["contests"]:
        seating = contest.get("seating")
        for step in seating["steps"] if seating and not is_void(found) else []:
            free, holders = " ".join(map(str, step["free"])), ", ".join(step["holders"])
            known = [step["outcome"], step["years"], step["entity"], holders, "yes" if step["by_lot"] else "no"]
            rows.append([contest["title"], step["number"], step["slug"], free, *known])
    head = ["contest", "step", "candidate", "free terms", "outcome", "term in years", "entity", "who has it", "by lot"]
    return table(f"{election.slug}-steps.csv", head, rows)


@conditional_page
@require_safe
def result_json(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as data; documented in docs/data.md."""
    election, _found = _published(slug)
    return JsonResponse(in_public(election), json_dumps_params={"ensure_ascii": False, "indent": 2})


@conditional_page
@require_safe
def picture(request: HttpRequest, slug: str) -> HttpResponse:
    """For other people's pages."""
    election, found = _published(slug)
    drawn = result_picture.draw(in_picture(found, held_here=not election.is_imported))
    answer = HttpResponse(drawn, content_type="image/png")
    answer["Cache-Control"] = "public, max-age=3600"
    return answer


def table(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """A CSV file that no spreadsheet runs."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    writer = csv.writer(answer)
    writer.writerow(head)
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
    return answer


def _published(slug: str) -> tuple[Election, ResultData]:
    """The one gate to results: before publication there is no such page, nor where no figures are known."""
    election = get_object_or_404(
        Election.objects.public().select_related("certified_by", "certified_second_by"), slug=slug
    )
    if election.is_imported and not PastResult.objects.filter(election=election).exists():
        raise Http404(_("Of this election no figures are known."))
    if not result_is_public(election.instants, election.facts, clock.now()):
        raise Http404(_("The result is not published yet."))
    return election, published(election)
