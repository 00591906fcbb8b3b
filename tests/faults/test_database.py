"""PostgreSQL killed under load, restarted, slow, or out of connections: every answer is honest, and comes soon."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial

import psycopg
import pytest

from ballots.protocol.ballot import tracker
from base.embedded import Embedded
from tests.ballots.elections import Office
from tests.faults.casters import Answer, Caster, casters, meanwhile
from tests.faults.conftest import kill, open_office, until
from tests.faults.invariants import require_truth
from tests.servers import Live

SOON = 10.0  # seconds
NOT_KNOWN = "We cannot tell whether what you sent was stored."


def require_honest(answer: Answer) -> None:
    """Acknowledged, or owned up to, within ten seconds."""
    assert answer.seconds < SOON, answer
    assert answer.acknowledged or (answer.status == 503 and NOT_KNOWN in answer.words), answer


def insist(caster: Caster, ballots: list[bytes]) -> list[Answer]:
    """Cast each, and send the same bytes again until they are acknowledged."""
    answers: list[Answer] = []
    for sealed in ballots:
        deadline = time.monotonic() + 60
        while not (answers and answers[-1].acknowledged and answers[-1].tracker == tracker(sealed)):
            assert time.monotonic() < deadline, answers[-1]
            answers.append(caster.cast(sealed))
    return answers


@contextmanager
def votes_held(embedded: Embedded) -> Iterator[None]:
    """Somebody holds every voter's row."""
    with psycopg.connect(embedded.url("owner")) as holder:
        holder.execute("SELECT 1 FROM ballots_credential FOR UPDATE")
        yield


@pytest.fixture
def office(own_server: Live) -> Office:
    return open_office(8)


def test_killed_under_load(own_postgresql: Embedded, own_server: Live, office: Office) -> None:
    """Eight voters cast again and again; in the midst the whole database server dies, and is started anew."""
    mine = [[office.sealed(voter, (number % 2,)) for number in range(30)] for voter in office.voters]
    with ThreadPoolExecutor(len(mine)) as pool:
        casting = [
            pool.submit(insist, caster, ballots)
            for caster, ballots in zip(casters(own_server.url, office), mine, strict=True)
        ]
        time.sleep(1)
        assert not any(each.done() for each in casting)
        kill(int((own_postgresql.data / "postmaster.pid").read_text().splitlines()[0]))
        time.sleep(1)
        own_postgresql.start()
        answers = [answer for each in casting for answer in each.result(timeout=120)]
    for answer in answers:
        require_honest(answer)
    assert any(answer.status == 503 for answer in answers)
    report = require_truth(office, [answer.tracker for answer in answers if answer.acknowledged])
    assert (report.ballots, report.counted) == (8 * 30, 8)


def test_away_and_back(own_postgresql: Embedded, own_server: Live, office: Office) -> None:
    first, second = casters(own_server.url, office)[:2]
    sealed = [office.sealed(voter, (0,)) for voter in office.voters[:2]]
    assert first.cast(sealed[0]).acknowledged
    own_postgresql.stop()
    lost = second.cast(sealed[1])
    assert not lost.acknowledged
    require_honest(lost)
    own_postgresql.start()
    until(lambda: second.cast(sealed[1]).acknowledged)
    assert require_truth(office, [lost.tracker]).counted == 2


def test_slow(own_postgresql: Embedded, own_server: Live, office: Office) -> None:
    """Longer than a statement may take; and once it is quick again, the same bytes are taken."""
    caster, sealed = Caster(own_server.url, office.voters[0]), office.sealed(office.voters[0], (0,))
    with votes_held(own_postgresql):
        answer = caster.cast(sealed)
    assert not answer.acknowledged
    require_honest(answer)
    require_truth(office, [], refused=[answer.tracker])
    assert caster.cast(sealed).acknowledged
    require_truth(office, [answer.tracker])


def test_every_connection_of_a_process_in_use(own_postgresql: Embedded, own_server: Live, office: Office) -> None:
    """More casts than threads and connections, none of which comes to an end."""
    crowd = casters(own_server.url, office)
    sealed = [office.sealed(voter, (0,)) for voter in office.voters]
    with votes_held(own_postgresql), ExitStack() as stack:
        casts = [partial(caster.cast, ballot) for caster, ballot in zip(crowd, sealed, strict=True)]
        casting = [stack.enter_context(meanwhile(cast)) for cast in casts]
        answers = [each.result(timeout=60) for each in casting]
    for answer in answers:
        require_honest(answer)
    assert not any(answer.acknowledged for answer in answers)
    require_truth(office, [], refused=[answer.tracker for answer in answers])
    assert all(caster.cast(ballot).acknowledged for caster, ballot in zip(crowd, sealed, strict=True))


def test_no_connection_to_be_had(own_postgresql: Embedded, own_server: Live, office: Office) -> None:
    """The database takes no more, and has ended those that were there."""
    caster, sealed = Caster(own_server.url, office.voters[0]), office.sealed(office.voters[0], (0,))
    with psycopg.connect(own_postgresql.url("postgres", "postgres"), autocommit=True) as administrator:
        administrator.execute("ALTER ROLE app CONNECTION LIMIT 0")
        administrator.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'app'")
        answer = caster.cast(sealed)
        assert not answer.acknowledged
        require_honest(answer)
        administrator.execute("ALTER ROLE app CONNECTION LIMIT -1")
    until(lambda: caster.cast(sealed).acknowledged)
    require_truth(office, [answer.tracker])
