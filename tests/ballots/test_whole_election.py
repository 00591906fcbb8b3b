"""A whole small election through the acts: its record is accepted by our verifier and by a program of others."""

import io

import pytest

from ballots.outcome import outcome
from ballots.protocol.verify import verify
from ballots.record import write_record
from ballots.setup import setup_of
from elections.models import Election
from tests.ballots.elections import Office

pytestmark = pytest.mark.django_db


def record_of(election: Election) -> bytes:
    out = io.BytesIO()
    write_record(setup_of(election), out)
    return out.getvalue()


@pytest.fixture
def office() -> Office:
    """Four of five voters vote, one of them twice; the record is complete."""
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


def test_is_accepted_by_our_verifier_with_the_totals_of_the_last_ballots(office: Office) -> None:
    report = verify(io.BytesIO(record_of(office.election)))
    assert (len(report.trackers), report.counted) == (5, 4)
    assert report.result == ((1, 1, 2, 2), (1, 2, 1))


def test_its_outcome_is_the_result_seated_and_decided(office: Office) -> None:
    decided = outcome(office.election)
    board, resolution = decided.contests
    assert [total.votes for total in board.totals] == [1, 2, 2]
    assert (decided.ballots, decided.quorum.needed, decided.quorum.met) == (4, 2, True)
    assert board.seating is not None
    assert len(board.seating.seated) == 1
    assert not decided.is_unresolved
    assert resolution.decision is not None
    assert resolution.decision.carried
