"""A voter in a real browser, with and without JavaScript: marks, reviews, changes, casts, votes again, checks."""

import contextlib
import re
from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser, Error, Page, ViewportSize, expect

from ballots.models import Ballot
from ballots.sequencing import append_pending
from ballots.setup import setup_of
from ballots.trackers import groups
from base.models import Mail
from members.models import Person
from tests.ballots.elections import HOUR, Office
from tests.browser.voting import agree, cast, go_on, heading, mark, seal, tracker
from tests.browsers import SCHEMES, Complaints, axe, no_sideways_scroll, text_may_be_spaced
from tests.servers import Live

pytestmark = pytest.mark.browser

BALLOT = "/elections/board-2026/ballot/"
BLOCK = ["nominations_open", "nominations_close", "acceptance_closes", "candidates_announced"]


@pytest.fixture
def office(live: Live) -> Office:
    """Voting is open: four candidates for two seats, and a resolution."""
    office = Office(voters=2, candidates=4, seats=2)
    office.move(**{name: office.now - (9 - place) * HOUR for place, name in enumerate(BLOCK)})
    office.seal()
    return office


@pytest.fixture
def voter(scripted: bool, chromium: Browser, live: Live, office: Office, complaints: Complaints) -> Iterator[Page]:
    """The first voter's browser, signed in, on a phone."""
    phone: ViewportSize = {"width": 320, "height": 640}
    with chromium.new_context(base_url=live.url, java_script_enabled=scripted, viewport=phone) as context:
        context.set_default_timeout(15_000)
        context.on("page", complaints.listen)
        page = context.new_page()
        sign_in(page, live, office.voters[0])
        yield page
    assert not complaints.unexpected(), "\n".join(complaints.unexpected())


def sign_in(page: Page, live: Live, somebody: Person) -> None:
    client = Client()
    client.force_login(somebody.user)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live.url}])


def test_a_vote_from_the_start_page_to_the_ballot_box(voter: Page, office: Office, scripted: bool) -> None:
    voter.goto("/")
    voter.get_by_role("link", name="Mark my ballot").click()
    heading(voter, "Your ballot")
    expect(voter.locator("input:checked")).to_have_count(0)
    agree(voter)
    go_on(voter)
    expect(voter).to_have_title(re.compile("^Error: Your ballot – "))
    expect(voter.get_by_role("alert")).to_contain_text("You left this empty.")

    mark(voter, "Candidate 01", "Candidate 03")
    go_on(voter)
    heading(voter, "Check your ballot")
    expect(voter.locator("section", has_text="Board")).to_contain_text("2 of 4")
    assert Ballot.objects.count() == 0

    voter.get_by_role("button", name="Change Resolution 1").click()
    expect(voter.locator("fieldset.resolution")).to_be_in_viewport()
    voter.get_by_label("Against", exact=True).check()
    go_on(voter)
    expect(voter.locator("section", has_text="Board")).to_contain_text("Candidate 03")
    expect(voter.locator("section", has_text="Resolution 1")).to_contain_text("Against")
    shown = cast(voter)
    ballot = Ballot.objects.get()
    assert (ballot.tracker, ballot.sealed_by_server) == (shown, not scripted)
    by = "on your own device" if scripted else "by the server, after you agreed"
    expect(voter.get_by_text(f"It was sealed {by}")).to_be_visible()

    append_pending(setup_of(office.election))
    voter.get_by_role("link", name="Look for this tracker in the ballot box").click()
    heading(voter, "Ballot box")
    expect(voter.get_by_text(" ".join(groups(shown)))).to_be_visible()


def test_voting_again_replaces_the_ballot_and_both_receipts_say_so(voter: Page, office: Office) -> None:
    voter.goto(BALLOT)
    mark(voter, "Candidate 01")
    go_on(voter)
    first = cast(voter)
    address = voter.url
    voter.get_by_role("link", name="Vote again").click()
    expect(voter.get_by_text("A ballot of yours is in the box.")).to_be_visible()
    expect(voter.locator("input:checked")).to_have_count(0)
    mark(voter, "Candidate 02")
    go_on(voter)
    assert cast(voter) != first
    voter.goto(address)
    heading(voter, "This ballot was replaced.")


def test_a_double_click_is_one_ballot(voter: Page, office: Office) -> None:
    voter.goto(BALLOT)
    mark(voter, "Candidate 01")
    go_on(voter)
    seal(voter)
    voter.get_by_role("button", name="Cast my ballot").dblclick()
    heading(voter, "Your ballot is in the box.")
    assert Ballot.objects.count() == 1
    assert Mail.objects.filter(kind="ballot cast").count() == 1


def test_back_and_again_cast_nothing_and_say_that_a_ballot_is_in_the_box(
    voter: Page, office: Office, scripted: bool
) -> None:
    voter.goto(BALLOT)
    mark(voter, "Candidate 01")
    go_on(voter)
    shown = cast(voter)
    if scripted:
        voter.go_back()
        heading(voter, "Your ballot")
    else:
        with contextlib.suppress(Error):  # Chromium keeps no page that forbids it, and asks before it sends a form
            voter.go_back()
        voter.wait_for_url("chrome-error://chromewebdata/")
        voter.reload()
        heading(voter, "Check your ballot")
    assert Ballot.objects.count() == 1
    voter.get_by_text("A ballot of yours is in the box.").get_by_role("link", name="My receipt").click()
    assert tracker(voter) == shown


def test_a_session_that_ends_and_a_new_one_in_another_window_lose_no_mark(
    voter: Page, office: Office, complaints: Complaints, scripted: bool
) -> None:
    complaints.expect("status of 401")
    complaints.expect("status of 403")
    voter.goto(BALLOT)
    mark(voter, "Candidate 02", "Candidate 04")
    if scripted:
        go_on(voter)
        seal(voter)
    voter.context.clear_cookies(name="sessionid")
    if not scripted:
        go_on(voter)
        heading(voter, "You are signed out")
        sign_in_beside(voter, office)
        voter.get_by_role("button", name="Go on with my marks").click()
        expect(voter.get_by_text("Nothing was recorded, and your marks are still here.")).to_be_visible()
    else:
        voter.get_by_role("button", name="Cast my ballot").click()
        expect(voter.get_by_role("alert")).to_contain_text("You are signed out, so your ballot was not cast.")
        sign_in_beside(voter, office)
        voter.get_by_role("button", name="Back").click()
        voter.get_by_role("button", name="Change Board").click()
    for name in ("Candidate 02", "Candidate 04", "For"):
        expect(voter.get_by_label(name, exact=True)).to_be_checked()
    go_on(voter)
    heading(voter, "Check your ballot")
    cast(voter)


def sign_in_beside(voter: Page, office: Office) -> None:
    with voter.context.expect_page() as opened:
        voter.get_by_role("link", name="Sign in (opens another window)").click()
    window = opened.value
    window.get_by_label("Your e-mail address").fill(office.voters[0].user.email)
    window.keyboard.press("Enter")
    window.get_by_label("The code from the mail").fill(newest_code(window))
    window.keyboard.press("Enter")
    window.wait_for_url(re.compile("/elections/board-2026/$"))
    window.close()


def newest_code(window: Page) -> str:
    window.get_by_label("The code from the mail").wait_for()
    found = re.search(r"[A-Z]{4}-[A-Z]{4}", Mail.objects.filter(kind="sign-in code").latest("pk").text)
    assert found
    return found[0]


def test_with_the_keyboard_alone(page: Page, live: Live, office: Office) -> None:
    sign_in(page, live, office.voters[0])
    page.goto(BALLOT)
    tab_to(page, "input[type=checkbox][name^=contest]")
    page.keyboard.press("Space")
    tab_to(page, "input[type=radio]")
    page.keyboard.press("ArrowDown")
    tab_to(page, "main button[type=submit]")
    page.keyboard.press("Enter")
    heading(page, "Check your ballot")
    expect(page.locator("section", has_text="Resolution 1")).to_contain_text("Against")
    for step, press in {"seal": "Enter", "cast": "Space"}.items():
        tab_to(page, f"[data-act={step}]")
        page.keyboard.press(press)
    heading(page, "Your ballot is in the box.")


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until what is wanted has the focus; what has it is visible and not covered."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            assert page.evaluate(COVERED) is False
            return
    raise AssertionError(f"Tab does not lead to {selector}")


COVERED = """() => {
  const box = document.activeElement.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return !(top && (document.activeElement.contains(top) || top.closest("label")?.contains(document.activeElement)));
}"""


def test_axe_finds_nothing_and_every_page_fits_a_phone(page: Page, live: Live, office: Office) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    for address in ("/", "/elections/", "/elections/board-2026/", "/elections/board-2026/can-i-vote/"):
        page.goto(address)
        sound(page)
    sign_in(page, live, office.voters[0])
    page.goto(BALLOT)
    sound(page)
    go_on(page)
    sound(page)
    mark(page, "Candidate 01", "Candidate 02")
    sound(page)
    go_on(page)
    sound(page)
    seal(page)
    sound(page)
    cast(page)
    sound(page)
    append_pending(setup_of(office.election))
    page.goto(page.url)
    sound(page)  # the receipt, now that the ballot is in the record
    page.get_by_role("link", name="Look for this tracker in the ballot box").click()
    expect(page.get_by_role("heading", name="Found")).to_be_visible()
    sound(page)
    names = ("ballot-box/", "verify/", "tested/", "observe/", "trustees/", "ballot/own-program/", "ballot/give-up/")
    for name in (*names, "journal/", "can-i-vote/"):
        page.goto(f"/elections/board-2026/{name}")
        sound(page)
    manuals = ("/verify/", "/help/", "/help/privacy/", "/help/accessibility/", "/help/contact/")
    for address in ("/", "/me/", BALLOT, *manuals):
        page.goto(address)
        sound(page)


def test_so_do_the_result_and_the_pages_that_refuse(
    page: Page, live: Live, office: Office, complaints: Complaints
) -> None:
    for status in (401, 403, 409):
        complaints.expect(f"status of {status}")
    complaints.expect("voting.js: error")
    page.route("**/voting.js", lambda route: route.abort())
    page.set_viewport_size({"width": 320, "height": 640})
    sign_in(page, live, office.voters[0])
    page.goto(BALLOT)
    mark(page, "Candidate 01", "Candidate 02")
    page.context.clear_cookies(name="sessionid")
    go_on(page)
    heading(page, "You are signed out")
    sound(page)
    sign_in(page, live, office.first)
    page.goto(BALLOT)
    heading(page, "You can’t vote in this election")
    sound(page)
    sign_in(page, live, office.voters[0])
    page.goto(BALLOT)
    mark(page, "Candidate 01", "Candidate 02")
    go_on(page)
    office.close()
    page.get_by_role("button", name="Cast my ballot").click()
    heading(page, "Your ballot was not cast")
    sound(page)
    page.goto(BALLOT)
    heading(page, "Voting has closed")
    sound(page)
    office.count()
    office.certify()
    office.publish()
    page.goto("/elections/board-2026/result/")
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    sound(page)
    page.goto("/turnout/")
    sound(page)


def sound(page: Page) -> None:
    """In light and dark, on a phone."""
    for scheme, rules in SCHEMES.items():
        page.emulate_media(color_scheme=scheme)
        axe(page, rules)
    no_sideways_scroll(page)
    text_may_be_spaced(page)
