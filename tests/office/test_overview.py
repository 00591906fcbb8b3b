"""The desk: every election, making one, and what one of them needs now."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from base import clock
from elections.making import make_board_election
from elections.models import Election
from elections.proposals import propose
from members.models import Person
from nominees.models import Nominee
from tests.ballots.elections import Office
from tests.cast import person

DAY = timedelta(days=1)
GOOD = {"kind": "board", "name": "Board 2030", "slug": "", "voting_opens": "2030-09-01T14:00", "seat_years": "3, 3, 1"}


@pytest.fixture
def draft(ines: Person) -> Election:
    now = clock.now()
    return make_board_election(
        name="Board 2030", slug="board-2030", voting_opens=now + 40 * DAY, seat_years=[3], by=ines, at=now
    )


PAGES = ["home", "make"]
PLACES = [
    "election",
    "timetable",
    "contests",
    "rules",
    "describe",
    "candidates",
    "roll",
    "preflight",
    "count",
    "mail",
    "journal",
]


def addresses(election: Election) -> list[str]:
    pages = [reverse(f"office:{name}") for name in [*PAGES, "members"]]
    return pages + [reverse(f"office:{name}", args=[election.slug]) for name in PLACES]


def test_every_place_opens_to_officers_and_to_nobody_else(draft: Election, desk: Client, stranger: Client) -> None:
    for address in addresses(draft):
        answer = desk.get(address)
        assert answer.status_code == 200, address
        assert "no-store" in answer["Cache-Control"], address
        assert stranger.get(address).status_code == 403, address
        assert stranger.post(address).status_code in {403, 405}, address
        signed_out = Client().get(address)
        assert signed_out.status_code == 302, address
        assert signed_out["Location"].startswith(reverse("account_login"))


def test_reading_changes_nothing(draft: Election, desk: Client) -> None:
    before = Election.objects.values().get()
    for address in addresses(draft):
        desk.get(address)
    assert Election.objects.values().get() == before


def test_the_places_of_a_finished_election_open_too(desk: Client) -> None:
    office = Office()
    office.seal()
    office.vote(office.voters[0])
    office.count()
    office.certify()
    office.publish()
    for address in addresses(office.election):
        assert desk.get(address).status_code == 200, address


class TestMaking:
    def test_gives_a_draft_from_the_template(self, desk: Client) -> None:
        answer = desk.post(reverse("office:make"), GOOD, follow=True)
        election = Election.objects.get()
        assert election.slug == "board-2030"
        assert [seat.years for seat in election.contests.get().seats.all()] == [3, 3, 1]
        assert election.announced_at is None
        assert "The draft is made." in answer.content.decode()

    @pytest.mark.parametrize(
        ("field", "value", "sentence"),
        [
            ("name", "", "Give the election a name."),
            ("name", "選挙", "give the address yourself"),
            ("slug", "böard", "Use letters without accents"),
            ("slug", "members", "the office’s own"),
            ("voting_opens", "soon", "Give a date and a time in UTC"),
            ("seat_years", "three", "Give the term of each seat in years"),
            ("seat_years", "3, 0", "Give the term of each seat in years"),
            ("kind", "unheard-of", "Select a valid choice"),
        ],
    )
    def test_says_what_is_wrong_and_keeps_the_rest(self, desk: Client, field: str, value: str, sentence: str) -> None:
        answer = desk.post(reverse("office:make"), GOOD | {field: value})
        text = answer.content.decode()
        assert sentence in text
        assert "<title>Error:" in text
        kept = "2030-09-01T14:00" if field != "voting_opens" else "Board 2030"
        assert kept in text
        assert not Election.objects.exists()

    def test_an_address_is_used_once(self, desk: Client, draft: Election) -> None:
        answer = desk.post(reverse("office:make"), GOOD)
        assert "Another election has this address" in answer.content.decode()
        assert Election.objects.count() == 1

    def test_proposes_an_opening_at_two_in_the_afternoon(self, desk: Client) -> None:
        text = desk.get(reverse("office:make")).content.decode()
        assert re.search(r'name="voting_opens" value="\d{4}-\d\d-\d\dT14:00"', text)


class TestOverview:
    def test_says_how_many_texts_wait(self, draft: Election, desk: Client) -> None:
        nora = person("Nora Nominee")
        nominee = Nominee.objects.create(election=draft, person=nora, name="Nora Nominee", slug="nora-nominee")
        now = clock.now()
        nominee.profiles.create(number=1, text="I stand.", html="<p>I stand.</p>", written_at=now, written_by=nora)
        assert "1 text waits to be read" in desk.get(reverse("office:home")).content.decode()
        text = desk.get(reverse("office:election", args=[draft.slug])).content.decode()
        assert "1 text waits to be read." in text
        nominee.profiles.update(approved_at=now, approved_by=nora)
        assert "to be read" not in desk.get(reverse("office:home")).content.decode()

    def test_says_what_waits_for_a_second_officer(
        self, draft: Election, desk: Client, other_desk: Client, ines: Person
    ) -> None:
        asked = propose(draft, act="cancel", arguments={}, reason="x", by=ines, at=clock.now())
        page, home = reverse("office:election", args=[draft.slug]), reverse("office:home")
        text = other_desk.get(page).content.decode()
        assert "1 thing needs you" in text
        assert "Ines Castellano asks: Cancel the election." in text
        assert reverse("office:proposal", args=[draft.slug, asked.pk]) in text
        assert "1 act needs a second officer: you" in other_desk.get(home).content.decode()

    def test_who_asked_is_not_asked_again(self, draft: Election, desk: Client, ines: Person) -> None:
        asked = propose(draft, act="cancel", arguments={}, reason="x", by=ines, at=clock.now())
        text = desk.get(reverse("office:election", args=[draft.slug])).content.decode()
        assert "Nothing needs you" in text
        assert "You asked a second officer:" in text
        assert reverse("office:proposal", args=[draft.slug, asked.pk]) in text
        assert "1 act of yours waits for a second officer" in desk.get(reverse("office:home")).content.decode()

    def test_says_when_the_ballot_is_ready_to_be_sealed(self, desk: Client) -> None:
        office, now = Office(), clock.now()
        office.move(voting_opens=now + DAY, voting_closes=now + 2 * DAY)
        page = reverse("office:election", args=[office.election.slug])
        assert "The ballot is ready to be sealed." in desk.get(page).content.decode()
        desk.post(reverse("office:act", args=[office.election.slug, "seal-ballot"]))
        assert "The ballot is ready to be sealed." not in desk.get(page).content.decode()

    def test_says_what_the_vote_does_not_go_on_without(self, desk: Client) -> None:
        office = Office()
        page = reverse("office:election", args=[office.election.slug])

        def needed(to: str) -> list[str]:
            address = reverse(f"office:{to}", args=[office.election.slug])
            (box,) = re.findall(r'<section class="can-do.*?</section>', desk.get(page).text, flags=re.DOTALL)
            return re.findall(rf'<a href="{address}">(.*?)</a>', box)

        office.seal()
        assert needed("count") == []
        office.close()
        assert needed("count") == ["Voting has closed. Make the close final, or extend."]
        office.end()
        assert needed("count") == ["The ballots can be counted."]
        desk.post(reverse("office:act", args=[office.election.slug, "count"]))
        assert needed("count") == ["The result can be certified."]
        office.certify()
        assert needed("count") == ["The result can be published."]
        office.move(result_due_at=clock.now() + DAY, result_due_by=office.first)
        assert needed("count") == []

    def test_says_that_the_roll_has_closed(self, desk: Client) -> None:
        office, now = Office(voters=0, candidates=0), clock.now()
        office.move(roll_sealed_at=None, roll_sealed_by=None, roll_hash="")
        office.move(voting_opens=now + DAY, voting_closes=now + 2 * DAY)
        page = reverse("office:election", args=[office.election.slug])
        assert "The roll has closed. It can be sealed." in desk.get(page).text

    def test_what_nobody_can_agree_to_any_more_is_not_listed(self, other_desk: Client, ines: Person) -> None:
        office = Office()
        office.seal()
        propose(office.election, act="extend", arguments={}, reason="x", by=ines, at=clock.now())
        home, page = reverse("office:home"), reverse("office:election", args=[office.election.slug])
        assert "needs a second officer: you" in other_desk.get(home).content.decode()
        office.move(voided_at=clock.now(), voided_by=office.first)
        assert "second officer" not in other_desk.get(home).content.decode()
        assert "asks:" not in other_desk.get(page).content.decode()

    def test_links_to_what_can_be_done_now_and_to_nothing_else(self, draft: Election, desk: Client) -> None:
        text = desk.get(reverse("office:election", args=[draft.slug])).content.decode()
        assert reverse("office:act", args=[draft.slug, "announce"]) in text
        assert reverse("office:act", args=[draft.slug, "publish"]) not in text

    def test_counts_ballots_and_names_no_voter(self, desk: Client) -> None:
        office = Office()
        office.seal()
        office.vote(office.voters[0])
        for place in PLACES:
            text = desk.get(reverse(f"office:{place}", args=[office.election.slug])).content.decode()
            assert "ballot cast" not in text
            if place != "roll":
                assert "Voter 1" not in text, place


def test_the_list_costs_the_same_for_one_and_for_three(draft: Election, desk: Client, ines: Person) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            desk.get(reverse("office:home"))
        return len(captured)

    one = queries()
    now = clock.now()
    for number in range(2):
        another = make_board_election(
            name=f"E{number}", slug=f"e{number}", voting_opens=now + 40 * DAY, seat_years=[3], by=ines, at=now
        )
        propose(another, act="cancel", arguments={}, reason="x", by=ines, at=now)
    assert queries() == one
