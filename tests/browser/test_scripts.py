"""The smallest scripts, each on a page of its own: what they put in place of the server's words."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser
NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)


@pytest.fixture
def blank(chromium: Browser) -> Iterator[Page]:
    """A page without a server, on which it is noon."""
    with chromium.new_context(locale="en-GB") as context:
        page = context.new_page()
        page.clock.install(time=NOON)
        yield page


def run(page: Page, script: str) -> None:
    page.add_script_tag(content=(Path(settings.BASE_DIR) / "static/js" / script).read_text(), type="module")


def test_the_last_minute_has_words_of_its_own(blank: Page) -> None:
    opens = (NOON + timedelta(seconds=90)).isoformat()
    blank.set_content(
        '<html lang="en"><script data-soon="in a moment" data-just-now="just now"></script>'
        f'<span data-instant="{opens}"><span data-relative>in 1 minute</span></span></html>'
    )
    run(blank, "moments.js")
    for said in ("in a moment", "just now", "1 minute ago"):
        blank.clock.run_for(60_000)
        expect(blank.locator("[data-relative]")).to_have_text(said)


def test_copy_keeps_its_word_when_pressed_twice_or_refused(blank: Page) -> None:
    blank.set_content('<button data-copy="a tracker" data-copied="Copied">Copy</button>')
    blank.evaluate("Object.defineProperty(navigator, 'clipboard', {value: {writeText: async () => {}}})")
    run(blank, "copy_tracker.js")
    button = blank.get_by_role("button")
    button.click()
    button.click()
    expect(button).to_have_text("Copied")
    blank.clock.run_for(4_000)
    expect(button).to_have_text("Copy")
    thrown: list[str] = []
    blank.on("pageerror", lambda error: thrown.append(str(error)))
    blank.evaluate("() => { navigator.clipboard.writeText = async () => { throw new Error('no'); }; }")
    button.click()
    blank.clock.run_for(4_000)
    assert (button.inner_text(), thrown) == ("Copy", [])
