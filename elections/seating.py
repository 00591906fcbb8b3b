"""Totals, seats and limits give the board: who sits, who is passed over and why, and which ties need an order.

The most-approved fill the seats; where terms are unequal, the longest goes to the most votes [bylaws 5.5]. Whoever
would bring an affiliation above its limit is passed over, and the next takes the seat [5.15]. A candidate who withdrew
or may not sit is out, and seating runs without them: so the next highest moves up, and the terms with them [5.5].

The bylaws are silent on two things, and this module chooses. A candidate without a single vote is not elected: the seat
stays vacant. A tie that matters is broken by an order given as an argument (see `ties`), never by this module.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import NamedTuple


class Exclusion(StrEnum):
    """Why a candidate on the ballot is out before seating begins."""

    WITHDRAWN = "withdrawn"
    INELIGIBLE = "ineligible"


@dataclass(frozen=True, slots=True)
class Candidate:
    """`affiliations` are entities as the limit sees them: those under common control are one entity [5.15]."""

    id: str
    votes: int
    affiliations: frozenset[str] = frozenset()
    exclusion: Exclusion | None = None
    exclusion_reason: str = ""


@dataclass(frozen=True, slots=True)
class Seat:
    id: str
    years: int


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `per_entity` members of one entity on the whole board, counting those who sit and are not up."""

    per_entity: int
    sitting: Sequence[frozenset[str]] = ()


def quarter_of_board(size: int) -> int:
    """No more than one quarter of the whole board may share an affiliation [5.15]: 2 of 11, 3 of 12 or 13."""
    return size // 4


class Outcome(StrEnum):
    SEATED = "seated"
    NOT_ELECTED = "not_elected"
    PASSED_OVER = "passed_over"  # an affiliation had reached its limit
    WITHDRAWN = "withdrawn"
    INELIGIBLE = "ineligible"
    TIED = "tied"  # waits for the order of a tie
    OPEN = "open"  # waits for a tie above


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one candidate. Equal votes share a rank; `entity` is the affiliation that was full."""

    rank: int
    candidate: Candidate
    outcome: Outcome
    seat: Seat | None = None
    entity: str | None = None


@dataclass(frozen=True, slots=True)
class Tie:
    """A tie that matters: these candidates for these seats. `order` is how it was broken; None while it is not."""

    votes: int
    candidates: tuple[str, ...]
    seats: tuple[Seat, ...]
    order: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Seating:
    """One row a candidate, most votes first; the ties that mattered; the seats that nobody took."""

    rows: tuple[Row, ...]
    ties: tuple[Tie, ...]
    vacant: tuple[Seat, ...]

    @property
    def is_unresolved(self) -> bool:
        return any(tie.order is None for tie in self.ties)

    @property
    def seated(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.outcome is Outcome.SEATED)


def seat(
    candidates: Iterable[Candidate],
    seats: Iterable[Seat],
    *,
    limit: Limit | None = None,
    tie_order: Sequence[str] | None = None,
) -> Seating:
    """Fill the seats. `tie_order` names who goes first in a tie; it may name only the candidates of some ties.

    A tie matters at the last seat, between terms of different length, and where a limit lets only some of the tied sit.
    Such a tie without an order is returned unresolved, and nothing is guessed: its candidates are TIED, and whoever
    depends on them is OPEN. Raises ValueError for input that cannot be a result.
    """
    ranked = sorted(candidates, key=lambda each: (-each.votes, each.id))
    table = _Table(seats, limit, tie_order or ())
    _refuse_nonsense(ranked, table.free, tie_order or ())
    rows: list[Row] = []
    for votes, group in groupby(ranked, key=lambda each: each.votes):
        rank = len(rows) + 1
        rows += [Row(rank, *verdict) for verdict in table.judge(votes, list(group))]
    return Seating(tuple(rows), tuple(table.ties), () if table.is_stuck else tuple(table.free))


class _Verdict(NamedTuple):
    candidate: Candidate
    outcome: Outcome
    seat: Seat | None = None
    entity: str | None = None


class _Table:
    """The seats that are free and the affiliations of those who sit, while candidates come up by falling votes."""

    def __init__(self, seats: Iterable[Seat], limit: Limit | None, tie_order: Sequence[str]) -> None:
        self.free = sorted(seats, key=lambda each: -each.years)
        self.ties: list[Tie] = []
        self.is_stuck = False  # behind a tie that leaves open how many seats are free
        self._limit = limit.per_entity if limit else None
        self._sitting = Counter(entity for member in (limit.sitting if limit else ()) for entity in member)
        self._place = {name: place for place, name in enumerate(tie_order)}

    def judge(self, votes: int, equals: Sequence[Candidate]) -> list[_Verdict]:
        """What becomes of candidates with the same number of votes."""
        excluded = [_Verdict(each, Outcome(each.exclusion.value)) for each in equals if each.exclusion]
        standing = [each for each in equals if not each.exclusion]
        if votes == 0 or not self.free:
            return excluded + [_Verdict(each, Outcome.NOT_ELECTED) for each in standing]
        if self.is_stuck:
            return excluded + [_Verdict(each, Outcome.OPEN) for each in standing]
        passed_over = [self._seat_or_pass_over(each) for each in standing if self._full_entity(each)]
        eligible = [each for each in standing if not self._full_entity(each)]
        return excluded + passed_over + self._judge_eligible(votes, eligible)

    def _judge_eligible(self, votes: int, eligible: list[Candidate]) -> list[_Verdict]:
        if not self._order_matters(eligible):
            return [self._seat_or_pass_over(each) for each in eligible]
        names = tuple(each.id for each in eligible)
        order = tuple(sorted(names, key=self._place.__getitem__)) if self._place.keys() >= set(names) else None
        self.ties.append(Tie(votes, names, tuple(self.free[: len(names)]), order))
        if order is None:
            return self._leave_tied(eligible)
        by_order = sorted(eligible, key=lambda each: self._place[each.id])
        return [self._seat_or_pass_over(each) for each in by_order]

    def _order_matters(self, equals: Sequence[Candidate]) -> bool:
        """Not where all of them can sit, in terms of the same length: then every order gives the same result."""
        terms = {each.years for each in self.free[: len(equals)]}
        return len(equals) > 1 and (
            len(equals) > len(self.free) or len(terms) > 1 or not self._limit_allows_all(equals)
        )

    def _limit_allows_all(self, equals: Iterable[Candidate]) -> bool:
        together = self._sitting + Counter(entity for each in equals for entity in each.affiliations)
        concerned = {entity for each in equals for entity in each.affiliations}
        return self._limit is None or all(together[entity] <= self._limit for entity in concerned)

    def _leave_tied(self, tied: Sequence[Candidate]) -> list[_Verdict]:
        """Where the tied take as many seats in any order, whoever follows does not depend on it and is judged."""
        if self._limit_allows_all(tied):
            del self.free[: len(tied)]
            self._sitting.update(entity for each in tied for entity in each.affiliations)
        else:
            self.is_stuck = True
        return [_Verdict(each, Outcome.TIED) for each in tied]

    def _seat_or_pass_over(self, candidate: Candidate) -> _Verdict:
        if not self.free:
            return _Verdict(candidate, Outcome.NOT_ELECTED)
        if entity := self._full_entity(candidate):
            return _Verdict(candidate, Outcome.PASSED_OVER, entity=entity)
        self._sitting.update(candidate.affiliations)
        return _Verdict(candidate, Outcome.SEATED, seat=self.free.pop(0))

    def _full_entity(self, candidate: Candidate) -> str | None:
        """An affiliation of theirs that has reached the limit, the first by name."""
        if self._limit is None:
            return None
        return min((entity for entity in candidate.affiliations if self._sitting[entity] >= self._limit), default=None)


def _refuse_nonsense(candidates: Sequence[Candidate], seats: Sequence[Seat], tie_order: Sequence[str]) -> None:
    names = [each.id for each in candidates]
    for what, ids in (("candidate", names), ("seat", [each.id for each in seats]), ("place in the order", tie_order)):
        if twice := sorted(name for name, times in Counter(ids).items() if times > 1):
            raise ValueError(f"twice the same {what}: {', '.join(twice)}")
    if unknown := sorted(set(tie_order) - set(names)):
        raise ValueError(f"the tie order names who does not stand: {', '.join(unknown)}")
    if any(each.votes < 0 for each in candidates) or any(each.years < 1 for each in seats):
        raise ValueError("votes are never negative, and a term lasts at least a year")
