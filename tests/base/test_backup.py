"""A backup, made while people vote and restored elsewhere: nothing is missing, and the vote goes on."""

import io
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, connections
from psycopg import sql

from ballots.models import Ballot
from ballots.outcome import outcome
from ballots.protocol.verify import verify
from ballots.record_heads import latest
from ballots.sequencing import append_pending
from ballots.setup import setup_of
from base.embedded import wheel_binaries
from base.tasks import chain_journal
from elections.models import Election
from tests.ballots.elections import Office
from tests.ballots.records import record_of
from tests.databases import DatabaseForTests

pytestmark = pytest.mark.slow


@contextmanager
def restored(database: DatabaseForTests, backup: Path) -> Iterator[None]:
    """By the commands of README, into a new database, which the block then uses."""
    name, before = f"{database.name}_restored", connection.settings_dict["NAME"]
    owner = database.url("owner").replace(f"/{database.name}?", f"/{name}?")
    create, drop = (sql.SQL(f"{act} DATABASE {{}}").format(sql.Identifier(name)) for act in ("CREATE", "DROP"))
    database.maintenance.execute(create)
    try:
        tool("pg_restore", "--exit-on-error", "--single-transaction", f"--dbname={owner}", backup)
        connections.close_all()
        connection.settings_dict["NAME"] = name
        yield
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = before
        database.maintenance.execute(drop)


def tool(name: str, *arguments: object) -> None:
    """One of PostgreSQL's own programs, of the version that serves the tests."""
    command = [str(wheel_binaries() / "bin" / name), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_restored_elsewhere_the_vote_goes_on(committed: DatabaseForTests, tmp_path: Path) -> None:
    office, backup = Office(voters=3), tmp_path / "elections.dump"
    office.seal()
    receipts = [office.vote(voter, (0,), ()) for voter in office.voters[:2]]
    append_pending(setup_of(office.election))
    noted = latest(setup_of(office.election)).hash
    tool("pg_dump", "--format=custom", f"--file={backup}", committed.url("owner"))
    office.vote(office.voters[0], (1,), ())  # after the backup: lost with the server
    with restored(committed, backup):
        chain_journal(0)  # as the worker does, every five seconds
        call_command("verify_journal")
        assert list(Ballot.objects.order_by("pk").values_list("tracker", flat=True)) == [
            each.tracker for each in receipts
        ]
        for statement in ("UPDATE ballots_ballot SET sealed_by_server = false", "DELETE FROM base_journalline"):
            with pytest.raises(ProgrammingError, match="permission denied"), connection.cursor() as cursor:
                cursor.execute(statement)
        office.election = Election.objects.get()
        office.vote(office.voters[2], (0,), ())
        office.count()
        office.certify()
        office.publish()
        assert outcome(office.election).ballots == 3
        assert noted in verify(io.BytesIO(record_of(office.election)), heads=[noted]).heights
