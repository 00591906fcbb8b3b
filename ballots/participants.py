"""The list of participants: who took part in a vote that is over, and on which day [bylaws 14.8].

In the order of names and with the day alone: together with the public ballot box, whose ballots stand in the order in
which they were cast, a time would tell which tracker is whose.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from base import journal
from elections.models import Election
from elections.officers import require_officer
from elections.timetable import locked
from members.models import Person

HAS_CAST = Q(credential__ballots__event__isnull=False)
"""Of an entry of the roll: a ballot of this voter is in the record."""


@dataclass(frozen=True, slots=True)
class Participant:
    """One voter whose ballot is in the box; the day is that of the ballot that counts, in UTC."""

    name: str
    email: str
    day: date


@transaction.atomic
def list_participants(election: Election, *, by: Person, at: datetime) -> list[Participant]:
    """For officers, once the ballots are ended; every time it is asked for stands in the public journal."""
    require_officer(by)
    election = locked(election)
    if election.ballots_ended_at is None or election.ballots_ended_at > at:
        raise ValidationError(_("Who took part can be listed once the ballots are ended."), code="phase")
    listed = list(_participants(election))
    journal.write(
        "list participants", by=by, election=election.uuid, details={"participants": len(listed)}, public=True
    )
    return listed


def _participants(election: Election) -> Iterator[Participant]:
    voted = election.roll.filter(HAS_CAST).annotate(last=Max("credential__ballots__cast_at", filter=HAS_CAST))
    for name, email, last in voted.order_by("name", "email").values_list("name", "email", "last"):
        yield Participant(name, email, last.astimezone(UTC).date())
