"""The timetable of 2026, a vote without nominees in the same weeks, and the facts as they come true one by one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from elections.phases import Facts, Instants

SECOND = timedelta(seconds=1)


def at(month: int, day: int, hour: int = 14, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


BOARD = Instants(
    nominations_open=at(7, 28),
    nominations_close=at(8, 11),
    acceptance_closes=at(8, 12),
    candidates_announced=at(8, 13),
    questions_open=at(8, 14),
    questions_close=at(8, 30),
    roll_closes=at(8, 25),
    voting_opens=at(9, 1),
    voting_closes=at(9, 15),
)
REFERENDUM = Instants(roll_closes=at(8, 25), voting_opens=at(9, 1), voting_closes=at(9, 15))

DRAFT = Facts()
ANNOUNCED = Facts(announced_at=at(7, 1))
SEALED = replace(ANNOUNCED, roll_sealed_at=at(8, 25, 15), ballot_sealed_at=at(8, 31))
SEALED_LATE = replace(SEALED, ballot_sealed_at=at(9, 1) + SECOND)
PAUSED = replace(SEALED, paused_at=at(9, 5))
ENDED = replace(SEALED, ballots_ended_at=at(9, 15, 14, 5))
TALLIED = replace(ENDED, tallied_at=at(9, 15, 15))
COUNTED = replace(TALLIED, counted_at=at(9, 15, 16))
CERTIFIED = replace(COUNTED, certified_at=at(9, 16))
PUBLISHED = replace(CERTIFIED, published_at=at(9, 17))
