"""Whether enough members voted for the vote to count."""

from fractions import Fraction
from typing import NamedTuple

BOARD = Fraction(1, 3)  # of the voting members [bylaws 3.9]
PACKAGING_COUNCIL = Fraction(1, 2)
NONE = Fraction(0)


class Quorum(NamedTuple):
    needed: int
    cast: int
    met: bool


def quorum(eligible: int, cast: int, fraction: Fraction = BOARD) -> Quorum:
    """At least `fraction` of the roll must cast, be it an abstention: a third of 957 is 319, and 319 suffice.

    `eligible` are those on the roll as it stood at the close: as sealed, with who was added, without who was removed;
    but whoever cast before they were removed is among both numbers, since that ballot stays in the record. `needed` is
    rounded up, since people do not come in parts. An empty roll meets no quorum, except none.
    """
    if not 0 <= cast <= eligible:
        raise ValueError("the votes cast are between none and one for each on the roll")
    if not 0 <= fraction <= 1:
        raise ValueError("a quorum is a part of the roll")
    if not fraction:
        return Quorum(0, cast, True)
    needed = max(1, -(-eligible * fraction.numerator // fraction.denominator))
    return Quorum(needed, cast, cast >= needed)
