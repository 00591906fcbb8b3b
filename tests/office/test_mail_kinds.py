"""The office's pages of mail: every kind with its time and numbers, its words, and what stops or came back."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from ballots import mailings
from base import bulk, clock
from base.mail_kinds import KINDS
from base.mail_models import Bounce, BulkStop, MailRules, MailWords, Suppression
from base.models import JournalLine, Mail
from base.moments import in_words
from elections.models import Election
from elections.roles import Role
from members.models import Address, Person
from tests import cast
from tests.ballots.elections import Office

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def election() -> Election:
    """Voting has been open for an hour."""
    office = Office()
    office.seal()
    office.move(voting_closes=office.now + 10 * DAY)
    return office.election


def page_of(election: Election) -> str:
    return reverse("office:mail", args=[election.slug])


def words_of(election: Election, letter: str = "voting-opened", page: str = "mail_words") -> str:
    return reverse(f"office:{page}", args=[election.slug, letter])


class TestKinds:
    def test_every_kind_is_there_with_when_it_goes_and_to_whom(self, election: Election, desk: Client) -> None:
        text = desk.get(page_of(election)).content.decode()
        of_election = [kind for kind in KINDS.values() if kind.of_election]
        assert not [kind.name for kind in of_election if str(kind.title) not in text]
        assert text.count("It would go to 4 people at most if it went now.") == 2  # the opening, and reminders
        assert text.count("planned") == 3  # three reminders

    def test_what_went_is_told_in_numbers(self, election: Election, desk: Client) -> None:
        mailings.send_due(clock.now())
        opened = Mail.objects.filter(kind="voting opened")
        opened.first().attempts.create(outcome="sent", finished_at=clock.now())  # type: ignore[union-attr]
        text = desk.get(page_of(election)).content.decode()
        assert "4 mails" in text
        assert "1 of 4 sent." in text

    def test_a_mail_to_many_is_held_back_and_let_go(self, election: Election, desk: Client, stranger: Client) -> None:
        address = words_of(election, page="mail_hold")
        assert stranger.post(address).status_code == 403
        assert "held back" in desk.post(address, follow=True).content.decode()
        assert mailings.send_due(clock.now()) == 0
        desk.post(address, {"release": "1"})
        assert mailings.send_due(clock.now()) == 4
        assert desk.post(words_of(election, "accepted", "mail_hold")).status_code == 404
        acts = list(JournalLine.objects.filter(act__contains="mail").values_list("act", flat=True))
        assert acts == ["hold back mail", "release mail", "mail to many"]

    def test_what_waits_is_written_anew(self, election: Election, desk: Client, stranger: Client) -> None:
        mailings.send_due(clock.now())
        address = words_of(election, page="mail_anew")
        assert "4 wait, with the words" in desk.get(page_of(election)).content.decode()
        assert stranger.post(address).status_code == 403
        assert "4 mails are written anew." in desk.post(address, follow=True).content.decode()
        assert "Nothing of it waits" in desk.post(address, follow=True).content.decode()
        assert mailings.send_due(clock.now()) == 4

    def test_how_often_voters_are_reminded(self, election: Election, desk: Client) -> None:
        desk.post(page_of(election), {"every": "2", "most": "4"})
        assert MailRules.objects.get().remind_every == 2
        assert desk.get(page_of(election)).content.decode().count("planned") == 4
        answer = desk.post(page_of(election), {"every": "0", "most": "11"}).content.decode()
        assert "<title>Error:" in answer
        assert JournalLine.objects.filter(act="change reminders").count() == 1

    def test_the_page_costs_the_same_however_many_were_mailed(self, election: Election, desk: Client) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                desk.get(page_of(election))
            return len(captured)

        for kind in KINDS:
            Mail.objects.create(kind=kind, election_uuid=election.uuid, recipient="a@example.org", text="x")
        before = queries()
        for kind in KINDS:
            Mail.objects.create(kind=kind, election_uuid=election.uuid, recipient="b@example.org", text="x")
        assert queries() == before


class TestWords:
    GOOD = {"subject": "Vote, {name}", "text": "Until {voting_closes}:\n\n{link}"}

    def test_the_houses_words_and_what_they_may_say_are_shown(self, election: Election, desk: Client) -> None:
        text = desk.get(words_of(election)).content.decode()
        assert "Voting is open: {election}" in text
        assert "Voting is open: Board election 2026" in text  # as a reader gets it
        assert "This mail is necessary" in text
        assert "<code>{voting_closes}</code>" in text

    def test_own_words_go_out_from_then_on(self, election: Election, desk: Client) -> None:
        assert desk.post(words_of(election), self.GOOD).status_code == 302
        mailings.send_due(clock.now())
        assert Mail.objects.filter(subject__startswith="Vote, Voter ").count() == 4
        desk.post(words_of(election, page="words_restore"))
        assert not MailWords.objects.exists()

    def test_what_another_officer_wrote_meanwhile_is_told_and_kept(self, election: Election, desk: Client) -> None:
        seen = re.search(r'name="seen" value="([^"]+)"', desk.get(words_of(election)).content.decode())
        assert seen
        desk.post(words_of(election), self.GOOD | {"seen": seen[1]})
        mine = self.GOOD | {"subject": "Now, {name}", "seen": seen[1]}
        text = desk.post(words_of(election), mine).content.decode()
        assert "Somebody else changed this while your page was open" in text
        assert 'value="Now, {name}"' in text
        assert MailWords.objects.get().subject == "Vote, {name}"
        again = re.search(r'name="seen" value="([^"]+)"', text)
        assert again
        assert desk.post(words_of(election), mine | {"seen": again[1]}).status_code == 302
        assert MailWords.objects.get().subject == "Now, {name}"

    def test_an_unknown_name_is_refused_and_what_was_typed_stays(self, election: Election, desk: Client) -> None:
        typed = {"subject": "Vote", "text": "Dear {voter}, {link} {voting_closes}"}
        text = desk.post(words_of(election), typed).content.decode()
        assert "<title>Error:" in text
        assert "“{voter}” is nothing that this mail knows." in text
        assert "Dear {voter}" in text
        assert not MailWords.objects.exists()

    def test_a_preview_shows_plain_words_as_html_and_keeps_nothing(self, election: Election, desk: Client) -> None:
        typed = self.GOOD | {"text": "{link} <b>{voting_closes}</b>"}
        text = desk.post(words_of(election), typed | {"preview": "1"}).content.decode()
        assert f"&lt;b&gt;{in_words(election.voting_closes)}" in text
        assert "Vote, Ada Example" in text
        assert not MailWords.objects.exists()

    def test_a_preview_while_somebody_writes(self, election: Election, desk: Client) -> None:
        address = words_of(election, page="words_preview")
        shown = desk.post(address, {"text": self.GOOD["text"]})
        assert (shown.status_code, f"<p>Until {in_words(election.voting_closes)}" in shown.content.decode()) == (
            200,
            True,
        )
        refused = desk.post(address, {"text": "{<b>} {link} {voting_closes}"})
        assert (refused.status_code, "“{&lt;b&gt;}” is nothing" in refused.content.decode()) == (422, True)

    def test_a_test_goes_to_the_officer_alone(self, election: Election, desk: Client, ines: Person) -> None:
        desk.post(words_of(election), self.GOOD | {"test": "1"})
        letter = Mail.objects.get()
        assert (letter.kind, letter.recipient, letter.bulk) == ("test", ines.user.email, False)
        assert letter.subject == "Test: Vote, Ada Example"
        assert not MailWords.objects.exists()

    def test_tests_are_limited(self, election: Election, desk: Client, settings: Settings) -> None:
        settings.RATES = settings.RATES | {"test_mail": (1, 60)}
        for _ in range(2):
            desk.post(words_of(election), self.GOOD | {"test": "1"})
        assert Mail.objects.count() == 1

    @pytest.mark.parametrize("letter", ["sign-in-code", "questions-reminder", "nothing"])
    def test_words_that_a_program_puts_together_are_not_edited(
        self, election: Election, desk: Client, letter: str
    ) -> None:
        assert desk.get(words_of(election, letter)).status_code == 404


class TestDelivery:
    DESK = "/office/mail/"

    def test_an_officer_stops_mail_to_many_with_a_reason(
        self, election: Election, desk: Client, other_desk: Client
    ) -> None:
        assert "Error:" in desk.post(self.DESK, {"reason": " "}).content.decode()
        assert bulk.stopped() is None
        desk.post(self.DESK, {"reason": "The date is wrong."})
        assert "The date is wrong." in other_desk.get(page_of(election)).content.decode()
        assert "stopped already" in other_desk.post(self.DESK, {"reason": "x"}).content.decode()
        other_desk.post(self.DESK, {"resume": "1"})
        assert BulkStop.objects.get().resumed_by == "Jonas Achterberg"

    def test_nobody_else_does(self, stranger: Client) -> None:
        assert stranger.post(self.DESK, {"reason": "x"}).status_code == 403
        assert bulk.stopped() is None


def bounced(election: Election, email: str, kind: str = "roll check", finding: str = "hard") -> Bounce:
    letter = Mail.objects.create(kind=kind, election_uuid=election.uuid, recipient=email, subject="x", text="Words.")
    if finding != "soft":
        Suppression.objects.get_or_create(address=email, defaults={"reason": finding, "since": clock.now()})
    return Bounce.objects.create(mail=letter, address=email, kind=finding, words="5.1.1", received_at=clock.now())


class TestRepairs:
    DESK = "/office/mail/"

    @pytest.fixture
    def ada(self) -> Person:
        """On the member list, and on no roll."""
        ada = cast.person("Ada Lost", "ada@example.org")
        Address.objects.create(person=ada, email="ada@example.org", normalised="ada@example.org")
        return ada

    def page(self, bounce: Bounce) -> str:
        return reverse("office:repair", args=[bounce.pk])

    def test_each_address_is_listed_once_with_whose_it_is(self, election: Election, desk: Client, ada: Person) -> None:
        bounced(election, "ada@example.org", "voting opened")
        bounced(election, "ada@example.org")
        text = desk.get(self.DESK).content.decode()
        assert text.count("ada@example.org") == 1
        assert "Ada Lost" in text
        assert "Voting has opened" in text
        assert "Check whether you can vote" in text

    def test_nobody_learns_there_who_voted(self, election: Election, desk: Client) -> None:
        for number, kind in enumerate(("ballot cast", "vote reminder")):
            bounced(election, f"voter{number}@example.org", kind)
        text = desk.get(self.DESK).content.decode()
        assert text.count("a mail about the ballot") == 2
        assert "Receipt" not in text
        assert "Reminder" not in text
        assert f"{clock.now():%H:%M}" not in text

    def test_the_right_address_is_given_and_what_was_missed_is_sent(
        self, election: Election, desk: Client, ada: Person
    ) -> None:
        bounce = bounced(election, "ada@example.org")
        answer = desk.post(self.page(bounce), {"email": "new@example.org", "reason": "She rang."}, follow=True)
        assert "1 mail is sent again." in answer.content.decode()
        assert ada.addresses.earliest("position").email == "new@example.org"
        assert Mail.objects.latest("pk").recipient == "new@example.org"
        assert "ada@example.org" not in desk.get(self.DESK).content.decode()

    def test_it_takes_a_reason_and_an_address(self, election: Election, desk: Client, ada: Person) -> None:
        text = desk.post(self.page(bounced(election, "ada@example.org")), {"email": "new"}).content.decode()
        assert "Give an address such as name@example.org." in text
        assert "Give a reason." in text
        assert ada.addresses.count() == 1

    def test_a_voters_address_is_frozen_while_voting_is_open(self, election: Election, desk: Client) -> None:
        voter = election.roll.earliest("pk")
        bounce = bounced(election, voter.email)
        assert "whoever reads a voter’s mail could vote" in desk.get(self.page(bounce)).content.decode()
        answer = desk.post(self.page(bounce), {"email": "new@example.org", "reason": "She rang."})
        assert answer.status_code == 200
        assert not Address.objects.filter(email="new@example.org").exists()

    def test_who_looks_after_mail_alone_changes_no_members_address(self, election: Election, ada: Person) -> None:
        browser, page = Client(), self.page(bounced(election, "ada@example.org"))
        browser.force_login(cast.of_the_office(Role.COMMUNICATIONS).user)
        assert "Give the right address" not in browser.get(page).content.decode()
        assert browser.post(page, {"email": "new@example.org", "reason": "x"}).status_code == 403
        assert browser.post(page, {"leave": "1"}).status_code == 302
        assert ada.addresses.count() == 1

    def test_it_is_sent_again_to_an_address_that_works_again(self, election: Election, desk: Client) -> None:
        bounce = bounced(election, "ada@example.org")
        desk.post(self.page(bounce), {"again": "1"})
        assert not Suppression.objects.exists()
        assert Mail.objects.filter(recipient="ada@example.org").count() == 2
        assert "Nothing is held back" in desk.post(self.page(bounce), {"again": "1"}, follow=True).content.decode()

    def test_it_is_left_as_it_is(self, election: Election, desk: Client) -> None:
        bounce = bounced(election, "ada@example.org")
        desk.post(self.page(bounce), {"leave": "1"})
        assert Suppression.objects.exists()
        assert "ada@example.org" not in desk.get(self.DESK).content.decode()

    def test_the_list_costs_the_same_for_one_and_for_three(self, election: Election, desk: Client) -> None:
        def queries() -> int:
            with CaptureQueriesContext(connection) as captured:
                desk.get(self.DESK)
            return len(captured)

        voters = list(election.roll.values_list("email", flat=True))
        bounced(election, voters[0])
        one = queries()
        bounced(election, voters[1])
        bounced(election, voters[2], finding="complaint")
        assert queries() == one
