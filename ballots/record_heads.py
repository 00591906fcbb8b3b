"""The heads at which the record stood, and what they tell day by day: its size, its ballots, and those replaced."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from itertools import pairwise
from typing import Any, Final

from django.db.models import Max
from django.db.models.functions import TruncDate
from django.utils.formats import date_format

from ballots.models import Setup
from ballots.record_models import RecordHead
from ballots.turnout_over_years import Picture, drawn

BATCH: Final = 2_000
DAY: Final = timedelta(days=1)


def latest(setup: Setup) -> RecordHead:
    return RecordHead.objects.filter(setup=setup).latest("height")


def history(setup: Setup, *, after: int = -1, until: int) -> Iterator[RecordHead]:
    """The heads above one height and up to another, in constant memory."""
    while after < until:
        heads = RecordHead.objects.filter(setup=setup, height__gt=after, height__lte=until).order_by("height")
        some = list(heads[:BATCH])
        yield from some
        after = some[-1].height if some else until


@dataclass(frozen=True, slots=True)
class Day:
    """One day (UTC): the record's size at its end, how many ballots joined, and how many of them replaced another."""

    day: date
    size: int
    ballots: int
    replaced: int

    @property
    def first(self) -> int:
        """How many were the first of their credential."""
        return self.ballots - self.replaced


def days(setup: Setup) -> list[Day]:
    """From the day on which the record began to that of its last event, those without a ballot too."""
    ends = RecordHead.objects.filter(setup=setup).order_by().values(day=TruncDate("made_at", tzinfo=UTC))
    rows = list(ends.annotate(end=Max("size"), cast=Max("ballots"), again=Max("replaced")).order_by("day"))
    found, before = list[Day](), {"end": 0, "cast": 0, "again": 0}
    for row in _without_gaps(rows):
        cast, again = row["cast"] - before["cast"], row["again"] - before["again"]
        found.append(Day(row["day"], row["end"], cast, again))
        before = row
    return found


def _without_gaps(rows: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """A day on which nothing joined ends as the one before."""
    for row, following in pairwise([*rows, {"day": rows[-1]["day"] + DAY}] if rows else []):
        day = row["day"]
        while day < following["day"]:
            yield {**row, "day": day}
            day += DAY


def picture(every: list[Day]) -> Picture | None:
    """Ballots by day, and within them the first ones; none before the first ballot, and nothing before its day."""
    begun = next((number for number, each in enumerate(every) if each.ballots), None)
    last = max((number for number, each in enumerate(every) if each.ballots), default=0)
    if begun is None:
        return None
    shown = every[begun : last + 1]
    return drawn([(date_format(each.day, "j M"), each.ballots, each.first) for each in shown])
