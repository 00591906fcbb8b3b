"""The act that undoes a merger: two people again, each with what was theirs, as long as nothing has changed since."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from base import journal, mail_wishes
from members import accounts
from members.addressing import on_an_open_roll
from members.models import Address, Affirmation, Membership, Merger, Person
from members.pointing import Pointer, pointers


@transaction.atomic
def part(merger: Merger, *, by: Person, at: datetime, reason: str) -> None:
    """Everything that the merger moved goes back. The caller knows who may; ValidationError says what is in the way."""
    merger = Merger.objects.select_for_update(of=("self",)).select_related("person", "into").get(pk=merger.pk)
    if not reason.strip():
        raise ValidationError({"reason": _("Give a reason. It stands in the journal for good.")}, code="reason")
    if reasons := list(obstacles(merger)):
        raise ValidationError(reasons, code="obstacles")
    person, into, moved = merger.person, merger.into, merger.moved
    for pointer, keys in _moved(merger):
        pointer.rows.filter(pk__in=keys).update(**{pointer.field.name: person})
    person.merged_into = None
    person.save(update_fields=["merged_into"])
    _part_memberships(person, moved["memberships"])
    for said in moved["affirmations"]:
        Affirmation.objects.create(person=person, **said | {"affirmed_at": datetime.fromisoformat(said["affirmed_at"])})
    for key, position in moved["positions"].items():
        Address.objects.filter(pk=key).update(position=position)
    if moved["account"]:
        accounts.open_again(moved["account"], person)
    if "wishes" in moved:
        mail_wishes.part(moved["wishes"], at=at)
    merger.undone_at, merger.undone_by, merger.undone_reason = at, by, reason.strip()
    merger.save(update_fields=["undone_at", "undone_by", "undone_reason"])
    details = {"person": person.pk, "into": into.pk}
    journal.write("part people", by=by, subject=f"{person.name}, {into.name}", reason=reason.strip(), details=details)


def obstacles(merger: Merger) -> Iterator[str]:
    """What has changed since, and would be lost or wrong."""
    if merger.undone_at:
        yield _("This merger was undone already.")
        return
    if merger.into.merged_into_id:
        yield _("%(name)s was merged into somebody else since. Undo that first.") % {"name": merger.into.name}
    if on_an_open_roll(merger.into):
        yield _("%(name)s is on the roll of an open vote. Part them once it is over.") % {"name": merger.into.name}
    for pointer, keys in _moved(merger):
        if pointer.rows.filter(pk__in=keys, **{pointer.field.name: merger.into}).count() != len(keys):
            told = {"what": pointer.model._meta.verbose_name_plural}
            yield _("What the merger moved has changed since: %(what)s.") % told
    if not all(_is_as_left(each) for each in merger.moved["memberships"]["widened"]):
        yield _("A membership of theirs has changed since.")
    if merger.moved["account"] and not accounts.is_as_left(merger.moved["account"]):
        yield _("Their accounts have changed since.")


def _moved(merger: Merger) -> Iterator[tuple[Pointer, list[int]]]:
    for pointer in pointers():
        if keys := merger.moved["rows"].get(str(pointer)):
            yield pointer, keys


def _part_memberships(person: Person, moved: dict[str, Any]) -> None:
    for each in moved["widened"]:
        Membership.objects.filter(pk=each["pk"]).update(since=_day(each["since"]), until=_day(each["until"]))
    for each in moved["dropped"]:
        days = {"since": _day(each["since"]), "until": _day(each["until"])}
        Membership.objects.create(person=person, **each | days)


def _is_as_left(each: dict[str, Any]) -> bool:
    days = {"since": _day(each["to_since"]), "until": _day(each["to_until"])}
    return Membership.objects.filter(pk=each["pk"], **days).exists()


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
