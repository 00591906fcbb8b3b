"""The lock between casting and closing: all casts of an election share it; who ends the ballots waits for them, alone.

It is an advisory lock of PostgreSQL and not a row, because a row that all voters lock would slow them all down.
It is held until the transaction ends.
"""

from base.locks import Lock, hold
from elections.models import Election


def share(election: Election) -> None:
    """Held by a cast, together with every other cast. What is read after this cannot be overtaken by the end."""
    hold(Lock.CASTING, election.pk, shared=True)


def take(election: Election) -> None:
    """Held alone: waits for the casts in flight, and every later cast waits."""
    hold(Lock.CASTING, election.pk)
