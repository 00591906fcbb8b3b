"""What the record knows of a candidate's past: terms on the board, and elections in which they stood before."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from elections.models import BoardTerm, Election
from nominees.models import Nominee, ProfileRevision
from nominees.published import candidacies_of

NEW_IN_WORDS = re.compile(r"(new|none|no|not|never|n/?a)\b")
STILL_IN_WORDS = re.compile(r"\b(present|current|currently|now|sitting|incumbent)\b|[-–]\s*$")
YEAR = re.compile(r"\b(?:19|20)\d\d\b")


class Standing(StrEnum):
    """How a candidate stands to the board on the day on which candidates are announced."""

    NEW = "new"
    SITTING = "sitting"
    RETURNED = "returned"


STANDINGS = {
    Standing.NEW: gettext_lazy("new candidate"),
    Standing.SITTING: gettext_lazy("on the board now"),
    Standing.RETURNED: gettext_lazy("on the board before"),
}

Terms = Mapping[int, Sequence[BoardTerm]]


def terms_of(nominees: Iterable[Nominee]) -> Terms:
    """By the person: one query for any number of nominees."""
    people = [nominee.person_id for nominee in nominees]
    found: dict[int, list[BoardTerm]] = defaultdict(list)
    for term in BoardTerm.objects.filter(body="board", person__in=people).select_related("election").order_by("since"):
        found[term.person_id or 0].append(term)
    return found


def day_of(election: Election) -> date:
    """The day on which the candidates of an election stand to the board as it says: while they are being announced."""
    return (election.candidates_announced or election.voting_opens).date()


def begun(terms: Sequence[BoardTerm], day: date) -> list[BoardTerm]:
    return [term for term in terms if term.since <= day]


def standing(profile: ProfileRevision | None, terms: Sequence[BoardTerm], day: date) -> Standing | None:
    """By the register; where it is silent by the nominee's own words; None where these do not tell."""
    if known := begun(terms, day):
        return Standing.SITTING if any(day < term.until for term in known) else Standing.RETURNED
    return _in_words((profile.previous_service if profile else None) or "", day.year)


def _in_words(served: str, year: int) -> Standing | None:
    """“New board member”, “2019–2022”, “since 2023”, “Board member, 2020 - present”."""
    if says_new(served):
        return Standing.NEW
    said = served.strip(" .").casefold()
    years = [int(each) for each in YEAR.findall(said)]
    if STILL_IN_WORDS.search(said) or said.startswith("since") or max(years, default=0) >= year:
        return Standing.SITTING
    return Standing.RETURNED if years else None


def says_new(served: str) -> bool:
    """“New”, “None”, “Never served”, “n/a”."""
    return NEW_IN_WORDS.match(served.strip().casefold()) is not None


@dataclass(frozen=True)
class Candidacy:
    """One election in which the same person stood; `outcome` is empty while it is not known."""

    election: Election
    url: str
    outcome: str


def candidacies(nominee: Nominee, now: datetime) -> list[Candidacy]:
    """The same person's earlier public candidacies, the last first; as many queries for any number."""
    earlier = (
        candidacies_of(nominee.person, now)
        .filter(election__voting_opens__lt=nominee.election.voting_opens)
        .select_related("election")
        .annotate(certified=F("election__setup__certified__data"), figures=F("election__past_result__data"))
        .prefetch_related("elected", "election__elected")
        .order_by("-election__voting_opens", "-pk")
    )
    return [
        Candidacy(each.election, each.get_absolute_url(), _outcome(each, each.certified or each.figures))  # type: ignore[attr-defined]
        for each in earlier
    ]


def _outcome(nominee: Nominee, certified: Mapping[str, Any] | None) -> str:
    """In a few words, from the published result or the documents of an election that was not held here."""
    if nominee.election.voided_at:
        return _("the vote was void")
    if certified and nominee.election.published_at and (told := _of_result(certified, nominee.slug)):
        return told
    if nominee.withdrawn_at:
        return _("withdrew")
    if nominee.election.is_imported and nominee.election.elected.all():
        return _("elected") if nominee.elected.all() else _("not elected")
    return ""


def _of_result(data: Mapping[str, Any], slug: str) -> str:
    """`data` is what was certified; see docs/data.md."""
    choices = [choice for contest in data["contests"] for choice in contest["choices"] if choice["slug"] == slug]
    if not choices:
        return ""
    outcomes = {"seated": _("elected"), "passed_over": _("passed over"), "withdrawn": _("withdrew")}
    outcome, votes = outcomes.get(choices[0]["outcome"], _("not elected")), choices[0]["votes"]
    if votes is None:
        return outcome
    told = {"outcome": outcome, "votes": votes, "ballots": data["ballots"]}
    if told["ballots"] is None:
        return ngettext("%(outcome)s, %(votes)d vote", "%(outcome)s, %(votes)d votes", votes) % told
    return _("%(outcome)s, %(votes)d of %(ballots)d votes") % told
