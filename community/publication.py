"""Publishing a result with all that follows from it: whoever it seats stands in the register of the body."""

import logging
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from ballots import publication, tallying
from base import journal
from base.models import JournalLine
from community import board
from elections.models import Election
from members.models import Person

logger = logging.getLogger(__name__)


@transaction.atomic
def publish(election: Election, *, by: Person, seconded_by: Person | None, at: datetime) -> None:
    """The result; and whoever it seats is entered in the register of the body."""
    tallying.publish(election, by=by, seconded_by=seconded_by, at=at)
    election.refresh_from_db()
    if election.body and board.elected(election):
        board.enter_directors(election, by=by, at=at)


def publish_due(at: datetime) -> int:
    """Publish every certified result whose set time has come. What is refused stays, and the journal says why."""
    published = 0
    for election in publication.due(at):
        by = election.result_due_by
        if by is None:
            continue
        try:
            publish(election, by=by, seconded_by=election.result_due_second_by, at=at)
        except (ValidationError, PermissionDenied) as error:
            _say_why_not(election, error)
        else:
            published += 1
    return published


def _say_why_not(election: Election, error: ValidationError | PermissionDenied) -> None:
    """Once: the worker comes back every minute."""
    reason = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
    logger.error("The result of %s was due and is not published: %s", election.slug, reason)
    said = {"act": "not published in time", "election_uuid": election.uuid, "reason": reason}
    if not JournalLine.objects.filter(**said).exists():
        journal.write("not published in time", by="worker", election=election.uuid, reason=reason)
