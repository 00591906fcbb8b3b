"""An officer's whole year: one election from its making to its published result, by everyone who takes part.

Each person has a browser of their own and signs in by a code from their mail. A real worker sends mail and keeps the
record. Nothing is done behind the pages, except that the officers' accounts exist and that time passes.
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
from tests import cast
from tests.browser.passing_time import Calendar, passing_time
from tests.browser.story import Officer, Someone
from tests.browser.story_of_the_vote import members_vote, the_office_extends_the_vote, who_has_not_voted_is_reminded
from tests.browsers import Complaints, axe
from tests.databases import DatabaseForTests
from tests.postbox import Postbox, postbox
from tests.servers import CHECKOUT, Live, wait_for

MEMBERS = """name,email,class,since,until,affirmed
Vera Voter,vera@example.org,supporting,2020-01-01,,{affirmed}
Victor Voter,victor@example.org,contributing,2020-01-01,,{affirmed}
Wanda Voter,wanda@example.org,contributing,2020-01-01,,
Bruno Basic,bruno@example.org,basic,2020-01-01,,
Nina Nominee,nina@example.org,contributing,2020-01-01,,{affirmed}
Saul Standing,saul@example.org,supporting,2020-01-01,,{affirmed}
"""
VOTING_OPENS, AFFIRMATION, SEALING = 40, 13, 34
"""Days. By the template the roll closes on day 33, three weeks before which members are asked for their word."""


@pytest.fixture
def calendar(live: Live, committed: DatabaseForTests) -> Iterator[Calendar]:
    """The year's, which the test turns."""
    with passing_time(committed) as calendar:
        wait_for(live.url, live.process, live.log)
        yield calendar


@pytest.fixture
def box(live: Live, calendar: Calendar, tmp_path: Path) -> Iterator[Postbox]:
    """What a real worker sends to a real mail server; the worker also appends ballots to the record."""
    with postbox() as running, (tmp_path / "worker.log").open("wb") as log:
        urls = {"DATABASE_URL": calendar.database.url("app"), "DATABASE_OWNER_URL": calendar.database.url("owner")}
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


@pytest.mark.slow
def test_an_officers_whole_year(
    live: Live, calendar: Calendar, box: Postbox, chromium: Browser, complaints: Complaints, tmp_path: Path
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
        the_office_makes_an_election(ines, calendar, tmp_path)
        a_member_nominates_and_is_nominated(ines, vera, nina, saul)
        a_member_affirms(ines, vera, wanda, calendar)
        the_candidates_are_announced(ines, public)
        the_office_is_refused_twice_and_seals(ines, jonas, calendar)
        tracker = members_vote(vera, bruno, public)
        who_has_not_voted_is_reminded(ines, vera, victor, wanda, nina, calendar)
        the_office_extends_the_vote(ines, jonas, vera, wanda, public, calendar)
        the_office_counts(ines, jonas, public)
        everybody_sees_the_result(public, tracker)
    assert not complaints.unexpected(), "\n".join(complaints.unexpected())


def the_office_makes_an_election(ines: Officer, calendar: Calendar, folder: Path) -> None:
    """From the template; the member list goes in as a file; a resolution joins the seats, of which one is too many."""
    ines.goes("/office/make/")
    ines.fills(name="Story election", slug="story", seat_years="3, 3, 1", voting_opens=calendar.field(VOTING_OPENS))
    ines.main.get_by_role("button").last.click()
    ines.sees_heading("Story election")
    axe(ines.page)

    members = folder / "members.csv"
    affirmed = calendar.today - timedelta(days=30)
    members.write_text(MEMBERS.format(affirmed=f"{affirmed:%Y-%m-%d}"), encoding="utf-8")
    ines.goes("/office/members/")
    ines.page.locator("main input[type=file]").set_input_files(members)
    ines.clicks("Go on")
    ines.clicks("See what the list would change")
    ines.sees("Vera Voter")
    ines.clicks("Take over this list")
    ines.sees_it_recorded()

    ines.goes("/office/story/ballot/")
    ines.page.locator("main [name=resolution-text]").fill("RESOLVED, that the minutes appear within a week.")
    ines.page.locator("main [name=resolution-title]").fill("Resolution A")
    ines.clicks("Add the resolution")
    ines.sees("Resolution A")
    ines.does("announce")


def a_member_nominates_and_is_nominated(ines: Officer, vera: Someone, nina: Someone, saul: Someone) -> None:
    """Vera names Nina, who accepts by the mailed link and writes; Saul and Vera stand themselves."""
    ines.does("open-nominations", reason="everything is ready")
    vera.signs_in()
    vera.goes("/elections/story/")
    vera.follows("Nominate")
    vera.fills(name="Nina Nominee", email="nina@example.org", text="She answers **every** question at the meeting.")
    vera.clicks("Nominate")
    vera.sees("Nina")

    nina.opens_mail("You were nominated")
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


def a_member_affirms(ines: Officer, vera: Someone, wanda: Someone, calendar: Calendar) -> None:
    """Wanda is mailed what is missing, and says that she intends to vote; the office sees one more voter."""
    ines.goes("/office/story/roll/")
    ines.sees("As things stand the roll would have 4 voters.")
    calendar.turns_to(AFFIRMATION)
    wanda.signs_in()
    wanda.opens_mail("Do you intend to vote?")
    wanda.sees_heading("As things stand, you can’t vote")
    axe(wanda.page)
    wanda.clicks("I intend to vote")
    wanda.sees_heading("As things stand, you can vote")
    assert not vera.has_mail("Do you intend to vote?")
    ines.goes("/office/story/roll/")
    ines.sees("As things stand the roll would have 5 voters.")
    ines.sees("5 members said so.")


def the_candidates_are_announced(ines: Officer, public: Someone) -> None:
    ines.goes("/office/story/words/")
    ines.clicks("Choose all")
    ines.clicks("Approve the chosen")
    ines.sees("Nothing waits.")
    public.goes("/elections/story/candidates/")
    expect(public.main).not_to_contain_text("Nina Nominee")
    ines.does("close-nominations", reason="everybody has answered")
    public.goes("/elections/story/candidates/")
    public.page.get_by_role("link", name="Nina Nominee").click()
    public.sees("Minutes first")
    public.sees("She answers every question")
    axe(public.page)


def the_office_is_refused_twice_and_seals(ines: Officer, jonas: Officer, calendar: Calendar) -> None:
    """First the roll is not sealed, and cannot be before it closes; then everybody who stands would be elected."""
    ines.goes("/office/story/act/seal-ballot/")
    ines.sees("This cannot be done now.")
    ines.goes("/office/story/pre-flight/")
    ines.sees("The ballot can’t be sealed yet.")
    ines.sees("The roll is not sealed.")
    axe(ines.page)
    calendar.turns_to(SEALING)
    ines.follows("Look at the roll")
    ines.sees_heading("Roll")
    ines.follows("Seal the roll")
    ines.clicks("Ask a second officer")
    ines.sees("another officer has to agree")
    jonas.agrees(ines.page.url)

    jonas.is_refused(ines.asks_for("seal-ballot"), "3 candidates for 3 seats. Everybody would be elected.")
    ines.goes("/office/story/pre-flight/")
    expect(ines.main).not_to_contain_text("The roll is not sealed.")
    ines.sees("3 candidates for 3 seats. Everybody would be elected.")
    ines.follows("Look at the ballot")
    ines.sees_heading("What is on the ballot")
    ines.page.get_by_role("main").get_by_role("link", name="Change").first.click()
    ines.fills(**{"change-seat_years": "3, 1", "change-reason": "one seat is not up this year"})
    ines.clicks("Save")
    ines.sees("2 seats")

    ines.goes("/office/story/pre-flight/")
    ines.sees("The ballot can be sealed.")
    ines.clicks("Try the count now")
    ines.sees("The count of this very ballot was tried")
    jonas.agrees(ines.asks_for("seal-ballot"))
    ines.does("open", reason="the story goes on")


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
    """Nina 2, Saul 1, Vera 0; the resolution 2 for; five on the roll could vote in all. The record verifies."""
    public.goes("/elections/story/")
    public.follows("See the result")
    public.sees_heading("2 of 3 elected")
    axe(public.page)
    seats = public.page.locator("table.result").filter(has_text="Nina Nominee")
    rows = seats.locator("tbody tr:has(th)").all_inner_texts()
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
