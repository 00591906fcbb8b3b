"""Home, an election's front page, “What concerns you”, and the pages of help."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from base import clock
from base.texts import render
from elections.models import Contest, Election, Seat
from members.models import User
from nominees.models import Nominee
from tests.ballots.ballot_forms import signed_in
from tests.ballots.elections import Office
from tests.cast import person
from tests.nominees.nominations import ANNOUNCED, OPEN, VOTING, approve_all, election, member, named, seal, standing

pytestmark = pytest.mark.django_db


def words(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def draft() -> Election:
    return Election.objects.create(
        slug="draft", name="A secret draft", roll_closes=OPEN, voting_opens=OPEN, voting_closes=VOTING
    )


class TestHome:
    def test_without_elections_it_says_so(self, client: Client) -> None:
        draft()
        text = words(client, "/")
        assert "No election is going on" in text
        assert "A secret draft" not in text

    def test_what_can_be_voted_in_comes_first_and_what_is_over_last(self, client: Client) -> None:
        now = clock.now()
        voting = election("voting", shifted=now - VOTING - timedelta(days=1))
        seal(voting)
        over = election("over", shifted=now - VOTING)
        by = over.announced_by
        Election.objects.filter(pk=over.pk).update(cancelled_at=now, cancelled_by=by)
        names = {"voting": "Second board", "nominations": "First board", "over": "Old board"}
        election("nominations", shifted=now - OPEN)
        for slug, name in names.items():
            Election.objects.filter(slug=slug).update(name=name)
        text = words(client, "/")
        assert (
            text.index("Second board") < text.index("First board") < text.index("Past elections") < text.index("Old b")
        )

    def test_what_is_voted_on_leads_to_the_election_and_says_how_many_stand_once_that_is_known(
        self, client: Client
    ) -> None:
        board = election(shifted=clock.now() - ANNOUNCED - timedelta(days=1))
        seats(board)
        standing(board)
        standing(board, "Una Nominee")
        assert f'<a href="/elections/board-2026/#contest-{board.contests.get().pk}">Directors</a>' in words(client, "/")
        assert "2 candidates, 3 seats" in words(client, "/")
        assert "Read the candidates" in words(client, "/")
        Election.objects.update(candidates_announced=clock.now() + timedelta(days=1))
        assert "candidates" not in words(client, "/").split("On the ballot")[1]

    @pytest.mark.parametrize("who", ["anonymous", "member"])
    def test_costs_the_same_for_one_election_and_three(
        self, who: str, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        client = Client() if who == "anonymous" else signed_in(member())
        client.get("/")
        counts = {"anonymous": 6, "member": 16}
        for number in range(3):
            board = election(f"board-{number}", shifted=clock.now() - OPEN)
            seats(board)
            if number in {0, 2}:
                with django_assert_num_queries(counts[who]):
                    client.get("/")


def seats(board: Election, number: int = 3) -> None:
    contest = Contest.objects.create(election=board, position=1, kind=Contest.Kind.SEATS, title="Directors")
    for position in range(number):
        Seat.objects.create(contest=contest, position=position, years=3)


class TestElection:
    def test_has_its_contests_timetable_and_rules(self, client: Client) -> None:
        seats(election(shifted=clock.now() - OPEN))
        text = words(client, "/elections/board-2026/")
        for said in ("Directors", "3 seats. Approve as many as you like.", "Voting closes", "Add to my calendar"):
            assert said in text
        assert "At least 1/3 of the voting members must vote" in text

    def test_how_many_stand_is_not_told_before_the_announcement(self, client: Client) -> None:
        board = election(shifted=clock.now() - ANNOUNCED - timedelta(days=1))
        seats(board)
        standing(board)
        standing(board, "Una Nominee")
        assert "2 candidates for 3 seats" in words(client, "/elections/board-2026/")
        Election.objects.update(candidates_announced=clock.now() + timedelta(days=1))
        text = words(client, "/elections/board-2026/")
        assert "candidates for" not in text
        assert 'href="/elections/board-2026/candidates/"' not in text

    def test_a_long_resolution_is_folded_up_behind_its_first_words(self, client: Client) -> None:
        board = election(shifted=clock.now() - OPEN)
        texts = ["Resolved: tea.", "Resolved:\n\n1. " + "word " * 40 + "\n\n# Why\n\nBecause."]
        for position, text in enumerate(texts, start=1):
            Contest.objects.create(
                election=board, position=position, kind=Contest.Kind.RESOLUTION, title=f"Resolution {position}",
                text=text, text_html=render(text), majority=Contest.Majority.VOTES_CAST,
            )  # fmt: skip
        text = words(client, "/elections/board-2026/")
        assert text.count("<details><summary>") == 1
        assert "<p>Resolved: …</p>" in text
        assert "<h4>Why</h4>" in text

    def test_a_draft_is_not_found(self, client: Client) -> None:
        draft()
        assert client.get("/elections/draft/").status_code == 404
        assert signed_in(person()).get("/elections/draft/").status_code == 404

    def test_an_imported_one_says_what_it_is(self, client: Client) -> None:
        at = VOTING
        Election.objects.create(
            slug="2019", name="Election of 2019", roll_closes=OPEN, voting_opens=OPEN, voting_closes=at, imported_at=at,
            published_at=at, published_by=person(),
        )  # fmt: skip
        text = words(client, "/elections/2019/")
        assert "Imported, ballots not ours" in text
        assert "Timetable" not in text

    @pytest.mark.parametrize("ended", [False, True])
    def test_works_when_the_next_instant_has_no_time_yet(self, client: Client, ended: bool) -> None:
        board = election(shifted=clock.now() - VOTING - timedelta(days=20))
        seal(board)
        if ended:
            Election.objects.update(ballots_ended_at=clock.now(), ballots_ended_by=board.announced_by)
        text = words(client, "/elections/board-2026/")
        assert "Voting has closed." in text
        assert "the result follows" in text

    def test_costs_the_same_for_one_nominee_and_three(
        self, client: Client, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        board = election(shifted=clock.now() - ANNOUNCED - timedelta(days=1))
        seats(board)
        for number in range(3):
            standing(board, f"Nominee {number}")
            if number in {0, 2}:
                with django_assert_num_queries(6):
                    client.get("/elections/board-2026/")


class TestWhatConcernsYou:
    def test_is_for_who_is_signed_in(self, client: Client) -> None:
        assert client.get("/me/")["Location"] == "/accounts/login/?next=/me/"

    def test_an_address_that_nobody_has_is_told_what_to_do(self, client: Client) -> None:
        client.force_login(User.objects.create_user("stranger@example.org"))
        assert "This address is not on the member list." in words(client, "/me/")

    def test_lists_memberships_candidacies_and_whom_one_backed(self) -> None:
        board = election(shifted=clock.now() - OPEN - timedelta(days=1))
        mia = member("Mia Member")
        named(board, by=mia)
        own = named(board, "Mia Member", mia.user.email, by=member("Ned Nominator")).nominee
        own.person = mia
        own.save()
        approve_all(board)
        text = words(signed_in(mia), "/me/")
        assert "Basic" in text
        assert "Nora Nominee" in text
        assert "has not answered yet" in text
        assert "waits for your answer" in text
        assert "Ned Nominator" not in text

    def test_shows_ones_own_receipts_alone(self, office: Office) -> None:
        office.seal()
        tracker = office.vote(office.voters[0]).tracker
        address = reverse("ballots:receipt", args=["board-2026", tracker])
        assert address in words(signed_in(office.voters[0]), "/me/")
        assert "Your receipts" not in words(signed_in(office.voters[1]), "/me/")

    def test_costs_the_same_for_one_candidacy_and_three(
        self, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        mia = member("Mia Member")
        client = signed_in(mia)
        client.get("/me/")
        for number in range(3):
            board = election(f"board-{number}", shifted=clock.now() - OPEN - timedelta(days=1))
            standing(board, by=mia)
            named(board, f"Friend {number}", f"friend{number}@example.org", by=mia)
            if number in {0, 2}:
                with django_assert_num_queries(14):
                    client.get("/me/")
        assert Nominee.objects.filter(person=mia).count() == 3


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.mark.parametrize("name", ["help", "privacy", "accessibility", "contact", "robots"])
def test_help_is_there_for_everybody(
    client: Client, name: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert client.get(reverse(f"pages:{name}")).status_code == 200


def test_the_privacy_page_says_what_outlasts_the_vote(client: Client) -> None:
    page = words(client, reverse("pages:privacy"))
    assert "Copies stay for a while in backups and in the database’s own log" in page
    assert "to whom a receipt or a reminder went, and when, stays in the database" in page


def test_robots_stay_out_of_what_is_personal(client: Client) -> None:
    lines = words(client, "/robots.txt").splitlines()
    for private in ("/me/", "/accounts/", "/office/", "/elections/*/ballot/", "/elections/*/receipt/"):
        assert f"Disallow: {private}" in lines


@pytest.mark.parametrize("address", ["/", "/me/", "/elections/board-2026/", "/help/"])
def test_nothing_is_posted_here(address: str) -> None:
    election()
    assert signed_in(person()).post(address).status_code == 405
