"""Servers that a test may kill."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from pytest_django.plugin import DjangoDbBlocker

from base.embedded import Embedded
from config import environment
from tests.ballots.elections import Office
from tests.databases import DatabaseForTests
from tests.servers import Live, gunicorn

Serve = Callable[..., Live]


@pytest.fixture
def serve(committed: DatabaseForTests, tmp_path: Path) -> Iterator[Serve]:
    """gunicorn over the tests' database, one worker unless the test says otherwise."""
    urls = {"DATABASE_URL": committed.url("app"), "DATABASE_OWNER_URL": committed.url("owner"), "WEB_WORKERS": "1"}
    with ExitStack() as stack:
        yield lambda application="config.wsgi", **environment: stack.enter_context(
            gunicorn(tmp_path / "log", urls | environment, application)
        )


@pytest.fixture
def own_postgresql(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Embedded]:
    """A database server of this test alone, on which Django is meanwhile; what is committed survives its death."""
    embedded = Embedded(tmp_path / "checkout")
    embedded.checkout.mkdir()
    embedded.start()
    before, owner = dict(connection.settings_dict), dict(settings.DATABASE_OWNER)
    with django_db_blocker.unblock():
        try:
            go_to(address(embedded, "app"), address(embedded, "owner"))
            call_command("migrate", verbosity=0, interactive=False)
            yield embedded
        finally:
            go_to(before, owner)
            embedded.remove()


def address(embedded: Embedded, role: str) -> dict[str, Any]:
    parts = environment.database(embedded.url(role))
    return {name: parts[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}


def go_to(database: dict[str, Any], owner: dict[str, Any]) -> None:
    connections.close_all()
    connection.close_pool()  # type: ignore[attr-defined]  # the stubs do not know it yet
    connection.settings_dict.update(database)
    settings.DATABASE_OWNER.update(owner)


@pytest.fixture
def own_server(own_postgresql: Embedded, tmp_path: Path) -> Iterator[Live]:
    """gunicorn on that database, as in production but for the number of workers."""
    urls = {"DATABASE_URL": own_postgresql.url("app"), "DATABASE_OWNER_URL": own_postgresql.url("owner")}
    with gunicorn(tmp_path / "log", urls | {"WEB_WORKERS": "2"}) as running:
        yield running


def open_office(voters: int) -> Office:
    """Voting is open on one resolution."""
    office = Office(voters=voters, candidates=0, resolutions=1)
    office.seal()
    return office


def workers(live: Live) -> list[int]:
    """The processes that answer."""
    pid = live.process.pid
    return list(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()))


def kill(pid: int) -> None:
    """Without warning."""
    os.kill(pid, signal.SIGKILL)


def until(condition: Callable[[], object], patience: float = 20) -> None:
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.02)
