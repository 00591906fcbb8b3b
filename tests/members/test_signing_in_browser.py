"""Signing in as people meet it: on a phone, by keyboard, with a passkey, without JavaScript."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from base.models import Mail
from members.linking import person_for
from members.models import User
from tests.browsers import axe, no_sideways_scroll
from tests.servers import Live

pytestmark = pytest.mark.browser


def newest_code() -> str:
    found = re.search(r"[A-Z]{4}-[A-Z]{4}", Mail.objects.latest("pk").text)
    assert found
    return found[0]


def sign_in(page: Page, email: str) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Your e-mail address").fill(email)
    page.keyboard.press("Enter")
    page.get_by_label("The code from the mail").wait_for()
    page.get_by_label("The code from the mail").fill(newest_code())
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("(?<!/code)/$"))


@pytest.fixture
def authenticator(page: Page) -> Iterator[CDPSession]:
    """A device that holds passkeys and knows its owner."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options | {"isUserVerified": True}})
    yield session
    session.send("WebAuthn.disable")


def test_on_a_phone_every_page_fits_and_axe_finds_nothing(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/accounts/login/")
    axe(page)
    no_sideways_scroll(page)
    page.get_by_label("Your e-mail address").fill("jo")
    page.get_by_role("button", name="Send me a code").click()
    expect(page).to_have_title(re.compile("^Error:"))
    axe(page)
    page.get_by_label("Your e-mail address").fill("a.rather.long.address.of.a.member@mail.department.example.org")
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("The code from the mail").wait_for()
    axe(page)
    no_sideways_scroll(page)


@pytest.mark.parametrize("path", ["", "app/on/", "passkeys/", "passkeys/add/"])
def test_the_pages_of_ones_own_security(page: Page, path: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    sign_in(page, "jo@example.org")
    page.goto(f"/accounts/security/{path}")
    axe(page)
    no_sideways_scroll(page)


def test_a_passkey_is_added_and_opens_the_account(page: Page, authenticator: CDPSession) -> None:
    person_for(name="Jo", email="jo@example.org")
    sign_in(page, "jo@example.org")
    page.goto("/accounts/security/passkeys/add/")
    page.get_by_label("Name of this passkey").fill("My laptop")
    page.get_by_role("button", name="Add it").click()
    page.get_by_role("heading", name="Your recovery codes").wait_for()
    page.context.clear_cookies()
    page.goto("/accounts/login/?next=/accounts/security/passkeys/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("My laptop").first.wait_for()
    assert Mail.objects.filter(kind="sign-in code").count() == 1
    assert User.objects.get().person


def test_a_passkey_that_is_not_there_is_said(page: Page, authenticator: CDPSession) -> None:
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("The passkey was not used").wait_for()


def test_without_javascript_the_code_is_enough(chromium: Browser, live: Live) -> None:
    with chromium.new_context(base_url=live.url, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto("/accounts/login/")
        expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
        sign_in(page, "jo@example.org")
        page.goto("/accounts/security/")
        expect(page.get_by_role("heading", name="How you sign in")).to_be_visible()
