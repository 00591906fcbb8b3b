"""The one box: what each kind of reader can do in each phase of an election."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from pytest_django import DjangoAssertNumQueries

from base import clock
from elections.models import Election, RollEntry
from elections.phases import Phase
from members.models import Address, Affirmation, Membership, MembershipClass, Person, User
from nominees import nominating
from nominees.models import Nominee
from nominees.questioning import answer
from pages.can_do import BY_PHASE, CanDo, Link, can_do
from pages.reader import reader_of
from tests.ballots.elections import Office, added_late
from tests.cast import officer, person
from tests.nominees.asking import public as public_question
from tests.nominees.nominations import ANNOUNCED, CLOSED, DURING, OPEN, SECOND, VOTING, approve_all, election, named

pytestmark = pytest.mark.django_db

CLOSES = VOTING + timedelta(days=14)
AFTER = CLOSES + SECOND


@dataclass
class Cast:
    """One election and everybody who looks at it."""

    election: Election
    readers: dict[str, User | AnonymousUser]

    def sees(self, who: str, at: datetime) -> CanDo:
        return can_do(self.election, reader_of(self.readers[who], [self.election], at), at)

    def come_true(self, **facts: datetime) -> None:
        by = self.election.announced_by
        known: dict[str, Any] = {f"{name}_at": at for name, at in facts.items()} | {f"{name}_by": by for name in facts}
        Election.objects.filter(pk=self.election.pk).update(**known)
        self.election.refresh_from_db()


def member(name: str, membership_class: MembershipClass) -> Person:
    somebody = person(name)
    Membership.objects.create(person=somebody, membership_class=membership_class, source="list, row 2", name=name)
    email = somebody.user.email
    Address.objects.create(person=somebody, email=email, normalised=email)
    Affirmation.objects.create(person=somebody, affirmed_at=OPEN, email=email, source="form")
    return somebody


@pytest.fixture
def cast() -> Cast:
    board = election()
    voter, basic = member("Vera Voter", MembershipClass.SUPPORTING), member("Basil Basic", MembershipClass.BASIC)
    unanswered = named(board, "Una Nominee", "una@example.org", by=voter).nominee
    accepted = named(board, "Ada Nominee", "ada@example.org", by=voter).nominee
    declined = named(board, "Don Nominee", "don@example.org", by=voter).nominee
    nominating.accept(accepted, by=accepted.person, at=DURING)
    nominating.decline(declined, by=declined.person, at=DURING)
    approve_all(board)
    accounts = {
        name: User.objects.create_user(f"{name}@account.example", person=nominee.person)
        for name, nominee in (("unanswered", unanswered), ("accepted", accepted), ("declined", declined))
    }
    readers: dict[str, User | AnonymousUser] = {
        "anonymous": AnonymousUser(),
        "stranger": User.objects.create_user("stranger@example.org"),
        "voter": voter.user,
        "basic": basic.user,
        "officer": officer("Otto Other").user,
        **accounts,
    }
    return Cast(board, readers)


def sealed(cast: Cast) -> None:
    """The roll has the voter alone, and the ballot is sealed in time."""
    at, by = VOTING - timedelta(days=1), cast.election.announced_by
    facts = {"roll_sealed_at": at, "roll_sealed_by": by, "ballot_sealed_at": at, "ballot_sealed_by": by}
    Election.objects.filter(pk=cast.election.pk).update(roll_hash="0" * 64, **facts)
    cast.election.refresh_from_db()
    RollEntry.objects.create(
        election=cast.election,
        person=Person.objects.get(name="Vera Voter"),
        name="Vera Voter",
        email="vera@example.org",
        membership_class=MembershipClass.SUPPORTING,
        source="list, row 2",
        **added_late(cast.election),
    )


def nothing(cast: Cast) -> None:
    """As it is."""


def then(**facts: datetime) -> Callable[[Cast], None]:
    def happen(cast: Cast) -> None:
        sealed(cast)
        cast.come_true(**facts)

    return happen


BEFORE = OPEN - SECOND
ENDED = {"ballots_ended": AFTER}
TALLIED = ENDED | {"tallied": AFTER}
COUNTED = TALLIED | {"counted": AFTER}
EVERYONE = ["anonymous", "stranger", "voter", "basic", "officer", "unanswered", "accepted", "declined"]

TABLE: list[tuple[str, Callable[[Cast], None], datetime, str, str, str, str]] = [
    # phase, what happened, when, who (several; "*" for all others), heading, the sentence or reason, the button
    ("announced", nothing, BEFORE, "*", "Nothing to do yet.", "Nominations open Tue 28 Jul 2026, 14:00 UTC", ""),
    ("nominations", nothing, DURING, "anonymous", "Nominations are open.", "Nominations close", "Sign in to nominate"),
    ("nominations", nothing, DURING, "stranger officer", "Nominations are open.", "only members nominate", ""),
    (
        "nominations",
        nothing,
        DURING,
        "voter basic",
        "You can nominate someone, or stand yourself.",
        "close",
        "Nominate",
    ),
    ("nominations", nothing, DURING, "unanswered", "You were nominated.", "Accept or decline until", "Read and answer"),
    ("nominations", nothing, DURING, "accepted", "You stand for election.", "until Tue 1 Sep", "Write your statement"),
    ("nominations", nothing, DURING, "declined", "Nominations are open.", "only members nominate", ""),
    ("acceptance", nothing, CLOSED, "unanswered", "You were nominated.", "Accept or decline until", "Read and answer"),
    ("acceptance", nothing, CLOSED, "accepted", "You stand for election.", "", "Write your statement"),
    ("acceptance", nothing, CLOSED, "*", "Nominations are closed.", "The candidates are announced Thu 13 Aug", ""),
    ("campaign", nothing, ANNOUNCED, "accepted", "You stand for election.", "", "Write your statement"),
    ("campaign", nothing, ANNOUNCED, "*", "You can read who stands.", "Voting opens Tue 1 Sep 2026", "Read who stands"),
    ("late", nothing, VOTING, "accepted", "You stand for election.", "until voting opens, which is late", "Write your"),
    ("late", nothing, VOTING, "*", "You can read who stands.", "Voting opens late", "Read who stands"),
    ("voting", sealed, VOTING, "anonymous", "Voting is open.", "Voting closes Tue 15 Sep", "Sign in to vote"),
    ("voting", sealed, VOTING, "stranger", "You can’t vote in this election.", "not on the member list", ""),
    ("voting", sealed, VOTING, "voter", "You can vote.", "Voting closes Tue 15 Sep", "Mark my ballot"),
    ("voting", sealed, VOTING, "basic", "You can’t vote in this election.", "Your membership is Basic.", ""),
    ("voting", sealed, VOTING, "*", "You can’t vote in this election.", "You are not on the roll", ""),
    (
        "paused",
        then(paused=VOTING),
        VOTING,
        "*",
        "Voting is paused.",
        "Ballots already cast are safe.",
        "Read the journal",
    ),
    ("ended", sealed, CLOSES, "*", "Voting has closed.", "counted next. Two officers certify", "Look into"),
    ("tallied", then(**TALLIED), AFTER, "*", "Voting has closed.", "Until the trustees open the totals", "Look into"),
    ("counted", then(**COUNTED), AFTER, "*", "Voting has closed.", "are counted. Two officers", "Look into"),
    ("void", then(voided=VOTING), VOTING, "*", "This vote was declared void.", "journal", "Read the journal"),
    ("cancelled", then(cancelled=VOTING), VOTING, "*", "This election was cancelled.", "journal", "Read the journal"),
]


def rows() -> list[Any]:
    named_in: dict[str, set[str]] = {}
    for phase, _, _, who, *_ in TABLE:
        named_in.setdefault(phase, set()).update(who.split())
    found = []
    for phase, happened, at, who, *expected in TABLE:
        people = [each for each in EVERYONE if each not in named_in[phase]] if who == "*" else who.split()
        found += [pytest.param(happened, at, each, *expected, id=f"{phase}-{each}") for each in people]
    return found


@pytest.mark.parametrize(("happened", "at", "who", "heading", "said", "button"), rows())
def test_the_box(
    cast: Cast, happened: Callable[[Cast], None], at: datetime, who: str, heading: str, said: str, button: str
) -> None:
    happened(cast)
    box = cast.sees(who, at)
    assert box.heading == heading
    assert said in f"{box.sentence} {box.reason}"
    assert (box.action.label if box.action else "").startswith(button)
    assert bool(box.action) == bool(button)
    assert box.action or box.reason or box.sentence


def test_a_draft_sends_officers_to_the_office(cast: Cast) -> None:
    Election.objects.filter(pk=cast.election.pk).update(announced_at=None, announced_by=None)
    cast.election.refresh_from_db()
    action = cast.sees("officer", DURING).action
    assert action
    assert action.url == "/office/board-2026/"


def test_every_phase_has_an_answer() -> None:
    assert set(BY_PHASE) == set(Phase)


def test_links_lead_where_they_say(cast: Cast) -> None:
    sealed(cast)
    for who, at, url in [
        ("anonymous", VOTING, "/accounts/login/?next=%2Felections%2Fboard-2026%2Fballot%2F"),
        ("anonymous", DURING - timedelta(days=60), ""),
        ("voter", VOTING, "/elections/board-2026/ballot/"),
        ("voter", CLOSES, "/elections/board-2026/ballot-box/"),
    ]:
        action = cast.sees(who, at).action
        assert (action.url if action else "") == url


def test_who_declined_can_change_their_mind_while_acceptance_is_open(cast: Cast) -> None:
    second = cast.sees("declined", CLOSED).second
    assert second
    assert second.label == "You declined: change your answer"
    assert cast.election.acceptance_closes
    later = cast.sees("declined", cast.election.acceptance_closes).second
    assert later
    assert later.label == "Can I vote in this election?"


def test_a_statement_that_was_written_is_changed(cast: Cast) -> None:
    nominee = Nominee.objects.get(name="Ada Nominee")
    nominee.profiles.create(number=9, text="I stand.", written_by=nominee.person)
    action = cast.sees("accepted", DURING).action
    assert action
    assert action.label == "Change your statement"


class TestQuestions:
    """A nominee with questions to answer is told of them first, until voting closes."""

    @pytest.fixture
    def asking(self, cast: Cast) -> Cast:
        instants = {"questions_open": ANNOUNCED, "questions_close": VOTING}
        Election.objects.filter(pk=cast.election.pk).update(**instants)
        cast.election.refresh_from_db()
        for text in ("One?", "Two?"):
            public_question(cast.election, text)
        return cast

    def test_as_many_as_have_no_answer(self, asking: Cast) -> None:
        box = asking.sees("accepted", VOTING - SECOND)
        assert box.heading == "2 questions to you have no answer."
        assert box.action == Link("/elections/board-2026/questions/", "Read and answer")
        assert box.second == Link("/elections/board-2026/candidates/ada-nominee/", "Your page")
        nominee = Nominee.objects.get(name="Ada Nominee")
        for question in asking.election.questions.all():
            answer(question, text="Yes.", by=nominee.person, at=VOTING - SECOND)
        assert asking.sees("accepted", VOTING - SECOND).heading == "You stand for election."

    def test_until_voting_closes_with_the_ballot_beside_it(self, asking: Cast) -> None:
        sealed(asking)
        box = asking.sees("accepted", CLOSES - SECOND)
        assert box.heading == "2 questions to you have no answer."
        assert box.second == Link("/elections/board-2026/ballot/", "Mark my ballot")
        assert "answer" not in asking.sees("accepted", CLOSES).heading

    @pytest.mark.parametrize("who", ["voter", "unanswered", "declined"])
    def test_nobody_else_is(self, asking: Cast, who: str) -> None:
        assert "have no answer" not in asking.sees(who, VOTING - SECOND).heading


def test_who_withdrew_is_a_member_like_others(cast: Cast) -> None:
    nominee = Nominee.objects.get(name="Ada Nominee")
    nominating.withdraw(nominee, by=nominee.person, at=ANNOUNCED)
    assert cast.sees("accepted", ANNOUNCED).heading == "You can read who stands."


def test_one_officer_is_enough_where_the_election_says_so(cast: Cast) -> None:
    sealed(cast)
    cast.election.officers_required = 1
    assert "An officer certifies" in cast.sees("voter", CLOSES).sentence


def test_the_box_costs_the_same_for_one_election_and_three(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sealed(cast)
    others = [election(f"other-{number}") for number in range(2)]
    for user in (cast.readers["voter"], cast.readers["basic"]):
        for elections in ([cast.election], [cast.election, *others]):
            fresh = User.objects.select_related("person").get(email=user.get_username())
            with django_assert_num_queries(8):
                reader = reader_of(fresh, elections, VOTING)
                for each in elections:
                    can_do(each, reader, VOTING)


class TestVoted:
    """Who has cast a ballot finds its receipt from then on, whatever becomes of the election."""

    @pytest.fixture
    def office(self) -> Office:
        office = Office()
        office.seal()
        office.vote(office.voters[0])
        return office

    def box(self, office: Office, person: Person) -> CanDo:
        now = clock.now()
        return can_do(office.election, reader_of(person.user, [office.election], now), now)

    def test_can_vote_again_while_voting_is_open(self, office: Office) -> None:
        box = self.box(office, office.voters[0])
        assert box.heading == "Your ballot is in the box."
        assert "the last ballot counts" in box.sentence
        assert box.action == Link("/elections/board-2026/ballot/", "Vote again")
        assert self.receipt(box)

    def test_nobody_elses_box_tells(self, office: Office) -> None:
        for other in (office.voters[1], office.first):
            assert not self.receipt(self.box(office, other))

    def test_taken_off_the_roll_keeps_the_receipt_and_the_reason(self, office: Office) -> None:
        entry = office.election.roll.get(person=office.voters[0])
        entry.removed_at, entry.removed_by, entry.removed_reason = office.now, office.first, "Twice on the roll."
        entry.save(update_fields=["removed_at", "removed_by", "removed_reason"])
        box = self.box(office, office.voters[0])
        assert box.heading == "You can’t vote in this election."
        assert "Twice on the roll." in box.reason
        assert self.receipt(box)

    def test_has_the_receipt_after_the_close_the_count_and_the_publication(self, office: Office) -> None:
        headings = []
        for act in (office.close, office.count, office.certify, office.publish):
            act()
            office.election.refresh_from_db()
            box = self.box(office, office.voters[0])
            assert self.receipt(box)
            headings.append(box.heading)
        assert headings == ["Voting has closed."] * 3 + ["The result is published."]

    def test_has_it_while_voting_is_paused(self, office: Office) -> None:
        office.move(paused_at=office.now, paused_by=office.first)
        assert self.receipt(self.box(office, office.voters[0]))

    def receipt(self, box: CanDo) -> bool:
        return box.second is not None and box.second.label == "My receipt"


def test_a_result_that_was_voided_afterwards_stays_to_be_read(cast: Cast) -> None:
    cast.election.published_at = cast.election.voided_at = AFTER
    second = cast.sees("anonymous", AFTER).second
    assert second == Link("/elections/board-2026/result/", "The result as it was published")
