"""A result as its page says it: who sits and how they came to, who is passed over and why, ties and resolutions."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballots.results import ChoiceData, ContestData, ResultData
from elections.models import Contest
from elections.seating import Outcome as Verdict


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
        "steps": _steps(contest["choices"][: last + 1], len(contest["seats"])),
        "margin": _margin(contest),
        "ties": [_tie(tie, contest) for tie in contest["ties"]],
    }
    if contest["vacant"]:
        found["vacant"] = ngettext("%d seat stays vacant.", "%d seats stay vacant.", len(contest["vacant"])) % len(
            contest["vacant"]
        )
    return found


def _steps(rows: list[ChoiceData], seats: int) -> list[str]:
    """Who took which seat for how long, and who was passed over on the way, in the order of votes."""
    steps, number = [], 0
    for row in rows:
        words: dict[str, Any] = {"name": _isolated(row["name"]), "votes": row["votes"], "seats": seats}
        if row["outcome"] == Verdict.SEATED:
            number += 1
            term = ngettext("%d year", "%d years", row["years"] or 0) % (row["years"] or 0)
            words |= {"number": number, "term": term}
            steps.append(_("%(name)s, %(votes)d votes: seat %(number)d of %(seats)d, for %(term)s.") % words)
        else:
            words["reason"] = _reason(row)
            steps.append(_("%(name)s, %(votes)d votes: no seat. %(reason)s") % words)
    return steps


def _isolated(name: str) -> str:
    """A name in a sentence, whose script may run the other way: between Unicode’s isolates, nothing around it turns."""
    return f"\u2068{name}\u2069"


def _margin(contest: ContestData) -> str:
    """How far the last who sits is from the first who does not; nothing where that is not known, or nobody is left."""
    open_still = {Verdict.TIED, Verdict.OPEN} & {Verdict(row["outcome"]) for row in contest["choices"]}
    seated = [row for row in contest["choices"] if row["outcome"] == Verdict.SEATED]
    left = [row for row in contest["choices"] if row["outcome"] == Verdict.NOT_ELECTED]
    if open_still or contest["vacant"] or not seated or not left:
        return ""
    by = seated[-1]["votes"] - left[0]["votes"]
    words: dict[str, Any] = {"last": _isolated(seated[-1]["name"]), "first": _isolated(left[0]["name"]), "by": by}
    if not by:
        return _("%(last)s took the last seat by lot: %(first)s has as many votes.") % words
    said = ngettext(
        "%(last)s took the last seat; %(first)s comes next, %(by)d vote behind.",
        "%(last)s took the last seat; %(first)s comes next, %(by)d votes behind.",
        by,
    )
    return said % words


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
    tied = ", ".join(_isolated(names[slug]) for slug in tie["order"] or tie["candidates"])
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
