"""How a voter goes through the ballot's pages, whether their browser seals or the server does."""

from playwright.sync_api import Page, expect

CONSENT = "I agree that the server seals my ballot"


def agree(page: Page) -> None:
    """The page asks for it where the server may and does seal; that is known once its script has run, if it has one."""
    page.wait_for_load_state()
    consent = page.get_by_label(CONSENT)
    if consent.count() and consent.is_enabled():
        consent.check()


def mark(page: Page, *names: str, resolution: str = "For") -> None:
    for name in names:
        page.get_by_label(name).check()
    page.get_by_label(resolution, exact=True).check()
    agree(page)


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Continue").click()


def seal(page: Page) -> None:
    """From the review to the ballot that can be cast; the server has sealed it by then."""
    button = page.get_by_role("button", name="Seal my ballot")
    expect(button.or_(page.get_by_role("button", name="Cast my ballot"))).to_be_visible()
    if button.is_visible():
        button.click()
        heading(page, "Your ballot is sealed")


def cast(page: Page) -> str:
    """From the review to the receipt; the tracker on it."""
    seal(page)
    page.get_by_role("button", name="Cast my ballot").click()
    return tracker(page)


def tracker(page: Page) -> str:
    heading(page, "Your ballot is in the box.")
    return "".join(page.locator("#tracker").inner_text().split())


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)
