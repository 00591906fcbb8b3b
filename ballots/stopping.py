"""Stopping an election for good: what was cast stays in the record, sealed; the server's keys are destroyed."""

from datetime import datetime
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ballots import record, server_keys
from ballots.models import Setup
from ballots.sequencing import append_pending
from ballots.turnout import quorum_now
from base import clock, journal
from elections import timetable
from elections.models import Election
from members.models import Person

DECISION: Final = "decision"
QUORUM: Final = "quorum"


@transaction.atomic
def void(
    election: Election,
    *,
    by: Person,
    at: datetime | None = None,
    reason: str,
    seconded_by: Person | None = None,
    ground: str = DECISION,
) -> None:
    """Declare that the vote does not count. What was cast still joins the record; the keys are destroyed.

    For want of a quorum [bylaws 3.9] only once voting is over, and only where it was not reached.
    """
    timetable.void(election, by=by, at=at, reason=reason, seconded_by=seconded_by, ground=ground or DECISION)
    if ground == QUORUM:
        _refuse_unless_quorum_missed(election)
    setup = Setup.objects.defer(*record.FILES).filter(election=election, election__ballots_ended_at=None).first()
    if setup:
        append_pending(setup)
    _destroy_keys(election, by=by, second=seconded_by)


@transaction.atomic
def cancel(
    election: Election, *, by: Person, at: datetime | None = None, reason: str, seconded_by: Person | None = None
) -> None:
    """Declare that the vote will not be held, and destroy the keys that it might have been counted with."""
    timetable.cancel(election, by=by, at=at, reason=reason, seconded_by=seconded_by)
    _destroy_keys(election, by=by, second=seconded_by)


def _refuse_unless_quorum_missed(election: Election) -> None:
    """Read after the lock that holds casts off, so nobody can still reach it."""
    if election.voting_closes > clock.now():
        raise ValidationError({"ground": _("Voting goes on: the quorum can still be reached.")}, code="quorum")
    if quorum_now(election).met:
        raise ValidationError({"ground": _("The quorum is reached.")}, code="quorum")


def _destroy_keys(election: Election, *, by: Person, second: Person | None) -> None:
    if keys := server_keys.destroy(election):
        details = {"keys": keys}
        journal.write("destroy keys", by=by, second=second, election=election.uuid, details=details, public=True)
