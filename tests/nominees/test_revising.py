"""Whose words change when: by their author, until voting opens; public is what an officer approved last."""

from datetime import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from base.models import JournalLine, Mail
from elections import appointing
from elections.roles import Role
from members.models import Membership, Person
from nominees.models import EndorsementRevision, Nomination, Nominee, ProfileRevision
from nominees.nominating import endorse, withdraw
from nominees.published import (
    candidates,
    public_endorsements,
    public_profile,
    waiting_endorsements,
    waiting_profiles,
    with_public_words,
)
from nominees.revising import (
    approve,
    approve_each,
    ask_for_correction,
    hide_endorsement,
    revise_endorsement,
    send_back,
    send_back_each,
    show_class,
    show_endorsement,
    write_profile,
)
from tests.cast import officer, person
from tests.nominees.nominations import (
    ANNOUNCED,
    DURING,
    MICROSECOND,
    OPEN,
    SECOND,
    VOTING,
    approve_all,
    election,
    member,
    named,
    seal,
    standing,
)

pytestmark = pytest.mark.django_db


def profile(nominee: Nominee, *, by: Any = None, at: datetime = DURING, **said: Any) -> ProfileRevision:
    words = {"previous_service": None, "employer": None, "other_affiliations": None, "summary": "", "text": "I stand."}
    return write_profile(nominee, by=by or nominee.person, at=at, **(words | said))


def shown(nominee: Nominee) -> Nominee:
    return with_public_words(candidates(nominee.election, ANNOUNCED)).get(pk=nominee.pk)


class TestWriteProfile:
    def test_is_public_once_approved_and_not_before(self) -> None:
        nominee = standing(election())
        revision = profile(nominee, text="New.", summary="Short.", employer=" Example\nWorks ")
        assert public_profile(shown(nominee)) is None
        approve(revision, by=officer(), at=DURING)
        public = public_profile(shown(nominee))
        assert public is not None
        assert (public.text, public.summary, public.employer) == ("New.", "Short.", "Example Works")

    def test_what_was_approved_stays_public_while_new_words_wait(self) -> None:
        nominee = standing(election())
        approve_all(nominee.election)
        profile(nominee, text="Unread.")
        public = public_profile(shown(nominee))
        assert public is not None
        assert public.text == "I stand *because* I can."

    @pytest.mark.parametrize(("at", "is_open"), [(OPEN, True), (VOTING - SECOND, True), (VOTING, False)])
    def test_until_voting_opens(self, at: datetime, is_open: bool) -> None:
        nominee = standing(election())
        seal(nominee.election)
        if is_open:
            assert profile(nominee, at=at).number == 2
        else:
            with pytest.raises(ValidationError, match="until voting opens"):
                profile(nominee, at=at)

    def test_by_the_nominee_alone_and_once_accepted(self) -> None:
        board = election()
        with pytest.raises(PermissionDenied):
            profile(standing(board), by=officer())
        unanswered = named(board, "Una", "una@example.org").nominee
        with pytest.raises(ValidationError, match="Accept"):
            profile(unanswered)

    def test_not_by_who_withdrew(self) -> None:
        nominee = standing(election())
        withdraw(nominee, by=nominee.person, at=DURING)
        with pytest.raises(ValidationError, match="does not stand"):
            profile(nominee)

    def test_the_same_words_make_no_new_revision(self) -> None:
        nominee = standing(election())
        assert profile(nominee).pk == profile(nominee).pk

    def test_everything_wrong_is_said_at_once(self) -> None:
        nominee = standing(election())
        with pytest.raises(ValidationError) as error:
            profile(nominee, employer="x" * 301, summary="y" * 401, text="z" * 20_001)
        assert set(error.value.message_dict) == {"employer", "summary", "text"}
        assert nominee.profiles.count() == 1


class TestEndorsements:
    def test_are_public_once_approved_in_the_order_given(self) -> None:
        nominee = standing(election())
        endorse(nominee, text="First.", by=member("Mia"), at=DURING)
        endorse(nominee, text="Second.", by=member("Max"), at=DURING)
        assert public_endorsements(shown(nominee)) == []
        approve_all(nominee.election)
        assert [each.author for each in public_endorsements(shown(nominee))] == ["Mia", "Max"]

    def test_approved_words_stay_while_the_authors_new_ones_wait(self) -> None:
        nomination = endorse(standing(election()), text="Good.", by=member("Mia"), at=DURING)
        approve_all(nomination.nominee.election)
        assert nomination.nominator is not None
        revision = revise_endorsement(nomination, text="Better.", by=nomination.nominator, at=VOTING - SECOND)
        assert [each.html for each in public_endorsements(shown(nomination.nominee))] == ["<p>Good.</p>"]
        approve(revision, by=officer(), at=DURING)
        assert [each.html for each in public_endorsements(shown(nomination.nominee))] == ["<p>Better.</p>"]

    def test_are_revised_by_their_author_alone(self) -> None:
        nominee = standing(election())
        nomination = endorse(nominee, text="Good.", by=member("Mia"), at=DURING)
        for somebody in (nominee.person, officer(), person()):
            with pytest.raises(PermissionDenied):
                revise_endorsement(nomination, text="Changed.", by=somebody, at=DURING)
        assert EndorsementRevision.objects.get().text == "Good."

    def test_are_not_revised_once_voting_opens(self) -> None:
        mia = member("Mia")
        nomination = endorse(standing(election()), text="Good.", by=mia, at=DURING)
        seal(nomination.nominee.election)
        with pytest.raises(ValidationError, match="until voting opens"):
            revise_endorsement(nomination, text="Better.", by=mia, at=VOTING)

    def test_are_hidden_and_shown_by_the_nominee_alone(self) -> None:
        nominee = standing(election())
        nomination = endorse(nominee, text="Good.", by=member("Mia"), at=DURING)
        approve_all(nominee.election)
        with pytest.raises(PermissionDenied):
            hide_endorsement(nomination, by=nomination.nominator or person(), at=DURING)
        hide_endorsement(nomination, by=nominee.person, at=DURING)
        assert public_endorsements(shown(nominee)) == []
        show_endorsement(nomination, by=nominee.person, at=DURING)
        assert [each.author for each in public_endorsements(shown(nominee))] == ["Mia"]

    @pytest.mark.parametrize(("at", "is_open"), [(OPEN, True), (VOTING - SECOND, True), (VOTING, False)])
    def test_are_hidden_and_shown_until_voting_opens(self, at: datetime, is_open: bool) -> None:
        nominee = standing(election())
        nomination = endorse(nominee, text="Good.", by=member("Mia"), at=DURING)
        seal(nominee.election)
        for act in (hide_endorsement, show_endorsement):
            if is_open:
                act(nomination, by=nominee.person, at=at)
                continue
            with pytest.raises(ValidationError, match="until voting opens"):
                act(nomination, by=nominee.person, at=at)


class TestAuthorsNameAndClass:
    @pytest.fixture
    def mia(self) -> Person:
        return member("Mia Member")

    @pytest.fixture
    def nomination(self, mia: Person) -> Nomination:
        given = endorse(
            standing(election()), text="Good.", by=mia, at=DURING, nominator_name="Mia M.", shows_class=True
        )
        approve_all(given.nominee.election)
        return given

    def test_are_shown_as_the_author_agreed(self, mia: Person, nomination: Nomination) -> None:
        endorse(nomination.nominee, text="Fine.", by=member("Max"), at=DURING)
        approve_all(nomination.nominee.election)
        seen = [(each.author, each.membership) for each in public_endorsements(shown(nomination.nominee))]
        assert seen == [("Mia M.", "Basic"), ("Max", "")]

    def test_the_class_is_the_one_of_that_day(self, mia: Person, nomination: Nomination) -> None:
        mia.memberships.update(membership_class="fellow")
        show_class(nomination, shown=True, by=mia, at=DURING)
        assert public_endorsements(shown(nomination.nominee))[0].membership == "Basic"
        show_class(nomination, shown=False, by=mia, at=DURING)
        assert public_endorsements(shown(nomination.nominee))[0].membership == ""
        show_class(nomination, shown=True, by=mia, at=DURING)
        assert public_endorsements(shown(nomination.nominee))[0].membership == "Fellow"
        acts = JournalLine.objects.filter(act__endswith="membership class").order_by("pk").values_list("act", flat=True)
        assert list(acts) == ["hide membership class", "show membership class"]

    def test_who_has_no_class_shows_none(self, mia: Person, nomination: Nomination) -> None:
        show_class(nomination, shown=False, by=mia, at=DURING)
        mia.memberships.update(until=DURING.date())
        with pytest.raises(ValidationError, match="no membership"):
            show_class(nomination, shown=True, by=mia, at=DURING)

    def test_another_name_is_shown_once_it_is_approved_with_the_words(
        self, mia: Person, nomination: Nomination
    ) -> None:
        revision = revise_endorsement(nomination, text="Good.", nominator_name="Mia of Example", by=mia, at=DURING)
        assert (revision.number, revision.is_waiting) == (2, True)
        assert public_endorsements(shown(nomination.nominee))[0].author == "Mia M."
        approve(revision, by=officer(), at=DURING)
        assert public_endorsements(shown(nomination.nominee))[0].author == "Mia of Example"

    def test_the_same_name_and_words_make_no_new_revision(self, mia: Person, nomination: Nomination) -> None:
        for name in ("Mia M.", " Mia  M. ", "", None):
            assert revise_endorsement(nomination, text="Good.", nominator_name=name, by=mia, at=DURING).number == 1

    def test_are_the_authors_alone_until_voting_opens(self, mia: Person, nomination: Nomination) -> None:
        for somebody in (nomination.nominee.person, officer(), person()):
            with pytest.raises(PermissionDenied):
                show_class(nomination, shown=False, by=somebody, at=DURING)
        seal(nomination.nominee.election)
        with pytest.raises(ValidationError, match="until voting opens"):
            show_class(nomination, shown=False, by=mia, at=VOTING)
        show_class(nomination, shown=False, by=mia, at=VOTING - SECOND)

    @pytest.mark.parametrize("name", ["x" * 201, "Mia\u202e"])
    def test_a_name_that_cannot_be_shown_is_refused(self, mia: Person, nomination: Nomination, name: str) -> None:
        with pytest.raises(ValidationError) as error:
            revise_endorsement(nomination, text="Good.", nominator_name=name, by=mia, at=DURING)
        assert set(error.value.message_dict) == {"nominator_name"}


class TestAskingForACorrection:
    @pytest.fixture
    def nomination(self) -> Nomination:
        mia = member("Mia", "mia@example.org")
        given = endorse(standing(election()), text="Eight years of work.", by=mia, at=DURING)
        approve_all(given.nominee.election)
        Mail.objects.all().delete()
        return given

    def ask(self, nomination: Nomination, **said: Any) -> Nomination:
        known: dict[str, Any] = {"by": nomination.nominee.person, "at": DURING, "what": "It was *nine* years."}
        ask_for_correction(nomination, **(known | said))
        return Nomination.objects.get(pk=nomination.pk)

    def test_tells_the_author_and_changes_no_words(self, nomination: Nomination) -> None:
        asked = self.ask(nomination)
        assert (asked.correction_asked_at, asked.correction_asked_for) == (DURING, "It was *nine* years.")
        mail = Mail.objects.get()
        assert (mail.recipient, mail.kind) == ("mia@example.org", "correction")
        assert "> It was *nine* years." in mail.text
        assert f"{nomination.nominee.get_absolute_url()}endorse/" in mail.text
        assert [each.html for each in public_endorsements(shown(nomination.nominee))] == ["<p>Eight years of work.</p>"]
        assert JournalLine.objects.get(act="ask for correction").reason == "It was *nine* years."

    def test_is_answered_by_new_words_of_the_author(self, nomination: Nomination) -> None:
        self.ask(nomination)
        assert nomination.nominator
        revise_endorsement(nomination, text="Eight years of work.", by=nomination.nominator, at=DURING)  # the same
        nomination.refresh_from_db()
        assert nomination.correction_asked_at
        revise_endorsement(nomination, text="Nine years of work.", by=nomination.nominator, at=DURING)
        answered = Nomination.objects.get(pk=nomination.pk)
        assert (answered.correction_asked_at, answered.correction_asked_for) == (None, "")
        self.ask(nomination, what="And a half.")

    def test_is_the_nominees_alone(self, nomination: Nomination) -> None:
        for somebody in (nomination.nominator, officer(), person()):
            with pytest.raises(PermissionDenied):
                self.ask(nomination, by=somebody)
        assert not Mail.objects.exists()

    def test_says_what_and_once_at_a_time(self, nomination: Nomination) -> None:
        for what in ("", "  ", "x" * 1001):
            with pytest.raises(ValidationError) as error:
                self.ask(nomination, what=what)
            assert set(error.value.message_dict) == {"what"}
        self.ask(nomination, what="x" * 1000)
        with pytest.raises(ValidationError, match="asked already"):
            self.ask(nomination)
        assert Mail.objects.count() == 1

    def test_not_of_ones_own_words(self, nomination: Nomination) -> None:
        own = nomination.nominee.nominations.get(by_self=True)
        with pytest.raises(ValidationError, match="nobody to ask"):
            self.ask(own)

    def test_until_voting_opens(self, nomination: Nomination) -> None:
        seal(nomination.nominee.election)
        with pytest.raises(ValidationError, match="until voting opens"):
            self.ask(nomination, at=VOTING)
        self.ask(nomination, at=VOTING - SECOND)


class TestMany:
    """Each is judged by itself; what is refused is told, and the others are done."""

    def test_are_approved_with_a_report_of_those_that_cannot_be(self) -> None:
        office, board = officer(), election()
        nora = standing(board)
        first = endorse(nora, text="Yes!", by=member("Mia"), at=DURING).revisions.get()
        mine = endorse(nora, text="Mine.", by=with_membership(office), at=DURING).revisions.get()
        done = endorse(nora, text="Done.", by=member("Max"), at=DURING).revisions.get()
        approve(done, by=officer("Otto"), at=DURING)
        refused = approve_each([first, mine, done, nora.profiles.get()], by=office, at=DURING)
        assert [each.words for each in refused] == [mine, done]
        assert "your own words" in refused[0].why
        assert "already" in refused[1].why
        assert list(waiting_endorsements(board)) == [mine]
        assert not waiting_profiles(board)
        assert JournalLine.objects.filter(act="approve words", actor="Olga Officer").count() == 2

    def test_are_sent_back_for_one_reason(self) -> None:
        board = election()
        nora = standing(board)
        many = [endorse(nora, text="Yes!", by=member(name), at=DURING).revisions.get() for name in ("Mia", "Max")]
        Mail.objects.all().delete()
        with pytest.raises(ValidationError, match="reason"):
            send_back_each(many, by=officer(), at=DURING, reason=" ")
        assert send_back_each(many, by=officer(), at=DURING, reason="Name the project.") == []
        assert [mail.kind for mail in Mail.objects.all()] == ["sent_back", "sent_back"]

    def test_by_officers(self) -> None:
        words = standing(election()).profiles.get()
        with pytest.raises(PermissionDenied):
            approve_each([words], by=person(), at=DURING)
        with pytest.raises(PermissionDenied):
            send_back_each([words], by=person(), at=DURING, reason="x")


def with_membership(somebody: Person) -> Person:
    Membership.objects.create(person=somebody, membership_class="fellow", source="list", name=somebody.name)
    return somebody


class TestApproveAndSendBack:
    def test_by_officers(self) -> None:
        nominee = standing(election())
        revision = nominee.profiles.get()
        with pytest.raises(PermissionDenied):
            approve(revision, by=nominee.person, at=DURING)
        with pytest.raises(PermissionDenied):
            send_back(revision, by=person(), at=DURING, reason="Too long.")

    def test_not_of_ones_own_words(self) -> None:
        nominee = standing(election(), by=member("Olga"))
        appointing.enter(nominee.person, Role.OFFICER, at=DURING)
        with pytest.raises(PermissionDenied, match="another officer"):
            approve(nominee.profiles.get(), by=Person.objects.get(pk=nominee.person.pk), at=DURING)

    def test_once(self) -> None:
        revision = standing(election()).profiles.get()
        approve(revision, by=officer(), at=DURING)
        with pytest.raises(ValidationError, match="already"):
            send_back(revision, by=officer(), at=DURING, reason="Too late.")

    def test_not_of_words_that_were_replaced_meanwhile(self) -> None:
        """What is approved is what was read."""
        nominee = standing(election())
        read = nominee.profiles.get()
        newer = profile(nominee, text="Changed.")
        with pytest.raises(ValidationError, match="newer"):
            approve(read, by=officer(), at=DURING)
        assert list(waiting_profiles(nominee.election)) == [newer]

    def test_sending_back_tells_the_author_why(self) -> None:
        mia = member("Mia", "mia@example.org")
        nomination = endorse(standing(election()), text="Good.", by=mia, at=DURING)
        Mail.objects.all().delete()
        revision = nomination.revisions.get()
        assert list(waiting_endorsements(nomination.nominee.election)) == [revision]
        with pytest.raises(ValidationError, match="reason"):
            send_back(revision, by=officer(), at=DURING, reason=" ")
        send_back(revision, by=officer(), at=DURING, reason="Leave out the address.")
        mail = Mail.objects.get()
        assert mail.recipient == "mia@example.org"
        assert "> Leave out the address." in mail.text
        assert list(waiting_endorsements(nomination.nominee.election)) == []

    @pytest.mark.parametrize(("at", "may_change"), [(VOTING - MICROSECOND, True), (VOTING, False)])
    def test_sending_back_says_until_when_the_words_can_change(self, at: datetime, may_change: bool) -> None:
        nominee = standing(election(), email="nora@example.org")
        seal(nominee.election)
        send_back(nominee.profiles.get(), by=officer(), at=at, reason="Too long.")
        mail = Mail.objects.get(kind="sent_back")
        assert ("You can change your words until Tue 1 Sep 2026, 14:00 UTC" in mail.text) is may_change
        assert (f"{nominee.get_absolute_url()}edit/" in mail.text) is may_change
        assert ("The time to change your words is over." in mail.text) is not may_change

    def test_not_of_what_a_nominator_said_about_the_nominee(self) -> None:
        """A nominator's disclosures fill the nominee's form; they are shown once the nominee has written them."""
        nominee = named(election()).nominee
        told = ProfileRevision.objects.create(nominee=nominee, number=1, written_by=member("Bo"), employer="Rumour Ltd")
        assert told not in waiting_profiles(nominee.election)
        with pytest.raises(ValidationError, match="Somebody else wrote this"):
            approve(told, by=officer(), at=DURING)

    def test_not_once_voting_has_opened(self) -> None:
        """Nobody's vote should rest on words that change under it."""
        nominee = standing(election())
        revision = nominee.profiles.get()
        seal(nominee.election)
        with pytest.raises(ValidationError, match="Voting has opened"):
            approve(revision, by=officer(), at=VOTING)
        approve(revision, by=officer(), at=VOTING - SECOND)
