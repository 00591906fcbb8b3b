"""The ballot where somebody outside the server made the codes: from the link of the mail, or typed; told to nobody."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, expect

from ballots.models import Ballot
from ballots.protocol.issuing import write_private
from base import clock
from base.models import Mail
from elections.models import RollEntry
from tests.ballots.authority import Authority, strict
from tests.ballots.elections import HOUR, Office
from tests.browser.voting import cast, go_on, heading, mark
from tests.browsers import Complaints, axe, layout_shifts, look, sign_in
from tests.servers import Live

pytestmark = pytest.mark.browser

BALLOT = "/elections/board-2026/ballot/"
KEPT = "JSON.stringify([localStorage, sessionStorage, document.cookie, history.state, name])"


@pytest.fixture
def authority(live: Live) -> Authority:
    return strict(Office(voters=2, candidates=3))


def test_the_code_opens_the_ballot_and_leaves_the_page_nowhere(page: Page, live: Live, authority: Authority) -> None:
    own, other = (authority.code(voter) for voter in authority.office.voters)
    page.set_viewport_size({"width": 320, "height": 640})
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request))  # noqa: PLW0108  Playwright cannot hold a list's method
    page.goto(f"{BALLOT}#code={own}")
    assert "/login/" in page.url
    assert own not in page.url
    sign_in(page, live, authority.office.voters[0])
    page.goto(BALLOT)
    assert layout_shifts(page) == []
    mark(page, "Candidate 01")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("link", name="Your voting code – Give your voting code.")).to_be_visible()
    field = page.get_by_label("Voting code", exact=True)
    field.fill(f" {other} ")
    expect(page.locator("#voting-code-error")).to_contain_text("This is not your voting code of this election.")
    axe(page)
    page.get_by_role("button", name="Continue").click()
    heading(page, "Your ballot")
    page.goto(f"{BALLOT}#code={own}")  # the link of the mail, while the page is there
    expect(page.get_by_text("This is your code.")).to_be_visible()
    assert page.url.endswith(BALLOT)
    expect(page.get_by_label("Candidate 01")).to_be_checked()
    axe(page)
    go_on(page)
    assert own not in str(page.evaluate(KEPT))
    cast(page)
    entry = RollEntry.objects.get(person=authority.office.voters[0])
    assert Ballot.objects.get().credential == entry.credentials.get()
    assert all(own not in f"{request.url} {request.post_data}" for request in sent if "#" not in request.url)


def test_the_link_fills_it_in_and_a_typed_one_may_be_written_otherwise(
    page: Page, live: Live, authority: Authority
) -> None:
    own = authority.code(authority.office.voters[1])
    sign_in(page, live, authority.office.voters[1])
    page.goto(f"{BALLOT}#code={own}")
    expect(page.get_by_text("This is your code.")).to_be_visible()
    assert page.url.endswith(BALLOT)
    assert layout_shifts(page) == []
    field = page.get_by_label("Voting code", exact=True)
    expect(field).to_have_value(own)
    field.fill(re.sub("-", " ", own)[:-1])
    expect(page.get_by_text("This is your code.")).to_be_hidden()
    expect(page.locator("#voting-code-error")).to_be_empty()
    field.fill(re.sub("-", " ", own))
    expect(page.get_by_text("This is your code.")).to_be_visible()


@pytest.mark.parametrize("who", ["a voter before voting opens", "somebody who may not vote"])
def test_a_page_that_has_no_use_for_it_takes_it_out_of_the_address(
    page: Page, live: Live, authority: Authority, complaints: Complaints, who: str
) -> None:
    complaints.expect("409|403")  # the page says so itself
    own, reader = authority.code(authority.office.voters[0]), authority.office.voters[0]
    if who == "somebody who may not vote":
        reader = authority.office.first
    else:
        authority.office.move(voting_opens=clock.now() + HOUR, voting_closes=clock.now() + 2 * HOUR)
    sign_in(page, live, reader)
    page.goto(BALLOT)
    expect(page.get_by_text("The link of your letter")).to_be_hidden()
    page.goto("/")
    page.goto(f"{BALLOT}#code={own}")
    expect(page.get_by_text("The link of your letter has your voting code in it.")).to_be_visible()
    assert page.url.endswith(BALLOT)
    assert own not in str(page.evaluate(KEPT))
    look(page, "code-in-address")
    page.go_back()
    page.go_forward()
    assert page.url.endswith(BALLOT)


def test_who_hands_in_the_codes_themselves_reads_that_they_are_worth_nothing_now(
    page: Page, live: Live, tmp_path: Path
) -> None:
    office = Office(voters=2)
    office.move(voting_opens=clock.now() + HOUR, voting_closes=clock.now() + 2 * HOUR)
    authority, private = Authority(office), tmp_path / "codes.privcreds"
    authority.give()
    private.write_bytes(write_private(authority.codes))
    link = re.search(r"/voting-codes/[\w-]+/", Mail.objects.get(kind="authority invited").text)
    assert link
    page.goto(link[0])
    page.locator("main input[type=file]").set_input_files(private)
    page.get_by_role("button", name="Hand in the public part").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    expect(page.get_by_text("Codes themselves were handed in, so they are no secret any more.")).to_be_visible()
    expect(page.get_by_text("You handed in the public part")).to_have_count(0)
    look(page, "codes-exposed")
