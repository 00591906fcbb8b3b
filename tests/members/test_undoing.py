"""Undoing the last import: everything is as it was, or it is refused with what would be lost."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from base.models import JournalLine
from members.addressing import add_address
from members.importing import import_members
from members.linking import introduce, person_for
from members.member_list import Row
from members.models import Address, Affirmation, MemberImport, Membership, Person, User
from members.undoing import KEPT, Later, Lost, WouldLoseError, undo
from tests import cast
from tests.members.lists import AFFIRMED, AL, AT, DAY, JO, everything, taken_over

pytestmark = pytest.mark.django_db
A = ("a@example.org", "al@home.example")
BEFORE = [
    Row(2, "Jo", "jo@example.org", "basic", number="17"),
    Row(3, "Al", "al@example.org", "supporting", date(2020, 1, 1), date(2027, 1, 1), AFFIRMED, number="18"),
    Row(4, "Cy", "cy@example.org", "fellow"),
    Row(5, "Di", "old@example.org", "fellow", number="20"),
]
AFTER = [
    Row(2, "Jo Doe", "new@example.org", "basic", date(2021, 1, 1), number="17", affirmed_at=AFFIRMED),
    Row(3, "Al", "al@example.org", "supporting", date(2020, 1, 1), date(2028, 1, 1), AFFIRMED, number="18", further=A),
    Row(4, "Al", "al@example.org", "fellow", number="18", carried_over=True),
    Row(5, "Di", "di@example.org", "fellow", number="20", further=("old@example.org", "d@example.org")),
    Row(6, "Bo", "bo@example.org", "basic", number="19", affirmed_at=AFFIRMED, further=("b@example.org",)),
    Row(7, "Bo", "bo@example.org", "fellow"),
]  # and Cy is gone


def changed() -> MemberImport:
    return taken_over(AFTER, source="after.csv", complete=True, at=AT + timedelta(days=1))


def undone(of: MemberImport, *, reason: str = "The wrong file.") -> None:
    undo(of, by=cast.person("Olga Officer"), at=AT + timedelta(days=2), reason=reason)


def lost(of: MemberImport) -> list[Lost]:
    before = everything()
    with pytest.raises(WouldLoseError) as refused:
        undone(of)
    assert everything()[1:] == before[1:]
    return refused.value.lost


def test_everything_is_as_it_was() -> None:
    taken_over(BEFORE)
    taken_over([Row(2, "Di", "di@example.org", "fellow", number="20")], at=AT + timedelta(hours=1))  # a former address
    taken_over([Row(2, "Di", "old@example.org", "fellow", number="20")], at=AT + timedelta(hours=2))
    olga = cast.person("Olga Officer")
    before = everything()
    of = changed()
    assert everything() != before
    undo(of, by=olga, at=AT + timedelta(days=2), reason="The wrong file.")
    assert everything() == before
    line = JournalLine.objects.latest("pk")
    assert (line.act, line.actor, line.reason, line.public) == (
        "member list undone",
        "Olga Officer",
        "The wrong file.",
        True,
    )
    assert line.details["new person"] == 1


def test_then_the_import_before_it_is_the_last_and_the_list_can_be_taken_over_again() -> None:
    first = taken_over(BEFORE)
    undone(changed())
    again = changed()
    undone(again)
    undone(first)
    assert not Membership.objects.exists()
    assert not Address.objects.exists()


def test_only_the_last_import_is_undone() -> None:
    first = taken_over(BEFORE)
    changed()
    with pytest.raises(ValidationError, match="Undo that one first"):
        undone(first)


def test_an_import_is_undone_once_and_for_a_reason() -> None:
    of = taken_over(BEFORE)
    with pytest.raises(ValidationError, match="reason"):
        undone(of, reason=" ")
    undone(of)
    with pytest.raises(ValidationError, match="nothing to undo"):
        undone(of)


def test_thirty_days_later_it_stays() -> None:
    of = taken_over(BEFORE)
    olga = cast.person()
    with pytest.raises(ValidationError, match="30 days"):
        undo(of, by=olga, at=AT + KEPT + timedelta(seconds=1), reason="x")
    undo(of, by=olga, at=AT + KEPT, reason="x")


def test_a_membership_that_changed_since_is_named() -> None:
    taken_over(BEFORE)
    of = changed()
    Membership.objects.filter(name="Al", membership_class="supporting").update(until=date(2030, 1, 1))
    Membership.objects.filter(name="Cy").update(until=None)
    assert lost(of) == [Lost(Later.MEMBERSHIP, "Al"), Lost(Later.MEMBERSHIP, "Cy")]


def test_a_membership_that_is_gone_is_named() -> None:
    of = taken_over([JO])
    Membership.objects.all().delete()
    assert lost(of) == [Lost(Later.MEMBERSHIP, "Jo")]


def test_a_name_that_changed_since_is_named() -> None:
    taken_over(BEFORE)
    of = changed()
    Person.objects.filter(name="Jo Doe").update(name="Jo Roe")
    assert lost(of) == [Lost(Later.NAME, "Jo Doe")]


def test_an_address_of_record_that_changed_since_is_named() -> None:
    taken_over(BEFORE)
    of = changed()
    di = Person.objects.get(name="Di")
    di.addresses.filter(normalised="di@example.org").delete()
    assert lost(of) == [Lost(Later.ADDRESS, "Di")]


@pytest.mark.parametrize("act", ["remove", "make the first"])
def test_a_further_address_that_changed_since_is_named(act: str) -> None:
    taken_over(BEFORE)
    of = changed()
    if act == "remove":
        Address.objects.get(email="al@home.example").delete()
    else:
        al = Person.objects.get(name="Al")
        add_address(al, "a@example.org", by=al, at=AT + timedelta(days=1), reason="They said so.")
    assert lost(of) == [Lost(Later.ADDRESS, "Al")]


def test_a_further_address_of_who_was_known_goes_and_what_came_later_stays() -> None:
    jo = person_for(name="Jo", email="jo@example.org")
    of = taken_over([Row(2, "Jo", "jo@example.org", "basic", further=("j@example.org",))])
    Address.objects.create(person=jo, email="own@example.org", normalised="own@example.org", position=2)
    undone(of)
    assert list(jo.addresses.values_list("email", flat=True)) == ["jo@example.org", "own@example.org"]


def test_somebody_new_who_has_an_account_by_now_is_named() -> None:
    of = taken_over([JO])
    User.objects.create_user("jo@example.org", person=Person.objects.get())
    assert lost(of) == [Lost(Later.ELSEWHERE, "Jo", "account")]


def test_somebody_new_with_more_of_their_own_by_now_is_named() -> None:
    of = taken_over([JO, AL])
    al = Person.objects.get(name="Al")
    Address.objects.create(person=al, email="a@example.org", normalised="a@example.org", position=1)
    Affirmation.objects.create(person=al, affirmed_at=AT, email="al@example.org", source="the site")
    assert {each.what for each in lost(of)} == {"address", "affirmation"}


def test_somebody_who_was_known_before_keeps_what_came_later() -> None:
    jo = person_for(name="Jo", email="jo@example.org")
    of = taken_over([JO])
    introduce_account = User.objects.create_user("jo@example.org", person=jo)
    undone(of)
    assert introduce_account.person == jo
    assert not Membership.objects.exists()


def test_an_affirmation_of_ones_own_stays() -> None:
    jo = person_for(name="Jo", email="jo@example.org")
    of = taken_over([Row(2, "Jo", "jo@example.org", "basic", affirmed_at=AFFIRMED)])
    Affirmation.objects.create(person=jo, affirmed_at=AT, email="jo@example.org", source="the site")
    undone(of)
    assert list(Affirmation.objects.values_list("source", flat=True)) == ["the site"]


def test_the_officer_of_an_import_may_be_undone_with_others_left_alone() -> None:
    officer = cast.person("Olga Officer")
    of = import_members([JO], by=officer, at=AT, source="x.csv", as_of=DAY)
    assert of.chosen_by == officer
    undo(of, by=officer, at=AT, reason="x")
    assert list(Person.objects.all()) == [officer]


def test_introduced_meanwhile() -> None:
    of = taken_over([JO])
    nia = introduce(User.objects.create_user("nia@example.org"), "Nia New")
    undone(of)
    assert Person.objects.filter(pk=nia.pk).exists()
