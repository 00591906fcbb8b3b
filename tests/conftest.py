"""What every test may ask for: the database, a real server, a real browser."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.plugin import DjangoDbBlocker

from base.embedded import Embedded
from tests.browsers import ARGUMENTS, Complaints
from tests.databases import DatabaseForTests
from tests.servers import Live, gunicorn, wait_for

CHROMIUMS = "/usr/bin/chromium-headless-shell", "/usr/bin/chromium"
"""The same engine; without a window to draw, a page takes half the time."""
CHROMIUM = Path(os.environ.get("CHROMIUM") or next(filter(os.path.exists, CHROMIUMS), CHROMIUMS[-1]))


def pytest_configure(config: pytest.Config) -> None:
    """Pages show at once what was done, here and on the tests' servers; test_shared_pages.py sets its own."""
    settings.SHARED_PAGES_SECONDS = 0
    os.environ["SHARED_PAGES_SECONDS"] = "0"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: tests also wait, for browsers, servers and locks."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow ones come first, so that no worker has them left when the others are done.

    Django's own clean-up truncates tables, which the app role may not do.
    """
    items.sort(key=lambda item: "committed" not in getattr(item, "fixturenames", ()))
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker and marker.kwargs.get("transaction"):
            raise pytest.UsageError(f"{item.nodeid}: use the fixture `committed`, not django_db(transaction=True)")


@pytest.fixture(scope="session")
def test_database(
    request: pytest.FixtureRequest, django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[DatabaseForTests]:
    """This worker's database, from here to the end of the run."""
    worker = getattr(request.config, "workerinput", {}).get("workerid", "")
    database = DatabaseForTests(os.environ.get("TEST_DATABASE", "test_elections"), worker)
    with contextlib.ExitStack() as stack:
        if settings.EMBEDDED_POSTGRES:
            stack.enter_context(Embedded().held())
        with django_db_blocker.unblock():
            database.create()
        yield database
        with django_db_blocker.unblock():
            database.drop()


@pytest.fixture(scope="session")
def django_db_setup(test_database: DatabaseForTests) -> None:
    """In place of pytest-django's: its tests connect as a role that may do everything."""


@pytest.fixture
def committed(test_database: DatabaseForTests, django_db_blocker: DjangoDbBlocker) -> Iterator[DatabaseForTests]:
    """A database where transactions really commit, for threads and other processes; forgotten afterwards."""
    with django_db_blocker.unblock():
        yield test_database
        test_database.renew()


@pytest.fixture(scope="session")
def server(test_database: DatabaseForTests, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """The server process of this worker; tests ask for `live`."""
    log = tmp_path_factory.mktemp("server") / "gunicorn.log"
    urls = {"DATABASE_URL": test_database.url("app"), "DATABASE_OWNER_URL": test_database.url("owner")}
    with gunicorn(log, urls | {"WEB_WORKERS": "1"}) as running:
        yield running


@pytest.fixture
def live(server: Live, committed: DatabaseForTests) -> Live:
    """A real gunicorn over the committed database, at `live.url`, once its pool has found the database again."""
    wait_for(server.url, server.process, server.log)
    return server


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium a worker."""
    if not CHROMIUM.exists():
        pytest.skip(f"no Chromium at {CHROMIUM}: apt-get install chromium-headless-shell, or set CHROMIUM")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps an event loop in this thread
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)


@pytest.fixture
def complaints() -> Complaints:
    """What the pages of this test complained of; `complaints.expect(pattern)` for what is provoked on purpose."""
    return Complaints()


@pytest.fixture
def page(chromium: Browser, live: Live, complaints: Complaints) -> Iterator[Page]:
    """A fresh browser profile on the live server. Fails on console errors, exceptions and requests to strangers."""
    with chromium.new_context(base_url=live.url, locale="en-GB") as context:
        context.set_default_timeout(15_000)
        context.on("page", complaints.listen)
        yield context.new_page()
    assert not complaints.unexpected(), "\n".join(complaints.unexpected())
