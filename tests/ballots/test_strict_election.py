"""A whole election with codes from outside, over HTTP and the command line; checked by us and by belenios-tool."""

import csv
import email
import email.policy
import html
import io
import json
import re
import shlex
import subprocess
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from ballots import authority_links
from ballots.authority_asking import remind
from ballots.mailings import send_due
from ballots.models import Ballot
from ballots.protocol.__main__ import main as ballots_protocol
from ballots.protocol.verify import verify
from base import clock
from base.models import JournalLine, Mail
from elections.models import RollEntry
from members.models import Person, User
from tests.ballots.authority import Authority
from tests.ballots.elections import HOUR, Office
from tests.ballots.records import Belenios, record_of

LINK = re.compile(r"https?://\S+#code=(\S+)")


@dataclass
class Desk:
    """Whoever makes the codes: a browser that opened the mailed link, and a folder."""

    authority: Authority
    folder: Path

    def __post_init__(self) -> None:
        self.browser = Client()
        self.slug = self.authority.office.election.slug
        self.page = reverse("ballots:authority", args=[self.slug])
        mail = Mail.objects.filter(kind="authority invited").latest("pk")
        token = re.search(r"/voting-codes/([\w-]+)/", mail.text)
        assert token
        self.browser.get(reverse("ballots:authority_link", args=[token[1]]))

    def save_list(self) -> Path:
        answer = self.browser.post(reverse("ballots:authority_voters", args=[self.slug]))
        path = self.folder / f"{self.authority.row.uuid}-voters.json"
        path.unlink(missing_ok=True)
        path.write_bytes(answer.content)
        return path

    def said(self) -> str:
        return html.unescape(self.browser.get(self.page).content.decode())

    def run(self, begins: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """The command that stands on the page, in this folder."""
        command = next(each for each in re.findall(r"<code>(.*?)</code>", self.said()) if begins in each)
        monkeypatch.chdir(self.folder)
        words = command.replace("YOUR-ADDRESS", "cora@example.org").removeprefix("python -m ballots.protocol ")
        assert ballots_protocol(shlex.split(words)) == 0, command

    def hand_in(self, path: Path) -> Any:
        return self.browser.post(self.page, {"file": SimpleUploadedFile(path.name, path.read_bytes())})

    def letter(self, number: object, folder: str = "letters") -> EmailMessage:
        raw = (self.folder / folder / f"{number}.eml").read_bytes()
        return email.message_from_bytes(raw, policy=email.policy.default)


def code_in(letter: EmailMessage) -> str:
    found = LINK.search(letter.get_content())
    assert found
    return found[1]


def cast_with_a_program(office: Office, voter: Person, code: str, folder: Path) -> Any:
    """The voter signs in, saves the election, seals on their own computer, and uploads the file."""
    browser = Client()
    browser.force_login(User.objects.get(person=voter))
    assert "this page cannot show it" in browser.get(reverse("ballots:own_program", args=[office.election.slug])).text
    folder.mkdir()
    (folder / "election.json").write_bytes(
        browser.get(reverse("ballots:election_file", args=[office.election.slug])).content
    )
    (folder / "code").write_text(code)
    where = ["--folder", str(folder), "--code", str(folder / "code"), "--cast"]
    choices = ["--choose", "1", "--choose", "For"]
    assert ballots_protocol(["seal", str(folder / "election.json"), *where, *choices]) == 0
    [sealed] = folder.glob("*-ballot.json")
    upload = {"file": SimpleUploadedFile(sealed.name, sealed.read_bytes()), "sealed_by": "browser"}
    return browser.post(reverse("ballots:cast", args=[office.election.slug]), upload)


@pytest.mark.interop
def test_from_the_invitation_to_the_result(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, belenios_tool: str
) -> None:
    authority = Authority(office)
    desk = Desk(authority, tmp_path)
    first, second, third, _fourth = office.voters
    entries = {voter: RollEntry.objects.get(person=voter) for voter in office.voters}

    # codes are made and handed in
    assert remind(office.sealing) == 1
    desk.save_list()
    desk.run("credentials make", monkeypatch)
    assert desk.hand_in(tmp_path / f"{authority.row.uuid}.pubcreds").status_code == 302
    assert "You handed in the public part of 4 codes" in desk.said()

    # the ballot is sealed with them, and the record holds nobody else's
    office.seal()
    office.move(voting_opens=office.now + HOUR / 2)
    (tmp_path / f"{authority.row.uuid}.bel").write_bytes(record_of(office.election))
    desk.run("credentials check", monkeypatch)

    # letters
    desk.save_list()
    desk.run("credentials letters", monkeypatch)
    letter = desk.letter(entries[first].pk)
    assert letter["To"] == f"Voter 1 <{entries[first].email}>"
    assert f"/elections/board-2026/ballot/#code={code_in(letter)}" in letter.get_content()
    rows = list(csv.DictReader((tmp_path / "letters" / "table.csv").open()))
    assert [row["name"] for row in rows] == [voter.name for voter in office.voters]

    # one gets another code before voting opens
    officer = Client()
    officer.force_login(User.objects.get(person=office.first))
    office.move(officers_required=1)
    page = reverse("office:roll_code", args=[office.election.slug, entries[second].pk])
    assert officer.post(page, {"reason": "The mail was forwarded."}).status_code == 302
    assert "R1" in desk.said()
    desk.save_list()
    desk.run("--only R1", monkeypatch)
    assert desk.letter("R1", "reserve")["To"].startswith("Voter 2")

    # they vote, with a program of their own
    office.move(voting_opens=office.now - HOUR / 2)
    assert cast_with_a_program(office, first, code_in(letter), tmp_path / "first").status_code == 302
    old = code_in(desk.letter(entries[second].pk))
    assert cast_with_a_program(office, second, old, tmp_path / "old").status_code == 409
    new = code_in(desk.letter("R1", "reserve"))
    assert cast_with_a_program(office, second, new, tmp_path / "new").status_code == 302
    stolen = code_in(desk.letter(entries[third].pk))
    assert cast_with_a_program(office, first, stolen, tmp_path / "stolen").status_code == 409
    assert Ballot.objects.count() == 2

    # and everybody checks it
    office.count()
    office.certify()
    office.publish()
    record = record_of(office.election)
    report = verify(io.BytesIO(record))
    assert (report.counted, report.result) == (2, ((0, 2, 0, 0), (0, 2, 0)))
    assert report.setup.election.credential_authority == "Cora Codes"
    (tmp_path / "check").mkdir()
    independent = Belenios(belenios_tool, tmp_path / "check", authority.row.uuid)
    assert independent.accepts(record)
    assert independent.accepts_every_ballot(record)
    told = Client().get(reverse("ballots:ballot_box", args=[office.election.slug])).text
    assert "The mail was forwarded." in told
    assert "Voter 2" not in told
    secrets = {code_in(desk.letter(entry.pk)) for entry in entries.values()} | {new}
    kept = json.dumps([list(JournalLine.objects.values("details", "subject", "reason")), *Mail.objects.values("text")])
    assert not any(secret in kept for secret in secrets)


@pytest.mark.interop
def test_codes_that_belenios_tool_made(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, belenios_tool: str
) -> None:
    authority = Authority(office)
    desk = Desk(authority, tmp_path)
    (tmp_path / f"{authority.row.uuid}-identities.txt").write_bytes(
        desk.browser.get(reverse("ballots:authority_identities", args=[desk.slug])).content
    )
    run_belenios(desk, belenios_tool)
    [public], [private] = tmp_path.glob("*.pubcreds"), tmp_path.glob("*.privcreds")
    assert "nobody but you may have" in desk.hand_in(private).content.decode()
    assert "handed in themselves before" in desk.hand_in(public).content.decode()
    public.unlink()
    private.unlink()
    run_belenios(desk, belenios_tool)
    [public], [private] = tmp_path.glob("*.pubcreds"), tmp_path.glob("*.privcreds")
    assert desk.hand_in(public).status_code == 302
    office.seal()
    private.rename(tmp_path / f"{authority.row.uuid}.privcreds")
    (tmp_path / f"{authority.row.uuid}.bel").write_bytes(record_of(office.election))
    desk.run("credentials check", monkeypatch)
    desk.save_list()
    desk.run("credentials letters", monkeypatch)
    voter = office.voters[0]
    code = code_in(desk.letter(RollEntry.objects.get(person=voter).pk))
    assert cast_with_a_program(office, voter, code, tmp_path / "voter").status_code == 302


def run_belenios(desk: Desk, tool: str) -> None:
    command = next(each for each in re.findall(r"<code>(.*?)</code>", desk.said()) if each.startswith("belenios-tool"))
    words = [str(Path(tool).resolve()), *shlex.split(command)[1:]]
    subprocess.run(
        words, cwd=desk.folder, check=True, timeout=60, capture_output=True, env={"BELENIOS_USE_URANDOM": "1"}
    )


def test_a_link_opens_the_page_and_a_new_one_takes_its_place(office: Office) -> None:
    authority = Authority(office)
    browser, token = Client(), authority_links.mint(authority.row)
    page = reverse("ballots:authority", args=[office.election.slug])
    assert browser.get(page).status_code == 403
    assert browser.get(reverse("ballots:authority_link", args=[token])).headers["Location"] == page
    assert browser.get(page).status_code == 200
    assert token not in json.dumps(dict(browser.session))
    assert browser.post(page, {"leave": "leave"}).status_code == 302
    assert browser.get(page).status_code == 403


def test_before_there_is_a_list_the_page_tells_whether_the_roll_has_closed(db: None) -> None:
    office = Office(voters=0)
    authority = Authority(office)
    browser = Client()
    browser.get(reverse("ballots:authority_link", args=[authority_links.mint(authority.row)]))
    page = reverse("ballots:authority", args=[office.election.slug])
    opens = office.now + 5 * HOUR
    office.move(roll_sealed_at=None, roll_sealed_by=None, roll_hash="", voting_opens=opens, voting_closes=opens + HOUR)
    assert "The roll is sealed soon; it closed" in browser.get(page).text
    office.move(roll_closes=opens - HOUR)
    assert "The roll closes" in browser.get(page).text


def test_each_step_has_its_page(office: Office) -> None:
    authority = Authority(office)
    browser = Client()
    browser.get(reverse("ballots:authority_link", args=[authority_links.mint(authority.row)]))
    page = reverse("ballots:authority", args=[office.election.slug])
    identities = reverse("ballots:authority_identities", args=[office.election.slug])
    assert "1. Save the list of voters" in browser.get(page).text
    assert browser.get(identities).text.splitlines()[-1] == "R25"
    authority.give()
    office.seal()
    assert "1. Check the record" in browser.get(page).text
    assert browser.get(identities).status_code == 404
    office.close()
    assert "Voting is over" in browser.get(page).text
    assert browser.post(reverse("ballots:authority_voters", args=[office.election.slug])).status_code == 302
    assert clock.now() >= office.election.voting_closes


class TestTheVotersPages:
    @pytest.fixture
    def voter(self, office: Office) -> Client:
        authority = Authority(office)
        authority.give()
        office.seal()
        browser = Client()
        browser.force_login(User.objects.get(person=office.voters[0]))
        return browser

    def test_it_has_the_public_part_and_no_code(self, voter: Client, office: Office) -> None:
        page = voter.get(reverse("ballots:ballot", args=[office.election.slug])).text
        public = RollEntry.objects.get(person=office.voters[0]).credentials.get().public
        assert f'data-voter="{public}"' in page
        assert "data-credential" not in page
        field = re.search(r'<input id="voting-code"[^>]*>', page)
        assert field
        assert "name=" not in field[0]

    def test_without_a_script_it_says_what_it_takes(self, voter: Client, office: Office) -> None:
        page = voter.get(reverse("ballots:ballot", args=[office.election.slug])).text
        assert "You need yours for sealing, which takes a script or a program of your own." in page
        assert "only your own browser may seal your ballot" in page

    def test_the_server_seals_nothing(self, voter: Client, office: Office) -> None:
        answer = voter.post(reverse("ballots:review", args=[office.election.slug]), {"agree": "on"})
        assert b"<h1>Your ballot</h1>" in answer.content
        assert not Ballot.objects.exists()

    def test_who_is_not_signed_in_carries_no_code_to_the_next_page(self, voter: Client, office: Office) -> None:
        answer = Client().get(reverse("ballots:ballot", args=[office.election.slug]))
        assert answer.headers["Location"].endswith("#")

    def test_mails_tell_it_from_the_code_to_sign_in(self, voter: Client, office: Office) -> None:
        send_due(clock.now())
        mail = Mail.objects.filter(kind="voting opened").earliest("pk")
        assert "You also need your voting code." in mail.text
        page = voter.get(office.election.get_absolute_url()).text
        assert "You need the voting code that was mailed to you." in page

    def test_everybody_reads_who_makes_the_codes(self, voter: Client, office: Office) -> None:
        said = Client().get(reverse("ballots:trustees", args=[office.election.slug])).text
        assert "Cora Codes" in said
        assert "cora@example.org" not in said
        assert (
            "could not vote for somebody" in Client().get(reverse("ballots:verify", args=[office.election.slug])).text
        )
