"""What is on the ballot: added, changed, moved and removed until it is sealed, each with its line."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from base.models import JournalLine
from base.stale import StaleError, seen
from elections import contests
from elections.contests import shown
from elections.journal_lines import journal_entry
from elections.making import make_board_election
from elections.models import Contest, Election
from members.models import Person
from tests import cast
from tests.elections.board_of_2026 import at

pytestmark = pytest.mark.django_db


@pytest.fixture
def ines() -> Person:
    return cast.officer("Ines")


@pytest.fixture
def board(ines: Person) -> Election:
    return make_board_election(
        name="Board 2026", slug="2026", voting_opens=at(9, 1), seat_years=[1, 3, 3, 3], by=ines, at=at(6, 1)
    )


def test_a_resolution_is_rendered_and_says_its_majority(board: Election, ines: Person) -> None:
    contest = contests.add_resolution(
        board, title="Resolution A", text="RESOLVED, *that*.", majority="voting members", by=ines
    )
    assert contest.text_html == "<p>RESOLVED, <em>that</em>.</p>"
    assert contest.position == 2
    with pytest.raises(ValueError, match="no such rule"):
        contests.add_resolution(board, title="B", text="", majority="no such rule", by=ines)


def test_a_contest_needs_seats(board: Election, ines: Person) -> None:
    with pytest.raises(ValidationError, match="at least one seat"):
        contests.add_seats_contest(board, title="Council", seat_years=[], by=ines)


def line() -> str:
    """What the last line of the journal says."""
    entry = journal_entry(JournalLine.objects.latest("pk"))
    return f"{entry['act']}. {entry['details']}".strip()


def test_seats_are_changed_at_their_place(board: Election, ines: Person) -> None:
    contest = board.contests.get()
    contests.add_resolution(board, title="R", text="", majority="votes cast", by=ines)
    contests.change_seats(contest, title=contest.title, seat_years=[1, 3], by=ines, seen=seen(shown(contest)))
    first = board.contests.first()
    assert first == contest
    assert shown(first)["seat_years"] == [3, 1]
    assert line() == (
        f"changed what is on the ballot: {contest.title}. Terms of its seats, in years: 3, 1 (before: 3, 3, 3, 1)."
    )


def test_a_resolution_is_changed_and_rendered(board: Election, ines: Person) -> None:
    contest = contests.add_resolution(board, title="R", text="A.", majority="votes cast", by=ines)
    contests.change_resolution(contest, title="S", text="*B*.", majority="voting members", by=ines)
    contest.refresh_from_db()
    assert (contest.title, contest.text_html, contest.majority) == ("S", "<p><em>B</em>.</p>", "voting members")
    assert line() == (
        "changed what is on the ballot: S. Title: S (before: R). A resolution is carried by: a majority of all voting "
        "members (before: a majority of the votes cast). Text: changed."
    )


def test_one_moves_above_another_and_the_first_stays(board: Election, ines: Person) -> None:
    seats = board.contests.get()
    last = contests.add_resolution(board, title="R", text="", majority="votes cast", by=ines)
    contests.move_up(last, by=ines)
    assert list(board.contests.all()) == [last, seats]
    assert line() == f"moved up on the ballot: R. Above: {seats.title}."
    with pytest.raises(ValidationError, match="the first on the ballot"):
        contests.move_up(last, by=ines)


def test_nobody_writes_over_what_they_have_not_seen(board: Election, ines: Person) -> None:
    contest = board.contests.get()
    before = seen(shown(contest))
    contests.change_seats(contest, title="Board", seat_years=[2], by=ines, seen=before)
    with pytest.raises(StaleError):
        contests.change_seats(contest, title="Council", seat_years=[1], by=ines, seen=before)
    assert Contest.objects.get(pk=contest.pk).title == "Board"


def test_what_is_gone_is_neither_changed_nor_moved(board: Election, ines: Person) -> None:
    contest = board.contests.get()
    contests.remove_contest(Contest.objects.get(pk=contest.pk), by=ines)
    with pytest.raises(ValidationError, match="not on the ballot any more"):
        contests.change_seats(contest, title="Board", seat_years=[2], by=ines)
    with pytest.raises(ValidationError, match="not on the ballot any more"):
        contests.move_up(contest, by=ines)


def test_only_officers_change_a_ballot(board: Election) -> None:
    with pytest.raises(PermissionDenied):
        contests.move_up(board.contests.get(), by=cast.person())


def test_changed_contests_need_seats(board: Election, ines: Person) -> None:
    with pytest.raises(ValidationError, match="at least one seat"):
        contests.change_seats(board.contests.get(), title="Board", seat_years=[], by=ines)
