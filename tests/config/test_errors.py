"""A real server whose database is away answers honestly, soon, and recovers by itself."""

import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from base.embedded import Embedded
from tests.servers import Live, gunicorn

pytestmark = pytest.mark.slow


@pytest.fixture
def own_database(tmp_path: Path) -> Iterator[Embedded]:
    """A database server that this test may stop."""
    embedded = Embedded(tmp_path)
    embedded.start()
    yield embedded
    embedded.remove()


@pytest.fixture
def own_server(own_database: Embedded, tmp_path: Path) -> Iterator[Live]:
    with gunicorn(tmp_path / "log", {"DATABASE_URL": own_database.url(), "WEB_WORKERS": "1"}) as running:
        yield running


def ask(server: Live, *, method: str = "GET") -> tuple[int, str, dict[str, str]]:
    request = urllib.request.Request(f"{server.url}/healthz?marks=canary", method=method)  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310
            return response.status, response.read().decode(), dict(response.headers)
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(), dict(error.headers)


def test_503_within_ten_seconds_and_back_when_the_database_is(own_database: Embedded, own_server: Live) -> None:
    assert ask(own_server)[0] == 200

    own_database.stop()
    begun = time.monotonic()
    status, words, headers = ask(own_server)
    assert time.monotonic() - begun < 10
    assert status == 503, own_server.log.read_text()
    assert (headers["Retry-After"], headers["Cache-Control"]) == ("60", "no-store")
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "database" in words

    own_database.start()
    deadline = time.monotonic() + 10
    while ask(own_server)[0] != 200:
        assert time.monotonic() < deadline, "the server did not find the database again"


def test_a_restart_between_two_requests_is_not_noticed(own_database: Embedded, own_server: Live) -> None:
    assert ask(own_server)[0] == 200
    own_database.stop()
    own_database.start()
    assert ask(own_server)[0] == 200


def test_a_restart_costs_no_request_a_wait_however_many_connections_have_died(
    own_database: Embedded, own_server: Live
) -> None:
    """As many as a page full of pictures opens at once."""
    with ThreadPoolExecutor(8) as readers:
        assert {answer[0] for answer in readers.map(lambda _: ask(own_server), range(40))} == {200}
    own_database.stop()
    own_database.start()
    began = time.monotonic()
    assert ask(own_server)[0] == 200
    assert time.monotonic() - began < 0.9  # psycopg's own check pauses a second after the first dead one


def test_logs_hold_no_query_string(own_server: Live) -> None:
    ask(own_server)
    said = own_server.log.read_text()
    assert "/healthz" in said
    assert "canary" not in said
