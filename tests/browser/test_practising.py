"""The practice ballot in a browser: marked, sealed, tested and cast as a real one, and nothing is sent."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.voting import go_on, heading, mark, seal
from tests.browsers import axe, no_sideways_scroll

pytestmark = pytest.mark.browser

MARK = "Practice: nothing that you do here is recorded or counted."


def test_every_step_is_there_and_nothing_is_sent(page: Page, tmp_path: Path) -> None:
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/practice/")
    said_on(page, "Practice ballot")
    axe(page)
    mark(page, "Robin Redcrest", "Wren Fairweather", resolution="Against")
    go_on(page)
    said_on(page, "Check your ballot")
    seal(page)
    said_on(page, "Your ballot is sealed")
    page.get_by_role("button", name="Open it for a test").click()
    said_on(page, "Your ballot is open")
    file = tmp_path / "tested.json"
    with page.expect_download() as download:
        page.get_by_role("link", name="Save the file").click()
    download.value.save_as(file)
    with page.expect_popup() as popup:
        page.get_by_role("link", name="Look at an opened ballot").click()
    popup.value.get_by_label("The file of the opened ballot").set_input_files(file)
    expect(popup.value.locator(".review-contest bdi")).to_have_text(["Robin Redcrest", "Wren Fairweather", "Against"])
    said_on(popup.value, "An opened ballot")
    popup.value.close()

    page.get_by_role("button", name="Seal a new ballot").click()
    seal(page)
    page.get_by_role("button", name="Cast my ballot").click()
    said_on(page, "Here you would have voted")
    axe(page)
    expect(page.locator("[data-tracker]")).to_have_text(re.compile(r"^(\S{1,4} ?){11}$"))
    page.go_back()
    heading(page, "Practice ballot")
    go_on(page)
    seal(page)
    page.get_by_role("button", name="Cast my ballot").click()
    heading(page, "Here you would have voted")
    page.get_by_role("link", name="Practise again").click()
    heading(page, "Practice ballot")
    expect(page.locator("input:checked")).to_have_count(0)
    assert not sent


def said_on(page: Page, title: str) -> None:
    heading(page, title)
    expect(page.get_by_text(MARK).locator("visible=true")).to_have_count(1)
    no_sideways_scroll(page)
