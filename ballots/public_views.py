"""What anyone may check: the ballot box, the result in every form, the record, and how to verify it."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from ballots import late_voters, record, trackers
from ballots.models import Setup
from ballots.setup import setup_of
from base import clock, journal
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
        "additions": late_voters.additions(election),
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
