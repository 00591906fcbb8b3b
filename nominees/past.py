"""What the record knows of a candidate's past: terms on the board, and elections in which they stood before."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from elections import windows
from elections.models import BoardTerm, Election
from nominees.models import Elected, Nominee, ProfileRevision

NEW_IN_WORDS = frozenset({"new", "new board member", "new candidate", "none", "no", "n/a", "na"})


class Standing(StrEnum):
    """How a candidate stands to the board on the day on which voting opens."""

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
    for term in BoardTerm.objects.filter(person__in=people).order_by("since"):
        found[term.person_id or 0].append(term)
    return found


def standing(profile: ProfileRevision | None, terms: Sequence[BoardTerm], day: date) -> Standing | None:
    """By the register; where it is silent by the nominee's own words; None where these are silent as well."""
    begun = [term for term in terms if term.since <= day]
    if begun:
        return Standing.SITTING if any(day < term.until for term in begun) else Standing.RETURNED
    served = ((profile.previous_service if profile else None) or "").strip(" .").casefold()
    if not served:
        return None
    return Standing.NEW if served in NEW_IN_WORDS else Standing.RETURNED


@dataclass(frozen=True)
class Candidacy:
    """One election in which the same person stood; `outcome` is empty while it is not known."""

    election: Election
    url: str
    outcome: str


def candidacies(nominee: Nominee, now: datetime) -> list[Candidacy]:
    """The same person's other public candidacies, the last first."""
    elected = Prefetch("elected", Elected.objects.order_by("position"))
    others = (
        Nominee.objects.filter(person=nominee.person, election__in=Election.objects.public())
        .accepted()
        .exclude(pk=nominee.pk)
        .select_related("election", "election__setup__certified")
        .prefetch_related(elected, "election__elected")
        .order_by("-election__voting_opens", "-pk")
    )
    return [
        Candidacy(each.election, each.get_absolute_url(), _outcome(each))
        for each in others
        if windows.candidates_are_public(each.election.instants, each.election.facts, now) or each.election.is_imported
    ]


def _outcome(nominee: Nominee) -> str:
    """In a few words, from the published result or the documents of an election that was not held here."""
    if nominee.withdrawn_at:
        return _("withdrew")
    if nominee.election.published_at:
        return _of_result(nominee.election.setup.certified.data, nominee.slug)
    if nominee.election.is_imported and nominee.election.elected.all():
        return _("elected") if nominee.elected.all() else _("not elected")
    return ""


def _of_result(data: Mapping[str, Any], slug: str) -> str:
    """`data` is what was certified; see docs/data.md."""
    choices = [choice for contest in data["contests"] for choice in contest["choices"] if choice["slug"] == slug]
    if not choices:
        return ""
    said = {"seated": _("elected"), "passed_over": _("passed over")}.get(choices[0]["outcome"], _("not elected"))
    return _("%(outcome)s, %(votes)d of %(ballots)d votes") % {
        "outcome": said,
        "votes": choices[0]["votes"],
        "ballots": data["ballots"],
    }
