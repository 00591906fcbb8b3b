"""The lock between casting and closing: all casts of an election share it; who ends the ballots waits for them, alone.

It is an advisory lock of PostgreSQL and not a row, because a row that all voters lock would slow them all down.
It is held until the transaction ends.
"""

from django.db import connection

from elections.models import Election

CASTING = 1  # names this lock among the advisory locks of two numbers


def share(election: Election) -> None:
    """Held by a cast, together with every other cast. What is read after this cannot be overtaken by the end."""
    _lock("pg_advisory_xact_lock_shared", election)


def take(election: Election) -> None:
    """Held alone: waits for the casts in flight, and every later cast waits."""
    _lock("pg_advisory_xact_lock", election)


def _lock(function: str, election: Election) -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("The lock lasts as long as a transaction, and there is none.")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, %s)", [CASTING, election.pk])
