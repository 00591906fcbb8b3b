"""How many of each class voted, so merged that nobody's vote can be guessed from it; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

FEWEST = 5  # a smaller class is merged with others


@dataclass(frozen=True, slots=True)
class Turnout:
    """One class, or several that are too small to be told apart."""

    classes: tuple[str, ...]
    eligible: int
    voted: int


def by_class(eligible: Mapping[str, int], voted: Mapping[str, int], *, fewest: int = FEWEST) -> tuple[Turnout, ...]:
    """The classes in the order given. Those with fewer than `fewest` voters on the roll become one line, which takes in
    the next smallest until it has as many; an election that has not as many in all is one line.

    Raises ValueError where more voted than were eligible.
    """
    lines = [Turnout((name,), number, voted.get(name, 0)) for name, number in eligible.items() if number]
    if any(line.voted > line.eligible for line in lines) or set(voted) - set(eligible):
        raise ValueError("nobody votes who is not eligible")
    small = {line.classes for line in lines if line.eligible < fewest}
    if not small:
        return tuple(lines)
    merged = _sum(line for line in lines if line.classes in small)
    for line in sorted((each for each in lines if each.classes not in small), key=lambda each: each.eligible):
        if merged.eligible >= fewest and len(merged.classes) > 1:
            break
        small.add(line.classes)
        merged = _sum(each for each in lines if each.classes in small)
    return (*(line for line in lines if line.classes not in small), merged)


def _sum(lines: Iterable[Turnout]) -> Turnout:
    lines = list(lines)
    return Turnout(
        tuple(name for line in lines for name in line.classes),
        sum(line.eligible for line in lines),
        sum(line.voted for line in lines),
    )
