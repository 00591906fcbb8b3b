"""A result as data, for ever the same: what officers certify, and what is published."""

from typing import Any, TypedDict

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ballots.models import CertifiedResult
from ballots.outcome import ContestOutcome, Outcome
from elections.models import Election
from elections.seating import Seating


class ChoiceData(TypedDict):
    name: str
    slug: str
    votes: int
    rank: int | None
    outcome: str
    years: int | None
    entity: str
    reason: str


class ContestData(TypedDict):
    uuid: str
    kind: str
    title: str
    seats: list[int]
    choices: list[ChoiceData]
    abstentions: int
    ties: list[dict[str, Any]]
    vacant: list[int]
    majority: str
    carried: bool | None
    needed: int | None
    base: int | None


class ResultData(TypedDict):
    election: str
    slug: str
    uuid: str
    ballots: int
    eligible: int
    quorum_needed: int
    quorum_met: bool
    contests: list[ContestData]


def as_data(outcome: Outcome) -> ResultData:
    """The result in plain words and numbers: what officers certify, and what is published beside the page."""
    return {
        "election": outcome.election.name,
        "slug": outcome.election.slug,
        "uuid": str(outcome.election.uuid),
        "ballots": outcome.ballots,
        "eligible": outcome.eligible,
        "quorum_needed": outcome.quorum.needed,
        "quorum_met": outcome.quorum.met,
        "contests": [_contest(each) for each in outcome.contests],
    }


def published(election: Election) -> ResultData:
    """What was certified, once it is published."""
    if election.published_at is None:
        raise ValidationError(_("The result is not published yet."), code="not published")
    data: ResultData = CertifiedResult.objects.get(setup__election=election).data
    return data


def _contest(outcome: ContestOutcome) -> ContestData:
    decision, seating = outcome.decision, outcome.seating
    return {
        "uuid": str(outcome.contest.uuid),
        "kind": outcome.contest.kind,
        "title": outcome.contest.title,
        "seats": [seat.years for seat in outcome.contest.seats.all()],
        "choices": _seated_choices(outcome, seating) if seating else _plain_choices(outcome),
        "abstentions": outcome.abstentions,
        "ties": [
            {"votes": tie.votes, "candidates": list(tie.candidates), "order": list(tie.order) if tie.order else None}
            for tie in (seating.ties if seating else ())
        ],
        "vacant": [seat.years for seat in (seating.vacant if seating else ())],
        "majority": outcome.contest.majority,
        "carried": decision.carried if decision else None,
        "needed": decision.needed if decision else None,
        "base": decision.base if decision else None,
    }


def _seated_choices(outcome: ContestOutcome, seating: Seating) -> list[ChoiceData]:
    """In the order of votes."""
    labels = {each.choice.nominee.slug: each.choice.label for each in outcome.totals if each.choice.nominee}
    return [
        {
            "name": labels[row.candidate.id],
            "slug": row.candidate.id,
            "votes": row.candidate.votes,
            "rank": row.rank,
            "outcome": row.outcome.value,
            "years": row.seat.years if row.seat else None,
            "entity": row.entity or "",
            "reason": row.candidate.exclusion_reason,
        }
        for row in seating.rows
    ]


def _plain_choices(outcome: ContestOutcome) -> list[ChoiceData]:
    return [
        {
            "name": each.choice.label,
            "slug": "",
            "votes": each.votes,
            "rank": None,
            "outcome": "",
            "years": None,
            "entity": "",
            "reason": "",
        }
        for each in outcome.totals
    ]
