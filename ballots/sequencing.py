"""The sequencer: accepted ballots join the public record in batches, each checked once more by its own bytes.

A ballot is checked when it is cast. The row that is appended later is only as good as whoever can write rows, and the
record cannot be mended: so what does not hold by itself is left out, and said in the journal.
"""

from django.db import transaction

from ballots import record
from ballots.models import Ballot, LeftOut, RecordEvent, Setup
from ballots.protocol.ballot import check
from ballots.protocol.errors import Refused
from ballots.protocol.record import Kind, ballot_step
from ballots.setup import prepared
from base import journal


def append_pending(setup: Setup) -> int:
    """Append every ballot that waits, in batches; says how many. Any number of sequencers may call this at once."""
    appended = 0
    while some := _append_batch(setup):
        appended += len(some)
    return appended


@transaction.atomic
def _append_batch(setup: Setup) -> list[RecordEvent]:
    """Each credential's ballots keep their order: a later one is not stored before the earlier one is committed."""
    record.hold(setup)
    waiting = Ballot.objects.filter(setup=setup, event=None, left_out=None).select_related("credential")
    some = list(waiting.order_by("id")[: record.BATCH])
    events, end = [], record.head(setup)
    for ballot in some:
        if reason := fault(setup, ballot):
            _leave_out(setup, ballot, reason)
            continue
        step = ballot_step(end, bytes(ballot.sealed))
        events.append(RecordEvent(**record.columns(setup, step), ballot=ballot))
        end = step.head
    if events and record.event(setup, Kind.END_BALLOTS):
        raise RuntimeError(f"The record {setup.uuid} has ended, and there are ballots that are not in it.")
    created = RecordEvent.objects.bulk_create(events)
    return created or (_append_batch(setup) if some else [])


def fault(setup: Setup, ballot: Ballot) -> str:
    """Why a stored ballot is none: its tracker, form, signature or a proof; empty for a good one."""
    try:
        checked = check(prepared(setup), bytes(ballot.sealed), credential=ballot.credential.public)
    except Refused as refused:
        return refused.code
    return "" if checked.tracker == ballot.tracker else "tracker"


def _leave_out(setup: Setup, ballot: Ballot, reason: str) -> None:
    LeftOut.objects.create(ballot=ballot, reason=reason)
    details = {"ballot": ballot.tracker, "reason": reason}
    journal.write("leave out ballot", by="sequencer", election=setup.election.uuid, details=details)
