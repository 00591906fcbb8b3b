"""Time passes in a test: the database's clock, which alone decides, runs ahead for every process that asks it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.tasks import Task
from psycopg import sql

from ballots.tasks import mail_to_many, send_bulk
from tests.databases import DatabaseForTests

PATIENCE = 20.0  # seconds
CLOCK = """
CREATE SCHEMA IF NOT EXISTS ahead;
GRANT USAGE ON SCHEMA ahead TO PUBLIC;
CREATE OR REPLACE FUNCTION ahead.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
    SELECT pg_catalog.clock_timestamp() + interval {}
$$
"""


@dataclass
class Calendar:
    """Days are counted from today, which is day 0. On later days it is a quarter past three in the afternoon."""

    database: DatabaseForTests
    today: datetime = field(
        default_factory=lambda: datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    )

    def at(self, day: int) -> datetime:
        """Two in the afternoon, when things open and close."""
        return self.today + timedelta(days=day, hours=14)

    def field(self, day: int) -> str:
        """The same, as it is typed into a form."""
        return f"{self.at(day):%Y-%m-%dT%H:%M}"

    def turns_to(self, day: int) -> None:
        """It becomes that day, and the minute strikes."""
        self._runs_ahead(self.at(day) + timedelta(minutes=75) - datetime.now(UTC))
        self.strikes()

    def strikes(self) -> None:
        """What the worker does every minute, it does now."""
        for task in (mail_to_many, send_bulk):
            _done_by_the_worker(task)

    def begin(self) -> None:
        """The database's own clock is found behind ours by every connection that is made from now on."""
        self._runs_ahead(timedelta(0))
        self._set("SET search_path = ahead, pg_catalog, public")
        self.database.renew()  # nobody stays connected who asks the true clock

    def end(self) -> None:
        self._set("RESET search_path")
        with self.database.owner_connection(self.database.name) as owner:
            owner.execute("DROP SCHEMA ahead CASCADE")

    def _runs_ahead(self, by: timedelta) -> None:
        with self.database.owner_connection(self.database.name) as owner:
            owner.execute(sql.SQL(CLOCK).format(sql.Literal(f"{by.total_seconds()} seconds")))

    def _set(self, what: str) -> None:
        statement = sql.SQL("ALTER DATABASE {} " + what)
        self.database.maintenance.execute(statement.format(sql.Identifier(self.database.name)))


@contextmanager
def passing_time(database: DatabaseForTests) -> Iterator[Calendar]:
    calendar = Calendar(database)
    calendar.begin()
    try:
        yield calendar
    finally:
        calendar.end()


def _done_by_the_worker(task: Task[Any, Any, Any]) -> None:
    """Begun after we asked: where it waits already, because the true minute has struck, we ask again."""
    deadline, job = time.monotonic() + PATIENCE, 0
    while time.monotonic() < deadline:
        if not job:
            with suppress(AlreadyEnqueued):
                job = task.defer(timestamp=0)
        elif ProcrastinateJob.objects.get(pk=job).status == "succeeded":
            return
        time.sleep(0.05)
    raise AssertionError(f"the worker does not get to {task.name}")
