"""The public record: what it holds while it grows, that it only grows, and that a change is found and named."""

import io

import psycopg
import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from ballots.models import Ballot, Credential, RecordEvent
from ballots.protocol.ballot import tracker
from ballots.protocol.errors import Refused
from ballots.protocol.record import Kind
from ballots.protocol.verify import verify
from ballots.record import end
from ballots.sequencing import append_pending
from ballots.setup import setup_of
from ballots.tallying import count
from ballots.tasks import sequence
from base import clock
from tests.ballots.elections import HOUR, Office
from tests.ballots.holders import open_with
from tests.ballots.records import record_of
from tests.ballots.tampering import TABLES, change
from tests.databases import DatabaseForTests


class TestGrowing:
    def test_a_ballot_waits_for_the_sequencer(self, open_office: Office) -> None:
        before = record_of(open_office.election)
        open_office.vote(open_office.voters[0])
        assert record_of(open_office.election) == before
        sequence(timestamp=0)
        grown = record_of(open_office.election)
        assert grown.startswith(before)
        assert len(verify(io.BytesIO(grown)).trackers) == 1

    def test_every_prefix_verifies(self, open_office: Office) -> None:
        setup = setup_of(open_office.election)
        stages = [verify(io.BytesIO(record_of(open_office.election))).last]
        open_office.vote(open_office.voters[0])
        append_pending(setup)
        stages.append(verify(io.BytesIO(record_of(open_office.election))).last)
        open_office.count()
        stages.append(verify(io.BytesIO(record_of(open_office.election))).last)
        assert stages == [Kind.SETUP, Kind.BALLOT, Kind.ENCRYPTED_TALLY]

    def test_a_credentials_ballots_keep_their_order(self, open_office: Office) -> None:
        one, other = open_office.voters[:2]
        trackers = [open_office.vote(voter).tracker for voter in (one, other, one, one, other)]
        append_pending(setup_of(open_office.election))
        assert list(verify(io.BytesIO(record_of(open_office.election))).trackers) == trackers

    def test_nothing_is_appended_twice(self, open_office: Office) -> None:
        open_office.vote(open_office.voters[0])
        assert [append_pending(setup_of(open_office.election)) for _ in range(2)] == [1, 0]

    def test_more_ballots_than_a_batch(self, open_office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("ballots.record.BATCH", 2)
        trackers = [open_office.vote(voter).tracker for voter in open_office.voters]
        trackers.append(open_office.vote(open_office.voters[0]).tracker)
        assert append_pending(setup_of(open_office.election)) == 5
        assert list(verify(io.BytesIO(record_of(open_office.election))).trackers) == trackers

    def test_a_ballot_that_came_after_the_end_is_never_appended(self, open_office: Office) -> None:
        """No act stores one, and PostgreSQL refuses it; where somebody turned the election back, the record knows."""
        voter = open_office.voters[0]
        sealed = open_office.sealed(voter)
        open_office.end()
        open_office.move(ballots_ended_at=None, ballots_ended_by=None, voting_closes=clock.now() + HOUR)
        setup = setup_of(open_office.election)
        credential = Credential.objects.get(roll_entry__person=voter)
        row = {"setup": setup, "credential": credential, "sealed_by_server": False}
        Ballot.objects.create(tracker=tracker(sealed), sealed=sealed, **row)
        with pytest.raises(RuntimeError, match="has ended"):
            append_pending(setup)
        assert RecordEvent.objects.latest("position").type == "EndBallots"


REFUSALS = (psycopg.errors.InsufficientPrivilege, psycopg.errors.IntegrityConstraintViolation)


class TestOnlyGrows:
    """PostgreSQL refuses, whichever of the two roles asks."""

    @pytest.fixture
    def published(self, committed: DatabaseForTests) -> Office:
        office = Office(voters=1)
        (trustee,) = open_with(office, 1)
        office.vote(office.voters[0])
        office.count()
        trustee.open()
        office.certify()
        return office

    @pytest.mark.parametrize("role", ["app", "owner"])
    def test_no_row_is_changed_or_deleted(self, published: Office, committed: DatabaseForTests, role: str) -> None:
        with psycopg.connect(committed.url(role), autocommit=True) as plain:
            for table in TABLES:
                for change in (f"UPDATE {table} SET id = -id", f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
                    with pytest.raises(REFUSALS):
                        plain.execute(change)

    @pytest.mark.parametrize("role", ["app", "owner"])
    def test_a_credential_is_given_once(self, published: Office, committed: DatabaseForTests, role: str) -> None:
        taken = "UPDATE ballots_credential SET roll_entry_id = NULL WHERE roll_entry_id IS NOT NULL"
        with psycopg.connect(committed.url(role), autocommit=True) as plain, pytest.raises(REFUSALS):
            plain.execute(taken)


@pytest.fixture
def counted(committed: DatabaseForTests) -> Office:
    office = Office(voters=2)
    office.seal()
    for voter in office.voters:
        office.vote(voter, (0,), ())
    return office


class TestAChangedByte:
    def test_of_a_stored_ballot_stops_the_count(self, counted: Office, committed: DatabaseForTests) -> None:
        counted.end()
        tracker = Ballot.objects.latest("pk").tracker
        change(
            committed,
            "UPDATE ballots_ballot SET sealed = set_byte(sealed, 900, get_byte(sealed, 900) # 1) "
            f"WHERE tracker = '{tracker}'",
        )
        with pytest.raises(ValidationError) as refusal:
            count(counted.election, by=counted.first, at=clock.now())
        assert tracker in str(refusal.value)
        counted.election.refresh_from_db()
        assert counted.election.counted_at is None

    def test_of_an_event_is_found_by_the_verifier(self, counted: Office, committed: DatabaseForTests) -> None:
        counted.end()
        change(
            committed,
            "UPDATE ballots_recordevent SET event = set_byte(event, 20, get_byte(event, 20) # 1) WHERE position = 1",
        )
        with pytest.raises(Refused) as refusal:
            verify(io.BytesIO(record_of(counted.election)))
        assert refusal.value.code == "wrong-name"


def test_a_torn_append_is_refused_by_the_database(open_office: Office) -> None:
    open_office.vote(open_office.voters[0])
    setup = setup_of(open_office.election)
    height, size = end(setup).head.height, end(setup).size
    ballot = Ballot.objects.get()
    for torn in (
        RecordEvent(position=height, type="Ballot", ballot=ballot),
        RecordEvent(position=height + 1, type="Ballot"),
        RecordEvent(position=height + 1, type="EndBallots", ballot=ballot),
        RecordEvent(position=height + 1, type="Setup"),
    ):
        torn.setup, torn.event, torn.hash, torn.ends_at = setup, b"{}", "0" * 64, size + 1_024
        with pytest.raises(DatabaseError), transaction.atomic():
            torn.save()
