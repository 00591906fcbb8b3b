"""Taking records apart and chaining them again, as someone would who wants a false one believed."""

import dataclasses
import io
from collections.abc import Iterable

import pytest

from ballots.protocol.errors import Reason, Refused
from ballots.protocol.record import DATA, Event, Kind, Step, header, read_entries, read_event
from ballots.protocol.verify import Report, verify
from ballots.protocol.wire import sha256
from tests.protocol.elections import OPENED


def verified(record: bytes) -> Report:
    return verify(io.BytesIO(record))


def split(record: bytes) -> list[Step]:
    steps: list[Step] = []
    data: list[bytes] = []
    _, *entries = read_entries(io.BytesIO(record))
    for entry in entries:
        if entry.name.endswith(DATA):
            data.append(entry.content)
        else:
            steps.append(Step(tuple(data), read_event(entry.content)))
            data = []
    return steps


def archive(steps: Iterable[Step], timestamp: int = OPENED) -> bytes:
    return header(timestamp) + b"".join(step.archive(timestamp) for step in steps)


def rechained(steps: Iterable[Step]) -> list[Step]:
    """The same steps with every name, number and payload set right again."""
    chain: list[Step] = []
    for height, step in enumerate(steps):
        payload = sha256(step.data[-1]) if step.data else None
        parent = chain[-1].event.hash if chain else None
        chain.append(Step(step.data, Event(step.event.kind, height, parent, payload)))
    return chain


def of_kind(steps: Iterable[Step], kind: Kind) -> list[Step]:
    return [step for step in steps if step.event.kind is kind]


def with_data(step: Step, *data: bytes) -> Step:
    return dataclasses.replace(step, data=data)


def refusal(record: bytes) -> Refused:
    """Of a record as it stands."""
    with pytest.raises(Refused) as refused:
        verified(record)
    return refused.value


def refusal_of(steps: Iterable[Step]) -> Reason:
    """Of steps whose chain has been set right again, so that only what they say can be wrong."""
    return refusal(archive(rechained(steps))).reason


def place_of(steps: Iterable[Step], kind: Kind) -> int:
    """Where the first step of this kind stands."""
    return next(i for i, step in enumerate(steps) if step.event.kind is kind)
