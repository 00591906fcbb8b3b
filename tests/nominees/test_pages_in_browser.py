"""The pages of this room in a real browser: accessible, narrow or wide, and with the live preview."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from base import clock
from base.models import Mail
from elections.models import Election
from members.models import Person
from nominees.nominating import accept, endorse, withdraw
from nominees.revising import write_profile
from tests.browsers import look, sign_in
from tests.nominees.nominations import (
    ANNOUNCED,
    DURING,
    STATEMENT,
    approve_all,
    during,
    election,
    member,
    named,
    standing,
)
from tests.servers import Live

pytestmark = pytest.mark.browser


def populated(board: Election) -> Person:
    """Three candidates, one of whom withdrew, and their endorsements; the first is returned."""
    nora = standing(board, "Nora Ángela Fernández-Lindqvist", "nora@example.org")
    write_profile(
        nora, by=nora.person, at=during(board), previous_service="2019–2022", employer="Example Works, engineer",
        other_affiliations="Director of the Example User Group", text=STATEMENT,
        summary="I organise a user group in a small town. I want grants that need no lawyer.",
    )  # fmt: skip
    endorse(nora, text="She answers **every** mail.", by=member("Mia Member"), at=during(board))
    endorse(nora, text="Calm in every storm, and I have seen some.", by=member("Max Muster"), at=during(board))
    taro = named(board, "山田 太郎", "taro@example.org", member("Bo")).nominee
    accept(taro, by=taro.person, at=during(board))
    quitter = standing(board, "Will Drew", "will@example.org")
    approve_all(board)
    withdraw(quitter, by=quitter.person, at=clock.now())
    return nora.person


def test_reading(page: Page, live: Live) -> None:
    board = election(shifted=clock.now() - ANNOUNCED - timedelta(hours=1))
    populated(board)
    page.goto("/elections/board-2026/candidates/")
    expect(page.locator(".candidate")).to_have_count(3)
    look(page, "candidates")
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        expect(page.get_by_role("link", name="Overview")).to_be_visible()
    page.get_by_role("link", name="Nora Ángela").click()
    expect(page.locator(".endorsement")).to_have_count(2)
    look(page, "candidate")


def test_answering(page: Page, live: Live) -> None:
    board = election(shifted=clock.now() - DURING)
    named(board)
    token = Mail.objects.get(kind="nominated").text.split("/nominations/")[1].split("/")[0]
    page.goto(f"/nominations/{token}/")
    look(page, "answer")
    page.get_by_role("button", name="Accept: I stand").click()
    page.get_by_role("heading", name="You accepted").wait_for()
    look(page, "accepted")


def test_nominating(page: Page, live: Live) -> None:
    election(shifted=clock.now() - DURING)
    sign_in(page, live, member())
    page.goto("/elections/board-2026/nominate/")
    look(page, "nominate")
    page.get_by_label("Why you nominate them").fill("Because *she* can.")
    page.locator("[data-preview-place] em").wait_for()
    page.get_by_role("button", name="Nominate").click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    expect(page).to_have_title(re.compile("^Error:"))
    expect(page.get_by_label("Why you nominate them")).to_have_value("Because *she* can.")
    look(page, "nominate-error")
    page.goto("/elections/board-2026/nominate/yourself/")
    look(page, "stand")


def test_own_pages(page: Page, live: Live) -> None:
    board = election(shifted=clock.now() - DURING)
    sign_in(page, live, populated(board))
    page.goto("/elections/board-2026/candidates/nora-angela-fernandez-lindqvist/")
    look(page, "own")
    page.get_by_role("link", name="Write or change your statement").click()
    page.locator("[data-preview-place] h3").wait_for()
    look(page, "edit")
    page.goto("/elections/board-2026/candidates/nora-angela-fernandez-lindqvist/withdraw/")
    look(page, "withdraw")
    page.goto("/elections/board-2026/candidates/nora-angela-fernandez-lindqvist/history/")
    look(page, "history")
    page.goto("/elections/board-2026/candidates/nora-angela-fernandez-lindqvist/")
    page.get_by_role("link", name="Ask for a correction Mia Member").click()
    look(page, "correct")
