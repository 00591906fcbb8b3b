"""A result for who checks it: what the seats were filled from, every step in its order, and the lots."""

from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ballots.result_details import SeatingData, StepData
from ballots.results import ChoiceData, ContestData
from elections.seating import Outcome


def audit(contest: ContestData) -> dict[str, Any] | None:
    """As `ballots/result_audit.html` shows it; None of a result that was kept without it."""
    seating = contest.get("seating")
    if seating is None:
        return None
    choices = {row["slug"]: row for row in contest["choices"]}
    return {
        "limit": _limit(seating),
        "sitting": [
            {"name": each["name"], "until": each["until"], "entities": ", ".join(each["entities"]) or "–"}
            for each in seating["sitting"]
        ],
        "affiliations": [_affiliation(choices[slug]["name"], held) for slug, held in seating["affiliations"].items()],
        "steps": [_step(step, choices[step["slug"]], seating) for step in seating["steps"]],
        "shares": [
            {"entity": entity, "count": len(held), "names": ", ".join(isolated(name) for name in held)}
            for entity, held in seating["shares"].items()
        ],
        "uuid": contest["uuid"],
        "tie_break": seating["tie_break"],
        "slugs": " ".join(sorted(choices, key=str.encode)),
    }


def passed_over(row: ChoiceData, contest: ContestData) -> str:
    """Why: who of the same entity sits already, by name where the result says it."""
    seating = contest.get("seating")
    step = next((each for each in seating["steps"] if each["slug"] == row["slug"]), None) if seating else None
    if step is None or not step["holders"]:
        return _("As many people of %(entity)s sit already as the rules allow.") % {"entity": row["entity"]}
    sentence = _("As many people of %(entity)s sit already as the rules allow: %(names)s.")
    names = get_text_list([isolated(name) for name in step["holders"]], _("and"))
    return sentence % {"entity": row["entity"], "names": names}


def isolated(name: str) -> str:
    """A name in a sentence, whose script may run the other way: between Unicode’s isolates, nothing around it turns."""
    return f"\u2068{name}\u2069"


def _limit(seating: SeatingData) -> str:
    most = seating["limit"]
    if most is None:
        return _("Any number of those who sit may share an affiliation.")
    return ngettext(
        "At most %d of those who sit may be of the same entity.",
        "At most %d of those who sit may be of the same entity.",
        most,
    ) % (most)


def _affiliation(name: str, held: list[dict[str, str]]) -> dict[str, str]:
    """Organisations, and where one is controlled by another, what it counts as."""
    told = [
        each["organisation"]
        if each["organisation"] == each["entity"]
        else _("%(organisation)s (counts as %(entity)s)") % each
        for each in held
    ]
    return {"name": name, "entities": ", ".join(told)}


def _step(step: StepData, choice: ChoiceData, seating: SeatingData) -> dict[str, Any]:
    return {
        "number": step["number"],
        "name": choice["name"],
        "votes": choice["votes"],
        "free": ", ".join(str(years) for years in step["free"]),
        "said": " ".join(filter(None, [_what_happened(step, choice, seating), _by_lot(step)])),
    }


def _what_happened(step: StepData, choice: ChoiceData, seating: SeatingData) -> str:
    match Outcome(step["outcome"]):
        case Outcome.SEATED:
            years = step["years"] or 0
            return ngettext(
                "Takes the longest term that is free, %d year.", "Takes the longest term that is free, %d years.", years
            ) % (years)
        case Outcome.PASSED_OVER:
            told = {"entity": step["entity"], "count": len(step["holders"]), "most": seating["limit"] or 0}
            told["names"] = ", ".join(isolated(name) for name in step["holders"])
            return _("Passed over: of %(entity)s %(count)d of at most %(most)d sit already (%(names)s).") % told
        case Outcome.WITHDRAWN:
            return _("Withdrew, and is out.")
        case _:
            return _("May not sit, and is out: %(reason)s") % {"reason": choice["reason"]}


def _by_lot(step: StepData) -> str:
    return _("Their turn among equals came by lot.") if step["by_lot"] else ""
