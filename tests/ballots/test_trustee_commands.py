"""The commands on a trustee's pages, run as they stand there, with files that the pages give and take."""

import html
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from ballots import trustee_links
from ballots.key_making import Step
from ballots.trustee_models import Trustee
from base import clock
from elections.phases import Phase
from tests.ballots.elections import HOUR, Office
from tests.ballots.holders import Holder, asked
from tests.ballots.records import record_of

OURS, THEIRS = "python -m ballots.protocol", "belenios-tool"
SEALED_KEY, CERTIFICATES, TO_CHECK = "sealed-key.json", "certificates.jsons", "to-check.json"


@dataclass
class Desk:
    """A trustee at their own computer: a browser, a folder, and programs."""

    office: Office
    trustee: Trustee
    folder: Path
    tool: str = ""

    def __post_init__(self) -> None:
        self.browser = Client()
        self.browser.get(reverse("ballots:trustee_link", args=[trustee_links.mint(self.trustee)]))
        self.page = reverse("ballots:trustee", args=[self.office.election.slug])
        programs = self.folder / "programs"
        programs.mkdir()
        if self.tool:
            (programs / THEIRS).symlink_to(Path(self.tool).resolve())
        paths = {
            "PATH": f"{programs}:{Path(sys.executable).parent}:/usr/bin:/bin",
            "PYTHONPATH": str(settings.BASE_DIR),
        }
        self.environment = paths | {"BELENIOS_USE_URANDOM": "1", "HOME": os.environ.get("HOME", "/")}

    def save(self, *names: str) -> None:
        """What the page gives."""
        for name in names:
            address = reverse("ballots:trustee_file", args=[self.office.election.slug, name])
            (self.folder / name).write_bytes(self.browser.get(address).content)

    def run(self, program: str, kept: str = "MINE") -> None:
        """The command of this program, with the name of the private file in its place."""
        page = html.unescape(self.browser.get(self.page).content.decode())
        command = next(each for each in re.findall(r"<code>(.*?)</code>", page) if each.startswith(program))
        command = re.sub(r"MINE\.\w+", kept, command)
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            env=self.environment,
            input=b"yes\n" if "decrypt" in command else None,
            capture_output=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, (command, done.stderr.decode())

    def send(self, task: str, pattern: str, strong: str = "") -> None:
        """A file that the command wrote; taken, or the page says why not."""
        files = {"file": self.written(pattern)} | ({"strong": self.written(strong)} if strong else {})
        sent = {name: SimpleUploadedFile(path.name, path.read_bytes()) for name, path in files.items()}
        answer = self.browser.post(self.page, {"task": task, **sent})
        assert answer.status_code == 302, answer.content.decode()

    def written(self, pattern: str) -> Path:
        (found,) = self.folder.glob(pattern)
        return found


@pytest.fixture
def office(db: None) -> Office:
    office = Office(voters=1, candidates=2, seats=1, resolutions=0)
    office.move(voting_opens=office.now + HOUR, voting_closes=office.now + 3 * HOUR)
    return office


def vote_and_count(desk: Desk) -> None:
    """The clock moves on: voted, ended and added up, and the record is saved."""
    office = desk.office
    office.move(voting_opens=clock.now())
    office.vote(office.voters[0], (0,))
    office.count()
    uuid = office.election.setup.uuid
    (desk.folder / f"{uuid}.bel").write_bytes(record_of(office.election))


def phase(office: Office) -> Phase:
    office.election.refresh_from_db()
    return office.election.phase(clock.now())


def play_alone(desk: Desk, program: str, public: str, private: str) -> None:
    """A key of their own. The proof takes our program, whichever made the key."""
    desk.run(program)
    desk.send("key", public)
    desk.office.seal()
    kept = desk.written(private).name
    desk.run(OURS, kept)
    desk.send("proof", "trustee-*-rehearsal-*.json")
    vote_and_count(desk)
    desk.run(program, kept)


def play_in_a_group(desk: Desk, others: list[Holder], program: str, endings: dict[str, str]) -> None:
    """One of three makes everything with this program, the others with our library."""
    desk.run(program)
    kept = desk.written("*.key").name
    desk.send("certificate", "*.cert")
    for other in others:
        other.give(Step.CERTIFICATE)
    desk.save(CERTIFICATES)
    desk.run(program, kept)
    desk.send("polynomial", endings["polynomial"])
    for other in others:
        other.give(Step.POLYNOMIAL)
    desk.save(TO_CHECK)
    desk.run(program, kept)
    desk.send("acknowledgement", endings["acknowledgement"])
    for other in others:
        other.give(Step.ACKNOWLEDGEMENT)
    desk.office.seal()
    desk.save(SEALED_KEY)
    desk.run(OURS, kept)
    desk.send("proof", "trustee-*-rehearsal-*.json")
    for other in others:
        other.prove()
    vote_and_count(desk)
    desk.run(program, kept)


def test_our_program_alone(office: Office, tmp_path: Path) -> None:
    (holder,) = asked(office, 1)
    desk = Desk(office, holder.trustee, tmp_path)
    play_alone(desk, OURS, "trustee-*-public.json", "trustee-????????.json")
    desk.send("share", "*.share-2.json", strong="*.share-2.strong.json")
    assert phase(office) is Phase.COUNTED


def test_our_program_in_a_group(office: Office, tmp_path: Path) -> None:
    holder, *others = asked(office, 3, threshold=2)
    desk = Desk(office, holder.trustee, tmp_path)
    play_in_a_group(desk, others, OURS, {"polynomial": "*.polynomial", "acknowledgement": "*.voutput"})
    others[1].open()
    desk.send("share", "*.share-2.json", strong="*.share-2.strong.json")
    assert phase(office) is Phase.COUNTED


@pytest.mark.interop
def test_belenios_tool_alone(office: Office, belenios_tool: str, tmp_path: Path) -> None:
    (holder,) = asked(office, 1)
    desk = Desk(office, holder.trustee, tmp_path, belenios_tool)
    play_alone(desk, THEIRS, "*.pubkey", "*.privkey")
    desk.send("share", "share.json")
    assert phase(office) is Phase.COUNTED


@pytest.mark.interop
def test_belenios_tool_in_a_group(office: Office, belenios_tool: str, tmp_path: Path) -> None:
    version = subprocess.run([belenios_tool, "--version"], capture_output=True, check=True).stdout.decode()
    if version.startswith("3.0"):
        pytest.skip("what trustees of 3.0 write to each other is sealed in another way")
    holder, *others = asked(office, 3, threshold=2)
    desk = Desk(office, holder.trustee, tmp_path, belenios_tool)
    endings = {"polynomial": "polynomial.json", "acknowledgement": "confirmation.json"}
    play_in_a_group(desk, others, THEIRS, endings)
    others[0].open()
    desk.send("share", "share.json")
    assert phase(office) is Phase.COUNTED
