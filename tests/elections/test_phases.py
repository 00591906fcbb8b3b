"""The phases and windows, to the second, on the timetable of 2026."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elections.phases import Facts, Instant, Instants, Phase, Problem, ProblemCode, overdue, phase, problems
from tests.elections.board_of_2026 import (
    ANNOUNCED,
    BOARD,
    CERTIFIED,
    COUNTED,
    DRAFT,
    ENDED,
    PAUSED,
    PUBLISHED,
    REFERENDUM,
    SEALED,
    SEALED_LATE,
    SECOND,
    at,
)


class TestInstants:
    def test_refuses_a_time_without_a_zone(self) -> None:
        with pytest.raises(ValueError, match="voting_closes has no time zone"):
            replace(BOARD, voting_closes=datetime(2026, 9, 15, 14))  # noqa: DTZ001 that is the point

    def test_are_named_like_their_fields(self) -> None:
        assert {name.value for name in Instant} == set(Instants.__dataclass_fields__)

    def test_know_whether_there_are_nominations(self) -> None:
        assert BOARD.has_nominations
        assert not REFERENDUM.has_nominations


def moved(instants: Instants, name: Instant, instant: datetime | None) -> Instants:
    changed: dict[str, Any] = {name.value: instant}
    return replace(instants, **changed)


class TestProblems:
    @pytest.mark.parametrize("instants", [BOARD, REFERENDUM])
    def test_a_timetable_in_order_has_none(self, instants: Instants) -> None:
        assert problems(instants) == []

    @pytest.mark.parametrize(
        ("earlier", "later"),
        [
            (Instant.NOMINATIONS_OPEN, Instant.NOMINATIONS_CLOSE),
            (Instant.QUESTIONS_OPEN, Instant.QUESTIONS_CLOSE),
            (Instant.VOTING_OPENS, Instant.VOTING_CLOSES),
        ],
    )
    def test_what_opens_must_close_later(self, earlier: Instant, later: Instant) -> None:
        closing = BOARD.of(later)
        assert closing is not None
        assert Problem(ProblemCode.NOT_AFTER, later, earlier) in problems(moved(BOARD, earlier, closing))
        assert Problem(ProblemCode.NOT_AFTER, later, earlier) not in problems(moved(BOARD, earlier, closing - SECOND))

    @pytest.mark.parametrize(
        ("earlier", "later"),
        [
            (Instant.NOMINATIONS_CLOSE, Instant.ACCEPTANCE_CLOSES),
            (Instant.ACCEPTANCE_CLOSES, Instant.CANDIDATES_ANNOUNCED),
            (Instant.CANDIDATES_ANNOUNCED, Instant.VOTING_OPENS),
            (Instant.ROLL_CLOSES, Instant.VOTING_OPENS),
            (Instant.QUESTIONS_CLOSE, Instant.VOTING_CLOSES),
        ],
    )
    def test_what_follows_may_fall_on_the_same_second(self, earlier: Instant, later: Instant) -> None:
        following = BOARD.of(later)
        assert following is not None
        assert problems(moved(BOARD, earlier, following)) == []
        assert problems(moved(BOARD, earlier, following + SECOND)) == [Problem(ProblemCode.BEFORE, later, earlier)]

    @pytest.mark.parametrize(
        "name",
        [
            Instant.NOMINATIONS_OPEN,
            Instant.NOMINATIONS_CLOSE,
            Instant.ACCEPTANCE_CLOSES,
            Instant.CANDIDATES_ANNOUNCED,
            Instant.QUESTIONS_OPEN,
            Instant.QUESTIONS_CLOSE,
        ],
    )
    def test_a_block_is_whole_or_absent(self, name: Instant) -> None:
        assert problems(moved(BOARD, name, None)) == [Problem(ProblemCode.MISSING, name)]

    def test_a_vote_lasts_at_most_sixty_days(self) -> None:
        longest = replace(BOARD, voting_closes=BOARD.voting_opens + timedelta(days=60))
        too_long = replace(BOARD, voting_closes=BOARD.voting_opens + timedelta(days=60) + SECOND)
        assert problems(longest) == []
        assert problems(too_long) == [Problem(ProblemCode.VOTE_TOO_LONG, Instant.VOTING_CLOSES, Instant.VOTING_OPENS)]

    def test_every_problem_is_named(self) -> None:
        upside_down = replace(BOARD, nominations_open=at(8, 12), roll_closes=at(9, 2), questions_close=None)
        assert problems(upside_down) == [
            Problem(ProblemCode.MISSING, Instant.QUESTIONS_CLOSE),
            Problem(ProblemCode.NOT_AFTER, Instant.NOMINATIONS_CLOSE, Instant.NOMINATIONS_OPEN),
            Problem(ProblemCode.BEFORE, Instant.VOTING_OPENS, Instant.ROLL_CLOSES),
        ]


# each: the instant, the phase one second before it, and the phase at it
BOARD_TURNS = [
    (at(7, 28), Phase.ANNOUNCED, Phase.NOMINATIONS),
    (at(8, 11), Phase.NOMINATIONS, Phase.ACCEPTANCE),
    (at(8, 12), Phase.ACCEPTANCE, Phase.ACCEPTANCE),
    (at(8, 13), Phase.ACCEPTANCE, Phase.CAMPAIGN),
    (at(8, 25), Phase.CAMPAIGN, Phase.CAMPAIGN),
    (at(9, 1), Phase.CAMPAIGN, Phase.VOTING),
    (at(9, 15), Phase.VOTING, Phase.ENDED),
]


class TestPhase:
    @pytest.mark.parametrize(("instant", "before", "after"), BOARD_TURNS)
    def test_turns_at_the_second(self, instant: datetime, before: Phase, after: Phase) -> None:
        assert phase(BOARD, SEALED, instant - SECOND) is before
        assert phase(BOARD, SEALED, instant) is after
        assert phase(BOARD, SEALED, instant + SECOND) is after

    @pytest.mark.parametrize(
        ("instant", "before", "after"),
        [
            (at(8, 25), Phase.ANNOUNCED, Phase.ANNOUNCED),
            (at(9, 1), Phase.ANNOUNCED, Phase.VOTING),
            (at(9, 15), Phase.VOTING, Phase.ENDED),
        ],
    )
    def test_of_a_vote_without_nominees(self, instant: datetime, before: Phase, after: Phase) -> None:
        assert phase(REFERENDUM, SEALED, instant - SECOND) is before
        assert phase(REFERENDUM, SEALED, instant) is after

    @pytest.mark.parametrize("now", [at(7, 1), at(8, 1), at(9, 5), at(10, 1)])
    def test_a_draft_is_a_draft_whatever_the_clock_says(self, now: datetime) -> None:
        assert phase(BOARD, DRAFT, now) is Phase.DRAFT

    def test_without_time_for_acceptance_the_candidates_follow_the_nominations(self) -> None:
        brief = replace(BOARD, acceptance_closes=at(8, 11), candidates_announced=at(8, 11))
        assert phase(brief, ANNOUNCED, at(8, 11) - SECOND) is Phase.NOMINATIONS
        assert phase(brief, ANNOUNCED, at(8, 11)) is Phase.CAMPAIGN

    @pytest.mark.parametrize("now", [at(9, 1), at(9, 10), at(9, 15), at(10, 1)])
    def test_nothing_opens_without_a_sealed_ballot(self, now: datetime) -> None:
        assert phase(BOARD, ANNOUNCED, now) is Phase.CAMPAIGN
        assert phase(REFERENDUM, ANNOUNCED, now) is Phase.ANNOUNCED

    def test_a_ballot_sealed_at_the_opening_second_is_in_time(self) -> None:
        in_time = replace(SEALED, ballot_sealed_at=BOARD.voting_opens)
        assert phase(BOARD, in_time, BOARD.voting_opens) is Phase.VOTING

    def test_a_ballot_sealed_a_second_late_opens_only_by_moving_the_opening(self) -> None:
        now = at(9, 2)
        assert phase(BOARD, SEALED_LATE, now) is Phase.CAMPAIGN
        assert phase(replace(BOARD, voting_opens=now), SEALED_LATE, now) is Phase.VOTING

    def test_pausing_holds_only_while_voting(self) -> None:
        assert phase(BOARD, PAUSED, at(9, 1) - SECOND) is Phase.CAMPAIGN
        assert phase(BOARD, PAUSED, at(9, 1)) is Phase.PAUSED
        assert phase(BOARD, PAUSED, at(9, 15) - SECOND) is Phase.PAUSED
        assert phase(BOARD, PAUSED, at(9, 15)) is Phase.ENDED

    def test_extending_reopens(self) -> None:
        now = at(9, 15, 15)
        assert phase(BOARD, SEALED, now) is Phase.ENDED
        assert phase(replace(BOARD, voting_closes=at(9, 16)), SEALED, now) is Phase.VOTING

    def test_once_the_ballots_are_ended_no_later_close_reopens(self) -> None:
        assert phase(replace(BOARD, voting_closes=at(9, 20)), ENDED, at(9, 18)) is Phase.ENDED

    @pytest.mark.parametrize(
        ("facts", "expected"),
        [
            (ENDED, Phase.ENDED),
            (COUNTED, Phase.COUNTED),
            (CERTIFIED, Phase.CERTIFIED),
            (PUBLISHED, Phase.PUBLISHED),
        ],
    )
    def test_after_the_vote_the_acts_lead_on(self, facts: Facts, expected: Phase) -> None:
        assert phase(BOARD, facts, at(9, 18)) is expected

    def test_an_imported_result_needs_no_ballot_of_ours(self) -> None:
        imported = Facts(announced_at=at(7, 1), published_at=at(9, 17))
        assert phase(BOARD, imported, at(10, 1)) is Phase.PUBLISHED

    @pytest.mark.parametrize("facts", [DRAFT, ANNOUNCED, SEALED, PAUSED, ENDED, PUBLISHED])
    def test_a_stop_outranks_everything(self, facts: Facts) -> None:
        assert phase(BOARD, replace(facts, voided_at=at(9, 5)), at(9, 6)) is Phase.VOID
        assert phase(BOARD, replace(facts, cancelled_at=at(9, 5)), at(9, 6)) is Phase.CANCELLED

    @settings(derandomize=True)
    @given(st.lists(st.integers(0, 100 * 24 * 60), min_size=2, max_size=6).map(sorted))
    def test_time_alone_never_leads_back(self, minutes: list[int]) -> None:
        order = list(Phase)
        seen = [order.index(phase(BOARD, SEALED, at(7, 1) + timedelta(minutes=each))) for each in minutes]
        assert seen == sorted(seen)


class TestOverdue:
    def test_from_the_opening_on_where_nothing_was_sealed(self) -> None:
        assert not overdue(BOARD, ANNOUNCED, at(9, 1) - SECOND)
        assert overdue(BOARD, ANNOUNCED, at(9, 1))
        assert overdue(REFERENDUM, SEALED_LATE, at(9, 20))

    def test_not_where_voting_opened_and_not_a_draft(self) -> None:
        assert not overdue(BOARD, SEALED, at(9, 1))
        assert not overdue(BOARD, DRAFT, at(9, 1))
        assert not overdue(BOARD, replace(ANNOUNCED, cancelled_at=at(9, 1)), at(9, 2))
