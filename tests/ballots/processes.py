"""Processes of their own that cast or append, to be killed without warning."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator

from django.db import connection

from tests.databases import CHECKOUT, DatabaseForTests

PRELUDE = (
    "import sys, django; django.setup(); from elections.models import Election; election = Election.objects.get(); "
)
CAST = """
from ballots.casting import cast; from members.models import Person
cast(election, sealed=sys.stdin.buffer.read(), by=Person.objects.get(pk=int(sys.argv[1])), sealed_by_server=True)
print("cast", flush=True); import time; time.sleep(60)
"""
APPEND = """
from ballots.sequencing import append_pending; from ballots.setup import setup_of
append_pending(setup_of(election))
"""


@contextlib.contextmanager
def running(
    database: DatabaseForTests, code: str, *arguments: object, given: bytes = b""
) -> Iterator[subprocess.Popen[bytes]]:
    """A Python process on the tests' database; killed at the end of the block."""
    urls = {"DATABASE_URL": database.url("app"), "DATABASE_OWNER_URL": database.url("owner")}
    process = subprocess.Popen(
        [sys.executable, "-c", PRELUDE + code, *map(str, arguments)],
        cwd=CHECKOUT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"} | urls,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin is not None
    process.stdin.write(given)
    process.stdin.close()
    try:
        yield process
    finally:
        process.kill()
        process.wait(timeout=10)
        if process.stdout is not None:
            process.stdout.close()


def wait_until_blocked(*, patience: float = 30) -> None:
    """Until somebody else's connection waits for a lock in the middle of its transaction."""
    blocked = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    wait_for(blocked, 1, patience)


def wait_until_alone(*, patience: float = 30) -> None:
    """Until PostgreSQL has noticed that the killed process is gone, and rolled it back."""
    others = "SELECT 1 - count(*) FROM pg_stat_activity WHERE xact_start IS NOT NULL AND datname = current_database()"
    wait_for(others, 0, patience)


def wait_for(question: str, answer: int, patience: float) -> None:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(question)
            if cursor.fetchone()[0] == answer:
                return
        time.sleep(0.02)
    raise TimeoutError(question)
