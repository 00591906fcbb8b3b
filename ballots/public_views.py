"""What anyone may check: the ballot box, the result in every form, the record, and how to verify it."""

import csv

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ballots import record, trackers
from ballots.models import Setup
from ballots.result_page import shown
from ballots.results import ResultData, published
from ballots.setup import setup_of
from base import clock, journal
from base.spreadsheets import harmless
from elections.models import Election
from elections.windows import result_is_public


@require_safe
def ballot_box(request: HttpRequest, slug: str) -> HttpResponse:
    """Every ballot in the box by its tracker, in the record's order; a tracker can be looked for."""
    election, setup = _sealed(slug)
    box = record.ballot_box(setup)
    typed = request.GET.get("q", "").strip()[:80]
    if typed:
        wanted = trackers.beginning(typed)
        box = box.filter(ballot__tracker__startswith=wanted) if wanted else box.none()
    page = Paginator(box, 100).get_page(request.GET.get("page"))
    context = {
        "election": election,
        "now": clock.now(),
        "place": "ballot_box",
        "page": page,
        "typed": typed,
        "ballots": page.paginator.count,
        "setup": setup,
        "head": journal.head(election.uuid),
    }
    return render(request, "ballots/ballot_box.html", context)


@require_safe
def ballot_box_json(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as data, all of it; documented in docs/data.md."""
    election, setup = _sealed(slug)
    ballots = list(record.ballot_box(setup).values_list("ballot__tracker", flat=True))
    found = {"election": election.slug, "record": str(setup.uuid), "fingerprint": setup.fingerprint, "ballots": ballots}
    return JsonResponse(found, json_dumps_params={"indent": 2})


@require_safe
def result(request: HttpRequest, slug: str) -> HttpResponse:
    """The certified result: seats and how they were filled, resolutions, turnout, and where to check it."""
    election, found = _published(slug)
    context = {"election": election, "now": clock.now(), "place": "result", "result": shown(found)}
    return render(request, "ballots/result.html", context)


@require_safe
def result_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """One row a choice. Names that a spreadsheet would take for a formula are quoted with an apostrophe."""
    election, found = _published(slug)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{election.slug}-result.csv"'
    writer = csv.writer(answer)
    writer.writerow(["contest", "choice", "votes", "outcome", "term in years", "reason"])
    for contest in found["contests"]:
        for row in contest["choices"]:
            cells = [contest["title"], row["name"], row["votes"], row["outcome"], row["years"], row["reason"]]
            writer.writerow([harmless(cell) for cell in cells])
        writer.writerow([harmless(contest["title"]), "abstentions", contest["abstentions"], "", "", ""])
    return answer


@require_safe
def result_json(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as data; documented in docs/data.md."""
    _election, found = _published(slug)
    return JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 2})


@require_safe
def record_file(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The public record as it stands: after publication complete, for ever. Streamed, in constant memory."""
    _election, setup = _sealed(slug)
    answer = StreamingHttpResponse(record.parts(setup), content_type="application/x-tar")
    answer["Content-Disposition"] = f'attachment; filename="{setup.uuid}.bel"'
    answer["Cache-Control"] = "public, max-age=60"
    return answer


@require_safe
def verify(request: HttpRequest, slug: str) -> HttpResponse:
    """How anyone checks this election, with our program or with one that we did not write."""
    election, setup = _sealed(slug)
    now = clock.now()
    context = {
        "election": election,
        "now": now,
        "place": "verify",
        "setup": setup,
        "head": journal.head(election.uuid),
        "complete": result_is_public(election.instants, election.facts, now),
    }
    return render(request, "ballots/verify.html", context)


def _sealed(slug: str) -> tuple[Election, Setup]:
    election = get_object_or_404(Election.objects.public(), slug=slug, ballot_sealed_at__isnull=False)
    return election, setup_of(election)


def _published(slug: str) -> tuple[Election, ResultData]:
    """The one gate to results: before publication there is no such page."""
    election = get_object_or_404(Election.objects.public(), slug=slug, imported_at__isnull=True)
    if not result_is_public(election.instants, election.facts, clock.now()):
        raise Http404(_("The result is not published yet."))
    return election, published(election)
