"""Acts on the addresses of a person: several, one of them of record; none changes while a vote is on."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from base import journal
from members.addresses import looks_right, normalised
from members.linking import as_written
from members.models import Address, Person

# The roll belongs to a later room, and is known here by the names of its columns alone.
OPEN_ROLL: dict[str, Any] = {
    "roll_entries__removed_at": None,
    "roll_entries__election__ballots_ended_at": None,
    "roll_entries__election__voided_at": None,
    "roll_entries__election__cancelled_at": None,
    "roll_entries__isnull": False,
}


def on_open_rolls() -> QuerySet[Person]:
    """Whoever reads a voter's mail can vote in their place, so addresses do not change while a vote is on."""
    return Person.objects.filter(**OPEN_ROLL)


def on_an_open_roll(person: Person) -> bool:
    return on_open_rolls().filter(pk=person.pk).exists()


@transaction.atomic
def add_address(person: Person, email: str, *, by: Person, at: datetime, reason: str) -> Address:
    """Give somebody another address, which is the one of record from then on. The caller knows who may."""
    person = _held(person)
    reason = _reason(reason)
    email = as_written(email)
    if not looks_right(email):
        raise ValidationError({"email": _("Give an address such as name@example.org.")}, code="email")
    known = Address.objects.filter(normalised=normalised(email)).select_related("person").first()
    if known and known.person_id != person.pk:
        told = {"email": email, "name": known.person.name}
        refusal = _("%(email)s is an address of %(name)s. If they are one and the same, merge the two.") % told
        raise ValidationError({"email": refusal}, code="known")
    before = _of_record(person)
    if known and known == before:
        raise ValidationError({"email": _("It is their address of record already.")}, code="same")
    person.addresses.update(position=F("position") + 1)
    if known is None:
        known = Address(person=person, normalised=normalised(email), known_since=at)
    known.email, known.position = email, 0
    known.save()
    details = {"person": person.pk, "of record": {"from": before.email if before else "", "to": email}}
    journal.write("change address", by=by, subject=person.name, reason=reason, details=details)
    return known


@transaction.atomic
def remove_address(address: Address, *, by: Person, at: datetime, reason: str) -> None:
    """Forget an address that is no longer theirs, as long as another one is left."""
    person = _held(address.person)
    reason = _reason(reason)
    if not person.addresses.exclude(pk=address.pk).exists():
        raise ValidationError(_("It is their only address. Add the new one first."), code="only")
    account: Any = getattr(person, "user", None)
    if account and normalised(account.email) == address.normalised:
        raise ValidationError(_("They sign in with this address. They can change that themselves."), code="account")
    address.delete()
    details = {"person": person.pk, "email": address.email}
    journal.write("remove address", by=by, subject=person.name, reason=reason, details=details)


def _held(person: Person) -> Person:
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.merged_into_id:
        raise ValidationError(_("This person was merged into another. Change that one."), code="merged")
    if on_an_open_roll(person):
        refusal = _("They are on the roll of an open vote: their addresses stay until it is over.")
        raise ValidationError(refusal, code="open roll")
    return person


def _of_record(person: Person) -> Address | None:
    return person.addresses.order_by("position", "pk").first()


def _reason(reason: str) -> str:
    if not reason.strip():
        raise ValidationError({"reason": _("Give a reason. It stands in the journal for good.")}, code="reason")
    return reason.strip()
