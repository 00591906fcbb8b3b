"""The desk: all elections, making one, and what one of them needs now."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from ballots.models import Ballot
from ballots.preflight import preflight
from ballots.trustee_asking import without_proof, without_share
from ballots.trustee_models import KeyProof
from ballots.turnout import by_day, quorum_now, voting_members
from base import clock, work
from elections import making, phases, windows
from elections.models import Election, MistakeReport
from elections.roles import Right
from elections.sentences import instant_name, phase_name, why_late
from elections.strip import next_instant
from nominees import support
from nominees.form_pages import refuse
from nominees.published import texts_waiting
from office.acts import possible_acts
from office.forms_election import MakeForm
from office.guard import Staff, election_or_404, office_page, staff_of, staff_person
from office.views.turnout import drawn
from office.waiting import Waiting, waiting, waiting_about_the_office

ROOMS = ("kinds", "members", "reports", "delivery", "board", "news", "awards", "stories", "staff", "manual")
NEEDED = {
    "proposal": "proposal",
    "roll_request": "roll_request",
    "reports": "report",
    "candidates": "queue",
    "preflight": "act",
    "trustees": "trustees",
    "roll": "act",
    "count": "act",
}
"""On which page a need is met: who may not act there is not told of it."""


@require_safe
@office_page
def home(request: HttpRequest) -> HttpResponse:
    """Every election that is ours, drafts too, with what waits in it."""
    now = clock.now()
    elections = Election.objects.filter(imported_at=None)
    texts = texts_waiting(*elections)
    staff = staff_of(request)
    asked = _asked(elections, staff, now)
    yours = Counter(each.proposal.election_id for each in asked if not each.own)
    others = Counter(each.proposal.election_id for each in asked if each.own)
    rows = [
        {
            "election": each,
            "phase": phase_name(each.phase(now)),
            "next": _next(each, now),
            "to_agree": yours[each.pk],
            "asked": others[each.pk],
            "texts": texts[each.pk] if staff.may("queue", Right.ACTS) else 0,
        }
        for each in elections
    ]
    context = {
        "works": work.going_on(staff.person.pk),
        "rows": rows,
        "now": now,
        "section": "office",
        "may": {page: staff.may(page) for page in ROOMS},
        "may_make": staff.may("make", Right.ACTS),
        "mistakes": MistakeReport.objects.filter(answered_at=None).count() if staff.may("report", Right.ACTS) else 0,
        "waiting": waiting_about_the_office(officer=staff.person, now=now) if staff.may("staff", Right.ACTS) else [],
    }
    return render(request, "office/home.html", context)


@require_http_methods(["GET", "POST"])
@office_page
def make(request: HttpRequest) -> HttpResponse:
    """A draft of one of the kinds of elections."""
    proposed = {"voting_opens": _proposed_opening(clock.now()), "kind": request.GET.get("kind", "board")}
    form = MakeForm(request.POST if request.method == "POST" else None, initial=proposed)
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        try:
            election = making.make_of_kind(
                asked["kind"],
                name=asked["name"],
                slug=asked["slug"],
                voting_opens=asked["voting_opens"],
                seat_years=asked["seat_years"] or asked["kind"].seat_years,
                by=staff_person(request),
                at=clock.now(),
            )
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("The draft is made. Only the election office sees it until you announce it."))
            return redirect("office:election", election.slug)
    return render(request, "office/make.html", {"form": form, "section": "office"})


@require_safe
@office_page
def election(request: HttpRequest, slug: str) -> HttpResponse:
    """What the election needs now, what can be done, and numbers: never who voted."""
    found, now = election_or_404(slug), clock.now()
    staff = staff_of(request)
    asked = _asked([found], staff, now)
    context = {
        "election": found,
        "now": now,
        "place": "election",
        "needs": [need for need in _needs(found, asked, now) if staff.may(NEEDED[need["to"]], Right.ACTS)],
        "asked": [each for each in asked if each.own],
        "next": _next(found, now),
        "acts": possible_acts(found, now) if staff.may("act", Right.ACTS) else [],
        "acting": staff.may("act", Right.ACTS),
        "numbers": _numbers(found),
        "turnout": _turnout(found, now) if staff.may("turnout") else None,
    }
    return render(request, "office/election.html", context)


def _turnout(election: Election, now: datetime) -> dict[str, Any] | None:
    """While people vote, how many have, drawn by day."""
    if election.phase(now) not in phases.CASTING:
        return None
    found = quorum_now(election)
    return drawn(by_day(election, now)) | {"quorum": found, "voters": voting_members(election, found.cast)}


def _asked(elections: Iterable[Election], staff: Staff, now: datetime) -> list[Waiting]:
    """What waits for a second officer, for who could be one."""
    if not staff.may("proposal", Right.ACTS):
        return []
    return waiting(elections, officer=staff.person, now=now)


def _proposed_opening(now: datetime) -> datetime:
    """Sixty days ahead, which leaves time before the nominations, at the PSF's hour: 14:00 UTC."""
    return (now + timedelta(days=60)).astimezone(UTC).replace(hour=14, minute=0, second=0, microsecond=0)


def _next(election: Election, now: datetime) -> dict[str, Any] | None:
    coming = next_instant(election.instants, election.facts, now)
    return {"label": instant_name(coming.name), "at": coming.at} if coming else None


def _needs(election: Election, asked: list[Waiting], now: datetime) -> list[dict[str, str]]:
    """What waits for the officer who looks, the most pressing first."""
    needs = _holds_up(election, now)
    for each in asked:
        if not each.own:
            told = {"who": each.proposal.proposed_by, "what": each.title}
            needs.append(
                {"text": _("%(who)s asks: %(what)s.") % told, "to": "proposal", "proposal": str(each.proposal.pk)}
            )
    for asked_for in election.roll_requests.filter(granted_at=None, refused_at=None).select_related("person"):
        who = _("%(who)s asks for the list of voters.") % {"who": asked_for.person}
        needs.append({"text": who, "to": "roll_request", "request": str(asked_for.pk)})
    mistakes = election.mistake_reports.filter(answered_at=None).count()
    if mistakes:
        told_mistakes = ngettext("%d member reports a mistake.", "%d members report a mistake.", mistakes) % mistakes
        needs.append({"text": told_mistakes, "to": "reports"})
    words = texts_waiting(election).total()
    if words:
        told_words = ngettext("%d text waits to be read.", "%d texts wait to be read.", words) % words
        needs.append({"text": told_words, "to": "candidates"})
    needs += _next_act(election, {each.proposal.act for each in asked}, now)
    if election.roll_sealed_at and not election.ballot_sealed_at:
        failing = sum(check.fails for check in preflight(election, now))
        if failing:
            told_checks = ngettext("Pre-flight: %d check fails.", "Pre-flight: %d checks fail.", failing) % failing
            needs.append({"text": told_checks, "to": "preflight"})
        elif not any(each.proposal.act == "seal-ballot" for each in asked):
            needs.append({"text": _("The ballot is ready to be sealed."), "to": "preflight"})
    return needs


def _holds_up(election: Election, now: datetime) -> list[dict[str, str]]:
    """Why voting opens late, and which trustees something waits for."""
    instants, facts, needs = election.instants, election.facts, []
    if phases.overdue(instants, facts, now):
        needs.append({"text": why_late(facts), "to": "preflight"})
    if facts.keys_proved_at is None and windows.may_prove_key(instants, facts, now):
        owing, told = without_proof(election, KeyProof.Occasion.OPENING), _("Not proved before the opening: %(names)s.")
    elif windows.awaits_shares(instants, facts, now):
        owing, told = without_share(election), _("The totals wait for trustees: %(names)s.")
    else:
        return needs
    return [*needs, {"text": told % {"names": ", ".join(each.name for each in owing)}, "to": "trustees"}]


def _next_act(election: Election, asked: set[str], now: datetime) -> list[dict[str, str]]:
    """What the clock has made possible and nobody has done: the vote does not go on without it."""
    steps = (
        ("seal-roll", windows.may_seal_roll, _("The roll has closed. It can be sealed."), "roll"),
        ("end-ballots", windows.may_end_ballots, _("Voting has closed. Make the close final, or extend."), "count"),
        ("count", windows.may_count, _("The ballots can be counted."), "count"),
        ("certify", windows.may_certify, _("The result can be certified."), "count"),
        ("publish", windows.may_publish, _("The result can be published."), "count"),
    )
    for act, may, told, to in steps:
        set_for_later = act == "publish" and election.result_due_at is not None
        if may(election.instants, election.facts, now) and act not in asked and not set_for_later:
            return [{"text": told, "to": to}]
    return []


def _numbers(election: Election) -> list[dict[str, Any]]:
    standing = support.standing(election).count()
    ballots = Ballot.objects.filter(setup__election=election).count()
    return [
        {"label": _("Candidates"), "value": str(standing)},
        {"label": _("On the roll"), "value": str(election.roll.filter(removed_at=None).count())},
        {"label": _("Ballots in the box"), "value": str(ballots)},
    ]
