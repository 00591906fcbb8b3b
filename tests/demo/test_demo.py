"""The demo as a new user meets it: it starts, one click makes one anybody, mail ends in its mailbox, Ctrl-C ends it."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from ballots.key_making import key_making
from ballots.models import Ballot, Share
from ballots.protocol.__main__ import main as ballots_protocol
from ballots.protocol.channel import read_ceremony_key
from ballots.setup import setup_of
from ballots.trustee_models import Trustee
from ballots.trustee_shares import strong_proofs
from base import clock
from base.models import JournalLine, Mail
from demo import loading
from demo.personas import PERSONAS
from elections.models import Election
from elections.phases import Phase
from members.models import User
from nominees.models import AnswerRevision, Nominee
from tests import cast
from tests.ballots.records import Belenios, record_of
from tests.browsers import Complaints
from tests.databases import DatabaseForTests
from tests.protocol.belenios import tools_at_hand
from tests.servers import CHECKOUT

URL = re.compile(r"The demo is at (http://localhost:\d+)")


class Demo:
    """A running `bin/demo`, on a database and a port that it was given."""

    def __init__(self, database: DatabaseForTests, log: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        urls = {"DATABASE_URL": database.url("app"), "DATABASE_OWNER_URL": database.url("owner")}
        self.log = log
        self.process = subprocess.Popen(
            [sys.executable, CHECKOUT / "bin" / "demo"],
            env=os.environ | urls | {"PORT": str(self.port), "WEB_WORKERS": "1"},
            stdout=log.open("wb"),
            stderr=subprocess.STDOUT,
        )
        self.url = self.wait()

    def wait(self) -> str:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and self.process.poll() is None:
            if found := URL.search(self.said()):
                return found[1]
            time.sleep(0.2)
        raise AssertionError(f"The demo did not come up:\n{self.said()}")

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def interrupt(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=40)

    def children(self) -> list[int]:
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in listed.split()]


@pytest.fixture
def demo(committed: DatabaseForTests, tmp_path: Path) -> Iterator[Demo]:
    """Where a demo was before whose story has gone stale: it has a persona, and no election that goes on."""
    User.objects.create_user(PERSONAS[0].email)
    assert loading.is_demo()
    assert not loading.is_fresh(clock.now())
    connection.close()
    running = Demo(committed, tmp_path / "demo.log")
    yield running
    if running.process.poll() is None:
        running.interrupt()


@pytest.mark.slow
def test_one_command_and_one_click(
    demo: Demo, committed: DatabaseForTests, chromium: Browser, complaints: Complaints, tmp_path: Path
) -> None:
    assert demo.url == f"http://localhost:{demo.port}"
    assert "The demo has gone stale; it is made anew." in demo.said()
    for persona in PERSONAS:
        assert persona.name in demo.said()
    the_elections_are_there()
    members_have_asked_and_candidates_have_answered()
    what_is_written_has_the_date_of_its_story()
    trustees_hold_the_keys()
    last_years_record_verifies(tmp_path)
    with chromium.new_context(base_url=demo.url) as context:
        context.on("page", complaints.listen)
        page = context.new_page()
        one_can_be_noor(page)
        one_can_be_a_trustee(page, tmp_path)
        a_code_arrives_in_the_mailbox(page)
    assert not complaints.unexpected()
    parts = demo.children()
    assert len(parts) == 2
    assert demo.interrupt() == 0
    assert not [pid for pid in parts if Path(f"/proc/{pid}").exists()]
    it_stays_until_it_is_stale(committed)


def the_elections_are_there() -> None:
    now = clock.now()
    phases = {election.phase(now): election for election in Election.objects.filter(imported_at=None)}
    assert set(phases) == {Phase.PUBLISHED, Phase.NOMINATIONS, Phase.VOTING, Phase.DRAFT}
    names = list(Nominee.objects.filter(election=phases[Phase.VOTING]).values_list("name", flat=True))
    assert len(names) == 13
    assert len(set(names)) == 12  # two people of the same name
    assert any(not re.search("[A-Za-z]", name) for name in names)
    contests = phases[Phase.VOTING].contests
    assert contests.get(kind="seats").seats.count() == 4
    assert contests.filter(kind="resolution").count() == 2


def members_have_asked_and_candidates_have_answered() -> None:
    election = Election.objects.get(questions_open__isnull=False)
    questions = election.questions
    assert questions.filter(approved_at__isnull=False).count() == 2
    assert questions.filter(approved_at__isnull=True).count() == 1
    assert AnswerRevision.objects.filter(answer__question__in=questions.all(), approved_at__isnull=False).count() == 6


def what_is_written_has_the_date_of_its_story() -> None:
    """Nothing of last year's election is dated today, and nothing at all tomorrow."""
    now = clock.now()
    for election in Election.objects.filter(imported_at=None):
        lines = list(JournalLine.objects.filter(election_uuid=election.uuid).order_by("id"))
        mails = list(Mail.objects.filter(election_uuid=election.uuid).order_by("id"))
        written = [line.at for line in lines]
        assert written == sorted(written)
        ends = election.published_at or now
        assert all(at <= ends for at in [*written, *(mail.queued_at for mail in mails)])
        ballots = Ballot.objects.filter(setup__election=election)
        assert all(election.voting_opens <= ballot.cast_at < election.voting_closes for ballot in ballots)
        sealed = [line.at for line in lines if line.act == "seal roll"]
        assert sealed == [at for at in [election.roll_sealed_at] if at]
    last = Election.objects.get(published_at__isnull=False, imported_at=None)
    assert now - last.published_at > timedelta(days=300)  # type: ignore[operator]


def trustees_hold_the_keys() -> None:
    """Of both elections, two of three; all proved theirs before voting opened, and two opened last year's totals."""
    for election in Election.objects.filter(keys_asked_at__isnull=False):
        making = key_making(election)
        assert making
        assert (making.needed, len(making.trustees)) == (2, 3)
        assert election.keys_proved_at
        assert election.keys_proved_at < election.voting_opens
    assert Election.objects.filter(keys_asked_at__isnull=False).count() == 2
    assert list(Share.objects.order_by("owner").values_list("owner", flat=True)) == [1, 2, 3]


def last_years_record_verifies(folder: Path) -> None:
    """With a strong proof for each share, and by the program that others wrote, where it is at hand."""
    election = Election.objects.get(published_at__isnull=False, imported_at=None)
    setup, record = setup_of(election), record_of(election)
    (folder / f"{setup.uuid}.bel").write_bytes(record)
    assert all(Belenios(tool, folder, setup.uuid).accepts(record) for tool in tools_at_hand() if tool)
    proofs = folder / "shares.json"
    proofs.write_bytes(strong_proofs(setup))
    assert ballots_protocol(["verify", str(folder / f"{setup.uuid}.bel"), "--strong", str(proofs)]) == 0


def one_can_be_a_trustee(page: Page, folder: Path) -> None:
    """Their link is in the mailbox, and their file at hand: the one with which the key was made."""
    page.goto("/demo/")
    with page.expect_download() as download:
        page.get_by_role("link", name="the private file of Ottoline Varga").click()
    download.value.save_as(folder / "kept.key")
    trustee = Trustee.objects.get(name="Ottoline Varga", election__published_at=None)
    making = key_making(trustee.election)
    assert making
    kept = read_ceremony_key((folder / "kept.key").read_bytes().strip())
    assert kept.verification == making.certificates[trustee.number - 1].verification
    page.get_by_role("link", name="the last mail to Ottoline Varga").click()
    page.locator('a[href*="/trustee/"]').click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ottoline Varga, trustee")


def one_can_be_noor(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Be somebody else").click()
    page.get_by_role("button", name="Be Noor de Vries").click()
    expect(page.get_by_role("heading", name="You can vote.")).to_be_visible()


def a_code_arrives_in_the_mailbox(page: Page) -> None:
    page.get_by_text("Noor de Vries").first.click()
    page.get_by_role("button", name="Sign out").click()
    page.goto("/accounts/login/")
    page.get_by_role("textbox").fill("noor@demo.example")
    page.get_by_role("button").filter(has_text=re.compile("code", re.I)).first.click()
    page.goto("/demo/mailbox/")
    page.get_by_role("listitem").filter(has_text="noor@demo.example").first.get_by_role("link").click()
    expect(page.locator(".mail-text")).to_be_visible()


def it_stays_until_it_is_stale(database: DatabaseForTests) -> None:
    """The next start takes it as it is; weeks later its elections have ended."""
    kept = Election.objects.get(slug__startswith="board-").uuid
    assert loading.is_demo()
    assert loading.is_fresh(clock.now())
    assert not loading.is_fresh(clock.now() + timedelta(days=30))
    connection.close()
    assert load_demo(database).returncode == 0
    assert Election.objects.filter(uuid=kept).exists()


def load_demo(database: DatabaseForTests) -> "subprocess.CompletedProcess[str]":
    urls = {"DATABASE_URL": database.url("app"), "DATABASE_OWNER_URL": database.url("owner")}
    return subprocess.run(
        [sys.executable, "manage.py", "load_demo"],
        cwd=CHECKOUT,
        env=os.environ | urls | {"DEMO": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_check_deploy_refuses_the_demo() -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy"],
        cwd=CHECKOUT,
        env=os.environ | {"DEMO": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "signs anybody in as anybody" in done.stderr


def test_a_database_of_somebody_else_is_left_alone(committed: DatabaseForTests) -> None:
    cast.person("Somebody Real")
    done = load_demo(committed)
    assert done.returncode == 1
    assert "something else than a demo" in done.stderr


@pytest.mark.django_db
def test_without_the_demo_nobody_is_signed_in_by_a_click(client: Client) -> None:
    assert not settings.DEMO
    assert client.get("/demo/").status_code == 404
    assert client.post("/demo/be/", {"persona": PERSONAS[0].email}).status_code == 404
