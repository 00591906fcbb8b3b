"""The public record: a chain of events that only grows, and the heads at which it stood after each batch."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ballots.models import Ballot, RecordEvent, Setup
from ballots.protocol.record import Head, Kind, Step, header, setup_step
from ballots.protocol.setup import Setup as SealedElection
from ballots.record_models import RecordHead
from base import locks
from base.locks import Lock

BATCH: Final = 500
FILES: Final = ("election_json", "trustees_json", "public_credentials_json")  # what the Setup event names, in its order

Build = Callable[[Head], Step]


@dataclass(frozen=True, slots=True)
class End:
    """Where the record ends with an event: the head, and how many bytes that is."""

    head: Head
    size: int


def begin(setup: Setup, sealed: SealedElection) -> RecordEvent:
    """The first event. The three files that it names stand in the Setup, so only its own payload stands beside it."""
    step = setup_step(sealed)
    first = RecordEvent(**columns(setup, step, at=len(header(setup.timestamp))), data=[sealed.raw.decode()])
    return _store(setup, [first])[0]


def append(setup: Setup, build: Build) -> RecordEvent:
    """Append one event that is not a ballot: `build` makes it, given where the chain ends."""
    hold(setup)
    at = end(setup)
    step = build(at.head)
    data = [content.decode() for content in step.data]
    return _store(setup, [RecordEvent(**columns(setup, step, at=at.size), data=data)])[0]


def append_ballots(setup: Setup, steps: Iterable[tuple[Ballot, Step]], *, at: int) -> int:
    """Append a batch of ballots, the first of them where the record has `at` bytes; whoever calls this holds it."""
    events = []
    for ballot, step in steps:
        events.append(RecordEvent(**columns(setup, step, at=at), ballot=ballot))
        at = events[-1].ends_at
    return len(_store(setup, events)) if events else 0


def _store(setup: Setup, events: Sequence[RecordEvent]) -> Sequence[RecordEvent]:
    """One batch and its head."""
    before = RecordHead.objects.filter(setup=setup).order_by("-height").first()
    ballots = [event.ballot.credential_id for event in events if event.ballot]
    replaced = len(ballots) - len(set(ballots) - _used(ballots))
    stored, last = RecordEvent.objects.bulk_create(events), events[-1]
    RecordHead.objects.create(
        setup=setup,
        height=last.position,
        hash=last.hash,
        size=last.ends_at,
        ballots=len(ballots) + (before.ballots if before else 0),
        replaced=replaced + (before.replaced if before else 0),
    )
    return stored


def _used(credentials: Collection[int]) -> set[int]:
    """Those of which a ballot is in the record already."""
    recorded = Ballot.objects.filter(credential__in=set(credentials), event__isnull=False)
    return set(recorded.values_list("credential", flat=True)) if credentials else set()


def head(setup: Setup) -> Head:
    """Where the chain ends."""
    return end(setup).head


def end(setup: Setup, height: int | None = None) -> End:
    """Where the record ends, or ended with the event of that height: whatever was appended since stands behind it."""
    events = RecordEvent.objects.filter(setup=setup).only("hash", "position", "ends_at")
    chosen = events.latest("position") if height is None else events.get(position=height)
    return End(Head(chosen.hash, chosen.position), chosen.ends_at)


def event(setup: Setup, kind: Kind) -> RecordEvent | None:
    """The event of a kind that there is only one of, once it is there."""
    return RecordEvent.objects.filter(setup=setup, type=kind.value).first()


def columns(setup: Setup, step: Step, *, at: int) -> dict[str, Any]:
    """What a step is as a row, behind so many bytes of the record."""
    made = step.event
    return {
        "setup": setup,
        "position": made.height,
        "type": made.kind.value,
        "event": made.raw,
        "hash": made.hash,
        "ends_at": at + len(step.archive(setup.timestamp)),
    }


def hold(setup: Setup) -> None:
    """Whoever appends does so alone, until the transaction ends."""
    locks.hold(Lock.SEQUENCING, setup.pk)
