"""The office's desk in a real browser: accessible, in light and dark, narrow and wide, with and without mistakes."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from base import clock
from elections.making import make_board_election
from elections.proposals import propose
from elections.timetable import announce
from tests.browsers import look, sign_in
from tests.cast import officer
from tests.nominees.nominations import named
from tests.servers import Live

pytestmark = pytest.mark.browser
DAY = timedelta(days=1)


def test_desk(page: Page, live: Live) -> None:
    ines, now = officer("Ines Castellano"), clock.now()
    board = make_board_election(
        name="2027 board election",
        slug="board-2027",
        voting_opens=now + 30 * DAY,
        seat_years=[3, 3, 1],
        by=ines,
        at=now,
    )
    announce(board, by=ines, at=now)
    named(board)
    propose(board, act="cancel", arguments={}, reason="The venue is closed.", by=ines, at=now)
    sign_in(page, live, ines)
    page.goto("/office/")
    look(page, "office-home")
    for place in ("election", "timetable", "contests", "rules", "describe", "turnout"):
        page.goto(reverse(f"office:{place}", args=[board.slug]))
        look(page, f"office-{place}")
    a_phone_opens_the_places_from_the_current_one(page)
    page.goto(reverse("office:contests", args=[board.slug]))
    page.get_by_role("button", name="Add the resolution").click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    look(page, "office-contests-error")
    page.goto(reverse("office:make"))
    page.get_by_role("button", name="Make the draft").click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    look(page, "office-make-error")


def a_phone_opens_the_places_from_the_current_one(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 700})
    places = page.get_by_role("navigation", name="Office: 2027 board election")
    expect(places.get_by_role("link", name="Journal")).to_have_count(0)
    places.locator("summary").click()
    places.get_by_role("link", name="Journal").click()
    page.get_by_role("heading", name="Journal").wait_for()
    expect(places.locator("summary")).to_have_text("Journal")
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(places.get_by_role("link", name="Journal")).to_have_count(1)
