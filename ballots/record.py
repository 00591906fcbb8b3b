"""The public record: a chain of events that only grows, and of which anyone is served the whole."""

from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, Final

from django.db.models import QuerySet

from ballots.models import RecordEvent, Setup
from ballots.protocol.record import DATA, EVENT, Head, Kind, Step, entry, header, setup_step
from ballots.protocol.setup import Setup as SealedElection
from ballots.protocol.wire import sha256
from base import locks
from base.locks import Lock

BATCH: Final = 500
FILES: Final = ("election_json", "trustees_json", "public_credentials_json")  # what the Setup event names, in its order

Build = Callable[[Head], Step]


def begin(setup: Setup, sealed: SealedElection) -> RecordEvent:
    """The first event. The three files that it names stand in the Setup, so only its own payload stands beside it."""
    step = setup_step(sealed)
    return RecordEvent.objects.create(**columns(setup, step), data=[sealed.raw.decode()])


def append(setup: Setup, build: Build) -> RecordEvent:
    """Append one event that is not a ballot: `build` makes it, given where the chain ends."""
    hold(setup)
    step = build(head(setup))
    return RecordEvent.objects.create(**columns(setup, step), data=[content.decode() for content in step.data])


def head(setup: Setup) -> Head:
    """Where the chain ends."""
    position, hash_ = RecordEvent.objects.filter(setup=setup).values_list("position", "hash").latest("position")
    return Head(hash_, position)


def event(setup: Setup, kind: Kind) -> RecordEvent | None:
    """The event of a kind that there is only one of, once it is there."""
    return RecordEvent.objects.filter(setup=setup, type=kind.value).first()


def ballot_box(setup: Setup) -> QuerySet[RecordEvent]:
    """The ballots in the record's order; each one's tracker is `ballot.tracker`."""
    ballots = RecordEvent.objects.filter(setup=setup, type=RecordEvent.Type.BALLOT).order_by("position")
    return ballots.select_related("ballot").only("position", "appended_at", "ballot__tracker")


def write_record(setup: Setup, out: BinaryIO) -> None:
    """Write the record as it stands: the file UUID.bel."""
    for part in parts(setup):
        out.write(part)


def parts(setup: Setup) -> Iterator[bytes]:
    """The record piece by piece, in constant memory. It grows at its end alone, so an older copy is a prefix of it."""
    yield header(setup.timestamp)
    next_position, last = 0, head(setup).height
    while next_position <= last:
        events = RecordEvent.objects.filter(setup=setup, position__gte=next_position, position__lte=last)
        for each in events.select_related("ballot").order_by("position")[:BATCH]:
            yield _archived(setup, each)
            next_position = each.position + 1


def _archived(setup: Setup, stored: RecordEvent) -> bytes:
    """One event behind the data that it names, as the archive has them."""
    contents = [content.encode() for content in stored.data]
    if stored.type == RecordEvent.Type.SETUP:
        contents[:0] = [bytes(getattr(setup, name)) for name in FILES]
    if stored.ballot is not None:
        contents = [bytes(stored.ballot.sealed)]
    entries = [(sha256(content) + DATA, content) for content in contents]
    entries.append((stored.hash + EVENT, bytes(stored.event)))
    return b"".join(entry(name, content, setup.timestamp) for name, content in entries)


def columns(setup: Setup, step: Step) -> dict[str, Any]:
    """What a step is as a row."""
    made = step.event
    return {
        "setup": setup,
        "position": made.height,
        "type": made.kind.value,
        "event": made.raw,
        "hash": made.hash,
    }


def hold(setup: Setup) -> None:
    """Whoever appends does so alone, until the transaction ends."""
    locks.hold(Lock.SEQUENCING, setup.pk)
