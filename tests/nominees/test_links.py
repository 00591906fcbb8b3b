"""A mailed link opened while signed in makes the account the nominee's; nobody else's account is touched."""

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError

from base.models import Mail
from members.models import Address, Membership, Person, User
from nominees.letters import address_for
from nominees.links import bind
from nominees.models import Nominee
from tests.nominees.nominations import ANSWERED, DURING, SECOND, VOTING, election, member, named, seal, standing

pytestmark = pytest.mark.django_db


def proved(email: str) -> User:
    """An account that signed in by a code sent to this address."""
    user = User.objects.create_user(email)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def test_an_account_without_a_person_becomes_the_nominee() -> None:
    nominee = named(election()).nominee
    user = proved("elsewhere@example.org")
    bind(nominee.links.get(), user=user, at=DURING)
    person = User.objects.get(pk=user.pk).person
    assert person is not None
    assert Nominee.objects.get(pk=nominee.pk).person == person
    assert person.name == nominee.name


def test_the_account_that_proved_the_address_is_the_person_whom_we_know() -> None:
    nominee = named(election()).nominee
    user = proved("nora@example.org")
    bind(nominee.links.get(), user=user, at=DURING)
    assert User.objects.get(pk=user.pk).person == nominee.person


def test_a_mail_that_was_passed_on_makes_nobody_a_member() -> None:
    """Whoever has the link may stand in the nominee's place; they do not become the member who votes."""
    tsegaye = Person.objects.create(name="Tsegaye")
    Address.objects.create(person=tsegaye, email="tsegaye@example.org", normalised="tsegaye@example.org")
    Membership.objects.create(person=tsegaye, membership_class="supporting", source="list", name="Tsegaye")
    nominee = named(election(), "Tsegaye", "tsegaye@example.org").nominee
    assert nominee.person == tsegaye
    evil = proved("evil@attacker.example")
    bind(nominee.links.get(), user=evil, at=DURING)
    assert User.objects.get(pk=evil.pk).person != tsegaye
    assert not User.objects.filter(person=tsegaye).exists()


def test_the_link_goes_to_the_address_that_we_know_and_its_words_are_wiped() -> None:
    """What was typed may fold into a member's address, and lead to somebody else's mailbox."""
    misaki = Person.objects.create(name="Misaki")
    Address.objects.create(person=misaki, email="misaki@example.org", normalised="misaki@example.org")
    named(election(), "Misaki", "mi\u017faki@example.org")
    mail = Mail.objects.get(kind="nominated")
    assert (mail.recipient, mail.secret) == ("misaki@example.org", True)


def test_an_account_of_another_address_takes_the_nominees_place() -> None:
    nominee, nora = named(election()).nominee, member("Nora", "elsewhere@example.org")
    bind(nominee.links.get(), user=nora.user, at=DURING)
    assert Nominee.objects.get(pk=nominee.pk).person == nora


def test_once_bound_no_other_account_takes_it() -> None:
    nominee = named(election()).nominee
    bind(nominee.links.get(), user=member("Nora").user, at=DURING)
    with pytest.raises(PermissionDenied, match="another account"):
        bind(nominee.links.get(), user=member("Eve").user, at=DURING)


def test_nobody_stands_twice_or_backs_themselves() -> None:
    board, mia = election(), member("Mia")
    nomination = named(board, by=mia)
    with pytest.raises(ValidationError, match="nominated this person"):
        bind(nomination.nominee.links.get(), user=mia.user, at=DURING)
    nora = standing(board, "Nora", "other@example.org")
    with pytest.raises(ValidationError, match="another address"):
        bind(nomination.nominee.links.get(), user=nora.person.user, at=DURING)


def test_who_accepted_in_the_last_second_may_still_connect_to_write() -> None:
    nominee = named(election()).nominee
    nora = member("Nora")
    assert bind(nominee.links.get(), user=nora.user, at=ANSWERED + SECOND).person == nora
    late = named(election("second"), by=member("Max")).nominee
    seal(late.election)
    with pytest.raises(ValidationError, match="too old"):
        bind(late.links.get(), user=member("Late").user, at=VOTING)


def test_who_connected_an_account_hears_from_us_where_they_can_sign_in() -> None:
    nominee = named(election()).nominee
    bind(nominee.links.get(), user=proved("elsewhere@example.org"), at=DURING)
    assert address_for(Nominee.objects.get(pk=nominee.pk)) == "elsewhere@example.org"


def test_who_proved_an_address_that_the_account_does_not_sign_in_by_hears_there() -> None:
    nominee = named(election()).nominee
    user = proved("nora@example.org")
    bind(nominee.links.get(), user=user, at=DURING)
    User.objects.filter(pk=user.pk).update(email="elsewhere@example.org")
    assert address_for(Nominee.objects.get(pk=nominee.pk)) == "nora@example.org"
