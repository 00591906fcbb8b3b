"""Pages for everybody are made once: per address, language and order, never past an instant, and never somebody's."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from base import clock
from config.shared_pages import MOST_PAGES, SHARED, Page, Pages
from elections.models import Election
from nominees import orders
from tests.cast import person
from tests.nominees.browsing import browser
from tests.nominees.nominations import ANNOUNCED, election, standing

pytestmark = pytest.mark.django_db
CANDIDATES = "/elections/board-2026/candidates/"


@pytest.fixture(autouse=True)
def _long(settings: Any) -> None:
    settings.SHARED_PAGES_SECONDS = 600


def reader(order: int | None = 3, **headers: str) -> Client:
    """Somebody with an empty browser, or one that has an order of candidates."""
    client = Client(headers=headers)
    if order is not None:
        client.cookies[orders.COOKIE] = str(order)
    return client


def queries(client: Client, path: str = CANDIDATES) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


@pytest.fixture
def board() -> Election:
    return election(shifted=clock.now() - ANNOUNCED - timedelta(hours=1))


@pytest.mark.usefixtures("board")
class TestSharing:
    """Django's test client has a middleware of its own, hence pages of its own: so each test goes through one."""

    def test_a_page_is_made_once_and_is_the_same(self) -> None:
        client = reader()
        first = client.get(CANDIDATES)
        assert queries(client) == 0
        again = client.get(CANDIDATES)
        assert again.content == first.content
        assert dict(again.items()) == dict(first.items())

    def test_another_address_is_another_page(self) -> None:
        client = reader()
        client.get(CANDIDATES)
        assert queries(client, f"{CANDIDATES}?view=table") > 0

    @pytest.mark.parametrize(("asked", "number", "orders_seen"), [("", 5, 6), ("?view=table", 5, 6), ("?q=Ada", 3, 2)])
    def test_the_list_of_candidates_is_one_page_in_every_order(
        self, board: Election, asked: str, number: int, orders_seen: int
    ) -> None:
        """Ten of the 64 orders: of three names there are six, and the lot may give few of them."""
        for name in ("Ada One", "Bo Two", "Ada Three", "Cy Four", "Ada Five"):
            standing(board, name)
        client, seen = reader(), set()
        client.get(CANDIDATES + asked)
        for order in range(0, 64, 7):
            client.cookies[orders.COOKIE] = str(order)
            with CaptureQueriesContext(connection) as queried:
                answer = client.get(CANDIDATES + asked)
            assert len(queried) == 0
            assert answer["Content-Length"] == str(len(answer.content))
            assert answer.content == reader(order).get(CANDIDATES + asked).content
            seen.add(tuple(re.findall(rb'data-entry="(\d+)"', answer.content)))
        assert {len(set(names)) for names in seen} == {number}
        assert len(seen) >= orders_seen

    def test_a_page_that_is_made_in_an_order_is_another_in_another(self) -> None:
        client = reader()
        first = client.get("/practice/").content
        assert client.get("/practice/").content == first
        client.cookies[orders.COOKIE] = "4"
        assert client.get("/practice/").content != first

    def test_who_has_no_order_gets_one_of_their_own(self) -> None:
        client = reader()
        client.get(CANDIDATES)
        del client.cookies[orders.COOKIE]
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(CANDIDATES)
        assert len(asked) == 0
        assert 0 <= int(answer.cookies[orders.COOKIE].value) < 64
        assert client.get(CANDIDATES).content == answer.content

    def test_a_page_without_an_order_is_one_for_all_of_them(self) -> None:
        client = reader()
        client.get(f"{CANDIDATES}?order=alphabetical")
        client.cookies[orders.COOKIE] = "4"
        assert queries(client, f"{CANDIDATES}?order=alphabetical") == 0

    def test_who_signs_in_sees_their_own_page_and_leaves_none(self) -> None:
        client = reader()
        client.get(CANDIDATES)
        ada = browser(person("Ada Known", "ada@example.org"))
        client.cookies.update(ada.cookies)
        assert "Ada Known" in client.get(CANDIDATES).content.decode()
        del client.cookies[settings.SESSION_COOKIE_NAME]
        assert "Ada Known" not in client.get(CANDIDATES).content.decode()

    def test_a_session_without_an_account_is_somebodys_too(self) -> None:
        client = reader()
        client.get(CANDIDATES)
        client.cookies[settings.SESSION_COOKIE_NAME] = "unknown"
        assert queries(client) > 0

    def test_a_page_with_a_form_to_send_is_not_shared(self) -> None:
        client = reader()
        first = client.get("/accounts/login/")
        assert "csrftoken" in first.cookies
        assert client.get("/accounts/login/").content != first.content

    def test_what_is_not_there_is_asked_for_each_time(self) -> None:
        client = reader()
        assert client.get("/elections/nowhere/").status_code == 404
        election("nowhere")
        assert client.get("/elections/nowhere/").status_code == 200

    def test_switched_off_every_page_is_new(self, settings: Any) -> None:
        settings.SHARED_PAGES_SECONDS = 0
        client = reader()
        client.get(CANDIDATES)
        assert queries(client) > 0


def test_a_page_is_not_older_than_some_seconds(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    board = election(shifted=clock.now() - ANNOUNCED - timedelta(hours=1))
    passed = [0.0]
    monkeypatch.setattr("config.shared_pages.time.monotonic", lambda: passed[0])
    settings.SHARED_PAGES_SECONDS = 5
    client = reader()
    client.get(CANDIDATES)
    standing(board, "Nina Named")
    passed[0] = 4.9
    assert queries(client) == 0
    passed[0] = 5.0
    assert queries(client) > 0


def test_a_page_ends_at_the_next_instant(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Candidates are announced in two seconds; a page of five would hide them for three more."""
    election(shifted=clock.now() - ANNOUNCED + timedelta(seconds=2))
    passed = [0.0]
    monkeypatch.setattr("config.shared_pages.time.monotonic", lambda: passed[0])
    settings.SHARED_PAGES_SECONDS = 5
    client = reader()
    assert "announced here" in client.get(CANDIDATES).content.decode()
    assert queries(client) == 0
    passed[0] = 2.0
    assert queries(client) > 0


def test_those_that_nobody_asked_for_the_longest_go_first() -> None:
    pages = Pages()
    for number in range(MOST_PAGES):
        pages.keep((number,), Page(b"", {}, float("inf")))
    assert pages.find((0,))
    pages.keep(("new",), Page(b"", {}, float("inf")))
    assert pages.find((0,))
    assert not pages.find((1,))


def test_every_name_is_that_of_a_page() -> None:
    known = {f"{app}:{name}" for app in {name.split(":")[0] for name in SHARED} for name in names(app)}
    assert known >= SHARED


def names(app: str) -> list[str]:
    return [name for name in get_resolver().namespace_dict[app][1].reverse_dict if isinstance(name, str)]
