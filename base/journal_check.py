"""Checking the journal: every chain is worked out again from its lines, apart from the functions that made it."""

import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby

from base.chaining import BEGINNING, Line, next_hash
from base.models import JournalLine

PATIENCE = timedelta(minutes=1)
"""The worker chains new lines every few seconds; one that waits longer says that something is wrong."""


@dataclass
class Chain:
    """What was found of one chain."""

    election: uuid.UUID | None
    lines: int = 0
    head: str = BEGINNING
    broken_at: int | None = None
    """The first line that is not as it was written, by its position; None where all are."""
    seen: set[str] = field(default_factory=set)
    """Of the hashes that were asked for, those that stand in this chain."""


def chains(wanted: Collection[str] = ()) -> Iterator[Chain]:
    """Every chain, checked from its beginning, in constant memory."""
    lines = JournalLine.objects.filter(position__isnull=False).order_by("election_uuid", "position")
    for election, chained in groupby(lines.iterator(2_000), key=lambda line: line.election_uuid):
        yield _checked(Chain(election), chained, wanted)


def unchained(*, before: datetime | None = None) -> int:
    """How many lines wait for the worker; of those that were written before an instant."""
    waiting = JournalLine.objects.filter(position__isnull=True)
    return (waiting.filter(at__lt=before) if before else waiting).count()


def _checked(chain: Chain, lines: Iterator[JournalLine], wanted: Collection[str]) -> Chain:
    for line in lines:
        chain.lines += 1
        chain.head = next_hash(chain.head, as_hashed(line))
        if chain.broken_at is None and (line.position, line.hash) != (chain.lines, chain.head):
            chain.broken_at = line.position
        if line.hash is not None and line.hash in wanted:
            chain.seen.add(line.hash)
    return chain


def as_hashed(line: JournalLine) -> Line:
    return Line(
        salt=line.salt,
        at=line.at,
        act=line.act,
        actor_id=line.actor_id,
        actor=line.actor,
        second_id=line.second_id,
        second=line.second,
        election_uuid=line.election_uuid,
        subject=line.subject,
        reason=line.reason,
        details=line.details,
        public=line.public,
    )
