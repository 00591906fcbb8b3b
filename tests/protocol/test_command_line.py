"""`python -m ballots.protocol verify`: what it prints, how it ends, and that it needs nothing but PyNaCl."""

import subprocess
import sys
from pathlib import Path

import pytest

from ballots.protocol.errors import Reason
from tests.protocol.commands import Run
from tests.protocol.elections import Polls
from tests.protocol.records import archive, rechained, with_data
from tests.protocol.vectors import CHECKOUT

WITH_PYNACL_ALONE = """
import runpy, sys
for name in ("django", "psycopg", "allauth", "config", "base", "elections", "cryptography"):
    sys.modules[name] = None
sys.argv[0] = "verify"
runpy.run_module("ballots.protocol", run_name="__main__", alter_sys=True)
"""


def run_alone(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", WITH_PYNACL_ALONE, *map(str, arguments)]
    return subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture
def record(polls: Polls, tmp_path: Path) -> Path:
    path = tmp_path / f"{polls.election.uuid}.bel"
    path.write_bytes(archive(polls.steps()))
    return path


def test_a_true_record(record: Path, polls: Polls) -> None:
    done = run_alone("verify", record, "--trackers")
    assert (done.returncode, done.stderr.strip()) == (0, "")
    assert done.stdout.startswith(f"Worked election ({polls.election.uuid}): finished.\n")
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["2", "Céline", "“Gamma”"] not in lines
    assert ["1", "Céline", "“Gamma”"] in lines
    assert ["1", "(abstention)"] in lines
    assert ["election", polls.election.fingerprint] in lines
    assert "5 valid, each proof and signature checked" in done.stdout
    assert "3 count, 2 replaced by a later one" in done.stdout


def test_a_false_record(record: Path) -> None:
    record.write_bytes(record.read_bytes().replace(b"Ada", b"Eve", 1))
    done = run_alone("verify", record, "--cores", 1)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.strip() == f"REFUSED. Event 0, entry 1: {Reason.WRONG_NAME.sentence} [wrong-name]"


def test_a_refusal_in_another_process(record: Path, polls: Polls) -> None:
    steps = polls.steps()
    spoiled = steps[2].data[0].replace(b'"response":"', b'"response":"1', 1)
    record.write_bytes(archive(rechained([*steps[:2], with_data(steps[2], spoiled)])))
    done = run_alone("verify", record, "--cores", 2)
    assert done.returncode == 1
    assert done.stderr.strip().startswith("REFUSED. Ballot 2")


def test_no_more_votes_than_voters(run: Run, record: Path) -> None:
    assert run("verify", record, "--cores", 1, "--voters", 3).status == 0
    done = run("verify", record, "--cores", 1, "--voters", 2)
    assert (done.status, done.err) == (1, "3 credentials voted, and there are 2 voters.")


def test_no_record(tmp_path: Path) -> None:
    done = run_alone("verify", tmp_path / "none.bel")
    assert (done.returncode, done.stderr) == (2, "The file cannot be read: No such file or directory.\n")
