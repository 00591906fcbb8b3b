"""What every change before the ballot is sealed asks for and leaves: the election, held; a reason; a line."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from base import journal
from elections.models import Election
from elections.officers import require_officer, require_reason
from elections.timetable import locked
from members.models import Person


def changeable(election: Election, by: Person, reason: str) -> tuple[Election, str]:
    """The election, held, and the reason; refused once its ballot is sealed. What is announced changes for a reason."""
    require_officer(by)
    election = locked(election)
    if election.ballot_sealed_at:
        raise ValidationError(_("The ballot is sealed: nothing on it can change."), code="sealed")
    if election.voided_at or election.cancelled_at or election.is_imported:
        raise ValidationError(_("This election is over."), code="over")
    return election, require_reason(reason) if election.announced_at else reason


def write_line(
    act: str,
    election: Election,
    *,
    by: Person,
    reason: str,
    subject: str = "",
    second: Person | None = None,
    details: Mapping[str, object] | None = None,
) -> None:
    """A line that members see, once they can see the election."""
    journal.write(
        act,
        by=by,
        second=second,
        election=election.uuid,
        subject=subject,
        reason=reason,
        details=details,
        public=election.announced_at is not None,
    )
