"""How the seats were filled, in steps that anybody can follow with a pencil; pure.

A step is one candidate looked at, in the order in which it happened. What a step says is worked out again from the
rows, the seats and the limit, not copied from the seating, so that a mistake of either would show.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from elections.seating import Limit, Outcome, Seat, Seating, Tie


@dataclass(frozen=True, slots=True)
class Step:
    """What became of one candidate, and what the table looked like when their turn came."""

    number: int
    candidate: str
    votes: int
    outcome: Outcome
    free: tuple[int, ...]
    """The terms, in years, of the seats that were free."""
    seat: Seat | None = None
    entity: str | None = None
    """Of who is passed over: the affiliation that was full, and who filled it."""
    holders: tuple[str, ...] = ()
    tie: Tie | None = None
    """Where their turn came by lot."""


def steps(
    seating: Seating, seats: Iterable[Seat], *, limit: Limit | None = None, sitting: Sequence[str] = ()
) -> tuple[Step, ...]:
    """Until the last seat is taken, or a tie leaves open what follows. `sitting` names those of the limit, in order.

    Raises ValueError where the rows are no outcome of these seats under this limit.
    """
    free = sorted((each.years for each in seats), reverse=True)
    holders: dict[str, list[str]] = defaultdict(list)
    for name, entities in zip(sitting, limit.sitting if limit else (), strict=True):
        for entity in entities:
            holders[entity].append(name)
    found: list[Step] = []
    for row in seating.rows:
        if not free or row.outcome in {Outcome.TIED, Outcome.OPEN, Outcome.NOT_ELECTED}:
            break
        tie = next((each for each in seating.ties if row.candidate.id in each.candidates), None)
        full = tuple(holders[row.entity]) if row.entity else ()
        found.append(
            Step(
                len(found) + 1, row.candidate.id, row.candidate.votes, row.outcome, tuple(free), row.seat, row.entity,
                full, tie,
            )
        )  # fmt: skip
        if row.entity and limit and len(full) < limit.per_entity:
            raise ValueError(f"{row.candidate.id} is passed over, although {row.entity} has room")
        if row.seat:
            if row.seat.years != free.pop(0):
                raise ValueError(f"{row.candidate.id} has not the longest term that was free")
            for entity in row.candidate.affiliations:
                holders[entity].append(row.candidate.id)
    return tuple(found)


def shares_of_affiliations(
    seating: Seating, *, limit: Limit | None = None, sitting: Sequence[str] = ()
) -> dict[str, tuple[str, ...]]:
    """Every affiliation of the body as it is made up now, with those who have it; the fullest first."""
    held: dict[str, list[str]] = defaultdict(list)
    for name, entities in zip(sitting, limit.sitting if limit else (), strict=True):
        for entity in entities:
            held[entity].append(name)
    for row in seating.seated:
        for entity in row.candidate.affiliations:
            held[entity].append(row.candidate.id)
    return {entity: tuple(held[entity]) for entity in sorted(held, key=lambda each: (-len(held[each]), each))}
