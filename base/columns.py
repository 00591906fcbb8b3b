"""PURE. A picture of numbers as columns, drawn by the server: where each column stands in a frame of 600 by 160."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 600
HEIGHT: Final = 160
GAP: Final = 0.15  # of a column's place


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its left edge, its upper edge, its width and its height, in the units of the frame."""

    x: float
    y: float
    width: float
    height: float


def columns(numbers: Sequence[int]) -> list[Column]:
    """One for each number, the largest as high as the frame; none is drawn for nothing."""
    most = max(numbers, default=0)
    if most <= 0:
        return []
    place = WIDTH / len(numbers)
    return [
        Column(
            x=round(place * (number + GAP / 2), 2),
            y=round(HEIGHT - HEIGHT * value / most, 2),
            width=round(place * (1 - GAP), 2),
            height=round(HEIGHT * value / most, 2),
        )
        for number, value in enumerate(numbers)
        if value > 0
    ]
