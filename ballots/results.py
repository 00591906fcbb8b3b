"""A result as data, for ever the same, and as the page shows it."""

from typing import Any, TypedDict

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballots.models import CertifiedResult
from ballots.outcome import ContestOutcome, Outcome
from elections.models import Contest, Election
from elections.seating import Outcome as Verdict
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


# For the page


def shown(data: ResultData) -> dict[str, Any]:
    """The result as `ballots/result.html` and its parts show it."""
    return {
        "headline": _headline(data),
        "turnout": _("%(ballots)d of %(eligible)d voted.") % {"ballots": data["ballots"], "eligible": data["eligible"]},
        "quorum": _quorum(data),
        "quorum_met": data["quorum_met"],
        "contests": [_shown_contest(contest, data) for contest in data["contests"]],
    }


def _headline(data: ResultData) -> str:
    seats = [contest for contest in data["contests"] if contest["kind"] == Contest.Kind.SEATS]
    if not seats:
        return _("Result")
    elected = sum(row["outcome"] == Verdict.SEATED for contest in seats for row in contest["choices"])
    return _("%(elected)d of %(candidates)d elected") % {
        "elected": elected,
        "candidates": sum(len(contest["choices"]) for contest in seats),
    }


def _quorum(data: ResultData) -> str:
    sentence = (
        _("%(needed)d were needed; the quorum is met.")
        if data["quorum_met"]
        else _("%(needed)d were needed; the quorum is not met, and the vote is void.")
    )
    return sentence % {"needed": data["quorum_needed"]}


def _shown_contest(contest: ContestData, data: ResultData) -> dict[str, Any]:
    found: dict[str, Any] = {"title": contest["title"], "kind": contest["kind"], "uuid": contest["uuid"]}
    found["abstentions"] = (
        ngettext("%d voter abstained.", "%d voters abstained.", contest["abstentions"]) % (contest["abstentions"])
    )
    if contest["kind"] == Contest.Kind.RESOLUTION:
        return found | _resolution(contest, data)
    rows = [_row(row, data) for row in contest["choices"]]
    last = max((place for place, row in enumerate(contest["choices"]) if row["outcome"] == Verdict.SEATED), default=-1)
    found |= {
        "caption": _("Votes for “%(title)s”") % {"title": contest["title"]},
        "above": rows[: last + 1],
        "below": rows[last + 1 :],
        "ties": [_tie(tie, contest) for tie in contest["ties"]],
    }
    if contest["vacant"]:
        found["vacant"] = ngettext("%d seat stays vacant.", "%d seats stay vacant.", len(contest["vacant"])) % len(
            contest["vacant"]
        )
    return found


def _row(row: ChoiceData, data: ResultData) -> dict[str, Any]:
    outcomes = {
        Verdict.PASSED_OVER: _("passed over"),
        Verdict.WITHDRAWN: _("withdrew"),
        Verdict.INELIGIBLE: _("not eligible"),
        Verdict.TIED: _("tied"),
        Verdict.OPEN: _("open"),
    }
    return {
        "name": row["name"],
        "url": reverse("nominees:candidate", args=[data["slug"], row["slug"]]),
        "votes": row["votes"],
        "width": _percent(row["votes"], data["ballots"]),
        "seat": ngettext("%d year", "%d years", row["years"]) % row["years"] if row["years"] else "",
        "reason": _reason(row),
        "outcome": outcomes.get(Verdict(row["outcome"]), ""),
    }


def _reason(row: ChoiceData) -> str:
    match Verdict(row["outcome"]):
        case Verdict.PASSED_OVER:
            return _("As many people of %(entity)s sit already as the rules allow.") % {"entity": row["entity"]}
        case Verdict.WITHDRAWN:
            return _("Withdrew after the ballot was sealed. The votes stay on record.")
        case Verdict.INELIGIBLE:
            return row["reason"]
        case Verdict.TIED:
            return _("Tied, and the tie is not broken.")
        case Verdict.OPEN:
            return _("Depends on a tie that is not broken.")
        case _:
            return ""


def _tie(tie: dict[str, Any], contest: ContestData) -> str:
    names = {row["slug"]: row["name"] for row in contest["choices"]}
    tied = ", ".join(names[slug] for slug in tie["order"] or tie["candidates"])
    if tie["order"] is None:
        return _("Tied with %(votes)d votes and not broken: %(names)s.") % {"votes": tie["votes"], "names": tied}
    return _("Tied with %(votes)d votes; drawn in this order: %(names)s.") % {"votes": tie["votes"], "names": tied}


def _resolution(contest: ContestData, data: ResultData) -> dict[str, Any]:
    in_favour, against = contest["choices"]
    numbers = {"votes": in_favour["votes"], "needed": contest["needed"], "base": contest["base"]}
    verdict = (
        _("Carried: %(votes)d votes for, %(needed)d needed.")
        if contest["carried"]
        else _("Not carried: %(votes)d votes for, %(needed)d needed.")
    )
    of_all = _("Needed: more than half of all %(base)d voting members. The yellow mark is the line.")
    of_cast = _("Needed: more than half of the %(base)d votes for or against. The yellow mark is the line.")
    ballots = max(data["ballots"], 1)
    whole = data["eligible"] if contest["majority"] == Contest.Majority.VOTING_MEMBERS else ballots
    rows = [
        (_("For"), in_favour["votes"]),
        (_("Against"), against["votes"]),
        (_("Abstain"), contest["abstentions"]),
    ]
    return {
        "passed": contest["carried"],
        "verdict": verdict % numbers,
        "caption": _("Votes on “%(title)s”") % {"title": contest["title"]},
        "rows": [{"label": label, "votes": votes, "width": _percent(votes, whole)} for label, votes in rows],
        "needed_width": _percent(contest["needed"] or 0, whole),
        "needed": (of_all if contest["majority"] == Contest.Majority.VOTING_MEMBERS else of_cast) % numbers,
    }


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0
