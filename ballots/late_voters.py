"""Voters who are added after the ballot was sealed: each gets one of the reserve credentials."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ballots.models import Credential, Setup
from ballots.setup import setup_of
from base import journal
from elections.models import Election, RollEntry
from elections.officers import require_reason, require_two
from elections.phases import BEFORE_THE_VOTE, CASTING
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
    if election.phase(at) not in BEFORE_THE_VOTE | CASTING:
        raise ValidationError(_("Voting is over: nobody can be added to the roll."), code="phase")
    if election.roll.filter(person=person).exists():
        raise ValidationError(_("%(name)s is on the roll already.") % {"name": person.name}, code="on the roll")
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
    _assign_reserve(setup, entry)
    details = {"reserve credentials assigned": assigned(setup)}
    journal.write(
        "add late voter", by=by, second=seconded_by, election=election.uuid, reason=reason, details=details, public=True
    )
    journal.write("name late voter", by=by, second=seconded_by, election=election.uuid, subject=person.name)
    return entry


def assigned(setup: Setup) -> int:
    """How many reserve credentials have been given to voters: by so many may the sealed roll have grown."""
    return setup.reserve_credentials - unassigned(setup)


def unassigned(setup: Setup) -> int:
    return Credential.objects.filter(setup=setup, roll_entry__isnull=True).count()


def _assign_reserve(setup: Setup, entry: RollEntry) -> None:
    reserve = Credential.objects.select_for_update(no_key=True, skip_locked=True)
    credential = reserve.filter(setup=setup, roll_entry__isnull=True).order_by("number").first()
    if credential is None:
        raise ValidationError(_("No reserve credential is left."), code="no reserve")
    credential.roll_entry = entry
    credential.save(update_fields=["roll_entry"])
