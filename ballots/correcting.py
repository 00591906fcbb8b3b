"""What is found wrong in a published result is said beside it, dated and with a reason; the result itself stays."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ballots.models import ResultCorrection
from base import journal
from elections import windows
from elections.models import Election
from elections.officers import require_reason, require_two
from elections.timetable import locked
from members.models import Person

LONGEST = 4_000


@transaction.atomic
def correct_result(
    election: Election, *, text: str, by: Person, seconded_by: Person | None, at: datetime, reason: str
) -> ResultCorrection:
    """Two officers add what is right instead, for everybody to read under the result."""
    require_two(election, by, seconded_by)
    reason = require_reason(reason)
    election = locked(election)
    if not windows.may_correct_result(election.instants, election.facts, at):
        raise ValidationError(_("Only a published result is corrected."), code="phase")
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise ValidationError({"text": _("Say what is right instead, in at most 4,000 characters.")}, code="text")
    added = ResultCorrection.objects.create(
        election=election,
        number=ResultCorrection.objects.filter(election=election).count() + 1,
        text=text,
        reason=reason,
        made_at=at,
        made_by=by,
        second_by=seconded_by,
    )
    details = {"number": added.number}
    journal.write(
        "correct result", by=by, second=seconded_by, election=election.uuid, reason=reason, details=details, public=True
    )
    return added
