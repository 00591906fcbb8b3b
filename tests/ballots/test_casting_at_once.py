"""Casts that meet: the same submit many times, two browsers, and the end of the ballots with casts in flight."""

import io
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from ballots import sequencing
from ballots.casting import Receipt, State, cast, receipts
from ballots.models import Ballot, RecordEvent, Setup
from ballots.protocol.ballot import CheckedBallot
from ballots.protocol.verify import verify
from ballots.record import head
from ballots.record_file import write_record
from ballots.sequencing import append_pending, judge
from ballots.setup import setup_of
from ballots.stopping import cancel
from ballots.tallying import end_ballots
from base import clock
from base.locks import Lock
from elections import casting_lock
from elections.timetable import close_now
from tests.ballots.elections import Office
from tests.ballots.threads import at_once, in_the_background, wait_for_waiting
from tests.databases import DatabaseForTests


@pytest.fixture
def open_office(committed: DatabaseForTests) -> Office:
    """Voting is open, in a database where transactions commit."""
    office = Office(voters=8)
    office.seal()
    return office


def verified(office: Office) -> list[str]:
    """The trackers in the record, which our verifier accepts."""
    out = io.BytesIO()
    write_record(setup_of(office.election), out)
    return list(verify(io.BytesIO(out.getvalue())).trackers)


def test_the_same_submit_sixty_times_is_one_ballot_with_one_receipt(open_office: Office) -> None:
    voter = open_office.voters[0]
    sealed = open_office.sealed(voter, (0,), ())
    submit = partial(cast, open_office.election, sealed=sealed, by=voter, sealed_by_server=True)
    given = at_once([submit] * 60)
    assert len(set(given)) == 1
    assert isinstance(given[0], Receipt)
    assert given[0].state is State.COUNTS
    assert Ballot.objects.count() == 1


def test_two_browsers_that_cast_differently_at_once_have_one_last_ballot(open_office: Office) -> None:
    voter = open_office.voters[0]
    submits = [
        partial(cast, open_office.election, sealed=open_office.sealed(voter, (0,), ()), by=voter, sealed_by_server=True)
        for _ in range(2)
    ]
    given = at_once(submits)
    assert len({receipt.tracker for receipt in given if isinstance(receipt, Receipt)}) == 2
    assert [each.state for each in receipts(open_office.election, person=voter)] == [State.COUNTS, State.REPLACED]
    later, earlier = receipts(open_office.election, person=voter)
    assert earlier.cast_at < later.cast_at
    append_pending(setup_of(open_office.election))
    assert verified(open_office) == [earlier.tracker, later.tracker]


def test_ending_waits_for_the_casts_in_flight_and_shuts_out_the_rest(open_office: Office) -> None:
    """Eight casts and the end at once, around the close: each voter was told the truth, and the record has it."""
    submits = [
        partial(cast, open_office.election, sealed=open_office.sealed(voter), by=voter, sealed_by_server=True)
        for voter in open_office.voters
    ]

    def end() -> None:
        open_office.close()
        end_ballots(open_office.election, by=open_office.first, at=clock.now())

    acts: list[Callable[[], Receipt | None]] = [*submits[:4], end, *submits[4:]]
    given = at_once(acts)
    acknowledged = {receipt.tracker for receipt in given if isinstance(receipt, Receipt)}
    refused = [refusal.code for refusal in given if isinstance(refusal, ValidationError)]
    assert refused == ["closed"] * (8 - len(acknowledged))
    assert set(verified(open_office)) == acknowledged
    assert RecordEvent.objects.latest("position").type == RecordEvent.Type.END_BALLOTS


def test_a_cast_that_waits_while_voting_closes_is_refused(open_office: Office) -> None:
    """Its proofs were checked in time; the clock is read again under the lock."""
    voter = open_office.voters[0]
    sealed = open_office.sealed(voter)
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            casting_lock.take(open_office.election)
            waiting = in_the_background(
                pool, partial(cast, open_office.election, sealed=sealed, by=voter, sealed_by_server=True)
            )
            wait_for_waiting(1)
            open_office.close()
        with pytest.raises(ValidationError) as refusal:
            waiting.result(timeout=20)
    assert refusal.value.code == "closed"
    assert not Ballot.objects.exists()


def test_casts_do_not_wait_for_each_other(open_office: Office) -> None:
    first, second = open_office.voters[:2]
    sealed = open_office.sealed(second)
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        open_office.vote(first)
        other = in_the_background(
            pool, partial(cast, open_office.election, sealed=sealed, by=second, sealed_by_server=True)
        )
        assert other.result(timeout=20).state is State.COUNTS


def test_a_cast_waits_for_no_row_that_all_voters_share(open_office: Office, committed: DatabaseForTests) -> None:
    shared = ("elections_election", "elections_contest", "ballots_setup", "ballots_choice", "ballots_recordevent")
    sealed = open_office.sealed(open_office.voters[0])
    with committed.owner_connection(committed.name) as holder, holder.transaction():
        for table in shared:
            holder.execute(f"SELECT 1 FROM {table} FOR UPDATE")
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '5s'")
        receipt = cast(open_office.election, sealed=sealed, by=open_office.voters[0], sealed_by_server=True)
    assert receipt.state is State.COUNTS


def test_two_sequencers_append_each_ballot_once(open_office: Office) -> None:
    trackers = {open_office.vote(voter).tracker for voter in open_office.voters}
    appended = at_once([partial(append_pending, setup_of(open_office.election))] * 4)
    assert sorted(appended) == [0, 0, 0, 8]  # type: ignore[type-var]
    assert set(verified(open_office)) == trackers
    assert head(setup_of(open_office.election)).height == 8


def test_closing_now_is_later_than_the_casts_that_it_waited_for(open_office: Office) -> None:
    close = partial(
        close_now, open_office.election, by=open_office.first, seconded_by=open_office.second, reason="Everyone voted."
    )
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            receipt = open_office.vote(open_office.voters[0])
            waiting = in_the_background(pool, close)
            wait_for_waiting(1)
            released = clock.now()
        waiting.result(timeout=20)
    open_office.election.refresh_from_db()
    assert receipt.cast_at < released < open_office.election.voting_closes


def test_whoever_cancels_waits_for_casts_and_heeds_that_voting_opened_meanwhile(open_office: Office) -> None:
    opens = clock.now() + timedelta(seconds=0.3)
    open_office.move(voting_opens=opens)
    stop = partial(
        cancel, open_office.election, by=open_office.first, seconded_by=open_office.second, reason="A storm."
    )
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            casting_lock.share(open_office.election)
            waiting = in_the_background(pool, stop)
            wait_for_waiting(1)
            while clock.now() <= opens:
                time.sleep(0.02)
        with pytest.raises(ValidationError, match="only be declared void"):
            waiting.result(timeout=20)


def test_ballots_are_checked_before_others_have_to_wait(open_office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a sequencer checks a backlog, nobody holds the record: whoever ends the ballots need not wait for it."""
    receipt = open_office.vote(open_office.voters[0])
    held: list[int] = []

    def watched(setup: Setup, ballot: Ballot) -> CheckedBallot | str:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database "
                "WHERE locktype = 'advisory' AND classid = %s AND datname = current_database()",
                [int(Lock.SEQUENCING)],
            )
            held.append(cursor.fetchone()[0])
        return judge(setup, ballot)

    monkeypatch.setattr(sequencing, "judge", watched)
    assert append_pending(setup_of(open_office.election)) == 1
    assert held == [0]
    assert verified(open_office) == [receipt.tracker]
