"""Which endorsements count, how many it takes to stand, and who is left out for want of them."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ballots.choices import standing as on_ballot
from ballots.preflight import preflight
from base import clock
from elections.models import Election
from members.models import Membership, Person
from nominees import support
from nominees.models import Nominee
from nominees.nominating import endorse, withdraw
from nominees.published import candidates
from nominees.revising import hide_endorsement
from tests.ballots.elections import Office
from tests.cast import person
from tests.nominees.nominations import ANNOUNCED, DURING, SECOND, election, member, named, standing

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def holder(name: str, membership_class: str = "supporting", **between: date) -> Person:
    somebody = person(name)
    Membership.objects.create(person=somebody, membership_class=membership_class, source="list", name=name, **between)
    return somebody


def backed(nominee: Nominee, *backers: Person) -> Nominee:
    for each in backers:
        endorse(nominee, text="Solid.", by=each, at=DURING)
    return nominee


def given(nominee: Nominee) -> int:
    found = support.progress_of(nominee, nominee.election)
    assert found is not None
    return found.given


@pytest.fixture
def board() -> Election:
    """It takes two, and anyone may endorse."""
    return election(endorsements_needed=2, who_may_endorse="anyone")


class TestWhichCount:
    @pytest.mark.parametrize(
        ("membership_class", "counts"),
        [("basic", 0), ("supporting", 1), ("contributing", 1), ("managing", 1), ("fellow", 1)],
    )
    def test_those_of_members_with_a_vote(self, board: Election, membership_class: str, counts: int) -> None:
        nora = standing(board)
        backed(nora, holder("Ben", membership_class), person("Stranger"))
        assert given(nora) == counts

    def test_nobody_counts_for_themselves(self, board: Election) -> None:
        assert given(standing(board, by=holder("Nora", "fellow"))) == 0

    def test_the_first_who_names_somebody_counts(self, board: Election) -> None:
        assert given(named(board, by=holder("Ben")).nominee) == 1

    def test_by_the_day_on_which_they_were_given(self, board: Election) -> None:
        day = DURING.date()
        nora = standing(board)
        backed(nora, holder("Ended today", until=day), holder("Begins tomorrow", since=day + DAY))
        assert given(nora) == 0
        backed(nora, holder("Begins today", since=day), holder("Last day", until=day + DAY))
        assert given(nora) == 2

    def test_two_classes_are_one_member(self, board: Election) -> None:
        ben = holder("Ben")
        Membership.objects.create(person=ben, membership_class="fellow", source="list", name="Ben")
        assert given(backed(standing(board), ben)) == 1

    def test_a_hidden_one_counts(self, board: Election) -> None:
        nora = backed(standing(board), holder("Ben"))
        hide_endorsement(nora.nominations.get(by_self=False), by=nora.person, at=DURING)
        assert given(nora) == 1


class TestWhoStands:
    def test_at_the_boundary(self, board: Election) -> None:
        one = backed(standing(board, "One"), holder("Ben"))
        two = backed(standing(board, "Two"), holder("Bob"), holder("Bea"))
        assert list(support.standing(board)) == on_ballot(board) == [two]
        assert list(candidates(board, ANNOUNCED)) == [two]
        backed(one, holder("Bo"))
        assert set(on_ballot(board)) == {one, two}

    def test_nothing_is_public_before_the_announcement(self, board: Election) -> None:
        backed(standing(board), holder("Bob"), holder("Bea"))
        assert not candidates(board, ANNOUNCED - SECOND)

    def test_an_election_that_needs_none_leaves_nobody_out(self) -> None:
        board = election()
        nora = standing(board)
        assert support.progress_of(nora, board) is None
        assert on_ballot(board) == [nora]
        assert support.lacking(board) == {}

    def test_who_may_yet_find_them_counts_as_standing_until_the_announcement(self, board: Election) -> None:
        nora = standing(board)
        assert nora in support.still_standing(board, ANNOUNCED - SECOND)
        assert nora not in support.still_standing(board, ANNOUNCED)

    def test_who_withdrew_is_shown_only_where_they_had_enough(self, board: Election) -> None:
        enough = backed(standing(board, "Enough"), holder("Bob"), holder("Bea"))
        for nominee in (enough, standing(board, "Lacking")):
            withdraw(nominee, by=nominee.person, at=ANNOUNCED)
        assert list(candidates(board, ANNOUNCED)) == [enough]

    def test_who_is_on_a_sealed_ballot_stays_a_candidate(self) -> None:
        office = Office()
        office.seal()
        begun = {"nominations_open": 9, "nominations_close": 8, "acceptance_closes": 7, "candidates_announced": 6}
        office.move(**{instant: office.now - days * DAY for instant, days in begun.items()})
        board = office.election
        before = set(candidates(board, office.now))
        assert before
        Election.objects.filter(pk=board.pk).update(endorsements_needed=2)
        board.refresh_from_db()
        assert set(candidates(board, office.now)) == before

    def test_the_preflight_warns_of_who_is_left_out_by_name(self, board: Election) -> None:
        def warning() -> tuple[bool, bool, str]:
            (check,) = (each for each in preflight(board, ANNOUNCED) if each.name == "support")
            return check.passed, check.fails, check.sentence

        nora = backed(standing(board, "Nora"), holder("Ben"))
        assert warning() == (
            False,
            False,
            "Too few endorsements by members with a vote; not on the ballot: Nora (1 of 2).",
        )
        backed(nora, holder("Bea"))
        assert warning()[0]


class TestOnPages:
    """An election with nominations open now, in which one of two endorsements is there."""

    @pytest.fixture
    def nora(self) -> Nominee:
        board = election(shifted=clock.now() - DURING, endorsements_needed=2, who_may_endorse="anyone")
        nora = standing(board, "Nora", "nora@example.org")
        endorse(nora, text="Solid.", by=holder("Ben"), at=clock.now())
        return nora

    def seen(self, path: str, somebody: Person) -> str:
        client = Client()
        client.force_login(somebody.user)
        return client.get(path).content.decode()

    def test_the_nominee_and_who_endorses_see_the_progress(self, nora: Nominee) -> None:
        mine = self.seen(nora.get_absolute_url(), nora.person)
        assert "1 of 2 endorsements by members with a vote" in mine
        assert "1 more is needed to stand." in mine
        mia = member("Mia")
        for path in ("candidates/nora/endorse/", "nominate/?q=nora"):
            assert "1 of 2 endorsements" in self.seen(f"/elections/board-2026/{path}", mia)
        assert "endorsements of 2 members with a vote" in self.seen("/elections/board-2026/nominate/", mia)
        endorse(nora, text="Solid.", by=holder("Bea"), at=clock.now())
        assert "enough to stand" in self.seen(nora.get_absolute_url(), nora.person)

    def test_once_candidates_are_announced_who_lacks_them_is_not_among_them(self, nora: Nominee) -> None:
        before = clock.now() - timedelta(minutes=1)
        Election.objects.update(nominations_close=before, acceptance_closes=before, candidates_announced=before)
        assert "Nora" not in Client().get("/elections/board-2026/candidates/").content.decode()
        assert Client().get(nora.get_absolute_url()).status_code == 404
        assert "for want of endorsements" in self.seen(nora.get_absolute_url(), nora.person)


def test_progress_is_one_query_for_one_and_for_three(board: Election) -> None:
    def queries() -> int:
        keys = list(board.nominees.values_list("pk", flat=True))
        with CaptureQueriesContext(connection) as captured:
            assert len(support.progress(board, keys)) == len(keys)
        return len(captured)

    backed(standing(board, "Nora"), holder("Ben"))
    assert queries() == 1
    for name in ("Una", "Ida"):
        backed(standing(board, name), member(f"For {name}"))
    assert queries() == 1


def test_progress_says_what_is_missing() -> None:
    assert (support.Progress(1, 3).missing, support.Progress(1, 3).is_enough) == (2, False)
    assert (support.Progress(3, 3).missing, support.Progress(3, 3).is_enough) == (0, True)
    assert support.Progress(5, 3).missing == 0
