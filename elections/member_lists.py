"""A member list as elections see it: as long as a roll is open, the public journal says what came in, in numbers."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from base import journal
from elections.models import Election
from members import importing, undoing
from members.models import MemberImport, Person
from members.planning import Advance


@transaction.atomic
def take_over(
    of: MemberImport, *, by: Person | str, at: datetime, compared: bool = False, advance: Advance = lambda: None
) -> None:
    """Write what a list changes; everybody reads that it changed, and nobody whom."""
    importing.take_over(of, by=by, at=at, compared=compared, advance=advance)
    told = importing.in_numbers(MemberImport.objects.get(pk=of.pk))
    for election in with_open_rolls():
        journal.write("member list imported", by=by, election=election.uuid, details=told, public=True)


@transaction.atomic
def undo(of: MemberImport, *, by: Person, at: datetime, reason: str) -> None:
    """Everything is as it was before the last import; everybody reads that, too."""
    undoing.undo(of, by=by, at=at, reason=reason)
    told = undoing.in_numbers(of)
    for election in with_open_rolls():
        journal.write(
            "member list undone", by=by, election=election.uuid, reason=reason.strip(), details=told, public=True
        )


def with_open_rolls() -> QuerySet[Election]:
    """Elections whose roll will be sealed from the member list."""
    return Election.objects.filter(
        announced_at__isnull=False, imported_at=None, roll_sealed_at=None, cancelled_at=None, voided_at=None
    ).order_by("pk")
