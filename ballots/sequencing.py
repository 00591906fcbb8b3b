"""The sequencer: accepted ballots join the public record in batches, each checked once more by its own bytes.

A ballot is checked when it is cast. The row that is appended later is only as good as whoever can write rows, and the
record cannot be mended: so what does not hold by itself is left out, and said in the journal.
"""

from collections.abc import Mapping

from django.db import transaction
from django.db.models import QuerySet

from ballots import record
from ballots.models import Ballot, LeftOut, Setup
from ballots.protocol.ballot import CheckedBallot, check
from ballots.protocol.errors import Refused
from ballots.protocol.record import Kind, Step, ballot_step
from ballots.setup import prepared
from base import journal


def append_pending(setup: Setup) -> int:
    """Append every ballot that waits, in batches; says how many. Any number of sequencers may call this at once."""
    appended = 0
    while some := list(_waiting(setup).select_related("credential")[: record.BATCH]):
        appended += _append(setup, {ballot.pk: judge(setup, ballot) for ballot in some})
    return appended


def _waiting(setup: Setup) -> QuerySet[Ballot]:
    return Ballot.objects.filter(setup=setup, event=None, left_out=None).order_by("id")


@transaction.atomic
def _append(setup: Setup, judged: Mapping[int, CheckedBallot | str]) -> int:
    """Append those of these ballots that wait still. They were checked before: others wait for this lock.

    Each credential's ballots keep their order: a later one is not stored before the earlier one is committed.
    """
    record.hold(setup)
    end = record.end(setup)
    steps, head = list[tuple[Ballot, Step]](), end.head
    for ballot in _waiting(setup).filter(pk__in=judged):
        verdict = judged[ballot.pk]
        if isinstance(verdict, str):
            _leave_out(setup, ballot, reason=verdict)
            continue
        step = ballot_step(head, bytes(ballot.sealed))
        steps.append((ballot, step))
        head = step.head
    if steps and record.event(setup, Kind.END_BALLOTS):
        raise RuntimeError(f"The record {setup.uuid} has ended, and there are ballots that are not in it.")
    return record.append_ballots(setup, steps, at=end.size)


def judge(setup: Setup, ballot: Ballot) -> CheckedBallot | str:
    """A stored ballot, checked once more; or why it is none: its tracker, form, signature or a proof."""
    try:
        checked = check(prepared(setup), bytes(ballot.sealed), credential=ballot.credential.public)
    except Refused as refused:
        return refused.code
    return checked if checked.tracker == ballot.tracker else "tracker"


def _leave_out(setup: Setup, ballot: Ballot, reason: str) -> None:
    LeftOut.objects.create(ballot=ballot, reason=reason)
    details = {"ballot": ballot.tracker, "reason": reason}
    journal.write("leave out ballot", by="sequencer", election=setup.election.uuid, details=details)
