"""Several addresses of one person: one is of record, others stay known, and none changes while a vote is on."""

import pytest
from django.core.exceptions import ValidationError

from base.models import JournalLine
from members.addressing import add_address, on_an_open_roll, remove_address
from members.importing import take_over
from members.linking import person_for
from members.member_list import Row
from members.models import Person, User
from tests import cast
from tests.ballots.elections import Office
from tests.members.lists import AT, compared, taken_over

pytestmark = pytest.mark.django_db


@pytest.fixture
def jo() -> Person:
    return person_for(name="Jo", email="jo@example.org")


@pytest.fixture
def olga() -> Person:
    return cast.person("Olga Officer")


def add(person: Person, email: str, by: Person, reason: str = "They wrote to us.") -> None:
    add_address(person, email, by=by, at=AT, reason=reason)


def addresses(person: Person) -> list[str]:
    return list(person.addresses.values_list("email", flat=True))


def test_the_new_address_is_of_record_and_the_old_one_stays_known(jo: Person, olga: Person) -> None:
    add(jo, " New@Example.org ", olga)
    assert addresses(jo) == ["New@Example.org", "jo@example.org"]
    assert person_for(name="Jo", email="jo@example.org") == person_for(name="Jo", email="new@example.org") == jo
    line = JournalLine.objects.get(act="change address")
    assert (line.actor, line.reason, line.public) == ("Olga Officer", "They wrote to us.", False)
    assert line.details["of record"] == {"from": "jo@example.org", "to": "New@Example.org"}


def test_a_known_address_becomes_the_one_of_record_again(jo: Person, olga: Person) -> None:
    add(jo, "new@example.org", olga)
    add(jo, "jo@example.org", olga)
    assert addresses(jo) == ["jo@example.org", "new@example.org"]


@pytest.mark.parametrize(
    ("email", "reason", "told"),
    [
        ("jo@example.org", "x", "address of record already"),
        ("JO@example.org", "x", "address of record already"),
        ("nowhere", "x", "Give an address such as"),
        ("al@example.org", "x", "al@example.org is an address of Al. If they are one and the same, merge the two."),
        ("new@example.org", " ", "Give a reason"),
    ],
)
def test_what_is_refused(jo: Person, olga: Person, email: str, reason: str, told: str) -> None:
    person_for(name="Al", email="al@example.org")
    with pytest.raises(ValidationError, match=told):
        add(jo, email, olga, reason)
    assert addresses(jo) == ["jo@example.org"]


def test_an_address_is_removed_as_long_as_another_is_left(jo: Person, olga: Person) -> None:
    add(jo, "new@example.org", olga)
    for old in jo.addresses.filter(email="jo@example.org"):
        remove_address(old, by=olga, at=AT, reason="It is dead.")
    assert addresses(jo) == ["new@example.org"]
    with pytest.raises(ValidationError, match="only address"):
        remove_address(jo.addresses.get(), by=olga, at=AT, reason="x")


def test_an_address_that_somebody_signs_in_with_is_theirs_to_remove(jo: Person, olga: Person) -> None:
    User.objects.create_user("jo@example.org", person=jo)
    add(jo, "new@example.org", olga)
    with pytest.raises(ValidationError, match="sign in with this address"):
        remove_address(jo.addresses.get(email="jo@example.org"), by=olga, at=AT, reason="x")


def test_who_was_merged_has_no_addresses_of_their_own(jo: Person, olga: Person) -> None:
    Person.objects.filter(pk=jo.pk).update(merged_into=olga)
    with pytest.raises(ValidationError, match="merged into another"):
        add(jo, "new@example.org", olga)


def test_addresses_stay_while_a_vote_is_on(olga: Person) -> None:
    office = Office()
    voter = office.voters[0]
    taken_over([Row(2, voter.name, voter.addresses.get().email, "supporting", number="17")])
    before = addresses(voter)
    assert on_an_open_roll(voter)
    with pytest.raises(ValidationError, match="roll of an open vote"):
        add(voter, "new@example.org", olga)
    with pytest.raises(ValidationError, match="roll of an open vote"):
        remove_address(voter.addresses.get(), by=olga, at=AT, reason="x")

    of = compared([Row(2, voter.name, "new@example.org", "contributing", number="17")])
    assert of.numbers["addresses that wait"] == 1
    take_over(of, by="test", at=AT)
    assert addresses(voter) == before

    office.election.cancelled_at, office.election.cancelled_by = office.now, office.first
    office.election.save()
    assert not on_an_open_roll(voter)
    taken_over([Row(2, voter.name, "new@example.org", "contributing", number="17")])
    assert addresses(voter) == ["new@example.org", *before]
