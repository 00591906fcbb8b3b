"""`verify` asked about what a voter or an observer kept: a tracker, a receipt, an older head."""

from pathlib import Path

import pytest

from ballots.protocol.ballot import tracker
from ballots.protocol.record import end_step
from tests.protocol.commands import Run
from tests.protocol.elections import Polls, open_polls
from tests.protocol.records import archive, verified

RECEIPT = """Quittung
Worked election

Tracker: {tracker}
In Vierergruppen: {groups}
Fingerprint: {fingerprint}

https://example.org/elections/board/ballot-box/?find={tracker}
"""


@pytest.fixture
def record(polls: Polls, tmp_path: Path) -> Path:
    path = tmp_path / f"{polls.election.uuid}.bel"
    path.write_bytes(archive(polls.steps_to_tally()))
    return path


def test_a_ballot_that_counts_and_one_that_was_replaced(run: Run, polls: Polls, record: Path) -> None:
    first, later = (tracker(polls.cast[number][1]) for number in (0, 2))
    done = run("verify", record, "--cores", 1, "--tracker", f"{first[:20]} {first[20:]}", "--tracker", later)
    assert done.status == 0
    assert f"Ballot {first} is number 1 of 5; a later ballot of the same voter replaced it." in done.out
    assert f"Ballot {later} is number 3 of 5; it counts." in done.out


def test_a_ballot_that_is_not_there(run: Run, record: Path) -> None:
    done = run("verify", record, "--cores", 1, "--tracker", "A" * 43)
    assert (done.status, done.err) == (1, f"Ballot {'A' * 43} is not in this record.")
    assert run("verify", record, "--tracker", "short").err.startswith("“short” is not a tracker")


def _receipt(polls: Polls, kept: str) -> str:
    groups = " ".join(kept[start : start + 4] for start in range(0, len(kept), 4))
    return RECEIPT.format(tracker=kept, groups=groups, fingerprint=polls.election.fingerprint)


def test_a_receipt_in_any_language(run: Run, polls: Polls, record: Path, tmp_path: Path) -> None:
    kept = tracker(polls.cast[2][1])
    head = polls.steps()[3].head.hash
    receipt = tmp_path / "receipt.txt"
    receipt.write_text(f"{_receipt(polls, kept)}\nHead: {head}\n")
    done = run("verify", record, "--cores", 1, "--receipt", receipt)
    assert done.status == 0
    assert f"Ballot {kept} is number 3 of 5; it counts." in done.out
    assert f"The record continues the one that ended with event 3 ({head})." in done.out


def test_a_receipt_as_data(run: Run, polls: Polls, record: Path, tmp_path: Path) -> None:
    receipt = tmp_path / "receipt.json"
    receipt.write_text(f'{{"tracker": "{tracker(polls.cast[2][1])}", "note": 5}}')
    assert "it counts" in run("verify", record, "--cores", 1, "--receipt", receipt).out


def test_a_receipt_of_another_election(run: Run, polls: Polls, record: Path, tmp_path: Path) -> None:
    other = open_polls(seed="other")
    receipt = tmp_path / "receipt.txt"
    receipt.write_text(_receipt(other, tracker(polls.cast[2][1])))
    done = run("verify", record, "--cores", 1, "--receipt", receipt)
    assert done.status == 1
    assert done.err == f"The receipt is of another election: its fingerprint is {other.election.fingerprint}."


def test_what_is_no_receipt(run: Run, record: Path, tmp_path: Path) -> None:
    receipt = tmp_path / "receipt.txt"
    for content in ("", "Tracker: short", "A" * 44):
        receipt.write_text(content)
        done = run("verify", record, "--cores", 1, "--receipt", receipt)
        assert (done.status, done.err) == (1, "This is not the file of a receipt: it has no tracker.")


def test_a_record_continues_an_older_one(run: Run, polls: Polls, record: Path) -> None:
    steps = polls.steps()
    older = verified(archive(steps[:4]))
    for head in (older.head.hash, older.fingerprints["head"]):
        done = run("verify", record, "--cores", 1, "--head", head)
        assert done.status == 0
        assert f"The record continues the one that ended with event 3 ({older.head.hash})." in done.out
    forked = polls.steps()[:3]
    forked.append(end_step(forked[-1].head))
    record.write_bytes(archive(forked))
    done = run("verify", record, "--cores", 1, "--head", older.head.hash)
    assert done.status == 1
    assert done.err.startswith(f"This record does not continue the one with the head {older.head.hash}")
    assert run("verify", record, "--cores", 1, "--head", "short").err.startswith("“short” is not the head of a record")
