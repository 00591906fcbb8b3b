"""The commands on a trustee's pages, run as they stand there, with files that the pages give and take."""

import subprocess
from pathlib import Path

import pytest

from ballots.key_making import Step
from base import clock
from elections.phases import Phase
from tests.ballots.desks import CERTIFICATES, OURS, SEALED_KEY, THEIRS, TO_CHECK, Desk
from tests.ballots.elections import HOUR, Office
from tests.ballots.holders import Holder, asked
from tests.ballots.records import record_of


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
