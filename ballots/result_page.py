"""A result as its page says it: who sits and how they came to, who is passed over and why, ties and resolutions."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballots.result_audit import audit, isolated, passed_over
from ballots.result_picture import MOST_LINES, Line, Shown, can_write
from ballots.results import ChoiceData, ContestData, ResultData, TurnoutData, is_void
from elections.models import Contest
from elections.seating import Outcome as Verdict
from members.models import MembershipClass


def shown(data: ResultData) -> dict[str, Any]:
    """The result as `ballots/result.html` and its parts show it."""
    return {
        "headline": headline(data),
        "turnout": turnout(data),
        "quorum": _quorum(data),
        "quorum_met": data["quorum_met"],
        "classes": [turnout_row(each) for each in data.get("turnout", [])],
        "rules": data.get("rules", []),
        "source": data.get("rules_source"),
        "contests": [_shown_contest(contest, data) for contest in data["contests"]],
    }


def headline(data: ResultData) -> str:
    """How many were elected, or what was carried: the result in one line."""
    seats = [contest for contest in data["contests"] if contest["kind"] == Contest.Kind.SEATS]
    if is_void(data):
        return _("Void: the quorum was not met")
    if seats:
        stood = sum(contest.get("candidates") or len(contest["choices"]) for contest in seats)
        elected = sum(row["outcome"] == Verdict.SEATED for contest in seats for row in contest["choices"])
        elected = elected or sum(len(contest["seats"]) for contest in seats if not contest["choices"])
        return _("%(elected)d of %(candidates)d elected") % {"elected": elected, "candidates": stood}
    carried = sum(bool(contest["carried"]) for contest in data["contests"])
    if not data["contests"]:
        return _("Result")
    return _("%(carried)d of %(resolutions)d carried") % {"carried": carried, "resolutions": len(data["contests"])}


def turnout(data: ResultData) -> str:
    """How many of how many; empty where that is not known."""
    if data["ballots"] is None:
        return ""
    if data["eligible"] is None:
        return ngettext("%d voted.", "%d voted.", data["ballots"]) % data["ballots"]
    return _("%(ballots)d of %(eligible)d voted.") % {"ballots": data["ballots"], "eligible": data["eligible"]}


def _quorum(data: ResultData) -> str:
    if data["quorum_met"] is None or data["quorum_needed"] is None:
        return ""
    if data.get("quorum", [1])[0] == 0:
        return _("No quorum was asked for.")
    sentence = (
        _("%(needed)d were needed; the quorum is met.")
        if data["quorum_met"]
        else _("%(needed)d were needed; the quorum is not met, and the vote is void.")
    )
    return sentence % {"needed": data["quorum_needed"]}


def turnout_row(line: TurnoutData) -> dict[str, Any]:
    """One line of `parts/turnout.html`."""
    names = [str(MembershipClass(name).label) if name in MembershipClass.values else name for name in line["classes"]]
    numbers = {"voted": line["voted"], "eligible": line["eligible"]}
    return {
        "label": get_text_list(names, _("and")),
        "width": _percent(line["voted"], line["eligible"]),
        "said": _("%(voted)d of %(eligible)d") % numbers,
    }


def _shown_contest(contest: ContestData, data: ResultData) -> dict[str, Any]:
    found: dict[str, Any] = {"title": contest["title"], "kind": contest["kind"], "uuid": contest["uuid"]}
    abstained = contest["abstentions"]
    found["abstentions"] = (
        "" if abstained is None else ngettext("%d voter abstained.", "%d voters abstained.", abstained) % abstained
    )
    if contest["kind"] == Contest.Kind.RESOLUTION:
        return found | _resolution(contest, data)
    if not contest["choices"]:
        return found | {"unknown": _unknown(contest)}
    rows = [_row(row, data, contest) for row in contest["choices"]]
    void = is_void(data)
    seated = [place for place, row in enumerate(contest["choices"]) if row["outcome"] == Verdict.SEATED and not void]
    last = max(seated, default=-1)
    found |= {
        "is_void": void,
        "caption": _("Votes for “%(title)s”") % {"title": contest["title"]},
        "above": rows[: last + 1],
        "below": rows[last + 1 :],
        "steps": _steps(contest["choices"][: last + 1], contest),
        "margin": "" if void else _margin(contest),
        "audit": None if void else audit(contest),
        "ties": [_tie(tie, contest) for tie in contest["ties"]],
    }
    if vacant := len(contest["vacant"]):
        found["vacant"] = ngettext("%d seat stays vacant.", "%d seats stay vacant.", vacant) % vacant
    return found


def _unknown(contest: ContestData) -> str:
    seats = len(contest["seats"])
    stood = contest.get("candidates")
    if not stood:
        return ngettext("%d seat was filled.", "%d seats were filled.", seats) % seats
    told = {"candidates": ngettext("%d candidate", "%d candidates", stood) % stood}
    told["seats"] = ngettext("%d seat", "%d seats", seats) % seats
    return _("%(candidates)s stood for %(seats)s. How many votes each received is not on record here.") % told


def _steps(rows: list[ChoiceData], contest: ContestData) -> list[str]:
    """Who took which seat for how long, and who was passed over on the way, in the order of votes."""
    steps, number = [], 0
    for row in rows:
        words: dict[str, Any] = {"name": isolated(row["name"]), "votes": row["votes"], "seats": len(contest["seats"])}
        if row["outcome"] == Verdict.SEATED:
            number += 1
            term = ngettext("%d year", "%d years", row["years"] or 0) % (row["years"] or 0)
            words |= {"number": number, "term": term}
            steps.append(_("%(name)s, %(votes)d votes: seat %(number)d of %(seats)d, for %(term)s.") % words)
        else:
            words["reason"] = _reason(row, contest)
            steps.append(_("%(name)s, %(votes)d votes: no seat. %(reason)s") % words)
    return steps


def _margin(contest: ContestData) -> str:
    """How far the last who sits is from the first who does not; nothing where that is not known, or nobody is left."""
    open_still = {Verdict.TIED, Verdict.OPEN} & {Verdict(row["outcome"]) for row in contest["choices"]}
    seated = [row for row in contest["choices"] if row["outcome"] == Verdict.SEATED]
    left = [row for row in contest["choices"] if row["outcome"] == Verdict.NOT_ELECTED]
    if open_still or contest["vacant"] or not seated or not left:
        return ""
    by = (seated[-1]["votes"] or 0) - (left[0]["votes"] or 0)
    words: dict[str, Any] = {"last": isolated(seated[-1]["name"]), "first": isolated(left[0]["name"]), "by": by}
    if not by:
        return _("%(last)s took the last seat by lot: %(first)s has as many votes.") % words
    said = ngettext(
        "%(last)s took the last seat; %(first)s comes next, %(by)d vote behind.",
        "%(last)s took the last seat; %(first)s comes next, %(by)d votes behind.",
        by,
    )
    return said % words


def _row(row: ChoiceData, data: ResultData, contest: ContestData) -> dict[str, Any]:
    outcomes = {
        Verdict.PASSED_OVER: _("passed over"),
        Verdict.WITHDRAWN: _("withdrew"),
        Verdict.INELIGIBLE: _("not eligible"),
        Verdict.TIED: _("tied"),
        Verdict.OPEN: _("open"),
    }
    return {
        "name": row["name"],
        "url": reverse("nominees:candidate", args=[data["slug"], row["slug"]])
        if row.get("has_page", bool(row["slug"]))
        else "",
        "votes": row["votes"],
        "width": _percent(row["votes"], data["ballots"] or most_votes(contest)),
        "seat": _term(row) if not is_void(data) else "",
        "reason": _reason(row, contest),
        "outcome": outcomes.get(Verdict(row["outcome"]), ""),
    }


def _term(row: ChoiceData) -> str:
    return ngettext("%d year", "%d years", row["years"]) % row["years"] if row["years"] else ""


def most_votes(contest: ContestData) -> int:
    """What bars are measured by where nobody knows how many voted."""
    return max((row["votes"] or 0 for row in contest["choices"]), default=0)


def _reason(row: ChoiceData, contest: ContestData) -> str:
    match Verdict(row["outcome"]):
        case Verdict.PASSED_OVER:
            return passed_over(row, contest)
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
    tied = ", ".join(isolated(names[slug]) for slug in tie["order"] or tie["candidates"])
    words = {"votes": tie["votes"], "names": tied}
    if tie["order"] is None:
        return _("Tied with %(votes)d votes and not broken: %(names)s.") % words
    seating = contest.get("seating")
    if seating and "source" in seating["tie_break"]:
        return _("Tied with %(votes)d votes; in the order that is on record: %(names)s.") % words
    return _("Tied with %(votes)d votes; drawn in this order: %(names)s.") % words


def _resolution(contest: ContestData, data: ResultData) -> dict[str, Any]:
    if not contest["choices"]:
        said = _("Carried.") if contest["carried"] else _("Not carried.")
        unknown = _("How many voted for and against is not on record here.")
        return {"passed": contest["carried"], "verdict": f"{said} {unknown}", "rows": []}
    in_favour, against = contest["choices"]
    numbers = {"votes": in_favour["votes"], "needed": contest["needed"], "base": contest["base"]}
    void = is_void(data)
    of_all = _("Needed: more than half of all %(base)d voting members. The yellow mark is the line.")
    of_cast = ngettext(
        "Needed: more than half of the one vote for or against. The yellow mark is the line.",
        "Needed: more than half of the %(base)d votes for or against. The yellow mark is the line.",
        contest["base"] or 0,
    )
    ballots = max(data["ballots"] or contest["base"] or 0, 1)
    whole = data["eligible"] if contest["majority"] == Contest.Majority.VOTING_MEMBERS else ballots
    rows = [
        (_("For"), in_favour["votes"]),
        (_("Against"), against["votes"]),
        (_("Abstain"), contest["abstentions"]),
    ]
    return {
        "passed": contest["carried"] and not void,
        "verdict": _verdict(contest["carried"], void, in_favour["votes"] or 0) % numbers,
        "caption": _("Votes on “%(title)s”") % {"title": contest["title"]},
        "rows": [{"label": label, "votes": votes, "width": _percent(votes, whole)} for label, votes in rows],
        "needed_width": _percent(contest["needed"] or 0, whole),
        "needed": (of_all if contest["majority"] == Contest.Majority.VOTING_MEMBERS else of_cast) % numbers,
    }


def _verdict(carried: bool | None, void: bool, votes: int) -> str:
    """Where too few voted, nothing is carried, whatever the votes say."""
    if void:
        return ngettext(
            "Void, too few voted: %(votes)d vote for, %(needed)d needed.",
            "Void, too few voted: %(votes)d votes for, %(needed)d needed.",
            votes,
        )
    if carried:
        return ngettext(
            "Carried: %(votes)d vote for, %(needed)d needed.", "Carried: %(votes)d votes for, %(needed)d needed.", votes
        )
    return ngettext(
        "Not carried: %(votes)d vote for, %(needed)d needed.",
        "Not carried: %(votes)d votes for, %(needed)d needed.",
        votes,
    )


def _percent(part: int | None, whole: int | None) -> float:
    return round(100 * part / whole, 1) if part and whole else 0.0


def in_picture(data: ResultData, *, held_here: bool) -> Shown:
    """The same for a picture: who sits, or what was carried."""
    foot = _("Every number can be counted again: %(host)s") if held_here else _("Figures and their source: %(host)s")
    lines = [line for contest in data["contests"] for line in _lines(contest, data)]
    left = len(lines) - MOST_LINES
    return Shown(
        election=data["election"],
        headline=headline(data),
        turnout=f"{turnout(data)} {_quorum(data)}".strip(),
        lines=lines,
        more=ngettext("and %d more", "and %d more", left) % left if left > 0 else "",
        foot=foot % {"host": settings.PUBLIC_URL.partition("://")[2]},
    )


def _lines(contest: ContestData, data: ResultData) -> list[Line]:
    whole = data["ballots"] or most_votes(contest) or 1
    if contest["kind"] == Contest.Kind.RESOLUTION:
        votes = (contest["choices"][0]["votes"] or 0) if contest["choices"] else 0
        came_of_it = _("carried") if contest["carried"] else _("failed")
        end = _("void") if is_void(data) else came_of_it
        return [Line(contest["title"], str(votes), votes / whole, end)]
    return [
        Line(
            row["name"] if can_write(row["name"]) else row["slug"],
            "" if row["votes"] is None else str(row["votes"]),
            (row["votes"] or 0) / whole,
            _term(row),
        )
        for row in contest["choices"]
        if row["outcome"] == Verdict.SEATED and not is_void(data)
    ]
