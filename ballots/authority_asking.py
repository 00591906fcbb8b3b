"""Who makes the voting codes is asked for them by mail: when the roll is sealed or changes, and every two days."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from ballots import authorities, authority_letters, issuing
from base.models import Mail
from elections import windows
from elections.models import Election
from elections.timetable import locked

AGAIN: Final = timedelta(days=2)
"""So often they are asked while codes are missing."""


def remind(at: datetime) -> int:
    """Ask wherever the ballot waits for codes. Says how many were asked."""
    waiting = Election.objects.filter(strict_credentials=True, roll_sealed_at__lte=at, ballot_sealed_at=None)
    return sum(_remind(election, at) for election in waiting.filter(voided_at=None, cancelled_at=None))


@transaction.atomic
def _remind(election: Election, at: datetime) -> bool:
    election = locked(election)
    authority = authorities.present(election)
    if authority is None or not windows.may_issue_credentials(election.instants, election.facts, at):
        return False
    if not issuing.lacking(election, issuing.last(authority)):
        return False
    since = at - (election.roll_sealed_at or at)
    key = f"authority {authority.pk}: codes {election.roll_hash[:16]} {since // AGAIN}"
    if Mail.objects.filter(key=key).exists():
        return False
    return authority_letters.make_codes(authority, election, key=key)
