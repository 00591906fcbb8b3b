"""The acts that move an election through time: allowed, refused, at the boundary; each leaves a journal line."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from base.models import JournalLine
from elections import timetable
from elections.making import make_election
from elections.models import Election
from elections.phases import Phase
from members.models import Person
from tests import cast
from tests.elections.board_of_2026 import BOARD, REFERENDUM, SECOND, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def ines() -> Person:
    return cast.officer("Ines")


@pytest.fixture
def jonas() -> Person:
    return cast.officer("Jonas")


@pytest.fixture
def board(ines: Person) -> Election:
    """The board election of 2026, announced."""
    election = make_election(name="Board 2026", slug="2026", instants=BOARD, by=ines, at=at(7, 1))
    timetable.announce(election, by=ines, at=at(7, 1))
    election.refresh_from_db()
    return election


def seal(election: Election, officer: Person) -> None:
    """The two facts that opening rests on; the acts that make them are the ballot box's."""
    Election.objects.filter(pk=election.pk).update(
        roll_sealed_at=at(8, 25, 15),
        roll_sealed_by=officer,
        roll_hash="0" * 64,
        ballot_sealed_at=at(8, 26),
        ballot_sealed_by=officer,
    )
    election.refresh_from_db()


def last_line() -> JournalLine:
    line = JournalLine.objects.last()
    assert line is not None
    return line


def test_a_draft_is_announced_once(ines: Person) -> None:
    election = make_election(name="Board 2026", slug="2026", instants=BOARD, by=ines, at=at(7, 1))
    assert election.phase(at(7, 1)) is Phase.DRAFT
    timetable.announce(election, by=ines, at=at(7, 1))
    election.refresh_from_db()
    assert election.phase(at(7, 1)) is Phase.ANNOUNCED
    assert (last_line().act, last_line().actor, last_line().public) == ("announce", "Ines", True)
    with pytest.raises(ValidationError, match="announced already"):
        timetable.announce(election, by=ines, at=at(7, 2))


@pytest.mark.parametrize("act", ["open_nominations_now", "close_nominations_now", "open_now"])
def test_an_outsider_moves_nothing(board: Election, act: str) -> None:
    with pytest.raises(PermissionDenied):
        getattr(timetable, act)(board, by=cast.person(), at=at(7, 20), reason="because")


def test_an_officer_whose_account_was_closed_moves_nothing(board: Election, ines: Person) -> None:
    ines.user.is_active = False
    ines.user.save()
    with pytest.raises(PermissionDenied):
        timetable.open_nominations_now(board, by=Person.objects.get(pk=ines.pk), at=at(7, 20), reason="because")


class TestChangingTheTimetable:
    def test_needs_a_reason_once_announced_and_says_what_moved(self, board: Election, ines: Person) -> None:
        later = {"voting_closes": at(9, 20)}
        with pytest.raises(ValidationError, match="Give a reason"):
            timetable.set_instants(board, instants=later, by=ines, at=at(7, 20), reason=" ")
        timetable.set_instants(board, instants=later, by=ines, at=at(7, 20), reason="a holiday")
        board.refresh_from_db()
        assert board.voting_closes == at(9, 20)
        assert last_line().details == {
            "voting_closes": {"from": "2026-09-15T14:00:00+00:00", "to": "2026-09-20T14:00:00+00:00"}
        }

    def test_out_of_order_is_refused_with_every_reason_and_changes_nothing(self, board: Election, ines: Person) -> None:
        wrong = {"voting_opens": at(9, 16), "nominations_close": at(8, 14)}
        with pytest.raises(ValidationError) as refused:
            timetable.set_instants(board, instants=wrong, by=ines, at=at(7, 20), reason="a mistake")
        assert len(refused.value.messages) == 2
        board.refresh_from_db()
        assert board.instants == BOARD

    def test_what_has_passed_stays(self, board: Election, ines: Person) -> None:
        change = {"nominations_open": at(8, 1)}
        timetable.set_instants(board, instants=change, by=ines, at=at(7, 28) - SECOND, reason="later")
        with pytest.raises(ValidationError, match="has passed"):
            timetable.set_instants(board, instants={"nominations_open": at(8, 2)}, by=ines, at=at(8, 1), reason="x")

    def test_nothing_is_moved_into_the_past(self, board: Election, ines: Person) -> None:
        with pytest.raises(ValidationError, match="must be in the future"):
            timetable.set_instants(board, instants={"nominations_open": at(7, 19)}, by=ines, at=at(7, 20), reason="x")

    def test_the_close_of_a_sealed_ballot_has_acts_of_its_own(self, board: Election, ines: Person) -> None:
        seal(board, ines)
        with pytest.raises(ValidationError, match="“Extend voting” or “Close voting now”"):
            timetable.set_instants(board, instants={"voting_closes": at(9, 20)}, by=ines, at=at(8, 27), reason="x")

    def test_a_draft_changes_freely_and_without_a_reason(self, ines: Person) -> None:
        draft = make_election(name="Draft", slug="draft", instants=BOARD, by=ines, at=at(7, 1))
        timetable.set_instants(draft, instants={"nominations_open": at(6, 1)}, by=ines, at=at(7, 1))
        draft.refresh_from_db()
        assert draft.nominations_open == at(6, 1)
        assert not last_line().public


class TestNominationsByHand:
    def test_they_open_now(self, board: Election, ines: Person) -> None:
        timetable.open_nominations_now(board, by=ines, at=at(7, 20), reason="everything is ready")
        board.refresh_from_db()
        assert board.phase(at(7, 20)) is Phase.NOMINATIONS
        with pytest.raises(ValidationError):
            timetable.open_nominations_now(board, by=ines, at=at(7, 21), reason="again")

    def test_closing_announces_the_candidates(self, board: Election, ines: Person) -> None:
        timetable.close_nominations_now(board, by=ines, at=at(8, 1), reason="everybody answered")
        board.refresh_from_db()
        assert board.nominations_close == board.acceptance_closes == board.candidates_announced == at(8, 1)
        assert board.phase(at(8, 1)) is Phase.CAMPAIGN

    def test_closing_in_the_time_of_acceptance_leaves_the_past_alone(self, board: Election, ines: Person) -> None:
        timetable.close_nominations_now(board, by=ines, at=at(8, 11, 15), reason="everybody answered")
        board.refresh_from_db()
        assert (board.nominations_close, board.candidates_announced) == (at(8, 11), at(8, 11, 15))

    def test_a_vote_without_nominees_has_none(self, ines: Person) -> None:
        election = make_election(name="Bylaws", slug="bylaws", instants=REFERENDUM, by=ines, at=at(7, 1))
        with pytest.raises(ValidationError, match="no nominations"):
            timetable.open_nominations_now(election, by=ines, at=at(7, 2), reason="x")


class TestVotingByHand:
    def test_it_opens_only_with_a_sealed_ballot(self, board: Election, ines: Person) -> None:
        with pytest.raises(ValidationError, match="sealed"):
            timetable.open_now(board, by=ines, at=at(8, 28), reason="early")
        seal(board, ines)
        timetable.open_now(board, by=ines, at=at(8, 28), reason="early")
        board.refresh_from_db()
        assert board.phase(at(8, 28)) is Phase.VOTING

    def test_a_ballot_sealed_too_late_opens_only_by_hand(self, board: Election, ines: Person) -> None:
        seal(board, ines)
        Election.objects.filter(pk=board.pk).update(ballot_sealed_at=at(9, 1) + SECOND)
        board.refresh_from_db()
        assert board.phase(at(9, 2)) is Phase.CAMPAIGN
        timetable.open_now(board, by=ines, at=at(9, 2), reason="sealed late")
        board.refresh_from_db()
        assert board.phase(at(9, 2)) is Phase.VOTING

    @pytest.mark.parametrize("act", ["close_now", "extend", "pause", "resume", "void", "cancel"])
    def test_what_cannot_be_undone_needs_two_different_officers(self, board: Election, ines: Person, act: str) -> None:
        seal(board, ines)
        how = {"at": at(9, 3), "reason": "x"} | ({"until": at(9, 20)} if act == "extend" else {})
        lines = JournalLine.objects.count()
        for second, refusal in ((None, "second officer"), (ines, "somebody else")):
            with pytest.raises(ValidationError, match=refusal):
                getattr(timetable, act)(board, by=ines, seconded_by=second, **how)
        with pytest.raises(PermissionDenied):
            getattr(timetable, act)(board, by=ines, seconded_by=cast.person(), **how)
        assert JournalLine.objects.count() == lines

    def test_closing_early_needs_two_different_officers(self, board: Election, ines: Person, jonas: Person) -> None:
        seal(board, ines)
        with pytest.raises(ValidationError, match="second officer"):
            timetable.close_now(board, by=ines, at=at(9, 3), reason="x")
        with pytest.raises(ValidationError, match="somebody else"):
            timetable.close_now(board, by=ines, seconded_by=ines, at=at(9, 3), reason="x")
        with pytest.raises(PermissionDenied):
            timetable.close_now(board, by=ines, seconded_by=cast.person(), at=at(9, 3), reason="x")
        timetable.close_now(board, by=ines, seconded_by=jonas, at=at(9, 3), reason="everybody voted")
        board.refresh_from_db()
        assert board.phase(at(9, 3)) is Phase.ENDED
        assert board.phase(at(9, 3) - SECOND) is Phase.VOTING
        assert (last_line().actor, last_line().second) == ("Ines", "Jonas")

    def test_one_officer_is_enough_where_the_election_says_so(self, board: Election, ines: Person) -> None:
        seal(board, ines)
        Election.objects.filter(pk=board.pk).update(officers_required=1)
        board.refresh_from_db()
        timetable.close_now(board, by=ines, at=at(9, 3), reason="everybody voted")

    def test_an_extension_is_possible_until_the_ballots_are_ended(
        self, board: Election, ines: Person, jonas: Person
    ) -> None:
        seal(board, ines)
        until = at(9, 16)
        timetable.extend(board, until=until, by=ines, seconded_by=jonas, at=at(9, 15) + SECOND, reason="an outage")
        board.refresh_from_db()
        assert board.phase(at(9, 15) + SECOND) is Phase.VOTING
        Election.objects.filter(pk=board.pk).update(ballots_ended_at=at(9, 16), ballots_ended_by=ines)
        with pytest.raises(ValidationError, match="cannot be extended"):
            timetable.extend(board, until=at(9, 17), by=ines, seconded_by=jonas, at=at(9, 16), reason="again")

    def test_an_extension_ends_later(self, board: Election, ines: Person, jonas: Person) -> None:
        seal(board, ines)
        with pytest.raises(ValidationError, match="later"):
            timetable.extend(board, until=at(9, 15), by=ines, seconded_by=jonas, at=at(9, 3), reason="x")

    def test_a_pause_holds_casting_back_until_it_is_resumed(self, board: Election, ines: Person, jonas: Person) -> None:
        seal(board, ines)
        timetable.pause(board, by=ines, seconded_by=jonas, at=at(9, 3), reason="a fault")
        board.refresh_from_db()
        assert board.phase(at(9, 3)) is Phase.PAUSED
        timetable.resume(board, by=jonas, seconded_by=ines, at=at(9, 4), reason="mended")
        board.refresh_from_db()
        assert board.phase(at(9, 4)) is Phase.VOTING


class TestEndingWithoutAResult:
    def test_before_voting_it_is_cancelled(self, board: Election, ines: Person, jonas: Person) -> None:
        timetable.cancel(board, by=ines, seconded_by=jonas, at=at(8, 1), reason="the bylaws changed")
        board.refresh_from_db()
        assert board.phase(at(8, 1)) is Phase.CANCELLED
        with pytest.raises(ValidationError):
            timetable.set_instants(board, instants={"voting_closes": at(9, 20)}, by=ines, at=at(8, 2), reason="x")

    def test_once_open_it_can_only_be_voided(self, board: Election, ines: Person, jonas: Person) -> None:
        seal(board, ines)
        with pytest.raises(ValidationError, match="void"):
            timetable.cancel(board, by=ines, seconded_by=jonas, at=at(9, 1), reason="x")
        timetable.void(board, by=ines, seconded_by=jonas, at=at(9, 1), reason="two readings of the close")
        board.refresh_from_db()
        assert board.phase(at(9, 1)) is Phase.VOID


def test_what_was_moved_back_to_back_stays_in_order(board: Election, ines: Person, jonas: Person) -> None:
    """Opened and closed by hand within a second: the database's constraints hold too."""
    seal(board, ines)
    timetable.open_now(board, by=ines, at=at(8, 28), reason="a rehearsal")
    timetable.close_now(board, by=ines, seconded_by=jonas, at=at(8, 28) + SECOND, reason="a rehearsal")
    board.refresh_from_db()
    assert board.voting_closes - board.voting_opens == timedelta(seconds=1)


def test_a_timetable_that_nobody_could_keep_is_not_announced(ines: Person) -> None:
    election = make_election(name="Board 2026", slug="2026", instants=BOARD, by=ines, at=at(7, 1))
    with pytest.raises(ValidationError, match="Nominations close” and “Acceptance closes"):
        timetable.announce(election, by=ines, at=at(8, 12))
    timetable.announce(election, by=ines, at=at(8, 11) - SECOND)
