"""PURE. Numbers of days as columns, drawn by the server: where each stands in a frame of 600 by 160, and its axes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

WIDTH: Final = 600
HEIGHT: Final = 160
GAP: Final = 0.15  # of a column's place
BROADEST: Final = WIDTH / 7


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its left edge, its upper edge, its width and its height, in the units of the frame."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Picture:
    """The columns, the number at the upper line of their frame, and the days at its ends; zero is at the lower line."""

    columns: Sequence[Column]
    most: int
    first: date
    last: date
    frame: str = f"0 0 {WIDTH} {HEIGHT}"


def picture(days: Sequence[tuple[date, int]]) -> Picture | None:
    """Of numbers day by day; none where there is nothing to see."""
    found = columns([number for _day, number in days])
    return Picture(found, max(number for _day, number in days), days[0][0], days[-1][0]) if found else None


def columns(numbers: Sequence[int]) -> list[Column]:
    """One for each number, the largest as high as the frame; none is drawn for nothing."""
    most = max(numbers, default=0)
    if most <= 0:
        return []
    place = WIDTH / len(numbers)
    broad = min(place * (1 - GAP), BROADEST)
    return [
        Column(
            x=round(place * number + (place - broad) / 2, 2),
            y=round(HEIGHT - HEIGHT * value / most, 2),
            width=round(broad, 2),
            height=round(HEIGHT * value / most, 2),
        )
        for number, value in enumerate(numbers)
        if value > 0
    ]
