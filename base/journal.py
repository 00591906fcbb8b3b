"""The account of who did what: one line an act, written in the act's own transaction and never changed."""

import uuid
from collections.abc import Mapping
from typing import Protocol

from base.models import JournalLine


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
