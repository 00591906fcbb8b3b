"""The public record: data and chained events in an old-style tar archive that only grows (section Public data).

Nothing here touches a disk or a database. An application keeps the head and each step's bytes, and publishes
`header(timestamp)` followed by `step.archive(timestamp)` of every step; the same bytes come out on every machine.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import BinaryIO, Final

from .errors import Malformed, Reason, at
from .setup import Setup
from .tally import EncryptedTally, PartialDecryption, write_result
from .wire import dump, fields, integer, load, same_bytes, sha256, text

BLOCK: Final = 512
LARGEST: Final = 2**28
HEADER_NAME: Final = "BELENIOS"
DATA: Final = ".data.json"
EVENT: Final = ".event.json"


class Kind(StrEnum):
    SETUP = "Setup"
    BALLOT = "Ballot"
    END_BALLOTS = "EndBallots"
    ENCRYPTED_TALLY = "EncryptedTally"
    PARTIAL_DECRYPTION = "PartialDecryption"
    RESULT = "Result"


@dataclass(frozen=True)
class Event:
    """One link of the chain."""

    kind: Kind
    height: int
    parent: str | None = None
    payload: str | None = None

    @cached_property
    def raw(self) -> bytes:
        content = {"parent": self.parent, "height": self.height, "type": self.kind.value, "payload": self.payload}
        return dump({name: value for name, value in content.items() if value is not None})

    @cached_property
    def hash(self) -> str:
        return sha256(self.raw)


@dataclass(frozen=True)
class Head:
    """Where the chain ends: the hash and number of the last event."""

    hash: str
    height: int


@dataclass(frozen=True)
class Step:
    """One event with the data that stands before it: what is appended as a whole or not at all."""

    data: tuple[bytes, ...]
    event: Event

    @property
    def head(self) -> Head:
        return Head(self.event.hash, self.event.height)

    def archive(self, timestamp: int) -> bytes:
        entries = [(sha256(content) + DATA, content) for content in self.data]
        entries.append((self.event.hash + EVENT, self.event.raw))
        return b"".join(entry(name, content, timestamp) for name, content in entries)


def setup_step(setup: Setup) -> Step:
    """The first step of every record."""
    return _step(None, Kind.SETUP, (*setup.files, setup.raw))


def ballot_step(head: Head, ballot: bytes) -> Step:
    """Append a ballot that has been checked."""
    return _step(head, Kind.BALLOT, (ballot,))


def end_step(head: Head) -> Step:
    """Close the ballot box."""
    return _step(head, Kind.END_BALLOTS, ())


def tally_step(head: Head, tally: EncryptedTally) -> Step:
    return _step(head, Kind.ENCRYPTED_TALLY, (tally.raw, tally.sized))


def share_step(head: Head, owner: int, share: PartialDecryption) -> Step:
    """Append a partial decryption that has been checked; a wrong one would spoil the record for good."""
    return _step(head, Kind.PARTIAL_DECRYPTION, (share.raw, share.owned_by(owner)))


def result_step(head: Head, result: Sequence[Sequence[int]]) -> Step:
    return _step(head, Kind.RESULT, (write_result(result),))


def _step(head: Head | None, kind: Kind, data: tuple[bytes, ...]) -> Step:
    """The last data entry is the payload; the others are named by it."""
    payload = sha256(data[-1]) if data else None
    if head is None:
        return Step(data, Event(kind, 0, None, payload))
    return Step(data, Event(kind, head.height + 1, head.hash, payload))


def header(timestamp: int) -> bytes:
    """The first entry of the archive; every entry carries its timestamp."""
    return entry(HEADER_NAME, dump({"version": 1, "timestamp": str(timestamp)}), timestamp)


def entry(name: str, content: bytes, timestamp: int) -> bytes:
    """One file of the archive: a version 7 tar header, the content, and zeros up to a whole block."""
    head = bytearray(BLOCK)
    head[0 : len(name)] = name.encode()
    head[100:108] = b"0000644\0"
    head[108:116] = head[116:124] = b"0000000\0"
    head[124:136] = b"%011o\0" % len(content)
    head[136:148] = b"%011o\0" % timestamp
    head[148:156] = b" " * 8
    head[156:157] = b"0"
    head[148:156] = b"%06o\0 " % sum(head)
    return bytes(head) + content + bytes(-len(content) % BLOCK)


@dataclass(frozen=True)
class Entry:
    name: str
    content: bytes
    position: int
    """Where in the archive it begins."""


def read_entries(stream: BinaryIO, event: int = 0) -> Iterator[Entry]:
    """Read a record entry by entry, header first; refuse whatever its writer would have written differently.

    What is wrong is named by its event and its place among the entries of that event, of which the event itself is the
    last; `event` is the number of the first that stands behind the header.
    """
    timestamp: int | None = None
    number = position = 0
    while block := stream.read(BLOCK):
        with at(f"Event {event}, entry {number}" if number else "Header"):
            name, content, written = _read_entry(stream, block)
            if timestamp is None:
                timestamp = _read_timestamp(name, content)
            if written != entry(name, content, timestamp):
                raise Malformed(Reason.BAD_ENTRY)
            if number and name not in (sha256(content) + DATA, sha256(content) + EVENT):
                raise Malformed(Reason.WRONG_NAME)
        yield Entry(name, content, position)
        position += len(written)
        event, number = (event + 1, 1) if name.endswith(EVENT) else (event, number + 1)
    if timestamp is None:
        raise Malformed(Reason.NOT_A_RECORD)


def _read_entry(stream: BinaryIO, block: bytes) -> tuple[str, bytes, bytes]:
    if len(block) == BLOCK and not block.strip(b"\0"):
        raise Malformed(Reason.END_OF_ARCHIVE)
    size_text = block[124:135]
    if len(block) < BLOCK:
        raise Malformed(Reason.TORN)
    if len(size_text.strip(b"01234567")) or not block[:100].isascii():
        raise Malformed(Reason.BAD_ENTRY)
    size = int(size_text, 8)
    if size > LARGEST:
        raise Malformed(Reason.TOO_LARGE)
    body = stream.read(size + -size % BLOCK)
    if len(body) < size + -size % BLOCK:
        raise Malformed(Reason.TORN)
    return block[:100].rstrip(b"\0").decode(), body[:size], block + body


def read_again(stream: BinaryIO, position: int) -> bytes:
    """The content of a data entry that was read before, from where it begins; reading goes on where it was."""
    here = stream.tell()
    stream.seek(position)
    name, content, _ = _read_entry(stream, stream.read(BLOCK))
    stream.seek(here)
    if name != sha256(content) + DATA:
        raise Malformed(Reason.WRONG_NAME)
    return content


def _read_timestamp(name: str, content: bytes) -> int:
    try:
        version, timestamp = fields(load(content), "version", "timestamp")
        number = int(text(timestamp))
    except ValueError:
        raise Malformed(Reason.NOT_A_RECORD) from None
    if name != HEADER_NAME or version != 1 or not 0 <= number < 8**11:
        raise Malformed(Reason.NOT_A_RECORD)
    if content != dump({"version": 1, "timestamp": str(number)}):
        raise Malformed(Reason.NOT_A_RECORD)
    return number


def read_event(raw: bytes) -> Event:
    parent, height, kind, payload = fields(load(raw), "?parent", "height", "type", "?payload")
    try:
        known = Kind(text(kind))
    except ValueError:
        raise Malformed(Reason.UNSUPPORTED) from None
    parent_hash = None if parent is None else text(parent)
    event = Event(known, integer(height), parent_hash, None if payload is None else text(payload))
    same_bytes(raw, event.raw)
    return event
