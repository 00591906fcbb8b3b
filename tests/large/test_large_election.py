"""300 ballots, of which 40 are replaced and 10 tested, and three trustees: verified by three programs.

Run by `make large`, not by `make test`: it takes some minutes.
"""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from pytest_django.plugin import DjangoDbBlocker

from ballots.protocol.commands.checking import verified
from ballots.protocol.errors import Refused
from ballots.protocol.record import EVENT, read_entries, read_event
from ballots.protocol.verify import Report
from tests.ballots.records import Belenios
from tests.databases import DatabaseForTests
from tests.large.story import Kept, Story
from tests.large.voters import AGAIN, TESTING, VOTERS, expected
from tests.protocol.commands import Run
from tests.protocol.conftest import belenios_tool, run
from tests.servers import Live, wait_for

__all__ = ["belenios_tool", "run"]

pytestmark = [pytest.mark.browser, pytest.mark.interop]

CORRUPTIONS = 50


@pytest.fixture(scope="module")
def kept(
    server: Live,
    chromium: Browser,
    test_database: DatabaseForTests,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Kept]:
    """The election is held once."""
    wait_for(server.url, server.process, server.log)
    with django_db_blocker.unblock():
        yield Story(server, chromium, tmp_path_factory.mktemp("election")).happens()
        test_database.renew()


@pytest.fixture(scope="module")
def report(kept: Kept) -> Report:
    return verified(kept.record, cores=2)


def test_the_record_holds_what_was_acknowledged_and_nothing_else(kept: Kept, report: Report) -> None:
    assert (len(kept.cast) + len(kept.tested), len(kept.tested), report.ballots - report.counted) == (300, 10, 40)
    assert (report.ballots, report.counted) == (VOTERS + AGAIN, VOTERS)
    assert report.trackers == tuple(kept.trackers)


def test_the_totals_are_those_of_each_voters_last_choices(kept: Kept, report: Report) -> None:
    assert report.result == expected(kept.cast, [question.answers for question in report.setup.questions])


def test_our_program_accepts_it_with_strong_proofs_receipts_and_an_older_head(kept: Kept, run: Run) -> None:
    receipts = [part for path in kept.receipts for part in ("--receipt", path)]
    voters = ["--voters", VOTERS + 10, "--head", kept.noted]
    done = run("verify", kept.record, "--strong", kept.strong, *receipts, *voters)
    assert done.status == 0, done.err
    assert f"{VOTERS + AGAIN} valid" in done.out
    assert "partial decryptions of trustees 1, 2, 3 proved" in done.out
    assert "strong proofs of trustees 1, 2 hold" in done.out


def test_belenios_tool_accepts_it_and_every_ballot(
    kept: Kept, report: Report, belenios_tool: str, tmp_path: Path
) -> None:
    belenios = Belenios(belenios_tool, tmp_path, report.setup.election.uuid)
    record = kept.record.read_bytes()
    assert belenios.accepts(record)
    assert belenios.accepts_every_ballot(record)


def test_a_tested_ballot_holds_what_was_chosen_and_is_not_in_the_record(kept: Kept, report: Report, run: Run) -> None:
    record = kept.record.read_bytes()
    for path in kept.tested:
        assert run("audit", kept.record, path).status == 0
        assert path.read_bytes().split(b'"alpha":"')[1][:64] not in record
    assert len(kept.tested) == len(TESTING)


def test_the_wrong_share_is_named_by_its_trustee(kept: Kept, run: Run) -> None:
    done = run("verify", kept.spoilt)
    assert done.status == 1
    assert f"Event {VOTERS + AGAIN + 3}, Trustee 3, question 1, total 1: The proof of a partial decryption" in done.err


Place = tuple[str, str, int]
"""A kind of entry, what a refusal must call it, and where in the record a byte of it stands."""


def places(record: Path) -> Sequence[Place]:
    """As many as are to be corrupted, spread over every kind of entry: headers, contents and what fills them up."""
    kinds: dict[str, list[tuple[str, int, int]]] = {}
    event, waiting = 0, list[tuple[int, int]]()
    with record.open("rb") as stream:
        size, entries = record.stat().st_size, list(read_entries(stream))
    ends = [each.position for each in entries[1:]] + [size]
    kinds["header"] = [("Header", 0, ends[0])]
    for entry, end in zip(entries[1:], ends[1:], strict=True):
        waiting.append((entry.position, end))
        if entry.name.endswith(EVENT):
            of = read_event(entry.content).kind.value
            for number, (start, stop) in enumerate(waiting, 1):
                kind = f"{of} {'event' if number == len(waiting) else number}"
                kinds.setdefault(kind, []).append((f"Event {event}, entry {number}", start, stop))
            event, waiting = event + 1, []
    chance = random.Random("fifty bytes")
    chosen = []
    for number in range(CORRUPTIONS):
        kind = list(kinds)[number % len(kinds)]
        name, start, end = chance.choice(kinds[kind])
        chosen.append((kind, name, chance.randrange(start, end)))
    assert {kind for kind, _name, _place in chosen} == set(kinds)
    return chosen


def test_each_of_fifty_changed_bytes_is_found_and_named(kept: Kept, tmp_path: Path) -> None:
    record, twin = bytearray(kept.record.read_bytes()), tmp_path / "twin.bel"
    chance = random.Random("fifty bits")
    for _kind, name, place in places(kept.record):
        bit = 1 << chance.randrange(8)
        record[place] ^= bit
        twin.write_bytes(record)
        record[place] ^= bit
        with pytest.raises(Refused) as refused:
            verified(twin, cores=2)
        assert refused.value.where == name
