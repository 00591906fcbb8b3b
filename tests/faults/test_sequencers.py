"""Two sequencers, each a process of its own: one is killed in the midst of its batch, the other appends it all."""

from contextlib import ExitStack

from ballots.models import RecordEvent
from ballots.record import head
from ballots.setup import setup_of
from tests.ballots.processes import APPEND, running, wait_for, wait_until_blocked
from tests.databases import DatabaseForTests
from tests.faults.conftest import kill, open_office
from tests.faults.invariants import require_truth

WAITING = """
SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database
WHERE locktype = 'advisory' AND NOT granted AND datname = current_database()
"""


def test_one_is_killed_and_the_other_goes_on(committed: DatabaseForTests) -> None:
    office = open_office(6)
    trackers = [office.vote(voter, (0,)).tracker for voter in [*office.voters, *office.voters[:2]]]
    setup = setup_of(office.election)
    with ExitStack() as stack:
        with committed.owner_connection(committed.name) as holder, holder.transaction(force_rollback=True):
            holder.execute(
                "INSERT INTO ballots_recordevent (setup_id, position, type, data, event, hash, ends_at, ballot_id) "
                "VALUES (%s, %s, 'Ballot', '[]', '', '', 0, (SELECT max(id) FROM ballots_ballot))",
                [setup.pk, head(setup).height + 4],
            )
            killed = stack.enter_context(running(committed, APPEND))
            wait_until_blocked()
            other = stack.enter_context(running(committed, APPEND))
            wait_for(WAITING, 1, 30)
            kill(killed.pid)
            killed.wait(timeout=10)
        assert other.wait(timeout=30) == 0
    assert RecordEvent.objects.filter(type="Ballot").count() == len(trackers)
    assert require_truth(office, trackers).trackers == tuple(trackers)
