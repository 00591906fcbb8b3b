"""Addresses whose mail came back: who they are, what is known of it, and what the office can do."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from base import bounces
from base.mail_models import Bounce, Suppression
from members.addressing import add_address
from members.models import Address, Person

ADVICE: dict[str, Promise] = {
    Bounce.Kind.HARD: _("The mailbox is not there. Until it is put right, nothing goes there but codes to sign in."),
    Bounce.Kind.SOFT: _(
        "The other server refused a mail; its words say why. Mail still goes there. Send it again later."
    ),
    Bounce.Kind.COMPLAINT: _(
        "The reader reported our mail as unwanted. What is necessary for a vote still goes; nothing else does."
    ),
}


@dataclass(frozen=True, slots=True)
class Repair:
    """One address; the latest bounce stands for it. Days, not times: a time could tell which mail it was."""

    bounce: Bounce
    day: date
    kinds: list[str]
    people: list[Person]
    others: list[str]
    suppressed: str
    """For which reason mail is held back; empty where it still goes."""

    @property
    def advice(self) -> Promise:
        return ADVICE[self.bounce.kind]


@transaction.atomic
def put_right(address: str, *, person: Person, email: str, by: Person, at: datetime, reason: str) -> int:
    """Their right address becomes the one of record and gets what this one missed: both or neither. Says how many."""
    add_address(person, email, by=by, at=at, reason=reason)
    return bounces.send_elsewhere(address, to=email, by=by, at=at)


def open_repairs() -> QuerySet[Bounce]:
    """The latest open bounce of each address, the newest first."""
    latest = Bounce.objects.filter(settled_at=None).values("address").annotate(latest=Max("pk")).values("latest")
    return Bounce.objects.filter(pk__in=latest).order_by("-pk")


def repairs(found: list[Bounce]) -> list[Repair]:
    """What is known of each, in a fixed number of queries."""
    addresses = [each.address for each in found]
    suppressed = dict(Suppression.objects.filter(address__in=addresses).values_list("address", "reason"))
    kinds: dict[str, dict[str, Any]] = {}
    for each in Bounce.objects.filter(address__in=addresses, settled_at=None).select_related("mail"):
        kinds.setdefault(each.address, {})[bounces.told(each.mail.kind)] = None
    owners: dict[str, Person] = {}
    known = Address.objects.filter(normalised__in=addresses).select_related("person__user")
    for address in known.prefetch_related("person__addresses"):
        owners[address.normalised] = address.person
    return [
        Repair(
            bounce=each,
            day=each.received_at.date(),
            kinds=list(kinds.get(each.address, {})),
            people=[owners[each.address]] if each.address in owners else [],
            others=[
                other.email
                for other in (owners[each.address].addresses.all() if each.address in owners else [])
                if other.normalised != each.address
            ],
            suppressed=suppressed.get(each.address, ""),
        )
        for each in found
    ]
