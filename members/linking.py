"""An account and the human being behind it: joined by an address that the account has proved, never by a guess."""

import unicodedata
from typing import NamedTuple

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from base import journal
from members.addresses import as_proved, normalised
from members.models import Address, Person, User

LONGEST_NAME = 200


class Link(NamedTuple):
    """The person that an account acts as, and whether the one it asked for belongs to another account."""

    person: Person | None
    held_by_another: bool = False


@transaction.atomic
def link(user: User) -> Link:
    """Join an account to the person whose address it has proved. A person who has another account keeps it."""
    person = survivor(user.person) if user.person else _person_of(user)
    if person is None or person == user.person:
        return Link(user.person)
    Person.objects.select_for_update().get(pk=person.pk)
    if User.objects.filter(person=person).exclude(pk=user.pk).exists():
        journal.write(
            "account not linked",
            by="sign-in",
            subject=person.name,
            reason="the person has another account",
            details={"person": person.pk, "user": user.pk},
        )
        return Link(user.person, held_by_another=True)
    return Link(_join(user, person))


@transaction.atomic
def introduce(user: User, name: str) -> Person:
    """Make a person for an account that has none, under the name that its owner gives."""
    if user.person:
        raise ValidationError(_("You have told us your name already."), code="introduced")
    name = " ".join(unicodedata.normalize("NFC", name).split())
    if not name or not name.isprintable():
        raise ValidationError({"name": _("Give your name.")}, code="name")
    if len(name) > LONGEST_NAME:
        raise ValidationError({"name": _("A name has at most 200 characters here.")}, code="name")
    known = link(user)
    if known.held_by_another:
        raise ValidationError(taken(), code="held by another")
    return known.person or _join(user, _new_person(name, user.email))


def _new_person(name: str, email: str) -> Person:
    """With an address that nobody else is known by. One that only looks alike once it is folded proves nothing."""
    try:
        with transaction.atomic():
            person = Person.objects.create(name=name)
            Address.objects.create(person=person, email=as_written(email), normalised=normalised(email))
            return person
    except IntegrityError as error:
        raise ValidationError(
            _("Somebody is known by an address that looks like yours. Write to the election office."), code="alike"
        ) from error


def person_for(*, name: str, email: str) -> Person:
    """The person known by an e-mail address; made, with that name, where nobody is."""
    address = Address.objects.select_related("person").filter(normalised=normalised(email)).first()
    if address is None:
        try:
            with transaction.atomic():
                person = Person.objects.create(name=name)
                Address.objects.create(person=person, email=as_written(email), normalised=normalised(email))
                return person
        except IntegrityError:  # the same address, added at this very moment
            address = Address.objects.select_related("person").get(normalised=normalised(email))
    return survivor(address.person)


def as_written(email: str) -> str:
    return unicodedata.normalize("NFC", email.strip())


def survivor(person: Person) -> Person:
    """Who a person is after every merge."""
    passed = {person.pk}
    while person.merged_into is not None:
        person = person.merged_into
        if person.pk in passed:
            raise RuntimeError(f"People are merged in a circle: {sorted(passed)}")
        passed.add(person.pk)
    return person


def taken() -> str:
    """What to say to the owner of an account whose person belongs to another account."""
    return _(
        "The person with this address already uses another account. You are signed in, but not as that person. "
        "Sign in with your other address, or write to the election office."
    )


def _person_of(user: User) -> Person | None:
    """Whoever is known by an address that the account has proved, the account's first address first."""
    verified = EmailAddress.objects.filter(user_id=user.pk, verified=True).order_by("-primary", "pk")
    proved = [as_proved(address.email) for address in verified]
    known = Address.objects.select_related("person").filter(normalised__in=[normalised(email) for email in proved])
    by_proof = {as_proved(address.email): address.person for address in known}
    return next((survivor(by_proof[email]) for email in proved if email in by_proof), None)


def _join(user: User, person: Person) -> Person:
    user.person = person
    user.save(update_fields=["person"])
    journal.write("account linked", by=person, subject=person.name, details={"person": person.pk, "user": user.pk})
    return person
