"""Two rows that are one person become one: everything moves or it is refused, by two, and can be undone."""

from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.test import Client

from base import mail_wishes
from base.models import JournalLine
from elections.models import Appointment, BoardTerm, Proposal
from members.linking import link, person_for
from members.merging import merge, moving, obstacles, staying
from members.models import Address, Affirmation, MemberNumber, Membership, Merger, Person, User
from members.parting import part
from members.pointing import pointers
from nominees import drafts
from nominees.models import Nominee
from tests import cast
from tests.ballots.elections import Office
from tests.members.lists import AT, everything

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ONE, ANOTHER = "/elections/board/nominate/", "/elections/board/candidates/una/endorse/"


@pytest.fixture
def officers() -> tuple[Person, Person]:
    return cast.person("Olga Officer"), cast.person("Oscar Officer")


@pytest.fixture
def jo(officers: object) -> Person:
    """Who stays."""
    jo = person_for(name="Jo", email="jo@example.org")
    Membership.objects.create(
        person=jo, membership_class="basic", since=date(2024, 1, 1), until=date(2026, 1, 1), name="Jo", source="a"
    )
    Affirmation.objects.create(person=jo, affirmed_at=AT, email="jo@example.org", source="a")
    return jo


@pytest.fixture
def joe(jo: Person) -> Person:
    """Who goes."""
    joe = person_for(name="Joe", email="joe@example.org")
    Address.objects.create(person=joe, email="j@example.org", normalised="j@example.org", position=1)
    Membership.objects.create(person=joe, membership_class="basic", since=date(2023, 1, 1), name="Joe", source="b")
    Membership.objects.create(person=joe, membership_class="fellow", name="Joe", source="b")
    for at in (AT, AT + DAY):
        Affirmation.objects.create(person=joe, affirmed_at=at, email="joe@example.org", source="b")
    MemberNumber.objects.create(person=joe, number="17")
    BoardTerm.objects.create(name="Joe", person=joe, since=date(2020, 1, 1), until=date(2023, 1, 1))
    return joe


def merged(joe: Person, jo: Person, officers: tuple[Person, Person]) -> Merger:
    first, second = officers
    return merge(joe, jo, by=first, seconded_by=second, at=AT, reason="They told us.")


def parted(merger: Merger, *, reason: str = "They are two.") -> None:
    part(merger, by=merger.merged_by, at=AT + DAY, reason=reason)


def test_everything_moves_to_who_stays(jo: Person, joe: Person, officers: tuple[Person, Person]) -> None:
    merged(joe, jo, officers)
    joe.refresh_from_db()
    assert joe.merged_into == jo
    assert list(jo.addresses.values_list("email", flat=True)) == ["jo@example.org", "joe@example.org", "j@example.org"]
    assert sorted(jo.memberships.values_list("membership_class", "since", "until", "name")) == [
        ("basic", date(2023, 1, 1), None, "Jo"),
        ("fellow", None, None, "Joe"),
    ]
    assert sorted(jo.affirmations.values_list("affirmed_at", "source")) == [(AT, "a"), (AT + DAY, "b")]
    assert [jo.numbers.get().number, jo.board_terms.get().name] == ["17", "Joe"]
    assert person_for(name="Joe", email="joe@example.org") == jo
    left = {str(each) for each in pointers() if each.rows.filter(**{each.field.name: joe}).exists()}
    assert left == set()


def test_the_office_s_journal_names_both_officers(jo: Person, joe: Person, officers: tuple[Person, Person]) -> None:
    merged(joe, jo, officers)
    line = JournalLine.objects.get(act="merge people")
    assert (line.actor, line.second, line.subject, line.reason, line.public) == (
        "Olga Officer",
        "Oscar Officer",
        "Joe, Jo",
        "They told us.",
        False,
    )


def test_who_was_merged_into_who_goes_belongs_to_who_stays(
    jo: Person, joe: Person, officers: tuple[Person, Person]
) -> None:
    joey = person_for(name="Joey", email="joey@example.org")
    merged(joey, joe, officers)
    merged(joe, jo, officers)
    joey.refresh_from_db()
    assert joey.merged_into == jo
    assert person_for(name="Joey", email="joey@example.org") == jo


def test_undone_everything_is_as_it_was(jo: Person, joe: Person, officers: tuple[Person, Person]) -> None:
    def known() -> list[list[dict[str, object]]]:
        """Rows that were one for a while are new rows, which say the same."""
        rows = everything()
        return [rows[0], rows[1], *(sorted(({**row, "id": 0} for row in each), key=str) for each in rows[2:])]

    before = known()
    merger = merged(joe, jo, officers)
    assert known() != before
    parted(merger)
    assert known() == before
    assert joe.board_terms.count() == 1
    assert JournalLine.objects.filter(act="part people").count() == 1
    merged(joe, jo, officers)


def test_a_merger_is_undone_once_and_for_a_reason(jo: Person, joe: Person, officers: tuple[Person, Person]) -> None:
    merger = merged(joe, jo, officers)
    with pytest.raises(ValidationError, match="reason"):
        parted(merger, reason="")
    parted(merger)
    with pytest.raises(ValidationError, match="undone already"):
        parted(merger)


def test_what_has_changed_since_keeps_a_merger_from_being_undone(
    jo: Person, joe: Person, officers: tuple[Person, Person]
) -> None:
    merger = merged(joe, jo, officers)
    jo.numbers.all().delete()
    jo.memberships.filter(membership_class="basic").update(until=date(2030, 1, 1))
    with pytest.raises(ValidationError) as refused:
        parted(merger)
    assert refused.value.messages == [
        "What the merger moved has changed since: member numbers.",
        "A membership of theirs has changed since.",
    ]
    merged(jo, cast.person("Josephine"), officers)
    with pytest.raises(ValidationError, match="merged into somebody else since"):
        parted(merger)


def account(person: Person, email: str) -> User:
    user = User.objects.create_user(email, person=person)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def test_of_two_accounts_one_stays_and_answers_to_both_addresses(
    jo: Person, joe: Person, officers: tuple[Person, Person]
) -> None:
    kept, closed = account(jo, "jo@example.org"), account(joe, "joe@example.org")
    merger = merged(joe, jo, officers)
    closed.refresh_from_db()
    assert (closed.is_active, closed.person, closed.email) == (False, None, f"closed-{closed.pk}@merged.invalid")
    proved = EmailAddress.objects.filter(user=kept).order_by("pk").values_list("email", "primary")
    assert list(proved) == [("jo@example.org", True), ("joe@example.org", False)]
    parted(merger)
    closed.refresh_from_db()
    assert (closed.is_active, closed.person, closed.email) == (True, joe, "joe@example.org")
    assert EmailAddress.objects.get(user=closed).primary


def test_an_only_account_goes_along(jo: Person, joe: Person, officers: tuple[Person, Person]) -> None:
    user = account(joe, "joe@example.org")
    merger = merged(joe, jo, officers)
    user.refresh_from_db()
    assert (user.person, user.is_active) == (jo, True)
    assert link(user).person == jo
    parted(merger)
    user.refresh_from_db()
    assert user.person == joe


def test_an_account_that_was_used_otherwise_meanwhile_stays(
    jo: Person, joe: Person, officers: tuple[Person, Person]
) -> None:
    account(jo, "jo@example.org")
    closed = account(joe, "joe@example.org")
    merger = merged(joe, jo, officers)
    User.objects.filter(pk=closed.pk).update(is_active=True)
    with pytest.raises(ValidationError, match="accounts have changed"):
        parted(merger)


class TestWhatTheyWantByMail:
    """What either of two rows did without, the one human being does without."""

    @pytest.fixture(autouse=True)
    def said(self, jo: Person, joe: Person) -> None:
        mail_wishes.refuse(str(jo.uuid), "accepted", at=AT)
        mail_wishes.wish(str(joe.uuid), unwanted=["declined"], language="en", at=AT)
        mail_wishes.refuse("j@example.org", "withdrew", at=AT)

    def wanted(self, person: Person) -> tuple[list[str], str]:
        found = mail_wishes.wishes_of([("another@example.org", person.uuid)])[0]
        return sorted(found.unwanted), found.language

    def test_who_stays_does_without_what_either_refused(
        self, jo: Person, joe: Person, officers: tuple[Person, Person]
    ) -> None:
        merged(joe, jo, officers)
        assert self.wanted(jo) == self.wanted(joe) == (["accepted", "declined", "withdrew"], "en")

    def test_a_link_in_a_mail_to_who_went_stops_a_kind_for_who_stays(
        self, jo: Person, joe: Person, officers: tuple[Person, Person]
    ) -> None:
        joey = cast.person("Joey")
        merged(joey, joe, officers)
        merged(joe, jo, officers)
        Client().post(urlsplit(mail_wishes.link(str(joey.uuid), "thanks")).path)
        assert "thanks" in self.wanted(jo)[0]
        Client().post(urlsplit(mail_wishes.link(str(joe.uuid), "thanks")).path, {"again": "1"})
        assert "thanks" not in self.wanted(jo)[0]

    def test_undone_each_does_without_what_was_theirs(
        self, jo: Person, joe: Person, officers: tuple[Person, Person]
    ) -> None:
        joey = cast.person("Joey")
        merged(joey, joe, officers)
        merger = merged(joe, jo, officers)
        parted(merger)
        assert self.wanted(jo) == (["accepted"], "")
        assert self.wanted(joe) == self.wanted(joey) == (["declined"], "en")

    def test_what_was_said_since_stays_with_who_stayed(
        self, jo: Person, joe: Person, officers: tuple[Person, Person]
    ) -> None:
        merger = merged(joe, jo, officers)
        mail_wishes.take_again(str(jo.uuid), "accepted", at=AT)
        parted(merger)
        assert self.wanted(jo) == (["declined", "withdrew"], "en")
        assert self.wanted(joe) == (["declined"], "en")


class TestDrafts:
    """What was written with an account that is closed is there for the one that stays."""

    def fields(self, user: User) -> dict[str, list[str]]:
        return {draft.page: draft.fields["text"] for draft in user.drafts.order_by("page")}

    def test_follow_where_both_have_an_account(self, jo: Person, joe: Person, officers: tuple[Person, Person]) -> None:
        kept, closed = account(jo, "jo@example.org"), account(joe, "joe@example.org")
        for user, page in ((kept, ONE), (closed, ONE), (closed, ANOTHER)):
            drafts.save(user, page, QueryDict(f"text={user.email}"), at=AT)
        merger = merged(joe, jo, officers)
        assert self.fields(kept) == {ANOTHER: ["joe@example.org"], ONE: ["jo@example.org"]}
        assert self.fields(closed) == {ONE: ["joe@example.org"]}
        parted(merger)
        assert self.fields(kept) == {ONE: ["jo@example.org"]}
        assert self.fields(closed) == {ANOTHER: ["joe@example.org"], ONE: ["joe@example.org"]}

    def test_that_were_sent_meanwhile_are_no_obstacle(
        self, jo: Person, joe: Person, officers: tuple[Person, Person]
    ) -> None:
        kept, closed = account(jo, "jo@example.org"), account(joe, "joe@example.org")
        drafts.save(closed, ONE, QueryDict("text=x"), at=AT)
        merger = merged(joe, jo, officers)
        drafts.drop(kept, ONE)
        parted(merger)
        assert self.fields(closed) == {}

    def test_go_along_with_an_only_account(self, jo: Person, joe: Person, officers: tuple[Person, Person]) -> None:
        user = account(joe, "joe@example.org")
        drafts.save(user, ONE, QueryDict("text=x"), at=AT)
        merged(joe, jo, officers)
        assert self.fields(User.objects.get(person=jo)) == {ONE: ["x"]}


def test_the_same_person_twice_and_who_was_merged_already_are_refused(
    jo: Person, joe: Person, officers: tuple[Person, Person]
) -> None:
    assert obstacles(jo, jo) == ["That is the same person twice."]
    merged(joe, jo, officers)
    joe.refresh_from_db()
    with pytest.raises(ValidationError, match="merged already"):
        merged(joe, cast.person("Nia"), officers)


def test_who_has_a_role_in_the_office_is_not_merged_away(jo: Person, officers: tuple[Person, Person]) -> None:
    officer = cast.officer("Ines")
    assert obstacles(officer, jo) == ["Ines has a role in the office. End that first."]
    assert obstacles(jo, officer) == []
    assert Appointment.objects.filter(person=officer).exists()


class TestOfAnElection:
    @pytest.fixture
    def office(self) -> Office:
        return Office()

    def test_nobody_on_an_open_roll_is_merged(self, office: Office, jo: Person) -> None:
        office.seal()
        voter = office.voters[0]
        told = f"{voter.name} is on the roll of an open vote. Merge them once it is over."
        assert obstacles(voter, jo) == [told]
        assert obstacles(jo, voter) == [told]

    def test_what_is_sealed_stays_where_it_was_written(
        self, office: Office, jo: Person, officers: tuple[Person, Person]
    ) -> None:
        office.seal()
        office.election.cancelled_at, office.election.cancelled_by = office.now, office.first
        office.election.save()
        voter = office.voters[0]
        assert ("roll entry", 1) in staying(voter)
        assert not [kind for kind, _number in moving(voter) if kind.startswith("roll")]
        merged(voter, jo, officers)
        assert voter.roll_entries.count() == 1

    def test_two_nominees_of_one_election_are_refused(self, office: Office, jo: Person) -> None:
        first, second = Nominee.objects.filter(election=office.election)[:2]
        assert obstacles(first.person, second.person) == [f"Both of them have: nominee “{first}”."]


def test_what_the_database_refuses_of_one_person_moves_nothing(
    jo: Person, joe: Person, officers: tuple[Person, Person]
) -> None:
    Proposal.objects.create(act="appoint", reason="x", proposed_by=joe, seconded_by=jo, seconded_at=AT)
    before = everything()
    with pytest.raises(ValidationError, match="cannot be of one person: proposals"):
        merged(joe, jo, officers)
    assert everything() == before
