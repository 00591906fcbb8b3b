"""Voters who are added or put back after the ballot was sealed: who has no credential gets one of the reserve."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ballots.models import Credential, Setup
from ballots.record import FILES
from ballots.replacing import give_reserve
from ballots.reserve import assigned
from ballots.setup import setup_of
from base import journal
from base.models import JournalLine
from elections import roll
from elections.models import Election, RollEntry
from elections.officers import require_reason, require_two
from elections.timetable import locked
from members.models import MembershipClass, Person


@transaction.atomic
def add_late(
    election: Election,
    person: Person,
    *,
    membership_class: MembershipClass,
    email: str,
    by: Person,
    seconded_by: Person | None,
    reason: str,
    at: datetime,
) -> RollEntry:
    """Put someone on the roll of a sealed ballot. The public journal shows the reason, and names nobody."""
    require_two(election, by, seconded_by)
    reason = require_reason(reason)
    election = locked(election)
    setup = setup_of(election)
    roll.require_correctable(election, at)
    roll.require_not_on_roll(election, person)
    roll.require_not_merged(person)
    entry = RollEntry.objects.create(
        election=election,
        person=person,
        name=person.name,
        email=email,
        membership_class=membership_class,
        source=_("added after the ballot was sealed"),
        added_late_at=at,
        added_late_by=by,
        added_late_reason=reason,
    )
    give_reserve(setup, entry)
    details = {"reserve credentials assigned": assigned(setup)}
    journal.write(
        "add late voter", by=by, second=seconded_by, election=election.uuid, reason=reason, details=details, public=True
    )
    journal.write("name late voter", by=by, second=seconded_by, election=election.uuid, subject=person.name)
    return entry


@transaction.atomic
def restore(entry: RollEntry, *, by: Person, seconded_by: Person | None, reason: str, at: datetime) -> RollEntry:
    """Undo a removal: with the credential that they had. Who was removed before the sealing gets one of the reserve."""
    entry = roll.restore(entry, by=by, seconded_by=seconded_by, reason=reason, at=at)
    setup = Setup.objects.defer(*FILES).filter(election=entry.election_id).first()
    if setup and not Credential.objects.filter(setup=setup, roll_entry=entry).exists():
        give_reserve(setup, entry)
    return entry


def additions(election: Election) -> list[tuple[int, datetime, str]]:
    """Every late voter as the public may know of them: which number, when, and why; nobody's name."""
    lines = JournalLine.objects.filter(election_uuid=election.uuid, act="add late voter", public=True).order_by("pk")
    return [(number, line.at, line.reason) for number, line in enumerate(lines, start=1)]
