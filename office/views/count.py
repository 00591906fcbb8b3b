"""The steps from the close to the published result."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ballots import result_page, results, trustee_shares
from ballots.models import Ballot, CertifiedResult
from ballots.outcome import preview
from ballots.setup import setup_of
from ballots.trustee_states import states
from base import clock
from elections import windows
from elections.models import Election
from members.models import Person
from office.acts import possible_acts
from office.guard import election_or_404, office_page, staff_person
from office.waiting import waiting

TO_THE_RESULT = ("end-ballots", "count", "certify", "publish")
BESIDE_IT = ("set-publication", "unset-publication", "correct-result")


@require_safe
@office_page
def count(request: HttpRequest, slug: str) -> HttpResponse:
    """Where the count stands, the one act that comes next, and the result as officers see it."""
    election, officer, now = election_or_404(slug), staff_person(request), clock.now()
    context = {
        "election": election,
        "now": now,
        "place": "count",
        "steps": _steps(election, now),
        "next": next(iter(possible_acts(election, now, TO_THE_RESULT)), None),
        "waiting": waiting([election], officer=officer, now=now, acts=TO_THE_RESULT + BESIDE_IT),
        "others": possible_acts(election, now, BESIDE_IT),
        "late": election.result_due_at is not None and election.result_due_at <= now and not election.published_at,
        "ballots": Ballot.objects.filter(setup__election=election).count(),
        "awaited": _awaited(election, now),
        "result": _result(election, officer),
    }
    return render(request, "office/count.html", context)


def _steps(election: Election, now: datetime) -> list[dict[str, str]]:
    done = [
        (_("Close"), election.ballot_sealed_at is not None and election.voting_closes <= now),
        (_("Final close"), election.ballots_ended_at is not None),
        (_("Count"), election.tallied_at is not None),
        *([(_("Opening by the trustees"), election.counted_at is not None)] if election.keys_asked_at else []),
        (_("Certification"), election.certified_at is not None),
        (_("Publication"), election.published_at is not None),
    ]
    first = next((place for place, (_label, is_done) in enumerate(done) if not is_done), len(done))
    return [
        {"label": label, "state": "done" if is_done else "current" if place == first > 0 else "todo"}
        for place, (label, is_done) in enumerate(done)
    ]


def _awaited(election: Election, now: datetime) -> dict[str, Any] | None:
    """Which trustees have opened the totals, while too few have."""
    if not windows.awaits_shares(election.instants, election.facts, now):
        return None
    return {"missing": trustee_shares.missing(setup_of(election)), "states": states(election, now)}


def _result(election: Election, officer: Person) -> dict[str, Any] | None:
    """What was certified; before that, what the count gives now."""
    if election.counted_at is None:
        return None
    if election.certified_at:
        return result_page.shown(CertifiedResult.objects.get(setup__election=election).data)
    return result_page.shown(results.as_data(preview(election, by=officer)))
