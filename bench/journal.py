#!/usr/bin/env python3
"""What the chain of the journal costs those who write lines at the same time.

    bench/journal.py [LINES]

Eight connections write lines, each in a transaction of its own, while a worker chains them every half second; then the
same with nobody chaining, and with the way that was not chosen: a trigger that chains each line as it is written, under
a lock that lasts until its transaction ends. Between a line and the end of its transaction stands a pause of two
milliseconds, as an act has more to do. Run it on a machine that does nothing else.
"""

import argparse
import contextlib
import os
import sys
import threading
import time
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
WRITERS, PAUSE = 8, 0.002
INSERT = (
    "INSERT INTO base_journalline (act, actor, second, subject, reason, details, public)"
    " VALUES ('bench', 'bench', '', '', '', '{}', true)"
)
AT_ONCE = """
CREATE FUNCTION chain_at_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_advisory_xact_lock(3, 1); RETURN NEW; END $$;
CREATE TRIGGER chain_at_once BEFORE INSERT ON base_journalline FOR EACH ROW EXECUTE FUNCTION chain_at_once();
"""
NOT_AT_ONCE = "DROP TRIGGER chain_at_once ON base_journalline; DROP FUNCTION chain_at_once();"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("lines", type=int, nargs="?", default=4_000)
    lines = parser.parse_args().lines
    sys.path.insert(0, str(CHECKOUT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.conf import settings

    django.setup()
    from base.embedded import Embedded
    from base.own_database import own_database

    with contextlib.ExitStack() as stack:
        if settings.EMBEDDED_POSTGRES:
            stack.enter_context(Embedded().held())
        stack.enter_context(own_database("bench_journal"))
        measure(lines)
    return 0


def measure(lines: int) -> None:
    from django.db import connection

    from base import journal, journal_check
    from base.database_roles import as_owner

    written(lines // 4)  # warms everything up
    print(f"nobody chains          {written(lines):>8.0f} lines/s")
    done = threading.Event()
    chaining = threading.Thread(target=chain_until, args=[done])
    chaining.start()
    print(f"chained by a worker    {written(lines):>8.0f} lines/s")
    done.set()
    chaining.join()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(AT_ONCE)
    print(f"a lock in every act    {written(lines):>8.0f} lines/s")
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(NOT_AT_ONCE)
    began = time.monotonic()
    chained = journal.chain()
    print(f"chaining the rest      {chained / (time.monotonic() - began):>8.0f} lines/s")
    began = time.monotonic()
    checked = sum(chain.lines for chain in journal_check.chains())
    print(f"verify_journal         {checked / (time.monotonic() - began):>8.0f} lines/s")


def written(lines: int) -> float:
    """Lines a second of all writers together."""
    writers = [threading.Thread(target=write, args=[lines // WRITERS]) for _ in range(WRITERS)]
    began = time.monotonic()
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    return lines / (time.monotonic() - began)


def write(lines: int) -> None:
    from django.db import connection, transaction

    for _ in range(lines):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(INSERT)
            time.sleep(PAUSE)
    connection.close()


def chain_until(done: threading.Event) -> None:
    from django.db import connection

    from base import journal

    while not done.wait(0.5):
        journal.chain()
    connection.close()


if __name__ == "__main__":
    sys.exit(main())
