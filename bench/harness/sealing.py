"""Ballots for a bench, sealed and checked on all cores by the protocol library alone."""

import itertools
import multiprocessing
import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ballots.protocol.setup import Setup

CORES = os.cpu_count() or 1
Job = tuple[str, int]
"""A private credential, and a number from which the choices follow."""


class Sealers:
    """One process a core, which knows the sealed election."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool

    def seal(self, jobs: Sequence[Job]) -> list[bytes]:
        return list(self._pool.map(_sealed, jobs, chunksize=8))

    def check(self, ballots: Sequence[bytes]) -> float:
        """How many of them a second all cores check, and do nothing else."""
        began = time.monotonic()
        assert all(self._pool.map(_checked, ballots, chunksize=8))  # noqa: S101  a bench measures what was done
        return len(ballots) / (time.monotonic() - began)


@contextmanager
def sealers(setup: "Setup") -> Iterator[Sealers]:
    """Processes of their own: the bench's own may hold connections and threads."""
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(CORES, mp_context=fresh, initializer=_begin, initargs=(setup.files,)) as pool:
        yield Sealers(pool)


_kept: "list[Setup]" = []


def _begin(files: tuple[bytes, bytes, bytes]) -> None:
    from ballots.protocol.setup import read_setup

    _kept.append(read_setup(*files, trusted=True))


def _sealed(job: Job) -> bytes:
    """Every third abstains somewhere; else some first answers are chosen, as many as may be and fewer."""
    from ballots.protocol.ballot import seal

    (setup,), (credential, number) = _kept, job
    plaintexts = []
    for question, each in zip(setup.questions, itertools.count(number)):
        if question.blank and each % 3 == 0:
            plaintexts.append(question.choose(blank=True))
        else:
            plaintexts.append(question.choose(range(max(question.minimum, 1 + each % question.maximum))))
    return seal(setup.election, credential, plaintexts)


def _checked(ballot: bytes) -> bool:
    from ballots.protocol.ballot import check

    return bool(check(_kept[0], ballot).tracker)
