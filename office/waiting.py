"""What waits for a second officer, and for which."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from elections import windows
from elections.models import Election, Proposal
from members.models import Person
from office.acts import ACTS, TITLES, WITHDRAW, Text


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """What one officer asked for; `own` where it is the one who looks, who cannot agree."""

    proposal: Proposal
    title: Text
    own: bool


def waiting(
    elections: Iterable[Election], *, officer: Person, now: datetime, acts: Collection[str] = tuple(TITLES)
) -> list[Waiting]:
    """What an officer could agree to now. An act whose time is over is left out, although nobody dropped it."""
    among = {election.pk: election for election in elections}
    asked = Proposal.objects.open(now).filter(election__in=among, act__in=acts).select_related("proposed_by")
    return [
        _waiting(proposal, officer)
        for proposal in asked
        if proposal.election_id and can_be_done(proposal.act, among[proposal.election_id], now)
    ]


def waiting_about_the_office(*, officer: Person, now: datetime) -> list[Waiting]:
    """Who is to be appointed, dismissed or merged, if another officer agrees."""
    asked = Proposal.objects.open(now).filter(election=None).select_related("proposed_by")
    return [_waiting(proposal, officer) for proposal in asked]


def _waiting(proposal: Proposal, officer: Person) -> Waiting:
    return Waiting(proposal=proposal, title=TITLES[proposal.act], own=proposal.proposed_by_id == officer.pk)


def can_be_done(act: str, election: Election | None, now: datetime) -> bool:
    """Whether the time of what was asked for is still there."""
    if election is None:
        return True
    if act in ACTS:
        return ACTS[act].possible(election, now)
    if act == WITHDRAW:
        return windows.may_record_withdrawal(election.instants, election.facts, now)
    return windows.may_correct_roll(election.instants, election.facts, now)
