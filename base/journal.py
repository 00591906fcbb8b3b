"""The account of who did what: one line an act, written in the act's own transaction, never changed, and chained."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from django.db import connection

from base.models import JournalLine

BATCH: Final = 5_000


class Actor(Protocol):
    """Whoever can act: a person with a name."""

    @property
    def pk(self) -> int: ...

    @property
    def name(self) -> str: ...


def write(
    act: str,
    *,
    by: Actor | str,
    second: Actor | None = None,
    election: uuid.UUID | None = None,
    subject: str = "",
    reason: str = "",
    details: Mapping[str, object] | None = None,
    public: bool = False,
) -> JournalLine:
    """Write one line. `by` is a person, or the name of the part of the system that acted by itself."""
    return JournalLine.objects.create(
        act=act,
        actor_id=None if isinstance(by, str) else by.pk,
        actor=by if isinstance(by, str) else by.name,
        second_id=second.pk if second else None,
        second=second.name if second else "",
        election_uuid=election,
        subject=subject[:300],
        reason=reason,
        details=dict(details or {}),
        public=public,
    )


@dataclass(frozen=True)
class Head:
    """Where the chain of an election's lines ends: who keeps the hash can show later that nothing before it changed."""

    position: int
    hash: str


def chain() -> int:
    """Let PostgreSQL chain the committed lines that wait for it; says how many. Writing a line waits for nobody."""
    chained = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute("SELECT chain_journal(%s)", [BATCH])
            some = int(cursor.fetchone()[0])
        chained += some
        if some < BATCH:
            return chained


def head(election: uuid.UUID | None) -> Head | None:
    """The end of the chain of an election's lines; None before the first is chained."""
    chained = JournalLine.objects.filter(election_uuid=election, position__isnull=False).order_by("-position")
    last = chained.only("position", "hash").first()
    return Head(last.position, last.hash) if last and last.position and last.hash else None
