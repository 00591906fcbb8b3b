"""One election, told from its making to its published result, by everyone who takes part, in a real browser.

Each person has a browser of their own and signs in by a code from their mail. A real worker sends mail and keeps the
record. Nothing is done behind the pages, except that the officers' accounts exist.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, BrowserContext, expect

from ballots.protocol.verify import verify
from ballots.trackers import groups
from base import clock
from tests import cast
from tests.browsers import Complaints, axe
from tests.databases import DatabaseForTests
from tests.postbox import Postbox, postbox
from tests.servers import CHECKOUT, Live

MEMBERS = """name,email,class,since,until,affirmed
Vera Voter,vera@example.org,supporting,2020-01-01,,{affirmed}
Victor Voter,victor@example.org,contributing,2020-01-01,,{affirmed}
Wanda Voter,wanda@example.org,fellow,2020-01-01,,{affirmed}
Bruno Basic,bruno@example.org,basic,2020-01-01,,
Nina Nominee,nina@example.org,contributing,2020-01-01,,{affirmed}
Saul Standing,saul@example.org,supporting,2020-01-01,,{affirmed}
"""


class Someone:
    """A person at a browser of their own."""

    def __init__(self, context: BrowserContext, box: Postbox, email: str) -> None:
        self.email, self.box, self.page = email, box, context.new_page()

    def signs_in(self) -> None:
        self.goes("/accounts/login/")
        self.page.get_by_role("textbox", name=re.compile("address")).fill(self.email)
        self.clicks("Send me a code")
        code = re.search(r"^\s*([A-Z0-9]{4}-?[A-Z0-9]{4})\s*$", self.mail("code to sign in"), re.M)
        assert code
        self.page.get_by_role("textbox").first.fill(code[1])
        self.clicks("Sign in")
        expect(self.page.get_by_text("Your account:")).to_be_attached()

    def mail(self, subject: str, *, told: str = "") -> str:
        """The words of the last mail about something, and with something in it, blanks aside; it is waited for."""
        for _ in range(60):
            for message in reversed(self.box.arrived):
                body = message.get_body(("plain",))
                assert body
                words = str(body.get_content())
                if message["To"] == self.email and subject in message["Subject"] and told in "".join(words.split()):
                    self.box.arrived.remove(message)
                    return words
            self.page.wait_for_timeout(250)
        raise AssertionError(f"no mail about “{subject}” with “{told}” for {self.email}")

    def goes(self, path: str) -> None:
        self.page.goto(path)

    def follows(self, name: str) -> None:
        self.page.get_by_role("main").get_by_role("link", name=name, exact=True).first.click()

    def clicks(self, name: str) -> None:
        self.page.get_by_role("main").get_by_role("button", name=name, exact=True).first.click()

    def fills(self, **fields: str) -> None:
        """By the names of the form's fields: the labels are for people, and tested with the forms."""
        for name, value in fields.items():
            self.page.locator(f"main [name={name}]").fill(value)

    def ticks(self, name: str) -> None:
        self.page.get_by_label(name, exact=True).check()

    def sees(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_role("main")).to_contain_text(text)

    def sees_heading(self, text: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(text)


class Officer(Someone):
    """An election officer, who does acts."""

    election = "/office/story/"

    def does(self, act: str, *, reason: str = "as the timetable of the story asks") -> None:
        self.goes(f"{self.election}act/{act}/")
        if self.page.locator("main [name=reason]").count():
            self.fills(reason=reason)
        self.clicks(self.page.get_by_role("heading", level=1).inner_text())
        expect(self.page.get_by_role("status").locator(".recorded")).to_be_visible()

    def asks_for(self, act: str, *, reason: str = "as the timetable of the story asks") -> str:
        self.goes(f"{self.election}act/{act}/")
        if self.page.locator("main [name=reason]").count():
            self.fills(reason=reason)
        self.clicks("Ask a second officer")
        self.sees("another officer has to agree")
        return self.page.url

    def agrees(self, proposal: str) -> None:
        self.goes(proposal)
        self.clicks("Agree and do it")
        expect(self.page.get_by_role("status").locator(".recorded")).to_be_visible()


@pytest.fixture
def box(live: Live, committed: DatabaseForTests, tmp_path: Path) -> Iterator[Postbox]:
    """What a real worker sends to a real mail server; the worker also appends ballots to the record."""
    with postbox() as running, (tmp_path / "worker.log").open("wb") as log:
        urls = {"DATABASE_URL": committed.url("app"), "DATABASE_OWNER_URL": committed.url("owner")}
        process = subprocess.Popen(
            [sys.executable, "manage.py", "procrastinate", "worker"],
            cwd=CHECKOUT,
            env=os.environ | urls | {"PUBLIC_URL": live.url, "EMAIL_URL": f"smtp://127.0.0.1:{running.port}"},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        yield running
        process.terminate()
        process.wait(timeout=20)


def test_the_story_of_an_election(
    live: Live, box: Postbox, chromium: Browser, complaints: Complaints, tmp_path: Path
) -> None:
    complaints.expect("404")  # the result, before it is published
    cast.person("Ines Castellano", "ines@example.org")
    cast.person("Jonas Achterberg", "jonas@example.org")
    for email in ("ines@example.org", "jonas@example.org"):
        call_command("make_officer", email)
    with ExitStack() as stack:

        def browser() -> BrowserContext:
            context = stack.enter_context(
                chromium.new_context(base_url=live.url, locale="en-GB", accept_downloads=True)
            )
            context.set_default_timeout(15_000)
            context.on("page", complaints.listen)
            return context

        ines, jonas = (Officer(browser(), box, f"{name}@example.org") for name in ("ines", "jonas"))
        vera, victor, wanda = (Someone(browser(), box, f"{name}@example.org") for name in ("vera", "victor", "wanda"))
        nina, saul, bruno = (Someone(browser(), box, f"{name}@example.org") for name in ("nina", "saul", "bruno"))
        public = Someone(browser(), box, "")

        for officer in (ines, jonas):
            officer.signs_in()
        the_office_makes_an_election(ines, tmp_path)
        a_member_nominates_and_is_nominated(ines, vera, nina, saul, public)
        the_office_seals_roll_and_ballot(ines, jonas)
        tracker = members_vote(ines, vera, victor, wanda, bruno, public)
        the_office_counts(ines, jonas, public)
        everybody_sees_the_result(public, tracker)
    assert not complaints.unexpected(), "\n".join(complaints.unexpected())


def the_office_makes_an_election(ines: Officer, folder: Path) -> None:
    """From the template; the member list goes in as a file; the roll closes yesterday; a resolution joins the seats."""
    now = clock.now()
    ines.goes("/office/make/")
    ines.fills(name="Story election", slug="story", seats="3, 1")
    ines.fills(voting_opens=f"{now + timedelta(days=40):%Y-%m-%dT14:00}")
    ines.page.get_by_role("main").get_by_role("button").last.click()
    ines.sees_heading("Story election")
    axe(ines.page)

    members = folder / "members.csv"
    members.write_text(MEMBERS.format(affirmed=f"{now - timedelta(days=30):%Y-%m-%d}"), encoding="utf-8")
    ines.goes("/office/members/")
    ines.page.locator("main input[type=file]").set_input_files(members)
    ines.clicks("Go on")
    ines.clicks("See what the list would change")
    ines.sees("Vera Voter")
    ines.clicks("Take over this list")
    expect(ines.page.get_by_role("status").locator(".recorded")).to_be_visible()

    ines.goes("/office/story/timetable/")
    ines.fills(roll_closes=f"{now - timedelta(days=1):%Y-%m-%dT14:00}")
    ines.page.get_by_role("main").get_by_role("button", name=re.compile("Save")).click()
    ines.goes("/office/story/ballot/")
    ines.page.locator("main [name=resolution-text]").fill("RESOLVED, that the minutes appear within a week.")
    ines.page.locator("main [name=resolution-title]").fill("Resolution A")
    ines.clicks("Add the resolution")
    ines.sees("Resolution A")
    ines.does("announce")


def a_member_nominates_and_is_nominated(
    ines: Officer, vera: Someone, nina: Someone, saul: Someone, public: Someone
) -> None:
    """Vera names Nina, who accepts by the mailed link and writes; Saul and Vera stand themselves."""
    ines.does("open-nominations", reason="everything is ready")
    vera.signs_in()
    vera.goes("/elections/story/")
    vera.follows("Nominate")
    vera.fills(name="Nina Nominee", email="nina@example.org", text="She answers **every** question at the meeting.")
    vera.clicks("Nominate")
    vera.sees("Nina")

    link = re.search(r"/nominations/\S+", nina.mail("You were nominated"))
    assert link
    nina.goes(link[0])
    nina.sees("She answers every question")
    axe(nina.page)
    nina.clicks("Accept: I stand")
    assert "has accepted and stands" in vera.mail("Nina Nominee accepts")
    nina.signs_in()
    nina.goes("/elections/story/candidates/nina-nominee/edit/")
    nina.fills(summary="I keep minutes.", text="# Minutes first\n\nThen coffee.")
    nina.fills(**{"affiliations-0-organisation": "Northwind Co-op"})
    nina.clicks("Save")

    for person, name in ((saul, "Saul Standing"), (vera, "Vera Voter")):
        if person is saul:
            person.signs_in()
        person.goes("/elections/story/nominate/yourself/")
        person.fills(name=name, text=f"I am {name}, and I can count.")
        person.page.locator("main [name=agrees_to_code_of_conduct]").check()
        person.clicks("Stand for election")
        person.sees(name)

    ines.goes("/office/story/words/")
    ines.clicks("Choose all")
    ines.clicks("Approve the chosen")
    ines.sees("Nothing waits.")
    public.goes("/elections/story/candidates/")
    expect(public.page.get_by_role("main")).not_to_contain_text("Nina Nominee")
    ines.does("close-nominations", reason="everybody has answered")
    public.goes("/elections/story/candidates/")
    public.page.get_by_role("link", name="Nina Nominee").click()
    public.sees("Minutes first")
    public.sees("She answers every question")
    axe(public.page)


def the_office_seals_roll_and_ballot(ines: Officer, jonas: Officer) -> None:
    jonas.agrees(ines.asks_for("seal-roll"))
    ines.goes("/office/story/pre-flight/")
    axe(ines.page)
    jonas.agrees(ines.asks_for("seal-ballot"))
    ines.does("open", reason="the story goes on")


def members_vote(ines: Officer, vera: Someone, victor: Someone, wanda: Someone, bruno: Someone, public: Someone) -> str:
    """Vera votes and votes again; Victor forgets a question and is told; Wanda abstains; Bruno learns why he can't."""
    bruno.signs_in()
    bruno.goes("/elections/story/")
    bruno.sees("You can’t vote in this election.")
    bruno.follows("Can I vote, and why?")
    bruno.sees("Your membership is Basic")

    vera.goes("/elections/story/")
    vera.follows("Mark my ballot")
    axe(vera.page)
    mark(vera, "Nina Nominee", resolution="Against")
    vera.clicks("Cast my ballot")
    vera.sees_heading("Your ballot is in the box.")
    first = tracker_on(vera)
    vera.follows("Vote again")
    mark(vera, "Nina Nominee", "Saul Standing", resolution="For")
    vera.clicks("Cast my ballot")
    second = tracker_on(vera)
    assert first != second
    assert vera.mail("ballot", told=second)

    victor.signs_in()
    victor.goes("/elections/story/ballot/")
    victor.ticks("Nina Nominee")
    victor.ticks("I agree that the server seals my ballot")
    victor.clicks("Continue")
    victor.sees("You left this empty")
    expect(victor.page.get_by_label("Nina Nominee", exact=True)).to_be_checked()
    victor.page.get_by_role("group").last.get_by_label("For", exact=True).check()
    victor.clicks("Continue")
    victor.sees_heading("Check your ballot")
    axe(victor.page)
    victor.clicks("Cast my ballot")
    victor.sees_heading("Your ballot is in the box.")

    wanda.signs_in()
    wanda.goes("/elections/story/ballot/")
    for box in wanda.page.get_by_label("I abstain in this contest").all():
        box.check()
    wanda.ticks("I agree that the server seals my ballot")
    wanda.clicks("Continue")
    wanda.sees("You abstain.")
    wanda.clicks("Cast my ballot")
    wanda.sees_heading("Your ballot is in the box.")

    public.goes("/elections/story/result/")
    public.sees_heading("There is no such page")
    wait_for_tracker(public, second)
    return second


def mark(voter: Someone, *names: str, resolution: str) -> None:
    for name in names:
        voter.ticks(name)
    voter.page.get_by_role("group").last.get_by_label(resolution, exact=True).check()
    voter.ticks("I agree that the server seals my ballot")
    voter.clicks("Continue")
    voter.sees_heading("Check your ballot")


def tracker_on(voter: Someone) -> str:
    return "".join(voter.page.locator("#tracker").inner_text().split())


def wait_for_tracker(public: Someone, tracker: str) -> None:
    """The worker appends ballots to the record every few seconds."""
    for _ in range(30):
        public.goes("/elections/story/ballot-box/")
        if public.page.get_by_text(" ".join(groups(tracker)), exact=True).count():
            axe(public.page)
            return
        public.page.wait_for_timeout(500)
    raise AssertionError("the ballot does not appear in the box")


def the_office_counts(ines: Officer, jonas: Officer, public: Someone) -> None:
    jonas.agrees(ines.asks_for("close", reason="everybody has voted"))
    ines.does("end-ballots")
    ines.does("count")
    ines.goes("/office/story/count/")
    ines.sees("Nina Nominee")
    axe(ines.page)
    public.goes("/elections/story/result/")
    public.sees_heading("There is no such page")
    jonas.agrees(ines.asks_for("certify"))
    ines.agrees(jonas.asks_for("publish"))


def everybody_sees_the_result(public: Someone, tracker: str) -> None:
    """Nina 2, Saul 1, Vera 0; the resolution 2 for; four on the roll could vote in all. The record verifies."""
    public.goes("/elections/story/")
    public.follows("See the result")
    public.sees_heading("2 of 3 elected")
    axe(public.page)
    rows = public.page.locator("table.result").first.locator("tbody tr:has(th)").all_inner_texts()
    votes = {row.split("\n")[0].strip(): int(re.search(r"\b(\d+)\b", row)[1]) for row in rows}  # type: ignore[index]
    assert votes == {"Nina Nominee": 2, "Saul Standing": 1, "Vera Voter": 0}
    public.sees("Carried: 2 votes for")
    public.goes("/elections/story/journal/")
    public.sees("published the result")
    with public.page.expect_download() as download:
        public.page.evaluate("location.href = '/elections/story/record.bel'")
    record = Path(download.value.path()).read_bytes()
    assert b"Result" in record
    verify(BytesIO(record))
