"""PURE. The hash chain of the journal: what is hashed of a line, so that nobody has to believe that none was changed.

An election's lines are one chain, and those of no election another. The hash of a line is SHA-256, in hex, of three
texts with a line break between them: the hash of the line before it (64 zeros before the first), the hash of what the
office knows of the line, and what everybody may read of it, which is empty where the line is not public. So whoever
has the public texts and the hashes of the others works the whole chain out again, and learns no name from it.

PostgreSQL makes the chain (base/migrations/0008); this is the same, written a second time, to check it.
"""

import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

BEGINNING: Final = "0" * 64
"""Stands before the first line of a chain."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """All of a line that is hashed."""

    salt: uuid.UUID
    """Known to the office alone: without it nobody finds out names by trying."""
    at: datetime
    act: str
    actor_id: int | None
    actor: str
    second_id: int | None
    second: str
    election_uuid: uuid.UUID | None
    subject: str
    reason: str
    details: Mapping[str, object]
    public: bool


def next_hash(before: str, line: Line) -> str:
    """The hash of a line that stands behind the one whose hash is `before`."""
    return linked(before, office_hash(line), public_text(line))


def linked(before: str, office: str, public: str) -> str:
    return sha256(f"{before}\n{office}\n{public}")


def public_text(line: Line) -> str:
    """What everybody may read: the act and what it did, whether two did it or a part of the system; no name."""
    if not line.public:
        return ""
    system = line.actor if line.actor_id is None else None
    two = line.second_id is not None
    return _json([_hex(line.election_uuid), _instant(line.at), line.act, system, two, *_matter(line)])


def office_hash(line: Line) -> str:
    """What the office knows, who did it among it, behind a number that nobody else knows."""
    who = [line.actor_id, line.actor, line.second_id, line.second]
    when = [_hex(line.election_uuid), _instant(line.at), line.act]
    return sha256(_json([_hex(line.salt), *when, *who, *_matter(line), line.public]))


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _matter(line: Line) -> list[object]:
    return [line.subject, line.reason, line.details]


def _hex(number: uuid.UUID | None) -> str | None:
    return str(number) if number else None


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}Z"


def _json(value: object) -> str:
    """As PostgreSQL writes `jsonb`: shorter keys first, a blank behind commas and colons, every digit of a number."""
    match value:
        case Mapping():
            keys = sorted(value, key=lambda key: (len(key.encode()), key.encode()))
            return "{" + ", ".join(f"{_json(key)}: {_json(value[key])}" for key in keys) + "}"
        case str():
            return json.dumps(value, ensure_ascii=False)
        case Sequence():
            return "[" + ", ".join(_json(each) for each in value) + "]"
        case float():
            return format(Decimal(repr(value)), "f")
    return json.dumps(value)
