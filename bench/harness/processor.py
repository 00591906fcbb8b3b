"""Whose time the processor spent: of a bench, the programs that it began, and PostgreSQL's part for its database."""

import contextlib
import os
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


class Meter:
    """Seconds since it was made, by everything that works for this bench."""

    def __init__(self) -> None:
        self._before = _used()

    @property
    def seconds(self) -> float:
        return sum(used - self._before.get(pid, 0.0) for pid, used in _used().items())


def _used() -> dict[int, float]:
    found = {}
    for pid in {*_descendants(os.getpid()), *_backends()}:
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            found[pid] = (int(after_name[11]) + int(after_name[12])) / TICK
    return found


def _descendants(pid: int) -> list[int]:
    found = [pid]
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            for child in children.read_text().split():
                found += _descendants(int(child))
    return found


def _backends() -> list[int]:
    """PostgreSQL's processes for this database, whoever is connected."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        return [pid for (pid,) in cursor.fetchall()]
