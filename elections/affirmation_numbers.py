"""How many members have said that they intend to vote, day by day, and how many were carried over."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Min
from django.db.models.functions import TruncDate

from elections.models import Election
from members.models import Affirmation

LONGEST = 120
"""So many days, the last ones, are shown one by one; a picture of a whole year would be a hedge."""


@dataclass(frozen=True, slots=True)
class Day:
    """How many said it on a day, and how many had by its end."""

    day: date
    said: int
    so_far: int


@dataclass(frozen=True, slots=True)
class Numbers:
    """Whoever was carried over and has said it themselves as well counts among those who said it."""

    days: list[Day]
    said: int
    carried_over: int


def numbers(election: Election, now: datetime) -> Numbers:
    """What counts for this election, of everybody: a membership that votes may still come, or have gone."""
    given = Affirmation.objects.filter(affirmed_at__lt=min(now, election.roll_closes), person__merged_into=None)
    if election.affirmed_since:
        given = given.filter(affirmed_at__gte=election.affirmed_since)
    own = given.filter(carried_over=False)
    first = own.order_by().values("person").annotate(day=TruncDate(Min("affirmed_at"))).values_list("day", flat=True)
    by_day = Counter(first)
    carried = given.filter(carried_over=True).exclude(person__in=own.values("person"))
    return Numbers(_days(by_day, now.date()), by_day.total(), carried.values("person").distinct().count())


def _days(by_day: Counter[date], today: date) -> list[Day]:
    """Every day from the first word on, also those on which nobody said it."""
    if not by_day:
        return []
    first, found, so_far = min(by_day), [], 0
    for number in range((max(today, *by_day) - first).days + 1):
        day = first + timedelta(days=number)
        so_far += by_day[day]
        found.append(Day(day, by_day[day], so_far))
    return found[-LONGEST:]
