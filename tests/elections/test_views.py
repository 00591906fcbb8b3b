"""The pages of elections: the list, “Can I vote?”, the calendar file and the public journal."""

from datetime import timedelta

import icalendar
import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from base import clock, journal
from elections.models import Election, RollEntry
from members.models import Address, Affirmation, Membership, MembershipClass, Person, User
from tests.ballots.ballot_forms import signed_in
from tests.ballots.elections import added_late
from tests.cast import officer, person
from tests.nominees.nominations import OPEN, VOTING, election, seal

pytestmark = pytest.mark.django_db

PAGES = ["elections:can_i_vote", "elections:journal", "elections:timetable_ics"]


def page(client: Client, view: str, slug: str = "board-2026", **query: str) -> str:
    answer = client.get(reverse(view, args=[slug]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def voting() -> Election:
    """Voting is open, since an hour."""
    board = election(shifted=clock.now() - VOTING - timedelta(hours=1))
    seal(board)
    board.refresh_from_db()
    return board


def supporter(name: str = "Vera Voter") -> Person:
    somebody = person(name)
    email = somebody.user.email
    Address.objects.create(person=somebody, email=email, normalised=email)
    Membership.objects.create(
        person=somebody, membership_class=MembershipClass.SUPPORTING, source="list, row 2", name=name
    )
    return somebody


def enrol(board: Election, voter: Person) -> None:
    RollEntry.objects.create(
        election=board, person=voter, name=voter.name, email=voter.user.email, source="list, row 2",
        membership_class=MembershipClass.SUPPORTING, **added_late(board),
    )  # fmt: skip


class TestList:
    def test_has_announced_elections_and_no_draft(self, client: Client) -> None:
        election()
        Election.objects.create(slug="draft", name="A draft", roll_closes=OPEN, voting_opens=OPEN, voting_closes=VOTING)
        listed = client.get(reverse("elections:list")).content.decode()
        assert "Board election 2026" in listed
        assert "A draft" not in listed

    def test_costs_the_same_for_one_and_three(
        self, client: Client, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        for number in range(3):
            election(f"board-{number}")
            if number in {0, 2}:
                with django_assert_num_queries(2):
                    client.get(reverse("elections:list"))


@pytest.mark.parametrize("view", PAGES)
def test_of_a_draft_there_is_no_page(client: Client, view: str) -> None:
    Election.objects.create(slug="draft", name="A draft", roll_closes=OPEN, voting_opens=OPEN, voting_closes=VOTING)
    assert client.get(reverse(view, args=["draft"])).status_code == 404


@pytest.mark.parametrize("view", ["pages:election", "elections:can_i_vote", "elections:journal", "ballots:trustees"])
def test_pages_of_an_election_mark_their_place_in_the_navigation(client: Client, view: str) -> None:
    voting()
    assert 'href="/elections/" aria-current="true"' in page(client, view)


@pytest.mark.parametrize("view", PAGES)
def test_what_is_no_election_is_not_found(client: Client, view: str) -> None:
    assert client.get(reverse(view, args=["nothing"])).status_code == 404


@pytest.mark.parametrize("view", ["elections:list", *PAGES])
def test_nothing_is_posted_here(client: Client, view: str) -> None:
    election()
    assert client.post(reverse(view, args=["board-2026"] if view in PAGES else [])).status_code == 405


class TestCanIVote:
    def test_anonymous_readers_sign_in_first(self, client: Client) -> None:
        voting()
        text = page(client, "elections:can_i_vote")
        assert "/accounts/login/?next=/elections/board-2026/can-i-vote/" in text
        assert "Supporting, Contributing and Fellow members vote" in text

    def test_who_is_on_the_roll_goes_on_to_the_ballot(self) -> None:
        board, voter = election(shifted=clock.now() - VOTING - timedelta(hours=1)), supporter()
        enrol(board, voter)
        seal(board)
        text = page(signed_in(voter), "elections:can_i_vote")
        assert "<h1>You can vote in this election</h1>" in text
        assert "You are on the roll, which was sealed on" in text
        assert 'class="button" href="/elections/board-2026/ballot/"' in text

    def test_who_is_not_learns_every_reason(self) -> None:
        voting()
        text = page(signed_in(supporter()), "elections:can_i_vote")
        assert "<h1>You can’t vote in this election</h1>" in text
        assert "You are not on the roll" in text
        assert "You had not said that you intend to vote when the roll closed" in text
        assert "tell the election office" in text
        assert "/ballot/" not in text

    def test_before_the_roll_is_sealed_it_is_a_forecast_with_a_way_out(self) -> None:
        election(shifted=clock.now() - OPEN)
        member = supporter()
        text = page(signed_in(member), "elections:can_i_vote")
        assert "<h1>As things stand, you can’t vote</h1>" in text
        assert "You have not said that you intend to vote. You can until" in text
        assert "Until then you can still put right what is missing." in text
        Affirmation.objects.create(person=member, affirmed_at=clock.now(), email=member.user.email, source="form")
        assert "<h1>As things stand, you can vote</h1>" in page(signed_in(member), "elections:can_i_vote")

    def test_between_the_close_of_the_roll_and_its_sealing_nothing_can_be_put_right(self) -> None:
        election(shifted=clock.now() - VOTING + timedelta(days=1))
        text = page(signed_in(supporter()), "elections:can_i_vote")
        assert "The roll closed" in text
        assert "Until then you can still put right" not in text

    def test_afterwards_it_is_said_in_the_past(self) -> None:
        board, voter = voting(), supporter()
        enrol(board, voter)
        Election.objects.update(voting_closes=clock.now())
        text = page(signed_in(voter), "elections:can_i_vote")
        assert "<h1>You were able to vote in this election</h1>" in text
        assert "/ballot/" not in text
        assert "can be added" not in text

    def test_an_address_that_nobody_has_is_said(self) -> None:
        voting()
        client = Client()
        client.force_login(User.objects.create_user("stranger@example.org"))
        assert "We know nobody by stranger@example.org." in page(client, "elections:can_i_vote")

    def test_it_is_kept_in_no_shared_cache(self) -> None:
        voting()
        answer = signed_in(supporter()).get(reverse("elections:can_i_vote", args=["board-2026"]))
        assert "no-store" in answer["Cache-Control"]

    def test_who_lacks_only_their_word_gives_it_here(self) -> None:
        election(shifted=clock.now() - OPEN)
        member = supporter()
        client = signed_in(member)
        affirm = reverse("elections:affirm", args=["board-2026"])
        assert f'action="{affirm}"' in page(client, "elections:can_i_vote")
        text = client.post(affirm, follow=True).content.decode()
        assert "Noted: you intend to vote." in text
        assert "<h1>As things stand, you can vote</h1>" in text
        assert f'action="{affirm}"' not in text
        assert "There is nothing for you to say now." in client.post(affirm, follow=True).content.decode()
        assert member.affirmations.count() == 1

    def test_whoever_is_not_known_gives_no_word(self) -> None:
        election(shifted=clock.now() - OPEN)
        client = Client()
        affirm = reverse("elections:affirm", args=["board-2026"])
        assert client.post(affirm).status_code == 302
        client.force_login(User.objects.create_user("stranger@example.org"))
        assert client.post(affirm).status_code == 403
        assert not Affirmation.objects.exists()


class TestJournal:
    def test_has_public_lines_alone_the_newest_first(self, client: Client) -> None:
        board = election()
        by = officer()
        journal.write("announce", by=by, election=board.uuid, public=True)
        journal.write("pause", by=by, election=board.uuid, reason="A fault.", public=True)
        journal.write("name late voter", by=by, election=board.uuid, subject="Canary Wren")
        text = page(client, "elections:journal")
        assert text.index("paused voting") < text.index("announced the election")
        assert "A fault." in text
        assert "The election office" in text
        assert by.name not in text
        assert "Canary" not in text

    def test_not_even_officers_see_more_here(self) -> None:
        board = election()
        journal.write("name late voter", by="office", election=board.uuid, subject="Canary Wren")
        client = signed_in(person())
        assert "Canary" not in page(client, "elections:journal")

    def test_of_another_election_there_is_nothing(self, client: Client) -> None:
        other = election("other")
        election()
        journal.write("pause", by="office", election=other.uuid, public=True)
        assert "paused" not in page(client, "elections:journal")

    def test_long_ones_have_pages_at_the_same_cost(
        self, client: Client, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        board = election()
        for number in range(51):
            journal.write("pause", by="office", election=board.uuid, reason=f"Reason {number:02}.", public=True)
            if number in {0, 2}:
                with django_assert_num_queries(5):
                    page(client, "elections:journal")
        assert "Reason 00." not in page(client, "elections:journal")
        assert "Reason 00." in page(client, "elections:journal", page="2")
        assert "Reason 00." in page(client, "elections:journal", page="99")
        assert "Reason 50." in page(client, "elections:journal", page="nonsense")


def test_the_calendar_file_is_one(client: Client) -> None:
    election()
    answer = client.get(reverse("elections:timetable_ics", args=["board-2026"]))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == 'inline; filename="board-2026.ics"'
    assert len(icalendar.Calendar.from_ical(answer.content).walk("VEVENT")) == 7
