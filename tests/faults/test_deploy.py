"""New code is deployed while voting is open: who casts meanwhile gets a receipt."""

import signal
from concurrent.futures import ThreadPoolExecutor

from tests.faults.casters import casters
from tests.faults.conftest import Serve, open_office, until, workers
from tests.faults.invariants import require_truth
from tests.faults.test_database import insist
from tests.servers import Live

DEPLOYS, EACH = 3, 60


def reload(live: Live) -> None:
    """As a deploy ends: new workers take over, and the former ones go when they have answered."""
    before = set(workers(live))
    live.process.send_signal(signal.SIGHUP)
    until(lambda: len(now := set(workers(live))) == len(before) and not now & before)


def test_reloaded_under_load(serve: Serve) -> None:
    office = open_office(8)
    live = serve(WEB_WORKERS="2")
    mine = [[office.sealed(voter, (number % 2,)) for number in range(EACH)] for voter in office.voters]
    with ThreadPoolExecutor(len(mine)) as pool:
        casting = [
            pool.submit(insist, caster, ballots)
            for caster, ballots in zip(casters(live.url, office), mine, strict=True)
        ]
        for _ in range(DEPLOYS):
            reload(live)
            assert not any(each.done() for each in casting)
        answers = [answer for each in casting for answer in each.result(timeout=120)]
    assert [answer for answer in answers if not answer.acknowledged] == []
    assert require_truth(office, [answer.tracker for answer in answers]).ballots == 8 * EACH
