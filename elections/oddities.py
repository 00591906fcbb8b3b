"""What is in order in a timetable and yet strange: it would be regretted later, so it is said beforehand; pure."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from elections.phases import Instant, Instants

WEEK = timedelta(days=7)
DAYS_TO_READ = timedelta(days=3)
DAYS_TO_SEAL = timedelta(days=2)
SATURDAY = 5


class OddityCode(StrEnum):
    SHORT_VOTE = "short_vote"
    SHORT_NOMINATIONS = "short_nominations"
    NO_TIME_TO_ACCEPT = "no_time_to_accept"  # who is nominated in the last minute
    NO_TIME_TO_READ = "no_time_to_read"
    NO_TIME_TO_SEAL = "no_time_to_seal"
    WEEKEND = "weekend"  # when something opens or closes, and nobody is at the office
    OTHER_HOUR = "other_hour"  # in 2023 two start times were published


class Oddity(NamedTuple):
    code: OddityCode
    instant: Instant


def oddities(instants: Instants) -> list[Oddity]:
    """Everything strange, in the order of the timetable."""
    found = [*_too_short(instants), *_weekends(instants), *_hours(instants)]
    places = list(Instant)
    return sorted(found, key=lambda each: places.index(each.instant))


def _too_short(instants: Instants) -> Iterator[Oddity]:
    for earlier, later, least, code in (
        (instants.voting_opens, Instant.VOTING_CLOSES, WEEK, OddityCode.SHORT_VOTE),
        (instants.nominations_open, Instant.NOMINATIONS_CLOSE, WEEK, OddityCode.SHORT_NOMINATIONS),
        (instants.nominations_close, Instant.ACCEPTANCE_CLOSES, timedelta(hours=12), OddityCode.NO_TIME_TO_ACCEPT),
        (instants.candidates_announced, Instant.VOTING_OPENS, DAYS_TO_READ, OddityCode.NO_TIME_TO_READ),
        (instants.roll_closes, Instant.VOTING_OPENS, DAYS_TO_SEAL, OddityCode.NO_TIME_TO_SEAL),
    ):
        until = instants.of(later)
        if earlier is not None and until is not None and until - earlier < least:
            yield Oddity(code, later)


def _weekends(instants: Instants) -> Iterator[Oddity]:
    for name in (Instant.VOTING_OPENS, Instant.VOTING_CLOSES):
        at = instants.of(name)
        if at is not None and at.weekday() >= SATURDAY:
            yield Oddity(OddityCode.WEEKEND, name)


def _hours(instants: Instants) -> Iterator[Oddity]:
    """Deadlines at one time of the day are remembered; another one beside them is mistaken for it."""
    usual = _time_of_day(instants.voting_opens)
    for name in Instant:
        at = instants.of(name)
        if at is not None and _time_of_day(at) != usual:
            yield Oddity(OddityCode.OTHER_HOUR, name)


def _time_of_day(at: datetime) -> tuple[int, int]:
    return at.hour, at.minute
