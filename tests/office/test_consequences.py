"""What the page of an act says of mail, held against what is queued once the act is done."""

from collections import Counter
from datetime import timedelta

import pytest

from ballots import mailings
from base import bulk, clock
from base.mail_kinds import KINDS
from base.models import Mail
from base.moments import in_words
from elections import timetable
from elections.models import Election
from members.models import Address, Membership
from office.acts import ACTS
from office.consequences import consequences, told_by_mail
from tests import cast
from tests.ballots.elections import Office

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
CHECK, ASKED, REMINDER = "roll check", "affirmation asked", "affirmation reminder"


def said(act: str, election: Election) -> list[str]:
    election.refresh_from_db()
    return consequences(ACTS[act], election, clock.now())


def queued() -> Counter[str]:
    mailings.send_due(clock.now())
    return Counter(Mail.objects.filter(bulk=True).values_list("kind", flat=True))


class TestAnnouncing:
    """A draft, and two members with a vote who have not affirmed."""

    @pytest.fixture
    def office(self) -> Office:
        office = Office(voters=0, candidates=0)
        office.move(roll_sealed_at=None, roll_sealed_by=None, roll_hash="", announced_at=None, announced_by=None)
        for name in ("Ada", "Bea"):
            member = cast.person(name)
            Address.objects.create(person=member, email=member.user.email, normalised=member.user.email)
            Membership.objects.create(person=member, membership_class="supporting", source="row", name=name)
        return office

    def roll_closes_in(self, office: Office, days: float) -> None:
        closes = office.now + days * DAY
        office.move(roll_closes=closes, voting_opens=closes + 5 * DAY, voting_closes=closes + 12 * DAY)

    def announced(self, office: Office) -> Counter[str]:
        timetable.announce(office.election, by=office.first, at=clock.now())
        return queued()

    def test_long_before_the_roll_closes_nobody_is_mailed(self, office: Office) -> None:
        self.roll_closes_in(office, 35)
        first = in_words(office.election.roll_closes - 28 * DAY)
        (sentence,) = said("announce", office.election)
        assert sentence.startswith(f"Nobody is mailed by this; “Check whether you can vote” goes on {first}")
        assert not self.announced(office)

    @pytest.mark.parametrize(("days", "kinds"), [(25, [CHECK]), (20, [CHECK, ASKED]), (0.5, [ASKED])])
    def test_what_was_due_before_goes_with_it(self, office: Office, days: float, kinds: list[str]) -> None:
        self.roll_closes_in(office, days)
        told = said("announce", office.election)
        assert told == [f"“{KINDS[kind].title}” goes within minutes, to 2 people at most." for kind in kinds]
        assert self.announced(office) == Counter(dict.fromkeys(kinds, 2))

    def test_but_not_what_is_held_back(self, office: Office) -> None:
        self.roll_closes_in(office, 20)
        mailings.hold_back(office.election, KINDS[CHECK], by=office.first)
        check, asked = said("announce", office.election)
        assert check == "“Check whether you can vote” is held back: nobody gets it until the office lets it go."
        assert asked.startswith("“Say that you intend to vote” goes within minutes, to 2")
        assert self.announced(office) == {ASKED: 2}

    def test_nor_anything_while_mail_to_many_is_stopped(self, office: Office) -> None:
        self.roll_closes_in(office, 25)
        bulk.stop(by=office.first, at=office.now, reason="A wrong date.")
        assert "until it goes on, nothing of this leaves." in said("announce", office.election)[-1]
        assert self.announced(office) == {CHECK: 2}
        assert bulk.next_due(mailings.not_now()) is None


class TestExtending:
    """Three voters, who have heard that voting is open."""

    HEAR = "3 voters hear of it by mail."

    @pytest.fixture
    def office(self) -> Office:
        office = Office(voters=3)
        office.seal()
        mailings.send_due(clock.now())
        Mail.objects.all().delete()
        return office

    def extended(self, office: Office) -> Counter[str]:
        until = office.election.voting_closes + DAY
        timetable.extend(
            office.election,
            until=until,
            by=office.first,
            seconded_by=office.second,
            at=clock.now(),
            reason="An outage.",
        )
        return queued()

    def test_every_voter_hears_of_it(self, office: Office) -> None:
        assert self.HEAR in said("extend", office.election)
        assert self.extended(office) == {"extension": 3}

    def test_nobody_while_that_mail_is_held_back(self, office: Office) -> None:
        mailings.hold_back(office.election, KINDS["extension"], by=office.first)
        told = said("extend", office.election)
        assert "“Voting is extended” is held back: nobody gets it until the office lets it go." in told
        assert self.HEAR not in told
        assert not self.extended(office)

    def test_in_a_pause_they_hear_once_voting_is_resumed(self, office: Office) -> None:
        by, second = office.first, office.second
        timetable.pause(office.election, by=by, seconded_by=second, at=clock.now(), reason="The site was away.")
        assert said("extend", office.election)[-2:] == [self.HEAR, "That mail waits until voting is resumed."]
        assert self.extended(office)["extension"] == 0
        timetable.resume(office.election, by=by, seconded_by=second, at=clock.now(), reason="It is back.")
        assert queued()["extension"] == 3

    def test_and_nothing_leaves_while_mail_to_many_is_stopped(self, office: Office) -> None:
        bulk.stop(by=office.first, at=office.now, reason="A wrong date.")
        assert said("extend", office.election)[-1].startswith("Mail to many is stopped")
        assert self.extended(office) == {"extension": 3}
        assert bulk.next_due(mailings.not_now()) is None


class TestAChange:
    """Three voters, and nobody else who has an address."""

    @pytest.fixture
    def office(self) -> Office:
        office = Office(voters=3)
        office.seal()
        return office

    def paused(self, office: Office) -> int:
        by, second = office.first, office.second
        timetable.pause(office.election, by=by, seconded_by=second, at=clock.now(), reason="The site was away.")
        return queued()["change"]

    def test_whoever_is_concerned_hears_of_it(self, office: Office) -> None:
        told = "Within minutes these hear of it by mail, each once: 3 voters on the roll."
        assert told in said("pause", office.election)
        assert told_by_mail(office.election) == told
        assert self.paused(office) == 3

    def test_nobody_while_that_mail_is_held_back(self, office: Office) -> None:
        mailings.hold_back(office.election, KINDS["change"], by=office.first)
        assert told_by_mail(office.election).startswith("“Something changed” is held back")
        assert self.paused(office) == 0

    def test_once_mail_to_many_goes_on_where_it_is_stopped(self, office: Office) -> None:
        bulk.stop(by=office.first, at=office.now, reason="A wrong date.")
        told = "Mail to many is stopped. Once it goes on, these hear of it, each once: 3 voters on the roll."
        assert told in said("pause", office.election)
        assert self.paused(office) == 3
        assert bulk.next_due(mailings.not_now()) is None


class TestOpeningTheTotals:
    """No seal hides what the totals of one ballot say."""

    @pytest.mark.parametrize(
        ("voters", "told"), [(0, None), (1, "One person has voted"), (4, "Only 4 people have voted"), (5, None)]
    )
    @pytest.mark.parametrize("act", ["end-ballots", "count"])
    def test_officers_hear_how_few_have_voted(self, act: str, voters: int, told: str | None) -> None:
        office = Office(voters=5)
        office.seal()
        for voter in office.voters[:voters]:
            office.vote(voter)
        warned = [sentence for sentence in said(act, office.election) if "the totals" in sentence]
        assert [told] == [sentence[: len(told)] for sentence in warned] if told else not warned
