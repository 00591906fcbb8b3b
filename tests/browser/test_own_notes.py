"""A reader's shortlist and notes stand beside the names on their ballot, and go nowhere else."""

import pytest
from playwright.sync_api import Page, Request, expect

from ballots.models import Ballot
from nominees.models import Nominee
from tests.ballots.elections import HOUR, Office
from tests.browser.voting import cast, go_on, mark
from tests.browsers import axe, layout_shifts, no_sideways_scroll, sign_in
from tests.servers import Live

pytestmark = pytest.mark.browser

LIST = "/elections/board-2026/candidates/"
BALLOT = "/elections/board-2026/ballot/"
BLOCK = ("nominations_open", "nominations_close", "acceptance_closes", "candidates_announced")
NOTE = "too keen on <i>ferrets</i>"


@pytest.fixture
def office(live: Live) -> Office:
    """Voting is open: four candidates for two seats, and a resolution."""
    office = Office(voters=2, candidates=4, seats=2)
    office.move(**{name: office.now - (9 - place) * HOUR for place, name in enumerate(BLOCK)})
    office.seal()
    return office


def test_stand_on_the_ballot_and_are_never_sent(page: Page, live: Live, office: Office) -> None:
    sign_in(page, live, office.voters[0])
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(BALLOT)
    expect(page.locator(".option-own")).to_have_count(0)
    expect(page.get_by_text("Your shortlist and your notes stand")).to_be_hidden()
    page.goto(LIST)
    card = page.locator(".candidate", has_text="Candidate 02")
    card.get_by_role("button", name="Shortlist").click()
    card.get_by_text("My note").click()
    card.get_by_role("textbox").fill(NOTE)

    sent: list[str] = []

    def note(request: Request) -> None:
        sent.append(f"{request.url} {request.post_data or ''} {request.headers}")

    page.on("request", note)
    page.goto(BALLOT)
    option = page.locator(".option", has_text="Candidate 02")
    expect(option.locator(".option-own")).to_have_text(f"on your shortlist · {NOTE}")
    expect(page.locator(".option-own")).to_have_count(1)
    expect(page.get_by_text("Your shortlist and your notes stand")).to_be_visible()
    no_sideways_scroll(page)
    axe(page)
    mark(page, "Candidate 03")
    go_on(page)
    expect(page.locator("section", has_text="Board")).to_contain_text("Candidate 03")
    assert "ferrets" not in page.get_by_role("main").inner_text()
    cast(page)
    assert Ballot.objects.count() == 1
    assert any("/ballot/cast/" in each for each in sent)
    assert not [
        each for each in sent if "ferrets" in each or "shortlist" in each.replace("/static/js/shortlist.js", "")
    ]


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_moves_where_they_appear(page: Page, live: Live, office: Office, width: int) -> None:
    sign_in(page, live, office.voters[0])
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(LIST)
    card = page.locator(".candidate").first
    card.get_by_role("button", name="Shortlist").click()
    card.get_by_text("My note").click()
    card.get_by_role("textbox").fill(NOTE)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": 4})
    names = Nominee.objects.values_list("slug", flat=True)
    for path in ("", "?view=table", f"{names[0]}/", f"compare/?who={names[0]}&who={names[1]}"):
        page.goto(LIST + path)
        assert layout_shifts(page) == [], path
    page.goto(BALLOT)
    expect(page.locator(".option-own")).to_have_count(1)
    assert layout_shifts(page) == []


def test_another_elections_notes_do_not_stand_there(page: Page, live: Live, office: Office) -> None:
    sign_in(page, live, office.voters[0])
    page.goto(LIST)
    page.get_by_role("button", name="Shortlist").first.click()
    page.evaluate("localStorage.setItem('shortlist/another', localStorage.getItem(localStorage.key(0)))")
    page.get_by_role("button", name="Shortlist").first.click()
    page.wait_for_function("localStorage.length === 1")
    page.goto(BALLOT)
    expect(page.locator(".option-own")).to_have_count(0)


def test_stay_with_a_candidate_who_is_renamed(page: Page, live: Live, office: Office) -> None:
    page.goto(LIST)
    page.locator(".candidate", has_text="Candidate 02").get_by_role("button", name="Shortlist").click()
    Nominee.objects.filter(slug="candidate-02").update(name="Candidate Renamed")
    page.reload()
    card = page.locator(".candidate", has_text="Candidate Renamed")
    expect(card.get_by_role("button", name="Shortlist")).to_have_attribute("aria-pressed", "true")
