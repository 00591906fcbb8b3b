"""Stopping an election for good: what was cast stays in the record, and nobody will ever open it."""

from datetime import datetime

from django.db import transaction

from ballots import record, server_keys
from ballots.models import Setup
from ballots.sequencing import append_pending
from base import journal
from elections import timetable
from elections.models import Election
from members.models import Person


@transaction.atomic
def void(
    election: Election, *, by: Person, at: datetime | None = None, reason: str, seconded_by: Person | None = None
) -> None:
    """Declare that the vote does not count. What was cast still joins the record; the keys are destroyed."""
    timetable.void(election, by=by, at=at, reason=reason, seconded_by=seconded_by)
    setup = Setup.objects.defer(*record.FILES).filter(election=election, election__ballots_ended_at=None).first()
    if setup:
        append_pending(setup)
    _destroy_keys(election, by=by, second=seconded_by)


@transaction.atomic
def cancel(election: Election, *, by: Person, at: datetime, reason: str, seconded_by: Person | None = None) -> None:
    """Declare that the vote will not be held, and destroy the keys that it might have been counted with."""
    timetable.cancel(election, by=by, at=at, reason=reason, seconded_by=seconded_by)
    _destroy_keys(election, by=by, second=seconded_by)


def _destroy_keys(election: Election, *, by: Person, second: Person | None) -> None:
    if keys := server_keys.destroy(election):
        details = {"keys": keys}
        journal.write("destroy keys", by=by, second=second, election=election.uuid, details=details, public=True)
