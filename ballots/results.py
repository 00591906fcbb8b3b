"""A result as data, for ever the same: what officers certify, and what is published."""

from typing import Any, NotRequired, TypedDict

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _

from ballots.models import CertifiedResult, PastResult, ResultCorrection
from ballots.outcome import ContestOutcome, Outcome
from ballots.result_details import SeatingData, seating_data
from elections import overview
from elections.models import Election
from elections.seating import Seating


class ChoiceData(TypedDict):
    name: str
    slug: str
    votes: int | None
    rank: int | None
    outcome: str
    years: int | None
    entity: str
    reason: str
    has_page: NotRequired[bool]
    """Of an election that was not held here: whether the candidate has a page."""


class ContestData(TypedDict):
    uuid: str
    kind: str
    title: str
    seats: list[int]
    choices: list[ChoiceData]
    abstentions: int | None
    ties: list[dict[str, Any]]
    vacant: list[int]
    majority: str
    carried: bool | None
    needed: int | None
    base: int | None
    seating: NotRequired[SeatingData | None]
    candidates: NotRequired[int | None]
    """How many stood; of an election that was not held here, the choices may not be known."""


class TurnoutData(TypedDict):
    classes: list[str]
    eligible: int
    voted: int


class ResultData(TypedDict):
    """Of an election that was not held here, null is what its source does not say."""

    election: str
    slug: str
    uuid: str
    ballots: int | None
    eligible: int | None
    quorum_needed: int | None
    quorum_met: bool | None
    quorum: NotRequired[list[int]]
    """The part of the roll that had to vote, such as [1, 3]; [0, 1] where none was asked for."""
    turnout: NotRequired[list[TurnoutData]]
    rules: NotRequired[list[str]]
    """The rules in force, in the words that were certified."""
    rules_source: NotRequired[dict[str, str]]
    contests: list[ContestData]


def as_data(outcome: Outcome) -> ResultData:
    """The result in plain words and numbers: what officers certify, and what is published beside the page."""
    election = outcome.election
    with translation.override("en"):
        rules = overview.rules(election)
    return {
        "election": election.name,
        "slug": election.slug,
        "uuid": str(election.uuid),
        "ballots": outcome.ballots,
        "eligible": outcome.eligible,
        "quorum_needed": outcome.quorum.needed,
        "quorum_met": outcome.quorum.met,
        "quorum": [election.quorum_numerator, election.quorum_denominator],
        "turnout": [
            {"classes": list(each.classes), "eligible": each.eligible, "voted": each.voted} for each in outcome.turnout
        ],
        "rules": rules,
        "rules_source": {"text": election.rules_source, "url": election.rules_url},
        "contests": [_contest(each) for each in outcome.contests],
    }


def published(election: Election) -> ResultData:
    """What was certified, once it is published; of an election that was not held here, the figures that are known."""
    held: PastResult | CertifiedResult | None
    if election.is_imported:
        held = PastResult.objects.filter(election=election).first()
    else:
        held = CertifiedResult.objects.filter(
            setup__election=election, setup__election__published_at__isnull=False
        ).first()
    if held is None:
        raise ValidationError(_("The result is not published yet."), code="not published")
    data: ResultData = held.data
    return data


def is_void(data: ResultData) -> bool:
    """Whether too few voted: nobody sits and nothing is carried, whatever the votes come to. Not known is not void."""
    return data["quorum_met"] is False


def in_public(election: Election) -> dict[str, Any]:
    """The published result with what officers put their names to, and what they have added since."""
    return {**published(election), "certified": certificate(election), "corrections": corrections(election)}


def certificate(election: Election) -> dict[str, Any] | None:
    """Who certified the result, when, and to which statement; None of an election that was not held here."""
    held = CertifiedResult.objects.filter(setup__election=election).only("statement").first()
    if held is None or election.certified_at is None:
        return None
    officers = [election.certified_by, election.certified_second_by]
    return {
        "at": election.certified_at.isoformat(),
        "by": [each.name for each in officers if each],
        "statement": held.statement,
    }


def corrections(election: Election) -> list[dict[str, Any]]:
    """What was added after publication, the first first."""
    return [
        {
            "number": each.number,
            "at": each.made_at.isoformat(),
            "by": [person.name for person in (each.made_by, each.second_by) if person],
            "text": each.text,
            "reason": each.reason,
        }
        for each in ResultCorrection.objects.filter(election=election).select_related("made_by", "second_by")
    ]


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
        "seating": seating_data(outcome),
        "candidates": len(outcome.totals) if seating else None,
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
