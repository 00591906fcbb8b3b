"""Accounts come from signing in: an address that nobody has proved gets one too, so no answer tells who is a member."""

from datetime import datetime, timedelta
from typing import NamedTuple

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction

from members.addresses import as_proved, normalised
from members.linking import survivor
from members.models import Address, User

KEPT_UNPROVED = timedelta(days=1)


class Entrance(NamedTuple):
    """Whose account an address opens, and where its code goes."""

    user: User
    email: str


@transaction.atomic
def entrance_for(email: str, *, at: datetime) -> Entrance:
    """The account of an address; made where there is none.

    The code goes to the address as we know it, not as it was typed: addresses that compare equal can be different
    mailboxes (the Kelvin sign for a K), and whoever typed one must not receive the other's code. For the same reason
    those whom we do not know have an account for each address as it is written.
    """
    known = Address.objects.select_related("person").filter(normalised=normalised(email)).first()
    person = survivor(known.person) if known else None
    email = known.email if known else as_proved(email)
    user = User.objects.filter(person=person).first() if person else None
    if user is None:
        user, _made = User.objects.get_or_create(
            email=as_proved(email), defaults={"password": make_password(None), "date_joined": at}
        )
    EmailAddress.objects.get_or_create(user=user, email=as_proved(email))
    if not EmailAddress.objects.filter(user_id=user.pk, verified=True).exists():
        User.objects.filter(pk=user.pk).update(date_joined=at)  # another day to prove it
    return Entrance(user, email)


def purge_unproved(*, at: datetime) -> int:
    """Forget the accounts of addresses that nobody proved within a day. Gives how many."""
    unproved = User.objects.filter(
        date_joined__lt=at - KEPT_UNPROVED, last_login=None, person=None, is_staff=False, is_superuser=False
    ).exclude(emailaddress__verified=True)
    _all, by_model = unproved.delete()
    return by_model.get("members.User", 0)
