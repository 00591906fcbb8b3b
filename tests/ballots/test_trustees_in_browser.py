"""A trustee's pages and the office's about them in a real browser: keys made, shown to be there, and totals opened."""

import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Page, expect

from ballots.key_making import Step
from ballots.models import RecordEvent, Share
from ballots.protocol.ceremony import file_name
from ballots.protocol.ceremony_messages import read_certificate
from ballots.protocol.channel import read_ceremony_key
from ballots.protocol.commands.trustee import name_of
from ballots.protocol.keys import read_private_key
from ballots.protocol.record import Kind
from ballots.protocol.strong import read_proofs
from ballots.protocol.verify import verify
from ballots.trustee_models import Contribution, Trustee
from base import clock
from base.models import Mail
from elections.phases import Phase
from tests.ballots.desks import CERTIFICATES, OURS, SEALED_KEY, THEIRS, TO_CHECK, Desk
from tests.ballots.elections import HOUR, Office
from tests.ballots.holders import Holder, asked, open_with
from tests.ballots.records import forged, record_of, spoil_ballot
from tests.browsers import Complaints, axe, layout_shifts, look, sign_in
from tests.protocol.belenios import tools_at_hand
from tests.servers import Live

pytestmark = pytest.mark.browser


@pytest.fixture
def office(live: Live) -> Office:
    """Ready to be sealed, and voting opens in an hour: pages read the clock."""
    office = Office(voters=2, candidates=2, seats=1, resolutions=0)
    office.move(voting_opens=office.now + HOUR, voting_closes=office.now + 3 * HOUR)
    return office


def address(trustee: Trustee) -> str:
    found = re.search(r"/trustee/[\w-]+/", Mail.objects.filter(recipient=trustee.email).latest("pk").text)
    assert found
    return found[0]


def their_program() -> str:
    """A belenios-tool that seals as we do; else ours."""
    for tool in filter(None, tools_at_hand()):
        version = subprocess.run([tool, "--version"], capture_output=True, check=True).stdout.decode()
        if not version.startswith("3.0"):
            return str(tool)
    return ""


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def choose(page: Page, kept: Path) -> None:
    page.get_by_label("Your private file").set_input_files(kept)


def taken(page: Page, words: str = "What you sent is checked and kept.") -> None:
    expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()


def save_private_file(page: Page, folder: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("link", name="Save the private file").click()
    kept = folder / download.value.suggested_filename
    shutil.copy(download.value.path(), kept)
    return kept


def desk(office: Office, holder: Holder, folder: Path, tool: str = "") -> Desk:
    folder.mkdir()
    return Desk(office, holder.trustee, folder, tool)


def vote_and_count(office: Office) -> bytes:
    """The clock moves on: voted, ended and added up."""
    office.move(voting_opens=clock.now())
    for voter in office.voters:
        office.vote(voter, (0,))
    office.vote(office.voters[0], (1,))
    office.count()
    return record_of(office.election)


class Program:
    """A trustee with a program: the page's own commands, one after the other."""

    def __init__(self, desk: Desk, program: str) -> None:
        self.desk, self.program = desk, program

    def certificate(self) -> None:
        self.desk.run(self.program)
        self.desk.send("certificate", "*.cert")

    @property
    def kept(self) -> str:
        return self.desk.written("*.key").name

    def step(self, task: str, needs: str, ours: str, theirs: str) -> None:
        self.desk.save(needs)
        self.desk.run(self.program, self.kept)
        self.desk.send(task, ours if self.program == OURS else theirs)

    def prove(self) -> None:
        self.desk.save(SEALED_KEY)
        self.desk.run(OURS, self.kept)
        self.desk.send("proof", "trustee-*-rehearsal-*.json")

    def open(self, record: bytes) -> None:
        (self.desk.folder / f"{self.desk.office.election.setup.uuid}.bel").write_bytes(record)
        self.desk.run(self.program, self.kept)
        self.desk.send("share", "*.share-4.json" if self.program == OURS else "share.json")


@pytest.mark.slow
def test_a_group_of_which_one_uses_the_browser_one_our_program_and_one_another(
    page: Page, live: Live, office: Office, tmp_path: Path
) -> None:
    first, second, third = asked(office, 3, threshold=2)
    tool = their_program()
    others = [
        Program(desk(office, second, tmp_path / "second"), OURS),
        Program(desk(office, third, tmp_path / "third", tool), THEIRS if tool else OURS),
    ]
    page.goto(address(first.trustee))
    assert layout_shifts(page) == []
    look(page, "trustee-certificate")
    kept = make_certificate(page, tmp_path)
    for other in others:
        other.certificate()
    page.reload()
    choose(page, others[0].desk.written("*.key"))
    expect(page.get_by_role("alert")).to_contain_text("This is not your private file of this group.")
    take_part(page, kept, "Send your part")
    for other in others:
        other.step("polynomial", CERTIFICATES, "*.polynomial", "polynomial.json")
    take_part(page, kept, "Send your public key")
    for other in others:
        other.step("acknowledgement", TO_CHECK, "*.voutput", "confirmation.json")
    office.seal()
    page.reload()
    choose(page, kept)
    look(page, "trustee-proof")
    press(page, "Send the signature")
    taken(page, "Your key is there")
    for other in others:
        other.prove()
    record = vote_and_count(office)
    page.reload()
    choose(page, kept)
    expect(page.get_by_text("The whole record is right")).to_be_visible()
    found = [page.locator(f"[data-found={name}]").inner_text() for name in ("ballots", "counted", "head")]
    assert found == ["3", "2", verify(io.BytesIO(record)).head.hash]
    expect(page.get_by_text("So few ballots count that their totals can tell how somebody voted.")).to_be_visible()
    look(page, "trustee-open")
    press(page, "Open these totals")
    taken(page, "Your part is checked and kept.")
    others[1].open(record)
    office.election.refresh_from_db()
    assert office.election.phase(clock.now()) is Phase.COUNTED
    assert [proof.owner for proof in read_proofs(bytes(Share.objects.get(owner=2).strong or b""))] == [2]
    office.certify()
    office.publish()
    assert verify(io.BytesIO(record_of(office.election))).result == ((0, 1, 1),)
    page.goto(f"/elections/{office.election.slug}/trustees/")
    look(page, "trustees")
    sign_in(page, live, office.first)
    page.goto(f"/office/{office.election.slug}/trustees/")
    look(page, "office-trustees")


def make_certificate(page: Page, folder: Path) -> Path:
    """Made, saved, shown to be saved, and only then sent: nothing of it is kept by the browser."""
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    press(page, "Make my key")
    kept = save_private_file(page, folder)
    other = folder / "other.key"
    other.write_text("1" * 22 + "\n")
    choose(page, other)
    expect(page.get_by_role("alert")).to_contain_text("This is not the private file that was just made.")
    look(page, "trustee-saved")
    choose(page, kept)
    assert sent == []
    press(page, "Send the public part")
    taken(page)
    key, given = read_ceremony_key(kept.read_bytes()), read_certificate(bytes(Contribution.objects.get().content))
    assert kept.name == f"trustee-{file_name(given)[:8].upper()}.key"
    assert given.verification == key.verification
    assert len(sent) == 1
    assert key.seed not in str(page.evaluate("JSON.stringify([localStorage, sessionStorage, history.state, name])"))
    return kept


def take_part(page: Page, kept: Path, send: str) -> None:
    page.reload()
    choose(page, kept)
    press(page, send)
    taken(page)


def test_a_key_that_was_saved_and_never_sent_is_asked_about_and_can_be_used_later(
    page: Page, office: Office, tmp_path: Path
) -> None:
    (holder,) = asked(office, 1)
    page.goto(address(holder.trustee))
    press(page, "Make my key")
    kept = save_private_file(page, tmp_path)
    assert kept.name == f"trustee-{name_of(read_private_key(kept.read_bytes()).element)}.json"
    questions: list[str] = []

    def leave(dialog: Dialog) -> None:
        questions.append(dialog.type)
        dialog.accept()

    page.once("dialog", leave)
    page.reload()
    assert questions == ["beforeunload"]
    press(page, "I have saved a private file for this already")
    choose(page, kept)
    press(page, "Send the public part")
    taken(page)
    office.seal()
    page.reload()
    choose(page, kept)
    press(page, "Send the signature")
    taken(page, "Your key is there")


def test_another_file_and_a_false_record_are_named_and_nothing_is_sent(
    page: Page, office: Office, tmp_path: Path, complaints: Complaints
) -> None:
    (holder,) = open_with(office, 1)
    record = vote_and_count(office)
    posted: list[str] = []
    page.on("request", lambda request: posted.append(request.url) if request.method == "POST" else None)
    page.goto(address(holder.trustee))
    files = {
        "This is a public file.": holder.file(Step.KEY),
        "This is no private file of a trustee": b"A letter to the election office",
        "This is the file of a trustee in a group.": holder.seed.to_bytes(),
        "This is the private file of another key.": b'"12345"',
    }
    for number, (sentence, content) in enumerate(files.items()):
        wrong = tmp_path / f"{number}.json"
        wrong.write_bytes(content)
        choose(page, wrong)
        expect(page.get_by_role("alert")).to_contain_text(sentence)
    kept = tmp_path / "kept.json"
    kept.write_bytes(holder.alone.to_bytes() + b"\n")
    spoilt = forged(record, Kind.BALLOT, spoil_ballot)
    page.route("**/record.bel", lambda route: route.fulfill(body=spoilt, content_type="application/x-tar"))
    choose(page, kept)
    expect(page.get_by_role("alert")).to_contain_text("Ballot 1: The signed hash is not that")
    axe(page)
    page.unroute("**/record.bel")
    page.route("**/record.bel", lambda route: route.abort())
    complaints.expect("record.bel")
    choose(page, Path(shutil.copy(kept, tmp_path / "again.json")))
    expect(page.get_by_role("alert")).to_contain_text("could not be fetched")
    page.unroute("**/record.bel")
    known = page.get_by_label("Head of the record that you know")
    known.fill("0" * 64)
    choose(page, kept)
    expect(page.get_by_role("alert")).to_contain_text("does not continue the one whose head you gave")
    known.fill(f" {RecordEvent.objects.get(position=1).hash} ")
    choose(page, Path(shutil.copy(kept, tmp_path / "once-more.json")))
    expect(page.get_by_role("button", name="Open these totals")).to_be_visible()
    assert (posted, Share.objects.filter(owner=2).count()) == ([], 0)
    page.locator("summary", has_text="With a program").click()
    field = page.get_by_label("The file", exact=True)
    page.route(page.url, lambda route: route.fulfill(status=204))  # no answer that leads elsewhere: the page stays
    field.set_input_files(tmp_path / "0.json")
    with page.expect_request(lambda request: request.method == "POST"):
        press(page, "Send the file")
    field.set_input_files(kept)
    press(page, "Send the file")
    expect(page.get_by_role("alert")).to_contain_text("This is your private file. It was not sent")
    assert len(posted) == 1


@pytest.mark.parametrize("broken", ["trustee", "trustee_worker"])
def test_where_a_script_fails_the_page_is_the_form_with_commands(
    page: Page, office: Office, complaints: Complaints, broken: str
) -> None:
    complaints.expect("trustee")
    (holder,) = asked(office, 1)
    page.route(f"**/{broken}.*js", lambda route: route.fulfill(body="throw 1", content_type="text/javascript"))
    page.goto(address(holder.trustee))
    expect(page.get_by_text("python -m ballots.protocol trustee make-key")).to_be_visible()
    expect(page.get_by_role("button", name="Send the file")).to_be_visible()
    expect(page.get_by_role("button", name="Make my key")).to_be_hidden()
    if broken == "trustee_worker":
        expect(page.get_by_role("alert")).to_contain_text("Your browser could not do this step")
