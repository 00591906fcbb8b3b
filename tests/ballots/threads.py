"""Many at once: each thread with a database connection of its own, all let go at the same moment."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, connections

from base.locks import Lock

T = TypeVar("T")
Refusal = ValidationError | PermissionDenied


def at_once(acts: Sequence[Callable[[], T]]) -> list[T | Refusal]:
    """What each act gave, or how it was refused."""
    together = threading.Barrier(len(acts))

    def run(act: Callable[[], T]) -> T | Refusal:
        try:
            connection.ensure_connection()
            together.wait(timeout=60)
            return act()
        except (ValidationError, PermissionDenied) as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def in_the_background(pool: ThreadPoolExecutor, act: Callable[[], T]) -> "Future[T]":
    def run() -> T:
        try:
            return act()
        finally:
            connections.close_all()

    return pool.submit(run)


def wait_for_waiting(number: int, *, patience: float = 20) -> None:
    """Until so many connections wait for an advisory lock."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database "
                "WHERE locktype = 'advisory' AND NOT granted AND classid = %s AND datname = current_database()",
                [int(Lock.CASTING)],
            )
            if cursor.fetchone()[0] >= number:
                return
        time.sleep(0.01)
    raise TimeoutError(f"fewer than {number} are waiting")
