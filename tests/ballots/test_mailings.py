"""Mails to many: to whom each goes, once, also where a worker stopped in between; and nobody learns who voted."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from pytest_django import Settings

from ballots import mailings
from ballots.audiences import audience, concerned, letter, said_alike
from ballots.stopping import void
from base import bounces, bulk, clock, mail, mail_words
from base.mail_kinds import KINDS
from base.mail_models import Mailing, MailRules, MailWishes, MailWords
from base.models import JournalLine, Mail
from base.moments import in_words
from elections.mail_schedule import Planned
from elections.models import RollEntry
from elections.timetable import cancel, close_now, extend, pause, resume, set_instants
from members.affirming import affirm
from members.models import Address, Affirmation, Membership, Person, User
from tests import cast
from tests.ballots.elections import Office

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def office() -> Office:
    """Voting has been open for an hour."""
    office = Office(voters=3)
    office.seal()
    return office


def supporter(name: str) -> Person:
    somebody = cast.person(name)
    Address.objects.create(person=somebody, email=somebody.user.email, normalised=somebody.user.email)
    Membership.objects.create(person=somebody, membership_class="supporting", source="row", name=name)
    return somebody


def to(kind: str) -> list[str]:
    return sorted(Mail.objects.filter(kind=kind).values_list("recipient", flat=True))


def addresses(office: Office) -> list[str]:
    return sorted(voter.user.email for voter in office.voters)


def test_everybody_on_the_roll_hears_once_that_voting_is_open(office: Office) -> None:
    RollEntry.objects.filter(person=office.voters[2]).update(
        removed_at=office.now, removed_by=office.first, removed_reason="x"
    )
    assert mailings.send_due(clock.now()) == 2
    assert mailings.send_due(clock.now()) == 0
    assert to("voting opened") == addresses(office)[:2]
    letter = Mail.objects.filter(kind="voting opened").earliest("pk")
    assert letter.bulk
    assert letter.until == office.election.voting_closes
    assert "Hello Voter 1," in letter.text
    assert "/elections/board-2026/ballot/" in letter.text
    assert "necessary" in letter.text
    mailing = Mailing.objects.get()
    assert (mailing.letters, mailing.done_at is not None) == (2, True)
    assert JournalLine.objects.get(act="mail to many").details == {"mails": 2, "mailing": 1}


def test_a_worker_that_stopped_goes_on_with_those_who_are_left(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ballots.audiences.BATCH", 1)
    begun = audience(office.election, "voting opened", clock.now()).batches()
    first = letter(planned(office), office.election, next(begun)[0])
    Mailing.objects.create(election_uuid=office.election.uuid, kind="voting opened", number=1, planned_at=office.now)
    alike = said_alike(office.election, planned(office))
    until = office.election.voting_closes
    mail.queue_many("voting opened", [first], election=office.election.uuid, until=until, alike=alike)
    assert mailings.send_due(clock.now()) == 2
    assert to("voting opened") == addresses(office)


def planned(office: Office, kind: str = "voting opened") -> Planned:
    return Planned(kind, 1, office.election.voting_opens, office.election.voting_closes)


def test_only_who_has_not_voted_is_reminded_and_the_journal_has_a_number_alone(office: Office) -> None:
    office.vote(office.voters[0])
    assert mailings.mail_out(office.election, planned(office, "vote reminder"), at=clock.now()) == 2
    assert to("vote reminder") == addresses(office)[1:]
    line = JournalLine.objects.get(act="mail to many")
    assert (line.subject, line.details["mails"], line.public) == ("vote reminder", 2, False)
    assert "vote reminder" in Mail.TELLS_WHO_VOTED


def test_who_does_without_reminders_gets_none_but_hears_of_the_opening(office: Office) -> None:
    person = office.voters[0]
    kinds = ["vote reminder", "voting opened"]
    MailWishes.objects.create(whose=str(person.uuid), unwanted=kinds, changed_at=office.now)
    for kind in kinds:
        mailings.mail_out(office.election, planned(office, kind), at=clock.now())
    assert to("vote reminder") == addresses(office)[1:]
    assert to("voting opened") == addresses(office)
    assert "/mail/unsubscribe/" in Mail.objects.filter(kind="vote reminder").earliest("pk").text


def test_what_the_office_holds_back_does_not_go(office: Office) -> None:
    MailRules.objects.create(election_uuid=office.election.uuid, held_back=["voting opened"])
    assert mailings.send_due(clock.now()) == 0
    assert [each.planned.kind for each in mailings.told(office.election) if each.held_back] == ["voting opened"]
    MailRules.objects.update(held_back=[])
    assert mailings.send_due(clock.now()) == 3


def test_an_extension_is_told_to_everybody_with_its_reason_and_the_offices_words(office: Office) -> None:
    MailWords.objects.create(
        election_uuid=office.election.uuid,
        kind="extension",
        language="en",
        subject="More time",
        text="Dear {name}, until {voting_closes}, since {reason}",
        written_at=office.now,
        written_by="Olga Officer",
    )
    until = office.election.voting_closes + DAY
    extend(
        office.election,
        until=until,
        by=office.first,
        seconded_by=office.second,
        at=clock.now(),
        reason="an outage {name}",
    )
    assert mailings.send_due(clock.now()) == 6  # the opening and the extension
    letter = Mail.objects.filter(kind="extension").earliest("pk")
    assert letter.subject == "More time"
    assert letter.text.startswith("Dear Voter 1, until ")
    assert "since an outage {name}" in letter.text
    assert letter.until == until


def test_what_waits_is_let_go_when_the_vote_is_void(office: Office) -> None:
    mailings.send_due(clock.now())
    office.move(voided_at=clock.now(), voided_by=office.first)
    assert mailings.send_due(clock.now()) == 0
    assert not Mail.objects.filter(kind="voting opened", until__gt=clock.now()).exists()


def test_what_waits_is_written_anew_and_nobody_gets_it_twice(office: Office) -> None:
    mailings.send_due(clock.now())
    gone = Mail.objects.earliest("pk")
    gone.attempts.create(outcome="sent", finished_at=clock.now())
    Mail.objects.filter(pk=gone.pk).update(due_at=None)
    kind = KINDS["voting opened"]
    mail_words.write(
        kind,
        mail_words.Words("Now right", "{link} {voting_closes}"),
        election=office.election.uuid,
        language="en",
        by=office.first,
        at=clock.now(),
    )
    assert mailings.write_anew(office.election, kind, by=office.first, at=clock.now()) == 2
    assert mailings.send_due(clock.now()) == 2
    assert to("voting opened") == addresses(office)
    assert Mail.objects.filter(subject="Now right").exclude(pk=gone.pk).count() == 2
    assert Mailing.objects.get().letters == 3
    Mail.objects.update(due_at=None)
    with pytest.raises(ValidationError, match="Nothing of it waits"):
        mailings.write_anew(office.election, kind, by=office.first, at=clock.now())


def test_what_does_not_go_at_present_is_not_written_anew(office: Office) -> None:
    kind = KINDS["voting opened"]
    mailings.send_due(clock.now())
    mailings.hold_back(office.election, kind, by=office.first)
    with pytest.raises(ValidationError, match="does not go at present"):
        mailings.write_anew(office.election, kind, by=office.first, at=clock.now())
    mailings.release(office.election, kind, by=office.first)
    paused(office)
    with pytest.raises(ValidationError, match="does not go at present"):
        mailings.write_anew(office.election, kind, by=office.first, at=clock.now())
    assert to("voting opened") == addresses(office)


def test_reminders_that_a_new_rule_does_without_are_not_written_anew(office: Office) -> None:
    assert mailings.mail_out(office.election, planned(office, "vote reminder"), at=clock.now()) == 3
    mailings.set_reminders(office.election, every=3, most=0, by=office.first)
    with pytest.raises(ValidationError, match="does not go at present"):
        mailings.write_anew(office.election, KINDS["vote reminder"], by=office.first, at=clock.now())


def paused(office: Office) -> None:
    pause(office.election, by=office.first, seconded_by=office.second, at=clock.now(), reason="The site was away.")
    office.election.refresh_from_db()


def extended(office: Office, until: datetime) -> None:
    by, second = office.first, office.second
    extend(office.election, until=until, by=by, seconded_by=second, at=clock.now(), reason="An outage.")
    office.election.refresh_from_db()


def leaves() -> str:
    """The kind of mail that would leave next."""
    found = bulk.next_due(mailings.not_now())
    return found.kind if found else ""


class TestWhatWaits:
    """The mails that tell of the opening wait for their turn when the timetable moves."""

    @pytest.fixture
    def office(self, office: Office) -> Office:
        assert mailings.send_due(clock.now()) == 3
        assert leaves() == "voting opened"
        return office

    def test_does_not_leave_once_voting_is_closed_before_its_time(self, office: Office) -> None:
        by, second = office.first, office.second
        close_now(office.election, by=by, seconded_by=second, at=clock.now(), reason="By decision.")
        assert leaves() == ""
        assert mailings.send_due(clock.now()) == 3  # which tell of the close
        assert leaves() == "change"
        assert set(Mail.objects.filter(kind="voting opened").values_list("until", flat=True)) == {
            type(office.election).objects.get().voting_closes
        }

    def test_waits_while_voting_is_paused_but_for_what_tells_of_the_pause(self, office: Office) -> None:
        paused(office)
        assert leaves() == ""
        assert mailings.send_due(clock.now()) == 3  # which tell of the pause
        assert leaves() == "change"
        resume(office.election, by=office.first, seconded_by=office.second, at=clock.now(), reason="It is back.")
        assert mailings.send_due(clock.now()) == 6
        assert to("voting opened") == addresses(office)
        Mail.objects.filter(kind="change").update(due_at=None)
        assert leaves() == "voting opened"

    def test_names_the_new_close_once_voting_is_extended_and_leaves_after_the_old_one(self, office: Office) -> None:
        tried = Mail.objects.earliest("pk")
        tried.attempts.create(outcome="refused", finished_at=clock.now())
        before, until = office.election.voting_closes, office.election.voting_closes + DAY
        extended(office, until)
        assert mailings.send_due(clock.now()) == 2 + 3  # the opening anew to who was not tried, and the extension
        opening = Mail.objects.filter(kind="voting opened")
        assert to("voting opened") == addresses(office)
        assert set(opening.values_list("until", flat=True)) == {until}
        assert [in_words(before) in each.text for each in opening.order_by("pk")] == [True, False, False]
        assert in_words(until) in opening.latest("pk").text
        assert mailings.send_due(clock.now()) == 0

    def test_names_the_new_close_also_where_it_was_extended_in_a_pause(self, office: Office) -> None:
        until = office.election.voting_closes + DAY
        paused(office)
        extended(office, until)
        mailings.send_due(clock.now())
        assert to("extension") == []
        resume(office.election, by=office.first, seconded_by=office.second, at=clock.now(), reason="It is back.")
        mailings.send_due(clock.now())
        assert to("voting opened") == to("extension") == addresses(office)
        assert all(in_words(until) in each.text for each in Mail.objects.filter(kind="voting opened"))

    def test_goes_on_though_held_back_since_until_the_new_close(self, office: Office) -> None:
        mailings.hold_back(office.election, KINDS["voting opened"], by=office.first)
        extended(office, office.election.voting_closes + DAY)
        assert mailings.send_due(clock.now()) == 3
        assert Mail.objects.filter(kind="voting opened", until=office.election.voting_closes).count() == 3

    def test_and_came_back_is_not_sent_again_where_there_is_no_such_vote_any_more(self, office: Office) -> None:
        letter = Mail.objects.earliest("pk")
        letter.attempts.create(outcome="withheld", finished_at=clock.now())
        Mail.objects.filter(pk=letter.pk).update(due_at=None)
        assert bounces.missed(letter.recipient, at=clock.now()) == [letter]
        void(office.election, by=office.first, seconded_by=office.second, reason="No quorum.")
        assert leaves() == ""
        mailings.send_due(clock.now())
        assert bounces.missed(letter.recipient, at=clock.now()) == []


class TestBeforeTheRoll:
    """Members with a vote, whose roll closes in a week."""

    @pytest.fixture
    def office(self) -> Office:
        office = Office(voters=0, resolutions=0)
        office.move(
            roll_sealed_at=None,
            roll_sealed_by=None,
            roll_hash="",
            roll_closes=office.now + 6 * DAY,
            voting_opens=office.now + 9 * DAY,
            voting_closes=office.now + 20 * DAY,
            announced_at=office.now - 60 * DAY,
        )
        office.voters = [supporter(f"Voter {number}") for number in range(1, 6)]
        return office

    def test_whoever_can_vote_or_could_lately_is_asked_to_check(self, office: Office) -> None:
        _now, lapsed, long_lapsed, basic, merged = office.voters
        day = office.now.date()
        Membership.objects.filter(person=lapsed).update(until=day - 30 * DAY)
        Membership.objects.filter(person=long_lapsed).update(until=day - 700 * DAY)
        Membership.objects.filter(person=basic).update(membership_class="basic")
        type(merged).objects.filter(pk=merged.pk).update(merged_into=lapsed)
        mailings.mail_out(office.election, planned(office, "roll check"), at=clock.now())
        assert to("roll check") == addresses(office)[:2]

    def test_who_has_not_affirmed_is_asked_and_who_is_carried_over_is_not(self, office: Office) -> None:
        said, carried, moved, _silent, lapsed = office.voters
        affirm(said, at=clock.now(), source="here")
        for person, email in ((carried, carried.user.email), (moved, "before@example.org")):
            Affirmation.objects.create(
                person=person, affirmed_at=office.now - 300 * DAY, carried_over=True, email=email, source="voted"
            )
        Membership.objects.filter(person=lapsed).update(until=office.now.date())
        mailings.mail_out(office.election, planned(office, "affirmation asked"), at=clock.now())
        assert to("affirmation asked") == addresses(office)[2:4]

    def test_everything_that_is_due_goes_by_itself(self, office: Office) -> None:
        assert mailings.send_due(clock.now()) == 15
        assert {each.kind for each in Mailing.objects.all()} == {
            "roll check",
            "affirmation asked",
            "affirmation reminder",
        }

    def test_queueing_costs_the_same_for_five_and_for_eight(self, office: Office) -> None:
        def queries(number: int) -> int:
            check = Planned("roll check", number, office.now, office.now + HOUR)
            with CaptureQueriesContext(connection) as captured:
                mailings.mail_out(office.election, check, at=clock.now())
            return len(captured)

        five = queries(1)
        for number in range(3):
            supporter(f"Late {number}")
        assert queries(2) == five


def test_candidates_are_thanked_and_voters_told_of_the_result(office: Office) -> None:
    office.vote(office.voters[0])
    office.vote(office.voters[1])
    office.count()
    office.certify()
    office.publish()
    nominee = office.election.nominees.earliest("pk")
    type(nominee).objects.filter(pk=nominee.pk).update(email="first@example.org")
    office.election.nominees.exclude(pk=nominee.pk).update(withdrawn_at=None)
    mailings.send_due(clock.now())
    assert to("results") == addresses(office)
    assert "/elections/board-2026/result/" in Mail.objects.filter(kind="results").earliest("pk").text


class TestAChange:
    def sent(self) -> Mail:
        return Mail.objects.filter(kind="change").earliest("pk")

    def test_is_told_to_voters_and_nominees_with_its_reason_and_once(self, office: Office) -> None:
        nominee = office.election.nominees.earliest("pk").person
        User.objects.create_user("stands@example.org", person=nominee)
        pause(office.election, by=office.first, seconded_by=office.second, at=clock.now(), reason="The site was away.")
        mailings.send_due(clock.now())
        assert to("change") == sorted([*addresses(office), "stands@example.org"])
        assert self.sent().subject == "The election office paused voting: Board election 2026"
        assert "The site was away." in self.sent().text
        assert mailings.send_due(clock.now()) == 0

    def test_by_which_the_election_goes_far_away_is_told_all_the_same(self) -> None:
        office = Office(voters=0)
        away = office.now + 100 * DAY
        office.move(roll_sealed_at=None, roll_sealed_by=None, roll_hash="")
        office.move(roll_closes=office.now + DAY, voting_opens=office.now + DAY, voting_closes=office.now + 2 * DAY)
        backer = cast.person("Bea Backer", "bea@example.org")
        office.election.nominees.earliest("pk").nominations.create(nominator=backer, nominator_name="Bea")
        later = {"roll_closes": away, "voting_opens": away, "voting_closes": away + DAY}
        set_instants(office.election, instants=later, by=office.first, at=clock.now(), reason="No officer is free.")
        assert mailings.send_due(clock.now()) == 1
        office.election.refresh_from_db()
        cancel(office.election, by=office.first, seconded_by=office.second, at=clock.now(), reason="Nobody stands.")
        assert mailings.send_due(clock.now()) == 1
        assert to("change") == ["bea@example.org"] * 2

    def test_is_told_to_each_in_their_own_language(self, office: Office, settings: Settings) -> None:
        settings.LANGUAGES = [("en", "English"), ("de", "Deutsch")]
        MailWishes.objects.create(whose=str(office.voters[0].uuid), language="de", changed_at=office.now)
        close_now(office.election, by=office.first, seconded_by=office.second, at=clock.now(), reason="By decision.")
        close = type(office.election).objects.get().voting_closes
        mailings.send_due(clock.now())
        for language in ("en", "de"):
            with override(language):
                day = in_words(close).split()[0]  # Sat, Sa
            found = Mail.objects.filter(kind="change", language=language)
            assert found
            assert all(f"Voting closes: {day} " in each.text for each in found)

    def test_of_a_draft_or_of_two_days_ago_is_told_to_nobody(self, office: Office) -> None:
        pause(office.election, by=office.first, seconded_by=office.second, at=clock.now(), reason="x")
        assert mailings.send_due(clock.now() + 3 * DAY) == 0
        assert to("change") == []

    def test_a_void_vote_is_told_and_nothing_else_any_more(self, office: Office) -> None:
        void(office.election, by=office.first, seconded_by=office.second, reason="No quorum.")
        assert mailings.send_due(clock.now()) == 3
        assert to("change") == addresses(office)
        assert "declared the vote void" in self.sent().subject
        assert "/elections/board-2026/\n" in self.sent().text

    def test_before_the_roll_whoever_backs_somebody_hears_and_who_was_told_the_dates(self) -> None:
        member, office, later = supporter("Mia Member"), Office(voters=0), clock.now() + DAY
        office.move(voting_opens=later, voting_closes=later + DAY, roll_closes=later)
        office.move(roll_sealed_at=None, roll_sealed_by=None, roll_hash="")
        backer = cast.person("Bea Backer", "bea@example.org")
        office.election.nominees.earliest("pk").nominations.create(nominator=backer, nominator_name="Bea")
        assert {name: group.count() for name, group in concerned(office.election).items()} == {
            "nominees": 0,  # nobody of them has an address
            "backers": 1,
        }
        Mailing.objects.create(election_uuid=office.election.uuid, kind="roll check", number=1, planned_at=office.now)
        moved = {"voting_closes": office.now + 3 * DAY}
        set_instants(office.election, instants=moved, by=office.first, at=clock.now(), reason="A holiday.")
        mailings.send_due(clock.now())
        assert to("change") == sorted(["bea@example.org", member.user.email])
        assert "Voting closes: " in self.sent().text


def test_queueing_costs_the_same_for_one_voter_and_for_three() -> None:
    def queries(voters: int) -> int:
        office = Office(voters=voters)
        with CaptureQueriesContext(connection) as captured:
            assert mailings.mail_out(office.election, planned(office), at=clock.now()) == voters
        office.move(slug=f"with-{voters}")
        return len(captured)

    assert queries(1) == queries(3)
