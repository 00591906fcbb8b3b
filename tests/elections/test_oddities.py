"""Timetables that are in order and yet strange: each oddity alone, at its boundary."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from elections.oddities import OddityCode, oddities
from elections.phases import Instant
from tests.elections.board_of_2026 import BOARD, REFERENDUM, at

CASES: list[tuple[dict[str, Any], OddityCode, Instant]] = [
    ({"voting_closes": at(9, 7)}, OddityCode.SHORT_VOTE, Instant.VOTING_CLOSES),
    ({"nominations_open": at(8, 5)}, OddityCode.SHORT_NOMINATIONS, Instant.NOMINATIONS_CLOSE),
    ({"acceptance_closes": at(8, 11)}, OddityCode.NO_TIME_TO_ACCEPT, Instant.ACCEPTANCE_CLOSES),
    ({"candidates_announced": at(8, 30)}, OddityCode.NO_TIME_TO_READ, Instant.VOTING_OPENS),
    ({"roll_closes": at(8, 31)}, OddityCode.NO_TIME_TO_SEAL, Instant.VOTING_OPENS),
    ({"voting_closes": at(9, 12)}, OddityCode.WEEKEND, Instant.VOTING_CLOSES),
    ({"roll_closes": at(8, 25, 15)}, OddityCode.OTHER_HOUR, Instant.ROLL_CLOSES),
]


@pytest.mark.parametrize("instants", [BOARD, REFERENDUM], ids=["board", "referendum"])
def test_the_usual_timetable_is_not_strange(instants: Any) -> None:
    assert oddities(instants) == []


@pytest.mark.parametrize(("changed", "code", "instant"), CASES, ids=[code for _, code, _ in CASES])
def test_one_thing_is_strange(changed: dict[str, Any], code: OddityCode, instant: Instant) -> None:
    assert oddities(replace(BOARD, **changed)) == [(code, instant)]


@pytest.mark.parametrize(
    "changed",
    [
        {"voting_closes": at(9, 8)},
        {"nominations_open": at(8, 4)},
        {"candidates_announced": at(8, 29)},
        {"roll_closes": at(8, 30)},
        {"voting_closes": at(9, 11)},
    ],
)
def test_the_boundary_is_not(changed: dict[str, Any]) -> None:
    assert oddities(replace(BOARD, **changed)) == []


def test_each_is_told_in_the_order_of_the_timetable() -> None:
    late = {name.value: value + timedelta(minutes=30) for name in Instant if (value := REFERENDUM.of(name))}
    found = oddities(replace(REFERENDUM, **late | {"voting_opens": REFERENDUM.voting_opens}))
    assert [each.instant for each in found] == [Instant.ROLL_CLOSES, Instant.VOTING_CLOSES]
