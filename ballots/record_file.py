"""The record as the file UUID.bel, whole or from any byte to any other, in constant memory."""

from collections.abc import Iterator
from typing import BinaryIO, Final

from ballots import record
from ballots.models import RecordEvent, Setup
from ballots.protocol.record import DATA, EVENT, entry, header
from ballots.protocol.wire import sha256

BATCH: Final = 100


def write_record(setup: Setup, out: BinaryIO) -> None:
    """Write the record as it stands."""
    for part in parts(setup, range(record.end(setup).size)):
        out.write(part)


def parts(setup: Setup, wanted: range) -> Iterator[bytes]:
    """The bytes of the record that are wanted, piece by piece. It grows at its end alone: no older byte ever changes.

    Raises RuntimeError where a stored event is longer or shorter than it was when it joined the record.
    """
    beginning = header(setup.timestamp)
    yield beginning[wanted.start : wanted.stop]
    if wanted.stop <= len(beginning):
        return
    end = 0
    for stored in _events(setup, wanted):
        content = archived(setup, stored)
        starts = stored.ends_at - len(content)
        if end and starts != end:
            raise RuntimeError(f"Event {stored.position} of {setup.uuid} is not as long as it was.")
        end = stored.ends_at
        yield content[max(wanted.start - starts, 0) : wanted.stop - starts]


def archived(setup: Setup, stored: RecordEvent) -> bytes:
    """One event behind the data that it names, as the archive has them."""
    contents = [content.encode() for content in stored.data]
    if stored.type == RecordEvent.Type.SETUP:
        contents[:0] = [bytes(getattr(setup, name)) for name in record.FILES]
    if stored.ballot is not None:
        contents = [bytes(stored.ballot.sealed)]
    entries = [(sha256(content) + DATA, content) for content in contents]
    entries.append((stored.hash + EVENT, bytes(stored.event)))
    return b"".join(entry(name, content, setup.timestamp) for name, content in entries)


def _events(setup: Setup, wanted: range) -> Iterator[RecordEvent]:
    """Those in which a wanted byte stands, a batch at a time."""
    events = RecordEvent.objects.filter(setup=setup).order_by("ends_at")
    last = events.filter(ends_at__gte=wanted.stop).values_list("ends_at", flat=True).first()
    reached = wanted.start
    while some := list(events.filter(ends_at__gt=reached, ends_at__lte=last).select_related("ballot")[:BATCH]):
        yield from some
        reached = some[-1].ends_at
