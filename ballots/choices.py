"""What stands on the ballot: each contest's choices in their fixed order, as a question of the protocol."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from ballots.protocol.questions import Question
from elections.models import Contest, Election
from nominees import support
from nominees.models import Nominee

FOR: Final = "For"  # as it stands in the sealed election, whatever language the page speaks
AGAINST: Final = "Against"


class Offer(NamedTuple):
    """One choice that a contest offers."""

    label: str
    nominee: Nominee | None = None


def offers(contest: Contest) -> list[Offer]:
    """For and against, or everyone who stands, by name. Readers see their own order of names; this one is sealed."""
    if contest.kind == Contest.Kind.RESOLUTION:
        return [Offer(FOR), Offer(AGAINST)]
    return named_apart(standing(contest.election))


def standing(election: Election) -> list[Nominee]:
    """Who is for choice, by name: who agreed, did not withdraw, and has the endorsements that it takes."""
    return sorted(support.standing(election), key=lambda nominee: (nominee.name.casefold(), nominee.slug))


LONGEST_LABEL: Final = 300


def named_apart(nominees: Sequence[Nominee]) -> list[Offer]:
    """Equal names get their affiliation; where that does not tell them apart, a number."""
    shared = _repeated(nominee.name for nominee in nominees)
    labels = [_with_affiliation(each) if each.name in shared else each.name for each in nominees]
    shared, taken, told_apart = _repeated(labels), set(labels), []
    for nominee, label in zip(nominees, labels, strict=True):
        told_apart.append(Offer(_numbered(nominee.name, taken) if label in shared else label, nominee))
    return told_apart


def question(contest: Contest, labels: Sequence[str]) -> Question:
    """Choose at least one and at most as many as the contest allows, or abstain."""
    most = 1 if contest.kind == Contest.Kind.RESOLUTION else min(contest.max_choices or len(labels), len(labels))
    return Question(contest.title, tuple(labels), 1, most, blank=True)


def _repeated(labels: Iterable[str]) -> set[str]:
    return {label for label, times in Counter(labels).items() if times > 1}


def _with_affiliation(nominee: Nominee) -> str:
    """The name with the employer that the approved profile names, as far as there is room for it."""
    profile = nominee.profiles.filter(approved_at__isnull=False).last()
    employer = (profile.employer if profile else "") or "–"
    room = LONGEST_LABEL - len(f"{nominee.name} ()")
    return f"{nominee.name} ({employer if len(employer) <= room else employer[: room - 1] + '…'})"


def _numbered(name: str, taken: set[str]) -> str:
    number = next(number for number in range(1, len(taken) + 2) if f"{name} ({number})" not in taken)
    taken.add(f"{name} ({number})")
    return f"{name} ({number})"
