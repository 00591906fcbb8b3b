"""Two people who are one and the same become one: everything moves, or it is refused with the reasons."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F, Max, Model
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from base import journal, mail_wishes
from members import accounts
from members.addresses import normalised
from members.addressing import on_an_open_roll
from members.models import Address, Affirmation, Membership, Merger, Person, User
from members.pointing import Pointer, colliding, pointers

ON_THEIR_OWN = {Membership, Affirmation, User}
"""These may collide, and then become one."""


@transaction.atomic
def merge(person: Person, into: Person, *, by: Person, seconded_by: Person, at: datetime, reason: str) -> Merger:
    """`person` is `into` from now on. The caller knows that both officers may. Says all that is in the way."""
    people = Person.objects.select_for_update().filter(pk__in=[person.pk, into.pk]).order_by("pk")
    held = {each.pk: each for each in people}
    person, into = held[person.pk], held[into.pk]
    if reasons := obstacles(person, into):
        raise ValidationError(reasons, code="obstacles")
    moved: dict[str, Any] = {
        "wishes": mail_wishes.join(str(person.uuid), str(into.uuid), addresses=_addresses_of(person), at=at),
        "memberships": _merge_memberships(person, into),
        "affirmations": _drop_same_affirmations(person, into),
        "account": accounts.close_second(person, into),
        "positions": _step_behind(person, into),
    }
    moved["rows"] = {str(pointer): _move(pointer, person, into) for pointer in pointers() if not pointer.stays}
    person.merged_into = into
    person.save(update_fields=["merged_into"])
    journal.write(
        "merge people",
        by=by,
        second=seconded_by,
        subject=f"{person.name}, {into.name}",
        reason=reason,
        details={"person": person.pk, "into": into.pk, "rows moved": sum(map(len, moved["rows"].values()))},
    )
    return Merger.objects.create(
        person=person, into=into, reason=reason, merged_at=at, merged_by=by, seconded_by=seconded_by, moved=moved
    )


def obstacles(person: Person, into: Person) -> list[str]:
    """Everything that is in the way, in sentences."""
    if person == into:
        return [_("That is the same person twice.")]
    found = []
    for each in (person, into):
        told = {"name": each.name}
        if each.merged_into_id:
            found.append(_("%(name)s was merged already.") % told)
        if on_an_open_roll(each):
            found.append(_("%(name)s is on the roll of an open vote. Merge them once it is over.") % told)
    account: User | None = getattr(person, "user", None)
    if account and (account.is_staff or account.is_superuser):
        found.append(_("%(name)s has a role in the office. End that first.") % {"name": person.name})
    for pointer in pointers():
        if not pointer.stays and pointer.model not in ON_THEIR_OWN:
            both = (f"{row._meta.verbose_name} “{row}”" for row in colliding(pointer, person, into))
            found += [_("Both of them have: %(what)s.") % {"what": what} for what in both]
    return found


def moving(person: Person) -> Iterator[tuple[str, int]]:
    """What a merger would move, for the officers who agree: kinds of things, and how many."""
    yield from _counted(person, stays=False)


def staying(person: Person) -> Iterator[tuple[str, int]]:
    """What nobody can change any more: it stays as it was written, and the merged row leads on from there."""
    yield from _counted(person, stays=True)


def _counted(person: Person, *, stays: bool) -> Iterator[tuple[str, int]]:
    numbers: dict[type[Model], int] = {}
    for pointer in pointers():
        if pointer.stays is stays:
            number = pointer.rows.filter(**{pointer.field.name: person}).count()
            numbers[pointer.model] = numbers.get(pointer.model, 0) + number
    for model, number in numbers.items():
        if number:
            yield str(ngettext(*_names(model), number)), number


def _names(model: type[Model]) -> tuple[str, str]:
    return str(model._meta.verbose_name), str(model._meta.verbose_name_plural)


def _move(pointer: Pointer, person: Person, into: Person) -> list[int]:
    rows = pointer.rows.filter(**{pointer.field.name: person})
    keys = list(rows.values_list("pk", flat=True))
    try:
        with transaction.atomic():
            rows.update(**{pointer.field.name: into})
    except IntegrityError as error:
        told = {"what": pointer.model._meta.verbose_name_plural}
        raise ValidationError(_("What is known of both cannot be of one person: %(what)s.") % told) from error
    return keys


def _addresses_of(person: Person) -> list[str]:
    """As wishes are kept for them, and that of the account."""
    account: User | None = getattr(person, "user", None)
    known = [each.normalised for each in person.addresses.all()]
    return [*known, normalised(account.email)] if account else known


def _merge_memberships(person: Person, into: Person) -> dict[str, Any]:
    """Of one class held twice, one is left, from the first beginning to the last end."""
    dropped, widened = [], []
    kept = {each.membership_class: each for each in into.memberships.all()}
    for gone in person.memberships.filter(membership_class__in=kept):
        stays = kept[gone.membership_class]
        dropped.append(_as_data(gone))
        before = {"pk": stays.pk, "since": _iso(stays.since), "until": _iso(stays.until)}
        stays.since = min(stays.since, gone.since) if stays.since and gone.since else None
        stays.until = max(stays.until, gone.until) if stays.until and gone.until else None
        widened.append(before | {"to_since": _iso(stays.since), "to_until": _iso(stays.until)})
        stays.save(update_fields=["since", "until"])
        gone.delete()
    return {"dropped": dropped, "widened": widened}


def _drop_same_affirmations(person: Person, into: Person) -> list[dict[str, Any]]:
    same = person.affirmations.filter(affirmed_at__in=into.affirmations.values("affirmed_at"))
    dropped = [
        {
            "affirmed_at": each.affirmed_at.isoformat(),
            "carried_over": each.carried_over,
            "email": each.email,
            "source": each.source,
        }
        for each in same
    ]
    same.delete()
    return dropped


def _step_behind(person: Person, into: Person) -> dict[str, int]:
    """The address of record of who stays is theirs; the others come behind. Returns where they were."""
    positions = {str(each.pk): each.position for each in person.addresses.all()}
    last = into.addresses.aggregate(Max("position"))["position__max"]
    if last is not None:
        Address.objects.filter(person=person).update(position=F("position") + last + 1)
    return positions


def _as_data(membership: Membership) -> dict[str, Any]:
    return {
        "membership_class": membership.membership_class,
        "since": _iso(membership.since),
        "until": _iso(membership.until),
        "name": membership.name,
        "source": membership.source,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
