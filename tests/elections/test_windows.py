"""The windows, to the second, on the timetable of 2026."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from elections import windows
from elections.phases import Facts, Instants
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
    TALLIED,
    at,
)

Window = Callable[[Instants, Facts, datetime], bool]
ROLL_SEALED = replace(ANNOUNCED, roll_sealed_at=at(8, 25))

# each: the window, the facts, when it opens and when it closes
WINDOWS: list[tuple[Window, Facts, datetime, datetime]] = [
    (windows.may_nominate, ANNOUNCED, at(7, 28), at(8, 11)),
    (windows.may_accept, ANNOUNCED, at(7, 28), at(8, 12)),
    (windows.may_edit_statement, SEALED, at(7, 28), at(9, 1)),
    (windows.may_ask_questions, SEALED, at(8, 14), at(8, 30)),
    (windows.may_answer_questions, SEALED, at(8, 14), at(9, 15)),
    (windows.may_cast, SEALED, at(9, 1), at(9, 15)),
    (windows.may_pause, SEALED, at(9, 1), at(9, 15)),
    (windows.may_resume, PAUSED, at(9, 1), at(9, 15)),
    (windows.may_close_now, SEALED, at(9, 1), at(9, 15)),
    (windows.may_close_now, PAUSED, at(9, 1), at(9, 15)),
]


class TestWindows:
    @pytest.mark.parametrize(("window", "facts", "opens", "closes"), WINDOWS)
    def test_open_and_close_at_the_second(
        self, window: Window, facts: Facts, opens: datetime, closes: datetime
    ) -> None:
        assert not window(BOARD, facts, opens - SECOND)
        assert window(BOARD, facts, opens)
        assert window(BOARD, facts, closes - SECOND)
        assert not window(BOARD, facts, closes)

    @pytest.mark.parametrize(("window", "facts", "opens", "closes"), WINDOWS)
    @pytest.mark.parametrize("stop", ["voided_at", "cancelled_at"])
    def test_a_stop_closes_every_window(
        self, window: Window, facts: Facts, opens: datetime, closes: datetime, stop: str
    ) -> None:
        stopped = replace(facts, **{stop: opens})
        assert not window(BOARD, stopped, opens)
        assert not window(BOARD, stopped, closes - SECOND)

    @pytest.mark.parametrize(("window", "facts", "opens", "closes"), WINDOWS)
    def test_a_draft_has_no_open_window(self, window: Window, facts: Facts, opens: datetime, closes: datetime) -> None:
        assert not window(BOARD, replace(facts, announced_at=None), opens)

    @pytest.mark.parametrize("window", [windows.may_nominate, windows.may_accept, windows.may_withdraw])
    @pytest.mark.parametrize("now", [at(7, 28), at(8, 11), at(9, 1)])
    def test_a_vote_without_nominees_has_no_nominations(self, window: Window, now: datetime) -> None:
        assert not window(REFERENDUM, ANNOUNCED, now)

    def test_questions_may_be_asked_in_no_window_where_none_is_set(self) -> None:
        assert not windows.may_ask_questions(REFERENDUM, SEALED, at(8, 20))
        assert not windows.may_answer_questions(REFERENDUM, SEALED, at(8, 20))

    def test_nominations_and_acceptance_overlap(self) -> None:
        assert windows.may_nominate(BOARD, ANNOUNCED, at(8, 1))
        assert windows.may_accept(BOARD, ANNOUNCED, at(8, 1))

    def test_withdrawing_lasts_until_the_result_is_certified(self) -> None:
        assert not windows.may_withdraw(BOARD, ANNOUNCED, at(7, 28) - SECOND)
        for facts, when in ((ANNOUNCED, at(7, 28)), (ANNOUNCED, at(9, 1)), (SEALED, at(9, 6)), (PAUSED, at(9, 6))):
            assert windows.may_withdraw(BOARD, facts, when)
        assert windows.may_withdraw(BOARD, ENDED, at(9, 16))
        assert windows.may_withdraw(BOARD, COUNTED, at(9, 16))
        assert not windows.may_withdraw(BOARD, CERTIFIED, at(9, 16))

    def test_the_roll_is_corrected_from_its_sealing_until_voting_closes(self) -> None:
        assert not windows.may_correct_roll(BOARD, ANNOUNCED, at(8, 26))
        assert windows.may_correct_roll(BOARD, ROLL_SEALED, at(8, 26))
        assert windows.may_correct_roll(BOARD, SEALED, at(9, 15) - SECOND)
        assert not windows.may_correct_roll(BOARD, SEALED, at(9, 15))
        assert not windows.may_correct_roll(BOARD, replace(SEALED, voided_at=at(9, 6)), at(9, 7))

    def test_cancelling_gives_way_to_voiding_when_voting_opens(self) -> None:
        for facts, when in ((DRAFT, at(7, 1)), (ANNOUNCED, at(9, 2)), (SEALED, at(9, 1) - SECOND)):
            assert windows.may_cancel(BOARD, facts, when)
            assert not windows.may_void(BOARD, facts, when)
        for facts, when in ((SEALED, at(9, 1)), (ENDED, at(9, 16)), (CERTIFIED, at(9, 16)), (PUBLISHED, at(9, 20))):
            assert not windows.may_cancel(BOARD, facts, when)
            assert windows.may_void(BOARD, facts, when)
        for stop in ("voided_at", "cancelled_at"):
            assert not windows.may_void(BOARD, replace(SEALED, **{stop: at(9, 6)}), at(9, 7))
            assert not windows.may_cancel(BOARD, replace(ANNOUNCED, **{stop: at(8, 6)}), at(8, 7))

    def test_nominations_open_and_close_ahead_of_their_time(self) -> None:
        assert windows.may_open_nominations_now(BOARD, ANNOUNCED, at(7, 28) - SECOND)
        assert not windows.may_open_nominations_now(BOARD, ANNOUNCED, at(7, 28))
        assert not windows.may_open_nominations_now(REFERENDUM, ANNOUNCED, at(7, 2))
        assert not windows.may_close_nominations_now(BOARD, ANNOUNCED, at(7, 28) - SECOND)
        assert windows.may_close_nominations_now(BOARD, ANNOUNCED, at(8, 13) - SECOND)
        assert not windows.may_close_nominations_now(BOARD, ANNOUNCED, at(8, 13))
        assert not windows.nominees_await_announcement(BOARD, ANNOUNCED, at(7, 28) - SECOND)
        assert windows.nominees_await_announcement(BOARD, ANNOUNCED, at(8, 13) - SECOND)
        assert not windows.nominees_await_announcement(BOARD, ANNOUNCED, at(8, 13))

    def test_the_roll_is_sealed_at_or_after_the_record_date_and_once(self) -> None:
        assert not windows.may_seal_roll(BOARD, ANNOUNCED, at(8, 25) - SECOND)
        assert windows.may_seal_roll(BOARD, ANNOUNCED, at(8, 25))
        assert not windows.may_seal_roll(BOARD, ROLL_SEALED, at(8, 26))

    def test_the_ballot_is_sealed_after_candidates_and_roll_and_once(self) -> None:
        early = replace(BOARD, roll_closes=at(8, 1))
        early_roll = replace(ANNOUNCED, roll_sealed_at=at(8, 1))
        assert not windows.may_seal_ballot(early, early_roll, at(8, 13) - SECOND)
        assert windows.may_seal_ballot(early, early_roll, at(8, 13))
        assert windows.may_seal_ballot(REFERENDUM, ROLL_SEALED, at(8, 25))
        assert windows.may_seal_ballot(BOARD, ROLL_SEALED, at(9, 2))  # late
        assert not windows.may_seal_ballot(BOARD, ANNOUNCED, at(8, 26))
        assert not windows.may_seal_ballot(BOARD, SEALED, at(8, 31))

    def test_opening_now_needs_a_sealed_ballot_and_a_closed_box(self) -> None:
        assert windows.may_open_now(BOARD, SEALED, at(9, 1) - SECOND)
        assert not windows.may_open_now(BOARD, SEALED, at(9, 1))
        assert windows.may_open_now(BOARD, SEALED_LATE, at(9, 2))
        assert not windows.may_open_now(BOARD, ANNOUNCED, at(9, 2))

    def test_nobody_casts_while_paused(self) -> None:
        assert not windows.may_cast(BOARD, PAUSED, at(9, 6))
        assert not windows.may_pause(BOARD, PAUSED, at(9, 6))
        assert not windows.may_resume(BOARD, SEALED, at(9, 6))

    def test_extending_lasts_from_sealing_until_the_ballots_are_ended(self) -> None:
        assert not windows.may_extend(BOARD, ROLL_SEALED, at(8, 30))
        assert windows.may_extend(BOARD, SEALED, at(8, 31))
        assert windows.may_extend(BOARD, PAUSED, at(9, 6))
        assert windows.may_extend(BOARD, SEALED, at(9, 15))
        assert not windows.may_extend(BOARD, ENDED, at(9, 15, 15))
        assert not windows.may_extend(BOARD, replace(SEALED, voided_at=at(9, 6)), at(9, 7))

    def test_the_ballots_are_ended_after_the_close_and_once(self) -> None:
        assert not windows.may_end_ballots(BOARD, SEALED, at(9, 15) - SECOND)
        assert windows.may_end_ballots(BOARD, SEALED, at(9, 15))
        assert not windows.may_end_ballots(BOARD, ENDED, at(9, 15, 15))
        assert not windows.may_end_ballots(BOARD, ANNOUNCED, at(9, 20))  # it never opened

    @pytest.mark.parametrize(
        ("act", "allowed"),
        [(windows.may_count, ENDED), (windows.may_certify, COUNTED), (windows.may_publish, CERTIFIED)],
    )
    def test_each_act_after_the_vote_has_its_one_place(self, act: Window, allowed: Facts) -> None:
        for facts in (ANNOUNCED, SEALED, ENDED, TALLIED, COUNTED, CERTIFIED, PUBLISHED):
            assert act(BOARD, facts, at(9, 18)) is (facts is allowed)


class TestTrustees:
    ASKED = replace(SEALED, keys_asked_at=SEALED.ballot_sealed_at)
    PROVED = replace(ASKED, keys_proved_at=at(8, 31, 12))

    def test_they_are_chosen_until_the_ballot_is_sealed(self) -> None:
        assert windows.may_choose_trustees(BOARD, DRAFT, at(7, 1))
        assert windows.may_choose_trustees(BOARD, ANNOUNCED, at(8, 30))
        assert not windows.may_choose_trustees(BOARD, SEALED, at(8, 31))
        assert not windows.may_choose_trustees(BOARD, replace(ANNOUNCED, cancelled_at=at(8, 1)), at(8, 2))

    def test_the_first_proof_is_asked_until_voting_opens_and_the_second_while_it_is_open(self) -> None:
        before, within, after = at(9, 1) - SECOND, at(9, 1), at(9, 15)
        first = [windows.may_prove_key(BOARD, self.PROVED, now) for now in (before, within, after)]
        again = [windows.may_prove_key_again(BOARD, self.PROVED, now) for now in (before, within, after)]
        assert (first, again) == ([True, False, False], [False, True, False])

    def test_unproved_the_clock_opens_nothing_and_nor_does_an_officer(self) -> None:
        assert not windows.may_cast(BOARD, self.ASKED, at(9, 2))
        assert not windows.may_open_now(BOARD, self.ASKED, at(9, 2))
        assert windows.may_prove_key(BOARD, self.ASKED, at(9, 2))
        assert windows.may_do_without_proofs(BOARD, self.ASKED, at(9, 2))
        assert not windows.may_do_without_proofs(BOARD, self.PROVED, at(8, 31, 13))

    def test_proved_too_late_an_officer_opens(self) -> None:
        late = replace(self.ASKED, keys_proved_at=at(9, 2))
        assert not windows.may_cast(BOARD, late, at(9, 3))
        assert windows.may_open_now(BOARD, late, at(9, 3))
        assert windows.may_cast(replace(BOARD, voting_opens=at(9, 3)), late, at(9, 3))

    def test_nobody_is_asked_for_proofs_where_the_server_has_the_only_key(self) -> None:
        assert not windows.may_prove_key(BOARD, SEALED, at(8, 31))
        assert not windows.may_prove_key_again(BOARD, SEALED, at(9, 2))

    def test_shares_are_awaited_until_the_totals_are_open_and_taken_until_publication(self) -> None:
        steps = (ENDED, TALLIED, COUNTED, CERTIFIED, PUBLISHED)
        assert [windows.awaits_shares(BOARD, facts, at(9, 18)) for facts in steps] == [False, True, False, False, False]
        assert [windows.may_give_share(BOARD, facts, at(9, 18)) for facts in steps] == [False, True, True, True, False]


class TestWhatIsPublic:
    def test_candidates_from_the_second_they_are_announced(self) -> None:
        assert not windows.candidates_are_public(BOARD, ANNOUNCED, at(8, 13) - SECOND)
        assert windows.candidates_are_public(BOARD, ANNOUNCED, at(8, 13))
        assert windows.candidates_are_public(BOARD, PUBLISHED, at(12, 1))

    def test_no_candidates_of_a_draft_or_of_a_vote_without_nominees(self) -> None:
        assert not windows.candidates_are_public(BOARD, DRAFT, at(8, 13))
        assert not windows.candidates_are_public(REFERENDUM, ANNOUNCED, at(8, 13))

    def test_candidates_stay_public_after_a_stop_but_are_not_announced_after_it(self) -> None:
        assert windows.candidates_are_public(BOARD, replace(SEALED, voided_at=at(9, 5)), at(9, 6))
        assert not windows.candidates_are_public(BOARD, replace(ANNOUNCED, cancelled_at=at(8, 1)), at(9, 6))

    def test_the_result_only_once_published(self) -> None:
        assert not windows.result_is_public(BOARD, CERTIFIED, at(9, 16))
        assert windows.result_is_public(BOARD, PUBLISHED, at(9, 17))

    def test_a_published_result_stays_public_when_the_vote_is_voided(self) -> None:
        assert windows.result_is_public(BOARD, replace(PUBLISHED, voided_at=at(10, 1)), at(10, 2))
        assert not windows.result_is_public(BOARD, replace(CERTIFIED, voided_at=at(10, 1)), at(10, 2))
