"""When a certified result becomes public: at once, or at an instant that two officers set; the worker keeps it."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from base import journal
from elections import windows
from elections.models import Election
from elections.officers import require_officer, require_two
from elections.timetable import locked
from members.models import Person


@transaction.atomic
def set_time(election: Election, *, due: datetime, by: Person, seconded_by: Person | None, at: datetime) -> None:
    """The result is published at `due`, by the two who set it. Set again, the later word counts."""
    require_two(election, by, seconded_by)
    election = locked(election)
    require_later(election, due, at)
    election.result_due_at, election.result_due_by, election.result_due_second_by = due, by, seconded_by
    election.save(update_fields=["result_due_at", "result_due_by", "result_due_second_by"])
    details = {"due": due.isoformat()}
    journal.write(
        "set time of publication", by=by, second=seconded_by, election=election.uuid, details=details, public=True
    )


@transaction.atomic
def unset_time(election: Election, *, by: Person, at: datetime, reason: str) -> None:
    """It is published by hand after all. One officer is enough: nothing becomes public by it."""
    require_officer(by)
    election = locked(election)
    if not windows.may_unset_publication(election.instants, election.facts, at) or election.result_due_at is None:
        raise ValidationError(_("No time of publication is set."), code="not set")
    election.result_due_at = election.result_due_by = election.result_due_second_by = None
    election.save(update_fields=["result_due_at", "result_due_by", "result_due_second_by"])
    journal.write("unset time of publication", by=by, election=election.uuid, reason=reason, public=True)


def require_later(election: Election, due: datetime, at: datetime) -> None:
    """Refuses a time that cannot be set."""
    if not windows.may_set_publication(election.instants, election.facts, at):
        raise ValidationError(_("A time is set for a result that is certified and not published."), code="phase")
    if due <= at:
        raise ValidationError({"due": _("Give a time that is still to come, or publish at once.")}, code="past")


def due(at: datetime) -> Iterable[Election]:
    """Certified results whose time has come."""
    waiting = Election.objects.filter(
        result_due_at__lte=at, certified_at__isnull=False, published_at=None, voided_at=None, cancelled_at=None
    )
    return waiting.select_related("result_due_by", "result_due_second_by")
