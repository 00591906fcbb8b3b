"""The disk of the database is full: nothing is acknowledged that is not stored, and with room again voting goes on."""

import contextlib
import os
import subprocess
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import pytest

from base.embedded import Embedded
from tests.faults.casters import Answer, casters
from tests.faults.conftest import open_office, until
from tests.faults.invariants import require_truth
from tests.faults.test_database import require_honest
from tests.servers import Live

ROOM = "300m"  # a database with its log of changes takes a third of it when it is new
CHUNK = b"\0" * 4096


def fill(filler: Path) -> None:
    """To the last page of memory that its file system may take."""
    with filler.open("wb", buffering=0) as taking, contextlib.suppress(OSError):
        while True:
            taking.write(CHUNK)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own below the database server of this test."""
    home = Embedded(tmp_path / "checkout").home
    home.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(home)]
    try:
        if os.geteuid() != 0 or subprocess.run(mounting, capture_output=True, check=False).returncode != 0:
            pytest.skip("only root mounts a small disk (in a container with CAP_SYS_ADMIN): run it as root")
        yield home
        subprocess.run(["umount", str(home)], check=True)
    finally:
        home.rmdir()


def test_no_room_and_room_again(small_disk: Path, own_postgresql: Embedded, own_server: Live) -> None:
    office = open_office(8)
    voters = casters(own_server.url, office)
    filler = small_disk / "filler"
    fill(filler)
    answers: list[Answer] = []
    for caster in cycle(voters):
        sealed = office.sealed(caster.voter, (len(answers) % 2,))
        answers.append(caster.cast(sealed))
        if not answers[-1].acknowledged:
            break
        assert len(answers) < 2_000, "the disk is not full"
    require_honest(answers[-1])
    filler.unlink()
    own_postgresql.start()  # as who runs it does, where the full disk has ended it
    until(lambda: caster.cast(sealed).acknowledged)
    assert require_truth(office, [each.tracker for each in answers]).ballots == len(answers)
