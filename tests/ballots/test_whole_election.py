"""A whole small election through the acts: our verifier accepts its record, and so does a program of others."""

import io
from pathlib import Path

import pytest

from ballots.outcome import outcome
from ballots.protocol.errors import Refused
from ballots.protocol.record import Kind
from ballots.protocol.verify import Report, verify
from ballots.setup import setup_of
from tests.ballots.elections import Office
from tests.ballots.records import Belenios, Forge, forged, record_of, spoil_ballot


@pytest.fixture
def voted(db: None) -> Office:
    """Four of five voters vote, one of them twice, and it is counted and published."""
    office = Office(voters=5, candidates=3, seats=1, resolutions=1)
    office.seal()
    first, second, third, fourth, _ = office.voters
    office.vote(first, (0, 1), (0,))
    office.vote(second, (1,), (0,))
    office.vote(first, (2,), (1,))
    office.vote(third, (0, 1, 2), ())
    office.vote(fourth, (), (0,))
    office.count()
    office.certify()
    office.publish()
    return office


@pytest.fixture
def record(voted: Office) -> bytes:
    return record_of(voted.election)


def accepted(record: bytes) -> Report:
    return verify(io.BytesIO(record))


def test_our_verifier_finds_the_totals_of_the_last_ballots(record: bytes) -> None:
    report = accepted(record)
    assert (len(report.trackers), report.counted) == (5, 4)
    assert report.result == ((1, 1, 2, 2), (1, 2, 1))


def test_the_outcome_seats_and_decides(voted: Office) -> None:
    decided = outcome(voted.election)
    board, resolution = decided.contests
    assert [total.votes for total in board.totals] == [1, 2, 2]
    assert (decided.ballots, decided.quorum.needed, decided.quorum.met) == (4, 2, True)
    assert board.seating is not None
    assert len(board.seating.seated) == 1
    assert not decided.is_unresolved
    assert resolution.decision is not None
    assert resolution.decision.carried


def test_the_record_is_the_same_to_the_byte_whenever_it_is_written(voted: Office, record: bytes) -> None:
    assert record_of(voted.election) == record


@pytest.mark.interop
def test_belenios_tool_accepts_it_and_each_ballot(
    voted: Office, record: bytes, belenios_tool: str, tmp_path: Path
) -> None:
    belenios = Belenios(belenios_tool, tmp_path, setup_of(voted.election).uuid)
    assert belenios.accepts(record)
    assert belenios.accepts_every_ballot(record)


@pytest.mark.interop
def test_belenios_tool_refuses_another_result_and_a_spoilt_ballot(
    voted: Office, record: bytes, belenios_tool: str, tmp_path: Path
) -> None:
    belenios = Belenios(belenios_tool, tmp_path, setup_of(voted.election).uuid)
    assert not belenios.accepts(forged(record, Kind.RESULT, lambda data: data.replace(b"[1,1,2,2]", b"[1,2,1,2]")))
    assert not belenios.accepts_every_ballot(forged(record, Kind.BALLOT, spoil_ballot))


def test_a_forgery_that_changes_nothing_is_the_record_itself(record: bytes) -> None:
    assert forged(record, Kind.RESULT, lambda data: data) == record


@pytest.mark.parametrize(
    ("kind", "code"),
    [(Kind.RESULT, "wrong-result"), (Kind.BALLOT, "wrong-hash"), (Kind.ENCRYPTED_TALLY, "wrong-numbers")],
)
def test_our_verifier_names_what_is_wrong(record: bytes, kind: Kind, code: str) -> None:
    forgers: dict[Kind, Forge] = {
        Kind.RESULT: lambda data: data.replace(b"[1,1,2,2]", b"[1,2,1,2]"),
        Kind.BALLOT: spoil_ballot,
        Kind.ENCRYPTED_TALLY: lambda data: data.replace(b'"num_tallied":4', b'"num_tallied":5'),
    }
    with pytest.raises(Refused) as refusal:
        accepted(forged(record, kind, forgers[kind]))
    assert refusal.value.code == code
