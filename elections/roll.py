"""The roll: the sealed copy of who may vote. It is made once, from the members as of the record date [bylaws 3.7]."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Collate
from django.utils.translation import gettext as _

from base import journal
from elections import rights, windows
from elections.models import Election, RollEntry
from elections.officers import require_reason, require_two
from elections.seen import require_unchanged
from elections.timetable import locked
from elections.voters import (
    address_of_record,
    affirmations_of,
    members_among,
    memberships_of,
    rules_of,
    with_a_class_that_votes,
)
from members.models import MembershipClass, Person

BATCH = 2_000


@transaction.atomic
def seal_roll(
    election: Election,
    *,
    by: Person,
    at: datetime,
    seconded_by: Person | None = None,
    seen: str | None = None,
    advance: Callable[[], object] = lambda: None,
) -> int:
    """Copy every member who may vote into the roll, and fix its hash. Returns how many voters it has.

    `seen` is the hash of the roll that the first officer asked to seal (`roll_preview`); another one is refused.
    """
    require_two(election, by, seconded_by)
    election = locked(election)
    if election.roll_sealed_at:
        raise ValidationError(_("The roll is sealed already."), code="done")
    if not windows.may_seal_roll(election.instants, election.facts, at):
        raise ValidationError(_("The roll can be sealed once it has closed, and before voting opens."), code="phase")
    entries = _entries(election, at, advance)
    while batch := list(islice(entries, BATCH)):
        RollEntry.objects.bulk_create(batch)
    number = election.roll.count()
    if not number:
        raise ValidationError(_("Nobody may vote by these rules: the roll would be empty."), code="empty")
    sealed_hash = roll_hash(election)
    require_unchanged(seen, sealed_hash)
    election.roll_sealed_at, election.roll_sealed_by, election.roll_hash = at, by, sealed_hash
    election.save(update_fields=["roll_sealed_at", "roll_sealed_by", "roll_hash"])
    details = {"voters": number, "hash": election.roll_hash}
    journal.write("seal roll", by=by, second=seconded_by, election=election.uuid, details=details, public=True)
    return number


def expected(
    election: Election, at: datetime, advance: Callable[[], object] = lambda: None
) -> Iterator[tuple[Person, rights.VotingClass]]:
    """Who would be on the roll if it were sealed now, with the one class that each votes in."""
    rules = rules_of(election)
    for person, member in members_among(with_a_class_that_votes(election).iterator(chunk_size=BATCH), election):
        membership_class = rights.class_on_roll(member, rules)
        advance()
        if membership_class is not None and rights.belongs_on_roll(member, rules, at):
            yield person, membership_class


@transaction.atomic
def add(
    election: Election,
    person: Person,
    *,
    membership_class: MembershipClass,
    email: str,
    by: Person,
    at: datetime,
    reason: str,
    seconded_by: Person | None = None,
) -> RollEntry:
    """Correct a sealed roll before the ballot is sealed. Afterwards voters are added with reserve credentials."""
    require_two(election, by, seconded_by)
    reason = require_reason(reason)
    election = locked(election)
    require_correctable(election, at)
    if election.ballot_sealed_at:
        raise ValidationError(
            _("The ballot is sealed: add this voter with a reserve credential."), code="ballot sealed"
        )
    require_not_on_roll(election, person)
    require_not_merged(person)
    entry = RollEntry.objects.create(
        election=election,
        person=person,
        name=person.name,
        email=email,
        membership_class=membership_class,
        source=_("added by the election office"),
        added_late_at=at,
        added_late_by=by,
        added_late_reason=reason,
    )
    _tell(election, "add to roll", entry, by=by, second=seconded_by, reason=reason)
    return entry


@transaction.atomic
def remove(entry: RollEntry, *, by: Person, at: datetime, reason: str, seconded_by: Person | None = None) -> None:
    """Stop somebody from casting. A ballot that is in the record already stays there and counts."""
    election = locked(entry.election)
    require_two(election, by, seconded_by)
    reason = require_reason(reason)
    require_correctable(election, at)
    if entry.removed_at:
        raise ValidationError(_("%(name)s was removed already.") % {"name": entry.name}, code="done")
    entry.removed_at, entry.removed_by, entry.removed_reason = at, by, reason
    entry.save(update_fields=["removed_at", "removed_by", "removed_reason"])
    _tell(election, "remove from roll", entry, by=by, second=seconded_by, reason=reason)


@transaction.atomic
def restore(entry: RollEntry, *, by: Person, at: datetime, reason: str, seconded_by: Person | None = None) -> RollEntry:
    """Undo a removal that was a mistake. On a sealed ballot they need a credential too: `ballots.late_voters`."""
    election = locked(entry.election)
    require_two(election, by, seconded_by)
    reason = require_reason(reason)
    require_correctable(election, at)
    entry = RollEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if entry.removed_at is None:
        raise ValidationError(_("%(name)s is on the roll already.") % {"name": entry.name}, code="on the roll")
    require_not_merged(entry.person)
    entry.removed_at, entry.removed_by, entry.removed_reason = None, None, ""
    entry.save(update_fields=["removed_at", "removed_by", "removed_reason"])
    _tell(election, "restore to roll", entry, by=by, second=seconded_by, reason=reason)
    return entry


def require_correctable(election: Election, at: datetime) -> None:
    """Raises ValidationError unless the sealed roll may be corrected now."""
    if election.roll_sealed_at is None:
        raise ValidationError(_("The roll is not sealed: change the member list instead."), code="not sealed")
    if not windows.may_correct_roll(election.instants, election.facts, at):
        raise ValidationError(_("Voting is over: the roll cannot change any more."), code="phase")


def require_not_on_roll(election: Election, person: Person) -> None:
    """Raises ValidationError for who has a row, also where it was removed: that one can be put back."""
    entry = election.roll.filter(person=person).first()
    if entry and entry.removed_at:
        raise ValidationError(
            _("%(name)s was removed from the roll. Put that entry back instead.") % {"name": person.name},
            code="removed",
        )
    if entry:
        raise ValidationError(_("%(name)s is on the roll already.") % {"name": person.name}, code="on the roll")


def require_not_merged(person: Person) -> None:
    """Raises ValidationError for who is somebody else by now, since nobody could vote as them; holds all others."""
    held = Person.objects.select_for_update(of=("self",)).select_related("merged_into").get(pk=person.pk)
    if held.merged_into:
        told = {"name": held.name, "into": held.merged_into.name}
        raise ValidationError(_("%(name)s was merged into %(into)s, and cannot vote.") % told, code="merged")


def roll_hash(election: Election) -> str:
    """SHA-256, in hex, over one line a voter: address, tab, name, tab, class, newline; sorted by the address's bytes.

    Whoever has the list of voters [bylaws 3.8] recomputes it with `LC_ALL=C sort voters.tsv | sha256sum`.
    """
    digest = hashlib.sha256()
    for email, name, membership_class in _lines(election.roll.filter(removed_at__isnull=True)):
        digest.update(f"{email}\t{name}\t{membership_class}\n".encode())
    return digest.hexdigest()


def _lines(entries: QuerySet[RollEntry]) -> Iterator[tuple[str, str, str]]:
    in_order = entries.order_by(Collate("email", "C"), Collate("name", "C"))
    return in_order.values_list("email", "name", "membership_class").iterator(chunk_size=BATCH)


def _entries(election: Election, at: datetime, advance: Callable[[], object]) -> Iterator[RollEntry]:
    for person, membership_class in expected(election, at, advance):
        sources = [each.source for each in memberships_of(person) if each.membership_class == membership_class]
        last = max(affirmations_of(person), key=lambda each: each.affirmed_at, default=None)
        yield RollEntry(
            election=election,
            person=person,
            name=person.name,
            email=address_of_record(person),
            membership_class=membership_class,
            source=next(iter(sources), ""),
            affirmation=last.source if last else "",
        )


def _tell(election: Election, act: str, entry: RollEntry, *, by: Person, second: Person | None, reason: str) -> None:
    """The public line has no name. The hash is of the roll that the ballot was sealed with, and final from then on."""
    details: dict[str, object] = {}
    if election.ballot_sealed_at is None:
        election.roll_hash = roll_hash(election)
        election.save(update_fields=["roll_hash"])
        details = {"voters": election.roll.filter(removed_at__isnull=True).count(), "hash": election.roll_hash}
    journal.write(act, by=by, second=second, election=election.uuid, reason=reason, details=details, public=True)
    journal.write(f"{act}: name", by=by, election=election.uuid, subject=entry.name, reason=reason)
