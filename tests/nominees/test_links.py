"""A mailed link opened while signed in makes the account the nominee's; nobody else's account is touched."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from members.models import User
from nominees.links import bind
from nominees.models import Nominee
from tests.nominees.nominations import ANSWERED, DURING, SECOND, VOTING, election, member, named, seal, standing

pytestmark = pytest.mark.django_db


def test_an_account_without_a_person_becomes_the_nominee() -> None:
    nominee = named(election()).nominee
    user = User.objects.create_user("elsewhere@example.org")
    bind(nominee.links.get(), user=user, at=DURING)
    assert User.objects.get(pk=user.pk).person == nominee.person


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
