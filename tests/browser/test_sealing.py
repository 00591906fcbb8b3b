"""What the page promises where the browser seals: what is sent, what counts, and what happens when something fails."""

import io
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Dialog, Page, Request, Response, Route, expect

from ballots.models import Ballot
from ballots.outcome import totals_of
from ballots.protocol.__main__ import main as ballots_protocol
from ballots.protocol.verify import verify
from ballots.setup import setup_of
from ballots.tested_models import TestedChoice
from elections.models import Contest
from tests.ballots.elections import Office
from tests.ballots.records import Belenios, record_of
from tests.browser.voting import agree, cast, go_on, heading, mark, seal, tracker
from tests.browsers import Complaints, axe, layout_shifts, sign_in
from tests.protocol.conftest import belenios_tool
from tests.servers import Live

__all__ = ["belenios_tool"]

pytestmark = pytest.mark.browser

BALLOT = "/elections/board-2026/ballot/"
BUILT = Path(settings.BASE_DIR) / "static/ballot/built"


@pytest.fixture
def office(live: Live) -> Office:
    """Voting is open: five candidates, of whom at most three may be chosen, and a resolution."""
    office = Office(voters=3, candidates=5, seats=2)
    Contest.objects.filter(election=office.election, kind=Contest.Kind.SEATS).update(max_choices=3)
    office.seal()
    return office


@pytest.fixture
def voter(page: Page, live: Live, office: Office) -> Page:
    sign_in(page, live, office.voters[0])
    page.set_viewport_size({"width": 320, "height": 640})
    return page


def test_what_is_sent_is_the_sealed_ballot_alone(voter: Page, office: Office) -> None:
    sent: list[Request] = []
    voter.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    voter.goto(BALLOT)
    credential = voter.locator("#voting").get_attribute("data-credential")
    mark(voter, "Candidate 01", "Candidate 03")
    go_on(voter)
    cast(voter)
    assert [request.url.partition("/board-2026/")[2] for request in sent] == ["ballot/cast/"]
    body = sent[0].post_data or ""
    assert re.fullmatch(r"sealed=[A-Za-z0-9+/%=]+&sealed_by=browser", body)
    assert credential
    kept = "JSON.stringify([localStorage, sessionStorage, document.cookie, history.state, name])"
    assert credential not in body + str(voter.evaluate(kept))
    assert voter.evaluate("indexedDB.databases()") == []


@pytest.mark.interop
def test_what_is_counted_is_what_was_marked_last(
    voter: Page, live: Live, office: Office, belenios_tool: str, tmp_path: Path
) -> None:
    """Names stand in another order for each reader; one changes their mind at every step."""
    voter.goto(BALLOT)
    mark(voter, "Candidate 01", "Candidate 05", resolution="Against")
    go_on(voter)
    seal(voter)
    voter.get_by_role("button", name="Back").click()
    voter.get_by_role("button", name="Change Board").click()
    expect(voter.locator("fieldset.approval")).to_be_in_viewport()
    voter.get_by_label("Candidate 01").uncheck()
    voter.get_by_label("Candidate 02").check()
    go_on(voter)
    cast(voter)
    sign_in(voter, live, office.voters[1])
    voter.goto(BALLOT)
    voter.get_by_label("I abstain in this contest").first.check()
    voter.get_by_label("For", exact=True).check()
    go_on(voter)
    expect(voter.locator("section", has_text="Board")).to_contain_text("You abstain.")
    cast(voter)
    office.vote(office.voters[2], (1,), (0,))
    office.count()
    office.certify()
    office.publish()
    record = record_of(office.election)
    assert verify(io.BytesIO(record)).result == ((1, 0, 2, 0, 0, 1), (0, 2, 1))
    assert Belenios(belenios_tool, tmp_path, setup_of(office.election).uuid).accepts_every_ballot(record)


SLOW_TO_SEAL = """
const Swift = Worker;
Worker = class extends Swift {
  postMessage(message) { setTimeout(() => super.postMessage(message), message.act === "seal" ? 1000 : 0); }
};
"""


def test_what_is_changed_while_the_ballot_is_being_sealed_is_what_counts(voter: Page, office: Office) -> None:
    """On a slow device there is time to go back, choose somebody else and look at the review again."""
    voter.add_init_script(SLOW_TO_SEAL)
    voter.goto(BALLOT)
    mark(voter, "Candidate 01")
    go_on(voter)
    button = voter.get_by_role("button", name="Seal my ballot")
    button.click()
    voter.get_by_role("button", name="Back").click()
    voter.get_by_label("Candidate 01").uncheck()
    voter.get_by_label("Candidate 02").check()
    go_on(voter)
    expect(button).to_be_enabled()
    heading(voter, "Check your ballot")
    cast(voter)
    office.count()
    assert totals_of(setup_of(office.election)) == ((0, 0, 1, 0, 0, 0), (0, 1, 0))


def test_nobody_can_mark_too_many_or_names_and_an_abstention(voter: Page) -> None:
    voter.goto(BALLOT)
    go_on(voter)
    expect(voter.locator(".error-summary")).to_be_focused()
    voter.keyboard.press("Tab")
    voter.keyboard.press("Enter")
    expect(voter.locator("fieldset.approval input").first).to_be_focused()
    for number in (1, 2, 3):
        voter.get_by_label(f"Candidate 0{number}").check()
    limit = voter.get_by_text("You can choose 3. To choose another, take one away first.")
    expect(limit).to_be_hidden()
    voter.get_by_label("Candidate 04").click()
    expect(voter.get_by_label("Candidate 04")).not_to_be_checked()
    expect(limit).to_be_visible()
    axe(voter)
    abstention = voter.get_by_label("I abstain in this contest").first
    abstention.check()
    expect(voter.locator("fieldset.approval input:checked")).to_have_count(1)
    expect(limit).to_be_hidden()
    abstention.uncheck()
    expect(voter.locator("fieldset.approval input:checked")).to_have_count(3)
    abstention.check()
    voter.get_by_label("Candidate 05").check()
    expect(abstention).not_to_be_checked()
    expect(voter.locator("fieldset.approval input:checked")).to_have_count(1)


def test_leaving_with_marks_is_asked_about_and_back_goes_through_the_steps(voter: Page) -> None:
    voter.goto(BALLOT)
    assert layout_shifts(voter) == []
    mark(voter, "Candidate 01")
    go_on(voter)
    seal(voter)
    for step in ("Check your ballot", "Your ballot"):
        voter.go_back()
        heading(voter, step)
        expect(voter).to_have_title(re.compile(f"^{step} – "))
    expect(voter.get_by_label("Candidate 01")).to_be_checked()
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    voter.once("dialog", stay)
    voter.get_by_role("link", name="Board election 2026").first.click(no_wait_after=True)
    voter.wait_for_timeout(100)
    assert asked == ["beforeunload"]
    expect(voter.get_by_label("Candidate 01")).to_be_checked()


def test_an_answer_that_is_lost_and_one_that_refuses(voter: Page, office: Office, complaints: Complaints) -> None:
    complaints.expect("ERR_FAILED")
    complaints.expect("status of 409")

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    voter.route("**/ballot/cast/", lose, times=1)
    voter.goto(BALLOT)
    mark(voter, "Candidate 01")
    go_on(voter)
    seal(voter)
    button = voter.get_by_role("button", name="Cast my ballot")
    button.click()
    expect(voter.get_by_role("alert")).to_contain_text("No answer came")
    expect(voter.get_by_role("alert")).to_be_focused()
    axe(voter)
    assert Ballot.objects.count() == 1
    button.click()
    assert Ballot.objects.get().tracker == tracker(voter)

    voter.goto(BALLOT)
    mark(voter, "Candidate 02")
    go_on(voter)
    seal(voter)
    office.close()
    button.click()
    expect(voter.get_by_role("alert")).to_contain_text("Voting is closed. Your ballot was not cast.")
    expect(voter).to_have_title(re.compile("^Error: Your ballot was not cast – "))
    assert Ballot.objects.count() == 1


def test_the_page_weighs_little_with_the_cryptography(page: Page, live: Live) -> None:
    """Uncompressed, fonts apart: 26 candidates and two resolutions."""
    office = Office(voters=1, candidates=26, seats=4, resolutions=2)
    office.seal()
    sign_in(page, live, office.voters[0])
    got: list[Response] = []
    page.on("response", lambda response: got.append(response))  # noqa: PLW0108  Playwright cannot hold a list's method
    page.goto(BALLOT)
    abstain_everywhere(page)
    go_on(page)
    seal(page)
    weights = {each.url: len(each.body()) for each in got if "/fonts/" not in each.url}
    assert any("worker.js" in url for url in weights)
    assert sum(weights.values()) < 150_000, weights


def abstain_everywhere(page: Page) -> None:
    for abstention in page.get_by_label("I abstain in this contest").all():
        abstention.check()


def test_a_sealed_ballot_is_opened_instead_of_cast_and_looked_at_elsewhere(
    voter: Page, office: Office, tmp_path: Path
) -> None:
    sent: list[str] = []
    voter.on("request", lambda request: sent.append(request.post_data or "") if request.method == "POST" else None)
    voter.goto(BALLOT)
    mark(voter, "Candidate 02", "Candidate 04", resolution="Against")
    go_on(voter)
    seal(voter)
    code = voter.locator("[data-step=sealed] [data-code]").inner_text()
    voter.get_by_role("button", name="Open it for a test").click()
    heading(voter, "Your ballot is open")
    axe(voter)
    file = tmp_path / "tested.json"
    with voter.expect_download() as download:
        voter.get_by_role("link", name="Save the file").click()
    download.value.save_as(file)
    opened = json.loads(file.read_text())
    secrets_ = [number for row in opened["randomness"] for number in row]
    assert "".join(code.split()) == opened["hash"]
    assert not any(secret in body for body in sent for secret in secrets_)
    assert TestedChoice.objects.count() == len(secrets_) == 9

    election = tmp_path / "election.json"
    election.write_bytes(bytes(setup_of(office.election).election_json))
    assert ballots_protocol(["audit", str(election), str(file)]) == 0
    with voter.expect_popup() as popup:
        voter.get_by_role("link", name="Look at an opened ballot").click()
    look = popup.value
    look.get_by_label("The file of the opened ballot").set_input_files(file)
    expect(look.locator("[data-code]")).to_have_text(code)
    expect(look.locator(".review-contest bdi")).to_have_text(["Candidate 02", "Candidate 04", "Against"])
    axe(look)
    lie = tmp_path / "lie.json"
    lie.write_text(file.read_text().replace('"plaintexts":[[0,0,1,', '"plaintexts":[[0,1,0,'))
    look.get_by_label("The file of the opened ballot").set_input_files(lie)
    expect(look.get_by_text("The file does not hold what it says")).to_be_visible()
    expect(look.locator("[data-reason]")).to_have_text("Question 1, choice 2: other-plaintext")
    look.get_by_label("The file of the opened ballot").set_input_files(election)
    expect(look.get_by_text("This is no opened ballot of this election")).to_be_visible()
    expect(look.get_by_text("The file does not hold what it says")).to_have_count(0)
    look.close()

    voter.get_by_role("button", name="Seal a new ballot").click()
    heading(voter, "Check your ballot")
    cast(voter)
    assert Ballot.objects.count() == 1


def test_what_is_sealed_while_the_server_gives_up_another_is_not_opened(voter: Page, office: Office) -> None:
    held: list[Route] = []
    voter.route("**/ballot/test/", lambda route: held.append(route))  # noqa: PLW0108  Playwright cannot hold a list's method
    voter.goto(BALLOT)
    mark(voter, "Candidate 01")
    go_on(voter)
    seal(voter)
    with voter.expect_request("**/ballot/test/"):
        voter.get_by_role("button", name="Open it for a test").click()
    voter.get_by_role("button", name="Back").click()
    seal(voter)
    with voter.expect_response("**/ballot/test/"):
        held[0].continue_()
    cast(voter)
    assert TestedChoice.objects.exists()
    assert Ballot.objects.count() == 1


HALF = {name: (BUILT / f"{name}.js").read_text()[:2000] for name in ("voting", "worker")}
OPENS = """onmessage = ({ data }) => {
  if (data.act !== "open") throw Error("broken");
  postMessage({ said: "opened" });
};"""
FAULTS = {
    "script blocked": ("voting", None),
    "script half loaded": ("voting", HALF["voting"]),
    "Worker blocked": ("worker", None),
    "Worker half loaded": ("worker", HALF["worker"]),
    "Worker throws": ("worker", OPENS),
}


@pytest.fixture(params=FAULTS)
def broken(request: pytest.FixtureRequest, voter: Page, complaints: Complaints) -> str:
    """The voter's browser gets one of the scripts not at all, in part, or with an error in it."""
    fault: str = request.param
    name, body = FAULTS[fault]
    for said in ("could not be sealed in this browser", "ERR_FAILED", "exception: ", "SyntaxError", "broken"):
        complaints.expect(said)

    def answer(route: Route) -> None:
        if body is None:
            route.abort()
        else:
            route.fulfill(body=body, content_type="text/javascript")

    voter.context.route(f"**/{name}.js", answer)
    return fault


def try_to_seal(voter: Page, broken: str) -> None:
    voter.goto(BALLOT)
    mark_without_consent(voter)
    if broken == "Worker throws":
        go_on(voter)
        voter.get_by_role("button", name="Seal my ballot").click()
    if "Worker" in broken:
        expect(voter.get_by_role("alert")).to_contain_text("Your browser could not seal your ballot.")


def mark_without_consent(voter: Page) -> None:
    voter.get_by_label("Candidate 01").check()
    voter.get_by_label("For", exact=True).check()


def test_where_the_browser_fails_the_server_seals_if_the_voter_agrees(voter: Page, office: Office, broken: str) -> None:
    posted: list[str] = []
    voter.on("request", lambda request: posted.append(request.url) if request.method == "POST" else None)
    try_to_seal(voter, broken)
    heading(voter, "Your ballot")
    expect(voter.get_by_text("the script for it does not run on this page")).to_be_visible()
    axe(voter)
    go_on(voter)
    voter.wait_for_timeout(100)
    assert (posted, Ballot.objects.count()) == ([], 0)
    agree(voter)
    expect(voter.get_by_label("Candidate 01")).to_be_checked()
    go_on(voter)
    heading(voter, "Check your ballot")
    cast(voter)
    assert Ballot.objects.get().sealed_by_server


@pytest.mark.parametrize("broken", ["script blocked", "Worker throws"], indirect=True)
def test_where_the_server_may_not_seal_nothing_can_be_sent(voter: Page, office: Office, broken: str) -> None:
    office.move(server_may_seal=False)
    try_to_seal(voter, broken)
    expect(voter.get_by_text("In this election only your own browser may seal your ballot")).to_be_visible()
    expect(voter.get_by_role("button", name="Continue")).to_be_disabled()
    posted: list[str] = []
    voter.on("request", lambda request: posted.append(request.url) if request.method == "POST" else None)
    voter.get_by_label("Candidate 01").press("Enter")
    voter.wait_for_timeout(100)
    assert (posted, Ballot.objects.count()) == ([], 0)
