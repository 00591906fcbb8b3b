"""kill -9: what was acknowledged is stored, what was not is either whole or absent, and the record goes on."""

import io

import pytest

from ballots.casting import State, cast, receipts
from ballots.models import Ballot, Credential, RecordEvent
from ballots.protocol.verify import verify
from ballots.record import head
from ballots.sequencing import append_pending
from ballots.setup import setup_of
from base.models import Mail
from tests.ballots.elections import Office
from tests.ballots.processes import APPEND, CAST, running, wait_until_alone, wait_until_blocked
from tests.ballots.records import record_of
from tests.databases import DatabaseForTests


@pytest.fixture
def open_office(committed: DatabaseForTests) -> Office:
    office = Office(voters=3)
    office.seal()
    return office


def test_a_cast_killed_before_its_commit_leaves_nothing(open_office: Office, committed: DatabaseForTests) -> None:
    voter = open_office.voters[0]
    sealed = open_office.sealed(voter, (0,), ())
    credential = Credential.objects.get(roll_entry__person=voter)
    with committed.owner_connection(committed.name) as holder, holder.transaction():
        holder.execute("SELECT 1 FROM ballots_credential WHERE id = %s FOR UPDATE", [credential.pk])
        with running(committed, CAST, voter.pk, given=sealed):
            wait_until_blocked()
    wait_until_alone()
    assert not Ballot.objects.exists()
    assert not Mail.objects.exists()
    receipt = cast(open_office.election, sealed=sealed, by=voter, sealed_by_server=True)
    assert receipt.state is State.COUNTS
    open_office.end()


def test_a_cast_killed_after_its_commit_is_stored_and_the_same_submit_finds_it(
    open_office: Office, committed: DatabaseForTests
) -> None:
    voter = open_office.voters[0]
    sealed = open_office.sealed(voter, (0,), ())
    with running(committed, CAST, voter.pk, given=sealed) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"cast\n"
    (stored,) = receipts(open_office.election, person=voter)
    assert cast(open_office.election, sealed=sealed, by=voter, sealed_by_server=True) == stored
    assert Mail.objects.count() == 1


def test_a_sequencer_killed_in_the_middle_of_a_batch_leaves_the_record_whole(
    open_office: Office, committed: DatabaseForTests
) -> None:
    trackers = [open_office.vote(voter).tracker for voter in open_office.voters]
    setup = setup_of(open_office.election)
    last = head(setup).height + 3
    with committed.owner_connection(committed.name) as holder, holder.transaction(force_rollback=True):
        holder.execute(
            "INSERT INTO ballots_recordevent (setup_id, position, type, data, event, hash, ends_at, ballot_id) "
            "VALUES (%s, %s, 'Ballot', '[]', '', '', 0, (SELECT max(id) FROM ballots_ballot))",
            [setup.pk, last],
        )
        with running(committed, APPEND):
            wait_until_blocked()
    wait_until_alone()
    assert list(RecordEvent.objects.values_list("type", flat=True)) == ["Setup"]
    assert append_pending(setup) == 3
    assert list(verify(io.BytesIO(record_of(open_office.election))).trackers) == trackers
