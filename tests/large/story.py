"""A whole election with three trustees beside the server, of whom two are enough: from the ceremony to publication."""

import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser

from ballots import trustees
from ballots.models import Share
from ballots.outcome import stored_tally
from ballots.protocol.keys import new_private_key
from ballots.protocol.record import share_step
from ballots.protocol.tally import decrypt
from ballots.record import head
from ballots.sequencing import append_pending
from ballots.setup import prepared, setup_of
from base import clock
from base.models import JournalLine
from elections.models import Contest
from tests.ballots.ballot_forms import signed_in
from tests.ballots.desks import CERTIFICATES, OURS, SEALED_KEY, THEIRS, TO_CHECK, Desk
from tests.ballots.elections import HOUR, Office
from tests.ballots.holders import named
from tests.ballots.records import record_of
from tests.large.browsers import InBrowsers
from tests.large.voters import CANDIDATES, IN_BROWSERS, MOST, TESTING, VOTERS, CommandLine, Vote, tested, votes
from tests.protocol.belenios import tools_at_hand
from tests.servers import Live

ABSENT = 10
"""On the roll, and they do not vote."""
REHEARSAL = "trustee-*-rehearsal-*.json"
BATCH = 60


@dataclass
class Kept:
    """What is left: files that anybody takes from the site, and what voters remember."""

    record: Path
    strong: Path
    spoilt: Path
    """The record as it would be had the wrong share been taken."""
    cast: list[Vote] = field(default_factory=list)
    trackers: list[str] = field(default_factory=list)
    """As acknowledged, in the order of `cast`."""
    tested: list[Path] = field(default_factory=list)
    receipts: list[Path] = field(default_factory=list)
    noted: str = ""
    """A head from the time when people voted."""


@dataclass
class Story:
    live: Live
    chromium: Browser
    folder: Path

    def __post_init__(self) -> None:
        self.office = Office(voters=VOTERS + ABSENT, candidates=CANDIDATES, seats=2, resolutions=1)
        Contest.objects.filter(election=self.office.election, kind=Contest.Kind.SEATS).update(max_choices=MOST)
        self.office.move(voting_opens=self.office.now + HOUR, voting_closes=self.office.now + 3 * HOUR)
        folder = self.folder
        self.kept = Kept(folder / "record.bel", folder / "shares.json", folder / "spoilt.bel")

    def happens(self) -> Kept:
        self.keys_are_made()
        self.keys_are_proved()
        self.office.move(voting_opens=clock.now())
        self.people_vote()
        self.office.count()
        self.totals_are_opened()
        self.office.certify()
        self.office.publish()
        self.files_are_saved()
        return self.kept

    def keys_are_made(self) -> None:
        """One with belenios-tool where 3.3 is at hand, the others with our program: each runs what the page shows."""
        people = named(self.office, 3)
        trustees.begin(self.office.election, threshold=2, by=self.office.first, at=self.office.sealing)
        tools = [OURS, THEIRS if belenios_33() else OURS, OURS]
        self.desks = [
            Desk(self.office, trustee, self._folder(f"trustee-{trustee.number}"), belenios_33() or "")
            for trustee in people
        ]
        for task, given, written in (
            ("certificate", (), {OURS: "*.cert", THEIRS: "*.cert"}),
            ("polynomial", (CERTIFICATES,), {OURS: "*.polynomial", THEIRS: "polynomial.json"}),
            ("acknowledgement", (TO_CHECK,), {OURS: "*.voutput", THEIRS: "confirmation.json"}),
        ):
            for desk, tool in zip(self.desks, tools, strict=True):
                desk.save(*given)
                desk.run(tool, kept=_private(desk))
                desk.send(task, written[tool])
        self.tools = tools
        self.office.seal()

    def keys_are_proved(self) -> None:
        """By all three; then one of them loses everything."""
        for desk in self.desks:
            desk.save(SEALED_KEY)
            self._proves(desk)
        shutil.rmtree(self.desks[2].folder)
        self.office.election.refresh_from_db()
        assert self.office.election.keys_proved_at

    def people_vote(self) -> None:
        first, again = votes()
        command = CommandLine(self.office, self._folder("voters"))
        browsers = InBrowsers(self.live, self.chromium, self.office, self._folder("browsers"))
        for vote in first[:IN_BROWSERS]:
            if vote.voter in TESTING:
                self.kept.tested.append(browsers.test(vote, command.election))
            self._remember(vote, browsers.cast(vote))
        rest = first[IN_BROWSERS:]
        for _vote, file in command.seal(tested(vote) for vote in rest if vote.voter in TESTING):
            self.kept.tested.append(file)
        for vote, file in command.seal(rest):
            self._remember(vote, command.cast(vote, file))
        for desk in self.desks[:2]:  # once more while people vote
            self._proves(desk)
        for vote, file in command.seal(again):
            self._remember(vote, command.cast(vote, file))
        for vote in (first[0], first[40], again[-1]):
            self._keep_receipt(vote)

    def totals_are_opened(self) -> None:
        """The second trustee sends a wrong part first, which is named; the first sends theirs; the third cannot."""
        first, second, _lost = self.desks
        setup = setup_of(self.office.election)
        self._save_record()
        sealed = prepared(setup)
        wrong = decrypt(sealed, stored_tally(setup, sealed), new_private_key())
        (second.folder / "wrong.json").write_bytes(wrong.raw)
        spoilt = share_step(head(setup), second.trustee.owner, wrong).archive(setup.timestamp)
        self.kept.spoilt.write_bytes(record_of(self.office.election) + spoilt)
        answer = second.sent("share", "wrong.json")
        assert answer.status_code == 200
        assert "does not hold for your key" in answer.content.decode()
        assert JournalLine.objects.filter(act="refuse trustee file", actor=second.trustee.name).count() == 1
        assert not Share.objects.filter(owner=second.trustee.owner).exists()
        first.run(OURS, _private(first))
        first.send("share", "*.share-2.json", strong="*.share-2.strong.json")
        second.run(self.tools[1], _private(second))
        second.send("share", "share.json" if self.tools[1] == THEIRS else "*.share-3.json")

    def files_are_saved(self) -> None:
        for name, path in (("record", self.kept.record), ("shares", self.kept.strong)):
            answer = Client().get(reverse(f"ballots:{name}", args=[self.office.election.slug]))
            path.write_bytes(b"".join(answer) if answer.streaming else answer.content)

    def _proves(self, desk: Desk) -> None:
        desk.run(OURS, _private(desk))
        desk.send("proof", REHEARSAL)
        desk.written(REHEARSAL).unlink()

    def _remember(self, vote: Vote, tracker: str) -> None:
        self.kept.cast.append(vote)
        self.kept.trackers.append(tracker)
        if len(self.kept.cast) % BATCH == 0:
            setup = setup_of(self.office.election)
            append_pending(setup)
            self.kept.noted = self.kept.noted or head(setup).hash

    def _keep_receipt(self, vote: Vote) -> None:
        """The last of this voter."""
        append_pending(setup_of(self.office.election))
        last = dict(zip((each.voter for each in self.kept.cast), self.kept.trackers, strict=True))[vote.voter]
        address = reverse("ballots:receipt_file", args=[self.office.election.slug, last])
        path = self.folder / f"receipt-{vote.voter}.txt"
        path.write_bytes(signed_in(self.office.voters[vote.voter]).get(address).content)
        self.kept.receipts.append(path)

    def _save_record(self) -> None:
        for desk in self.desks[:2]:
            (desk.folder / f"{self.office.election.setup.uuid}.bel").write_bytes(record_of(self.office.election))

    def _folder(self, name: str) -> Path:
        folder = self.folder / name
        folder.mkdir()
        return folder


def belenios_33() -> str | None:
    for tool in filter(None, tools_at_hand()):
        said = subprocess.run([tool, "--version"], capture_output=True, check=True).stdout
        if said.startswith(b"3.3"):
            return tool
    return None


def _private(desk: Desk) -> str:
    """The name of the private file, once there is one."""
    return next((path.name for path in desk.folder.glob("*.key")), "MINE")
