"""The office's page of the roll: its size before and after sealing, open corrections by two, and never who voted."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ballots.models import Credential
from base import clock
from base.models import JournalLine
from elections.models import Election, Proposal, RollEntry
from members.models import Address, Affirmation, Membership, Person
from office import roll_changes
from tests.ballots.elections import Office, add_voter, added_late
from tests.cast import person

pytestmark = pytest.mark.django_db
ADDED = {"membership_class": "supporting", "email": "late@example.org", "reason": "Left out by mistake."}


@pytest.fixture
def office(db: None) -> Office:
    """The roll is sealed and voting opened an hour ago; nothing is sealed on the ballot yet."""
    return Office(candidates=0)


@pytest.fixture
def late(db: None) -> Person:
    """A member who is not on the roll."""
    return member("Lena Late", "late@example.org")


def member(name: str, email: str, membership_class: str = "supporting") -> Person:
    somebody = person(name, email)
    Address.objects.create(person=somebody, email=email, normalised=email)
    Membership.objects.create(person=somebody, membership_class=membership_class, source="list, row 2", name=name)
    affirmed_at = clock.now() - timedelta(days=30)
    Affirmation.objects.create(person=somebody, affirmed_at=affirmed_at, email=email, source="list, row 2")
    return somebody


def page_of(election: Election, name: str = "roll", *more: int) -> str:
    return reverse(f"office:{name}", args=[election.slug, *more])


def adding(election: Election, somebody: Person) -> str:
    return f"{page_of(election, 'roll_add')}?person={somebody.pk}"


def agree(client: Client) -> None:
    proposal = Proposal.objects.get(seconded_at=None, dropped_at=None)
    assert proposal.election
    client.post(reverse("office:proposal", args=[proposal.election.slug, proposal.pk]), {"agree": ""})


class TestBeforeItIsSealed:
    @pytest.fixture
    def office(self, db: None) -> Office:
        return Office(voters=0)

    @pytest.fixture
    def unsealed(self, office: Office, late: Person) -> Election:
        member("Bea Basic", "bea@example.org", "basic")
        Election.objects.update(roll_sealed_at=None, roll_sealed_by=None, roll_hash="")
        Election.objects.update(voting_opens=clock.now() + timedelta(hours=1) / 2)
        return Election.objects.get()

    def test_says_how_many_it_would_have_and_leads_to_sealing(self, unsealed: Election, desk: Client) -> None:
        page = desk.get(page_of(unsealed)).content.decode()
        assert "the roll would have 1 voter." in page
        assert reverse("office:act", args=[unsealed.slug, "seal-roll"]) in page
        assert "It can be sealed now, from the member list." in page
        assert "Add a voter" not in page

    def test_asks_the_database_as_often_for_one_as_for_three(self, unsealed: Election, desk: Client) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                assert desk.get(page_of(unsealed)).status_code == 200
            return len(captured)

        one = queries()
        member("Ann", "ann@example.org")
        member("Bob", "bob@example.org")
        assert queries() == one

    def test_two_officers_seal_what_both_saw(self, unsealed: Election, desk: Client, other_desk: Client) -> None:
        act = reverse("office:act", args=[unsealed.slug, "seal-roll"])
        assert "The roll has 1 voter: 1 Supporting." in desk.get(act).content.decode()
        desk.post(act)
        member("Ann", "ann@example.org")
        asked = reverse("office:proposal", args=[unsealed.slug, Proposal.objects.get().pk])
        assert "This is not what the other officer saw" in other_desk.post(asked, {"agree": ""}).content.decode()
        unsealed.refresh_from_db()
        assert unsealed.roll_sealed_at is None
        other_desk.post(asked, {"drop": ""})
        desk.post(act)
        agree(other_desk)
        assert unsealed.roll.count() == 2

    def test_all_members_are_walked_once_a_page_and_not_at_all_before_the_time(
        self, unsealed: Election, desk: Client
    ) -> None:
        act = reverse("office:act", args=[unsealed.slug, "seal-roll"])

        def walks(**sent: str) -> int:
            with CaptureQueriesContext(connection) as captured:
                answer = desk.post(act, sent) if sent else desk.get(act)
            assert answer.status_code == 200
            return sum("members_affirmation" in query["sql"] for query in captured)

        assert walks() == 1
        assert walks(seen="0" * 64) == 1
        Election.objects.update(roll_closes=clock.now() + timedelta(minutes=1))
        assert walks() == 0

    def test_nobody_is_added_to_it(self, unsealed: Election, desk: Client, late: Person) -> None:
        page = desk.post(adding(unsealed, late), ADDED).content.decode()
        assert "The roll is not sealed: change the member list instead." in page
        assert not Proposal.objects.exists()


class TestTheSealedRoll:
    def test_shows_its_size_its_hash_and_its_rows(self, office: Office, desk: Client) -> None:
        page = desk.get(page_of(office.election)).content.decode()
        assert "4 voters." in page
        assert "0" * 64 in page
        assert "Voter 1" in page

    def test_is_searched_by_name_and_by_address(self, office: Office, desk: Client) -> None:
        for wanted in ("voter 2", office.voters[1].user.email.upper()):
            page = desk.get(page_of(office.election), {"q": wanted}).content.decode()
            assert ("Voter 2" in page, "Voter 3" in page) == (True, False)
        assert "Nobody on the roll" in desk.get(page_of(office.election), {"q": "\0nobody"}).content.decode()

    def test_is_shown_in_pages(self, office: Office, desk: Client) -> None:
        rows = [
            RollEntry(
                election=office.election,
                person=Person.objects.create(name=f"More {number:02}"),
                name=f"More {number:02}",
                email=f"m{number}@example.org",
                membership_class="fellow",
                source="list",
                **added_late(office.election),
            )
            for number in range(50)
        ]
        RollEntry.objects.bulk_create(rows)
        first = desk.get(page_of(office.election)).content.decode()
        second = desk.get(page_of(office.election), {"page": "2", "q": "o"}).content.decode()
        assert ("Page 1 of 2" in first, "Voter 4" in first, "Voter 4" in second) == (True, False, True)
        assert "q=o" in second

    def test_asks_the_database_as_often_for_one_correction_as_for_three(
        self, office: Office, desk: Client, ines: Person
    ) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                assert desk.get(page_of(office.election)).status_code == 200
            return len(captured)

        office.move(officers_required=1)
        entries = list(office.election.roll.all())
        roll_changes.remove(entries[0], reason="Moved.", by=ines, at=clock.now())
        one = queries()
        for entry in entries[1:3]:
            roll_changes.remove(entry, reason="Moved.", by=ines, at=clock.now())
        assert queries() == one

    def test_never_says_who_voted(self, office: Office, desk: Client) -> None:
        office.seal()
        before = desk.get(page_of(office.election)).content.decode()
        office.vote(office.voters[0])
        after = desk.get(page_of(office.election)).content.decode()

        def list_of(page: str) -> str:
            return page[page.index("Who is on it") : page.index("</main>")]

        assert list_of(before) == list_of(after)


class TestAddingAVoter:
    def test_finds_members_by_name_or_address(self, office: Office, late: Person, desk: Client) -> None:
        person("Lena Nobody")
        for wanted in ("lena", "LATE@example.org"):
            page = desk.get(page_of(office.election, "roll_add"), {"q": wanted}).content.decode()
            assert ("Lena Late" in page, "Lena Nobody" in page) == (True, False)
        nobody = desk.get(page_of(office.election, "roll_add"), {"q": "nobody"}).content.decode()
        assert "No member has this" in nobody

    def test_offers_class_and_address_and_says_what_is_known(self, office: Office, late: Person, desk: Client) -> None:
        page = desk.get(adding(office.election, late)).content.decode()
        assert 'value="late@example.org"' in page
        assert '<option value="supporting" selected>' in page
        assert "Your membership is Supporting, which has a vote." in page

    def test_takes_two_and_then_corrects_the_roll(
        self, office: Office, late: Person, desk: Client, other_desk: Client, ines: Person
    ) -> None:
        asked = desk.post(adding(office.election, late), ADDED, follow=True).content.decode()
        assert "Another officer has to agree" in asked
        assert not office.election.roll.filter(person=late).exists()
        assert "asks a second officer" in other_desk.get(page_of(office.election)).content.decode()
        agree(other_desk)
        entry = office.election.roll.get(person=late)
        assert (entry.email, entry.membership_class, entry.added_late_by) == ("late@example.org", "supporting", ines)
        page = desk.get(page_of(office.election)).content.decode()
        assert "Lena Late was added by Ines Castellano:" in page
        assert "Left out by mistake." in page

    def test_after_the_sealing_of_the_ballot_takes_a_reserve_credential(
        self, office: Office, late: Person, desk: Client, other_desk: Client
    ) -> None:
        office.seal()
        desk.post(adding(office.election, late), ADDED)
        agree(other_desk)
        assert Credential.objects.filter(roll_entry__person=late).count() == 1

    def test_is_done_at_once_where_one_officer_is_enough(self, office: Office, late: Person, desk: Client) -> None:
        office.move(officers_required=1)
        answer = desk.post(adding(office.election, late), ADDED, follow=True).content.decode()
        assert "The voter is on the roll." in answer
        assert office.election.roll.filter(person=late).exists()
        assert not Proposal.objects.exists()

    def test_is_refused_for_who_is_on_it(self, office: Office, desk: Client) -> None:
        page = desk.post(adding(office.election, office.voters[0]), ADDED).content.decode()
        assert "Voter 1 is on the roll already." in page
        assert "Left out by mistake." in page
        assert not Proposal.objects.exists()

    def test_says_what_is_wrong_and_keeps_what_was_typed(self, office: Office, late: Person, desk: Client) -> None:
        page = desk.post(adding(office.election, late), ADDED | {"email": "nowhere", "reason": ""}).content.decode()
        assert "<title>Error:" in page
        assert "Give an address such as" in page
        assert "Give a reason." in page
        assert 'value="nowhere"' in page

    def test_reading_changes_nothing(self, office: Office, late: Person, desk: Client) -> None:
        desk.get(page_of(office.election, "roll_add"), {"person": str(late.pk)} | ADDED)
        assert office.election.roll.count() == 4
        assert not Proposal.objects.exists()

    def test_is_over_when_voting_has_closed(self, office: Office, late: Person, desk: Client) -> None:
        office.seal()
        office.close()
        assert "until voting closes" in desk.get(adding(office.election, late)).content.decode()
        assert "until voting closes" in desk.post(adding(office.election, late), ADDED).content.decode()
        assert not Proposal.objects.exists()

    @pytest.mark.parametrize("nobody", ["999999999", "x", "9" * 40, "²"])
    def test_nobody_is_not_found(self, office: Office, desk: Client, nobody: str) -> None:
        assert desk.get(page_of(office.election, "roll_add"), {"person": nobody}).status_code == 404


class TestRemovingAVoter:
    @pytest.fixture
    def entry(self, office: Office) -> RollEntry:
        return office.election.roll.get(name="Voter 1")

    def test_takes_two(self, office: Office, entry: RollEntry, desk: Client, other_desk: Client) -> None:
        page = page_of(office.election, "roll_remove", entry.pk)
        assert "They cannot vote any more." in desk.get(page).content.decode()
        desk.post(page, {"reason": "Listed twice."})
        entry.refresh_from_db()
        assert entry.removed_at is None
        agree(other_desk)
        entry.refresh_from_db()
        assert entry.removed_reason == "Listed twice."
        listed = desk.get(page_of(office.election)).content.decode()
        assert "Voter 1 was removed by Ines Castellano:" in listed
        assert page not in listed
        assert "3 voters." in listed

    def test_needs_a_reason(self, office: Office, entry: RollEntry, desk: Client) -> None:
        page = desk.post(page_of(office.election, "roll_remove", entry.pk), {"reason": " "}).content.decode()
        assert "Give a reason." in page
        assert not Proposal.objects.exists()

    def test_happens_once(self, office: Office, entry: RollEntry, desk: Client) -> None:
        office.move(officers_required=1)
        page = page_of(office.election, "roll_remove", entry.pk)
        desk.post(page, {"reason": "Listed twice."})
        assert "was removed already" in desk.post(page, {"reason": "Again."}).content.decode()
        assert JournalLine.objects.filter(act="remove from roll").count() == 1

    def test_of_another_election_is_not_found_here(self, office: Office, desk: Client, entry: RollEntry) -> None:
        day = timedelta(days=1)
        now = clock.now()
        other = Election.objects.create(
            slug="other", name="Other", roll_closes=now + day, voting_opens=now + 2 * day, voting_closes=now + 3 * day
        )
        assert desk.get(page_of(other, "roll_remove", entry.pk)).status_code == 404


class TestTheListOfParticipants:
    def test_is_a_file_without_formulas_and_with_the_day_alone(self, office: Office, desk: Client) -> None:
        voter = add_voter(office.election, "=HYPERLINK(1)")
        office.seal()
        office.vote(voter)
        office.end()
        answer = desk.post(page_of(office.election, "participants"))
        assert "board-2026-participants.csv" in answer["Content-Disposition"]
        rows = list(csv.reader(io.StringIO(answer.content.decode())))
        day = Credential.objects.get(ballots__isnull=False).ballots.get().cast_at.date().isoformat()
        assert rows == [["name", "email", "voted on (UTC)"], ["'=HYPERLINK(1)", voter.user.email, day]]

    def test_is_asked_for_by_a_post_after_the_ballots_are_ended(self, office: Office, desk: Client) -> None:
        office.seal()
        page = page_of(office.election, "participants")
        assert desk.get(page).status_code == 405
        assert page not in desk.get(page_of(office.election)).content.decode()
        assert "once the ballots are ended" in desk.post(page, follow=True).content.decode()
        office.end()
        assert page in desk.get(page_of(office.election)).content.decode()


def test_nobody_else_enters(office: Office, late: Person, stranger: Client, client: Client) -> None:
    entry = office.election.roll.get(name="Voter 1")
    remove = page_of(office.election, "roll_remove", entry.pk)
    for page in (page_of(office.election), adding(office.election, late), remove):
        assert stranger.get(page).status_code == 403
        assert client.get(page)["Location"].startswith(reverse("account_login"))
    for page in (adding(office.election, late), remove, page_of(office.election, "participants")):
        assert stranger.post(page, ADDED).status_code == 403
        assert client.post(page, ADDED).status_code == 302
    assert not Proposal.objects.exists()


class TestPuttingAVoterBack:
    def test_takes_two(self, office: Office, desk: Client, other_desk: Client) -> None:
        entry = office.election.roll.get(name="Voter 1")
        desk.post(page_of(office.election, "roll_remove", entry.pk), {"reason": "Listed twice."})
        agree(other_desk)
        page = page_of(office.election, "roll_restore", entry.pk)
        assert page in desk.get(page_of(office.election)).content.decode()
        assert "Listed twice." in desk.get(page).content.decode()
        desk.post(page, {"reason": "They are two people."})
        assert RollEntry.objects.get(pk=entry.pk).removed_at is not None
        agree(other_desk)
        assert RollEntry.objects.get(pk=entry.pk).removed_at is None
        assert "is on the roll." in desk.get(page).content.decode()


def test_several_corrections_wait_at_a_time_and_each_once(office: Office, late: Person, desk: Client) -> None:
    lars = member("Lars Late", "lars@example.org")
    for somebody in (late, lars, late):
        answer = desk.post(adding(office.election, somebody), ADDED)
    assert "asked for already" in answer.content.decode()
    assert Proposal.objects.count() == 2
