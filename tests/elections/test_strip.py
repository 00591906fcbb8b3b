"""What the clock does next, and the points of the phase strip."""

from dataclasses import replace
from datetime import datetime

import pytest

from elections.phases import Facts, Instant, Instants
from elections.strip import Next, PointName, PointState, next_instant, strip
from tests.elections.board_of_2026 import (
    ANNOUNCED,
    BOARD,
    DRAFT,
    ENDED,
    PAUSED,
    PUBLISHED,
    REFERENDUM,
    SEALED,
    SECOND,
    at,
)

PAST, NOW, NEXT, FUTURE = PointState.PAST, PointState.NOW, PointState.NEXT, PointState.FUTURE


class TestNextInstant:
    @pytest.mark.parametrize(
        ("now", "expected"),
        [
            (at(7, 28) - SECOND, Next(Instant.NOMINATIONS_OPEN, at(7, 28))),
            (at(7, 28), Next(Instant.NOMINATIONS_CLOSE, at(8, 11))),
            (at(8, 11), Next(Instant.ACCEPTANCE_CLOSES, at(8, 12))),
            (at(8, 12), Next(Instant.CANDIDATES_ANNOUNCED, at(8, 13))),
            (at(8, 13), Next(Instant.QUESTIONS_OPEN, at(8, 14))),
            (at(8, 14), Next(Instant.ROLL_CLOSES, at(8, 25))),
            (at(8, 25), Next(Instant.QUESTIONS_CLOSE, at(8, 30))),
            (at(8, 30), Next(Instant.VOTING_OPENS, at(9, 1))),
            (at(9, 1) - SECOND, Next(Instant.VOTING_OPENS, at(9, 1))),
            (at(9, 1), Next(Instant.VOTING_CLOSES, at(9, 15))),
            (at(9, 15) - SECOND, Next(Instant.VOTING_CLOSES, at(9, 15))),
            (at(9, 15), None),
        ],
    )
    def test_is_the_nearest_still_to_come(self, now: datetime, expected: Next | None) -> None:
        assert next_instant(BOARD, SEALED, now) == expected

    def test_of_two_at_once_the_first_in_the_order_is_named(self) -> None:
        together = replace(BOARD, acceptance_closes=at(8, 11), candidates_announced=at(8, 11))
        assert next_instant(together, ANNOUNCED, at(8, 1)) == Next(Instant.NOMINATIONS_CLOSE, at(8, 11))

    def test_a_pause_does_not_hold_the_close(self) -> None:
        assert next_instant(BOARD, PAUSED, at(9, 6)) == Next(Instant.VOTING_CLOSES, at(9, 15))

    def test_a_vote_that_has_not_opened_cannot_close(self) -> None:
        assert next_instant(BOARD, ANNOUNCED, at(9, 2)) is None

    @pytest.mark.parametrize("facts", [DRAFT, ENDED, PUBLISHED, replace(SEALED, cancelled_at=at(7, 2))])
    def test_there_is_none_where_the_clock_does_nothing(self, facts: Facts) -> None:
        assert next_instant(BOARD, facts, at(7, 3)) is None


def states(instants: Instants, facts: Facts, now: datetime) -> list[tuple[PointName, PointState]]:
    return [(point.name, point.state) for point in strip(instants, facts, now)]


class TestStrip:
    def test_has_the_seven_points_of_a_board_election_in_order(self) -> None:
        assert [(point.name, point.at, point.until) for point in strip(BOARD, SEALED, at(7, 2))] == [
            (PointName.NOMINATIONS, at(7, 28), at(8, 11)),
            (PointName.ACCEPTANCE, at(8, 11), at(8, 12)),
            (PointName.CANDIDATES, at(8, 13), None),
            (PointName.ROLL_CLOSES, at(8, 25), None),
            (PointName.VOTING_OPENS, at(9, 1), at(9, 15)),
            (PointName.VOTING_CLOSES, at(9, 15), None),
            (PointName.RESULT, None, None),
        ]

    def test_a_roll_that_closes_early_stands_where_it_falls(self) -> None:
        early = replace(BOARD, roll_closes=at(8, 1))
        assert [point.name for point in strip(early, SEALED, at(7, 2))][:3] == [
            PointName.NOMINATIONS,
            PointName.ROLL_CLOSES,
            PointName.ACCEPTANCE,
        ]

    def test_of_a_vote_without_nominees(self) -> None:
        assert states(REFERENDUM, SEALED, at(9, 2)) == [
            (PointName.ROLL_CLOSES, PAST),
            (PointName.VOTING_OPENS, NOW),
            (PointName.VOTING_CLOSES, NEXT),
            (PointName.RESULT, FUTURE),
        ]

    def test_acceptance_that_ends_with_the_nominations_is_no_point_of_its_own(self) -> None:
        names = [point.name for point in strip(replace(BOARD, acceptance_closes=at(8, 11)), SEALED, at(7, 2))]
        assert PointName.ACCEPTANCE not in names

    @pytest.mark.parametrize(
        ("now", "reached"),
        [
            (at(7, 28) - SECOND, 0),
            (at(7, 28), 1),
            (at(8, 11), 2),
            (at(8, 13) - SECOND, 2),
            (at(8, 13), 3),
            (at(8, 25), 4),
            (at(9, 1) - SECOND, 4),
            (at(9, 1), 5),
            (at(9, 15) - SECOND, 5),
            (at(9, 15), 6),
        ],
    )
    def test_moves_on_at_the_second(self, now: datetime, reached: int) -> None:
        expected = ([PAST] * (reached - 1) + [NOW] * min(reached, 1) + [NEXT] + [FUTURE] * 7)[:7]
        assert [point.state for point in strip(BOARD, SEALED, now)] == expected

    def test_ends_with_the_result(self) -> None:
        last = strip(BOARD, PUBLISHED, at(9, 20))[-1]
        assert (last.name, last.at, last.state) == (PointName.RESULT, at(9, 17), NOW)

    def test_waits_before_the_vote_where_no_ballot_was_sealed(self) -> None:
        assert states(BOARD, ANNOUNCED, at(9, 20))[3:6] == [
            (PointName.ROLL_CLOSES, NOW),
            (PointName.VOTING_OPENS, NEXT),
            (PointName.VOTING_CLOSES, FUTURE),
        ]

    def test_of_a_draft_awaits_nothing(self) -> None:
        assert {state for _, state in states(BOARD, DRAFT, at(8, 20))} == {FUTURE}

    def test_of_a_stopped_election_keeps_only_what_was_reached_before_the_stop(self) -> None:
        voided = replace(SEALED, voided_at=at(9, 5))
        assert states(BOARD, voided, at(12, 1)) == [
            (PointName.NOMINATIONS, PAST),
            (PointName.ACCEPTANCE, PAST),
            (PointName.CANDIDATES, PAST),
            (PointName.ROLL_CLOSES, PAST),
            (PointName.VOTING_OPENS, PAST),
        ]
        assert states(BOARD, replace(ANNOUNCED, cancelled_at=at(7, 2)), at(12, 1)) == []
