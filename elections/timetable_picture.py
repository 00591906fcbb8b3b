"""A timetable as a picture: a bar for each window, a mark for each point, on one axis of time; pure.

Places are in percent of the width, so the picture is as wide as its page and its words stay as large as any.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from elections.phases import Instant, Instants

DAY = timedelta(days=1)
MOST_TICKS = 6


class Span(StrEnum):
    """What is drawn, in the order of its rows."""

    NOMINATIONS = "nominations"
    ACCEPTANCE = "acceptance"
    READING = "reading"
    QUESTIONS = "questions"
    ROLL = "roll"
    VOTING = "voting"


ENDS = {
    Span.NOMINATIONS: (Instant.NOMINATIONS_OPEN, Instant.NOMINATIONS_CLOSE),
    Span.ACCEPTANCE: (Instant.NOMINATIONS_CLOSE, Instant.ACCEPTANCE_CLOSES),
    Span.READING: (Instant.CANDIDATES_ANNOUNCED, Instant.VOTING_OPENS),
    Span.QUESTIONS: (Instant.QUESTIONS_OPEN, Instant.QUESTIONS_CLOSE),
    Span.ROLL: (Instant.ROLL_CLOSES, Instant.ROLL_CLOSES),
    Span.VOTING: (Instant.VOTING_OPENS, Instant.VOTING_CLOSES),
}


@dataclass(frozen=True, slots=True)
class Place:
    """From where to where, in percent of the width."""

    start: float
    end: float

    @property
    def width(self) -> float:
        return round(self.end - self.start, 2)


@dataclass(frozen=True, slots=True)
class Bar:
    """One row. `opens` and `closes` are the same where it is a point; `before` is where it was, if it moves."""

    span: Span
    opens: datetime
    closes: datetime
    place: Place
    before: Place | None = None


@dataclass(frozen=True, slots=True)
class Tick:
    day: datetime
    at: float


@dataclass(frozen=True, slots=True)
class Picture:
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    now: float | None
    """Where the present is, if it is within."""


def draw(instants: Instants, now: datetime, *, before: Instants | None = None) -> Picture:
    """The timetable; with `before`, also where each row that moves was."""
    every = [at for each in (instants, before or instants) for name in Instant if (at := each.of(name)) is not None]
    first, last = min(every), max(every)
    whole = (last - first) or DAY

    def place(at: datetime) -> float:
        return round(100 * ((at - first) / whole), 2)

    bars = tuple(_bars(instants, before, place))
    ticks = tuple(Tick(day, place(day)) for day in _days(first, last))
    return Picture(bars, ticks, place(now) if first <= now <= last else None)


def _bars(instants: Instants, before: Instants | None, place: Callable[[datetime], float]) -> Iterator[Bar]:
    for span, (opens, closes) in ENDS.items():
        start, end = instants.of(opens), instants.of(closes)
        if start is None or end is None:
            continue
        was = None
        if before is not None and (before.of(opens), before.of(closes)) != (start, end):
            was_from, was_until = before.of(opens), before.of(closes)
            if was_from is not None and was_until is not None:
                was = Place(place(was_from), place(was_until))
        yield Bar(span, start, end, Place(place(start), place(end)), was)


def _days(first: datetime, last: datetime) -> Iterator[datetime]:
    """Midnights (UTC), as many days apart as leaves room for their names."""
    step = next(days for days in (1, 2, 7, 14, 28, 56, 10_000) if (last - first) / (days * DAY) <= MOST_TICKS)
    day = first.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + DAY
    while day <= last:
        yield day
        day += step * DAY
