"""PURE. Classes of which a list has far fewer members than the list before: a sub-type may have been left out."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import NamedTuple

WORTH_A_WARNING = Fraction(1, 10)
TOO_MANY_FOR_A_NIGHT = Fraction(1, 4)
TOO_FEW_TO_TELL = 5  # members of a class; one of three who leaves is no sign of anything


class Drop(NamedTuple):
    """A class, how many it had before, and how many it has now."""

    membership_class: str
    before: int
    now: int


def drops(before: Mapping[str, int], now: Mapping[str, int], *, part: Fraction) -> Iterator[Drop]:
    """Every class that has lost at least this part of its members, or all of them."""
    for name, had in before.items():
        has = now.get(name, 0)
        lost = had - has
        if lost > 0 and (has == 0 or (had >= TOO_FEW_TO_TELL and Fraction(lost, had) >= part)):
            yield Drop(name, had, has)
