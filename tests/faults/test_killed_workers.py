"""kill -9 of a web worker: before the commit nothing happened, after it the ballot is stored; the server goes on."""

from functools import partial
from pathlib import Path

from ballots.models import Ballot, Credential
from base.models import Mail
from tests.ballots.processes import wait_until_alone, wait_until_blocked
from tests.databases import DatabaseForTests
from tests.faults.casters import Caster, meanwhile
from tests.faults.conftest import Serve, kill, open_office, until, workers
from tests.faults.invariants import require_truth
from tests.servers import wait_for


def test_before_the_commit(serve: Serve, committed: DatabaseForTests) -> None:
    office = open_office(2)
    live = serve()
    voter = office.voters[0]
    caster, sealed = Caster(live.url, voter), office.sealed(voter, (0,))
    with committed.owner_connection(committed.name) as holder, holder.transaction():
        credential = Credential.objects.get(roll_entry__person=voter)
        holder.execute("SELECT 1 FROM ballots_credential WHERE id = %s FOR UPDATE", [credential.pk])
        with meanwhile(partial(caster.cast, sealed)) as answer:
            wait_until_blocked()
            (worker,) = workers(live)
            kill(worker)
            assert answer.result(timeout=20).status == 0
    wait_until_alone()
    require_truth(office, [], refused=[answer.result().tracker])
    assert not Mail.objects.filter(kind="ballot cast").exists()
    wait_for(live.url, live.process, live.log)
    again = caster.cast(sealed)
    assert again.acknowledged
    require_truth(office, [again.tracker])


def test_after_the_commit_and_before_the_answer(serve: Serve, tmp_path: Path) -> None:
    office = open_office(2)
    held = tmp_path / "held"
    live = serve("tests.faults.held_answers", HELD_ANSWERS=str(held))
    voter = office.voters[0]
    caster, sealed = Caster(live.url, voter), office.sealed(voter, (0,))
    held.touch()
    with meanwhile(partial(caster.cast, sealed)) as answer:
        until(held.with_suffix(".waiting").exists)
        (worker,) = workers(live)
        kill(worker)
        assert answer.result(timeout=20).status == 0
    held.unlink()
    report = require_truth(office, [answer.result().tracker])
    wait_for(live.url, live.process, live.log)
    again = caster.cast(sealed)
    assert again.acknowledged
    assert require_truth(office, [again.tracker]).trackers == report.trackers
    assert Ballot.objects.count() == Mail.objects.filter(kind="ballot cast").count() == 1
