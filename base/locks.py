"""The advisory locks of PostgreSQL that we take: each has a number of its own, so that none is taken for another."""

from enum import IntEnum

from django.db import connection


class Lock(IntEnum):
    """The first of a lock's two numbers; the second says of what, such as of which election."""

    CASTING = 1
    SEQUENCING = 2
    JOURNAL = 3  # taken inside the database, by its function chain_journal
    SENDING = 4
    QUEUEING = 5
    SHARED_CODES = 6
    MEMBER_LISTS = 7
    POSTS = 8
    MAIL_WORDS = 9


def hold(lock: Lock, of: int | str = 0, *, shared: bool = False) -> None:
    """Wait for the lock, and hold it until the transaction ends; `shared`, together with others who share it."""
    if not connection.in_atomic_block:
        raise RuntimeError("The lock lasts as long as a transaction, and there is none.")
    function = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    number = "hashtext(%s)" if isinstance(of, str) else "%s"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s, {number})", [int(lock), of])
