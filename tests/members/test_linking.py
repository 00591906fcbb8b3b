"""An account is joined to a person by an address that it has proved, and by nothing else."""

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError

from base.models import JournalLine
from members.linking import introduce, link, person_for, survivor
from members.models import Address, Person, User

pytestmark = pytest.mark.django_db


def account(email: str, *, proved: bool = True) -> User:
    user = User.objects.create_user(email)
    EmailAddress.objects.create(user=user, email=email.lower(), verified=proved, primary=True)
    return user


def acts() -> list[str]:
    return list(JournalLine.objects.values_list("act", flat=True))


def test_a_proved_address_joins_the_account_to_its_person() -> None:
    jo = person_for(name="Jo", email="Jo@Example.org")
    user = account("jo@example.org")
    assert link(user).person == jo
    user.refresh_from_db()
    assert user.person == jo
    assert acts() == ["account linked"]


def test_linking_again_changes_nothing() -> None:
    person_for(name="Jo", email="jo@example.org")
    user = account("jo@example.org")
    assert link(user) == link(user)
    assert acts() == ["account linked"]


def test_an_address_that_was_not_proved_joins_nothing() -> None:
    person_for(name="Jo", email="jo@example.org")
    assert link(account("jo@example.org", proved=False)).person is None


def test_nobody_is_known_by_the_address() -> None:
    person_for(name="Jo", email="jo@example.org")
    assert link(account("al@example.org")).person is None


def test_an_address_that_only_compares_equal_was_not_proved() -> None:
    person_for(name="Jo", email="jo@faß.example")
    assert link(account("jo@fass.example")).person is None


def test_a_second_proved_address_will_do() -> None:
    jo = person_for(name="Jo", email="work@example.org")
    user = account("home@example.org")
    EmailAddress.objects.create(user=user, email="work@example.org", verified=True)
    assert link(user).person == jo


def test_a_person_who_has_another_account_keeps_it() -> None:
    jo = person_for(name="Jo", email="jo@example.org")
    first = User.objects.create_user("old@example.org", person=jo)
    second = account("jo@example.org")
    assert link(second) == (None, True)
    second.refresh_from_db()
    first.refresh_from_db()
    assert (second.person, first.person) == (None, jo)
    assert acts() == ["account not linked"]


def test_the_account_follows_its_person_through_merges() -> None:
    jo, joe, joseph = (Person.objects.create(name=name) for name in ("Jo", "Joe", "Joseph"))
    Address.objects.create(person=jo, email="jo@example.org", normalised="jo@example.org")
    user = account("jo@example.org")
    assert link(user).person == jo
    Person.objects.filter(pk=jo.pk).update(merged_into=joe)
    Person.objects.filter(pk=joe.pk).update(merged_into=joseph)
    user = User.objects.get(pk=user.pk)
    assert link(user).person == joseph


def test_a_merge_into_somebody_with_an_account_is_not_followed() -> None:
    jo = person_for(name="Jo", email="jo@example.org")
    user = account("jo@example.org")
    link(user)
    joe = Person.objects.create(name="Joe")
    User.objects.create_user("joe@example.org", person=joe)
    Person.objects.filter(pk=jo.pk).update(merged_into=joe)
    user = User.objects.get(pk=user.pk)
    assert link(user) == (jo, True)


def test_merging_in_a_circle_is_a_fault() -> None:
    jo, joe = Person.objects.create(name="Jo"), Person.objects.create(name="Joe")
    Person.objects.filter(pk=jo.pk).update(merged_into=joe)
    Person.objects.filter(pk=joe.pk).update(merged_into=jo)
    with pytest.raises(RuntimeError, match="circle"):
        survivor(Person.objects.get(pk=jo.pk))


def test_the_person_for_an_address_is_made_once() -> None:
    jo = person_for(name="Jo", email=" Jo@Example.org ")
    assert person_for(name="Somebody Else", email="JO@example.ORG") == jo
    assert list(Address.objects.values_list("email", "normalised")) == [("Jo@Example.org", "jo@example.org")]
    assert jo.name == "Jo"


def test_the_person_for_an_address_is_who_they_were_merged_into() -> None:
    jo, joe = person_for(name="Jo", email="jo@example.org"), Person.objects.create(name="Joe")
    Person.objects.filter(pk=jo.pk).update(merged_into=joe)
    assert person_for(name="Jo", email="jo@example.org") == joe


def test_somebody_new_gives_their_name() -> None:
    user = account("new@example.org")
    nia = introduce(user, "  Nia   New ")
    user.refresh_from_db()
    assert (nia.name, user.person) == ("Nia New", nia)
    assert person_for(name="Nia", email="new@example.org") == nia


def test_whoever_is_known_already_is_who_they_are() -> None:
    jo = person_for(name="Jo", email="jo@example.org")
    assert introduce(account("jo@example.org"), "Joseph").name == jo.name


def test_nobody_takes_a_person_by_introducing_themselves() -> None:
    jo = person_for(name="Jo", email="jo@example.org")
    User.objects.create_user("old@example.org", person=jo)
    with pytest.raises(ValidationError, match="another account"):
        introduce(account("jo@example.org"), "Jo")


def test_a_name_is_given_once() -> None:
    user = account("new@example.org")
    introduce(user, "Nia New")
    with pytest.raises(ValidationError, match="already"):
        introduce(user, "Nina New")


@pytest.mark.parametrize("name", ["", "  ", "Ni\x07a", "N" * 201])
def test_a_name_that_is_none(name: str) -> None:
    with pytest.raises(ValidationError, match="name"):
        introduce(account("new@example.org"), name)


def test_a_name_of_200_characters() -> None:
    assert introduce(account("new@example.org"), "N" * 200).name == "N" * 200


def test_an_address_that_only_looks_alike_introduces_nobody_as_a_member() -> None:
    """The long s folds into s: it is another mailbox."""
    kim = Person.objects.create(name="Kim Sato")
    Address.objects.create(person=kim, email="kim.sato@uni.example", normalised="kim.sato@uni.example")
    user = User.objects.create_user("kim.\u017fato@uni.example")
    with pytest.raises(ValidationError, match="looks like yours"):
        introduce(user, "Mallory")
    user.refresh_from_db()
    assert user.person is None
    assert Person.objects.count() == 1
