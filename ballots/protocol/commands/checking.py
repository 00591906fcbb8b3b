"""`verify FILE.bel`: anyone's check of a public record, on all cores, with PyNaCl alone."""

import argparse
import os
import sys
import threading
from collections.abc import Collection, Iterable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

from ballots.protocol.ballot import CheckedBallot
from ballots.protocol.record import Kind
from ballots.protocol.strong import Opened, check_shares, read_proofs
from ballots.protocol.verify import Check, Each, Progress, Report, verify

from .files import Stopped, read
from .receipts import found, kept, missing

STAGES = {
    Kind.SETUP: "set up; no ballot yet",
    Kind.BALLOT: "voting",
    Kind.END_BALLOTS: "voting has ended",
    Kind.ENCRYPTED_TALLY: "added up; waiting for the trustees",
    Kind.PARTIAL_DECRYPTION: "being decrypted by the trustees",
    Kind.RESULT: "finished",
}


def add(commands: Any) -> None:
    parser = commands.add_parser("verify", help="verify a record, finished or still growing")
    parser.add_argument("file", type=Path, metavar="FILE.bel")
    parser.add_argument("--cores", type=int, default=os.cpu_count() or 1, help="how many processes to use")
    parser.add_argument("--trackers", action="store_true", help="also print the tracker of every ballot")
    parser.add_argument("--tracker", action="append", default=[], help="is this ballot there, and does it count?")
    parser.add_argument("--receipt", type=Path, action="append", default=[], help="the same for a receipt's file")
    parser.add_argument("--head", action="append", default=[], help="does the record continue the one with this head?")
    parser.add_argument("--voters", type=int, metavar="N", help="how many may vote; no more must have")
    parser.add_argument(
        "--strong", type=Path, action="append", default=[], metavar="UUID.shares.json", help="strong proofs of shares"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    asked = kept(options.tracker, options.receipt, options.head)
    report = verified(options.file, cores=options.cores, trackers=asked.trackers, heads=asked.heads)
    strong = strongly_proved(report, options.strong)
    print("\n".join([*describe(report, strong), *_describe_result(report)]))
    if options.trackers:
        print("\nTrackers, in the record's order:", *report.trackers, sep="\n  ")
    if confirmed := found(report, asked):
        print("", *confirmed, sep="\n")
    lost = missing(report, asked)
    if options.voters is not None and report.counted > options.voters:
        lost.append(f"{report.counted} credentials voted, and there are {options.voters} voters.")
    if lost:
        raise Stopped("\n".join(lost))
    return 0


def verified(path: Path, *, cores: int, trackers: Collection[str] = (), heads: Collection[str] = ()) -> Report:
    """Verify a record with a progress bar; raises `Refused` for the first wrong thing."""
    cores = max(cores, 1)
    with path.open("rb") as stream, Cores(cores) as each:
        progress = _progress_bar(path.stat().st_size)
        try:
            return verify(stream, each=each, progress=progress, trackers=trackers, heads=heads)
        finally:
            print(file=sys.stderr)


def describe(report: Report, strong: Collection[int] = ()) -> list[str]:
    """What was checked, and the fingerprints, in lines of plain text."""
    election = report.setup.election
    again = report.ballots - report.counted
    keys = len(report.setup.trustees.keys)
    lines = [
        f"{election.name} ({election.uuid}): {STAGES[report.last]}.",
        "",
        f"  setup      {len(report.setup.credentials)} credentials, all distinct",
        f"  trustees   {keys} keys proved, together the election's key",
        f"  chain      {report.head.height + 1} events, each naming the one before it",
        f"  ballots    {report.ballots} valid, each proof and signature checked",
        f"             {report.counted} count, {again} replaced by a later one",
    ]
    if report.tally is not None:
        lines.append("  tally      recomputed: the sum of the last ballot of each credential")
    if report.shares:
        lines.append(f"  shares     partial decryptions of trustees {_numbers(report.shares)} proved")
        if strong:
            lines.append(f"             strong proofs of trustees {_numbers(strong)} hold")
        if honest := [owner for owner in report.shares if owner not in strong]:
            lines.append(f"             those of {_numbers(honest)} rest on the trustee's honesty (no strong proof)")
    if report.result is not None:
        lines.append("  result     recomputed from the shares")
    lines += ["", "Fingerprints", *(f"  {name:22} {value}" for name, value in report.fingerprints.items())]
    return lines


def _describe_result(report: Report) -> list[str]:
    if report.result is None:
        return []
    lines = ["", "Result"]
    for question, row in zip(report.setup.questions, report.result, strict=True):
        names = (("(abstention)",) if question.blank else ()) + question.answers
        lines.append(f"  {question.question}")
        lines += [f"  {total:8}  {name}" for name, total in zip(names, row, strict=True)]
    return [*lines, "", "Who is elected follows from these totals: python -m elections.reseating seats them again."]


def strongly_proved(report: Report, files: Iterable[Path]) -> tuple[int, ...]:
    """The trustees whose shares have a strong proof in one of the files; refuses a proof that does not hold."""
    proofs = [proof for path in files for proof in read_proofs(read(path))]
    if not proofs:
        return ()
    if report.tally is None:
        raise Stopped("The record is not added up yet, so there is no share to prove.")
    return check_shares(Opened(report.setup, report.tally, report.tally_head), report.decryptions, proofs)


def _numbers(owners: Collection[int]) -> str:
    return ", ".join(map(str, owners))


class Cores:
    """Checks ballots on all cores. What they are checked against goes to each process once.

    `fresh` begins processes anew instead of copying this one, which may have threads and connections.
    """

    def __init__(self, cores: int, *, fresh: bool = False) -> None:
        self._cores = cores
        self._context = get_context("spawn" if fresh else None)
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Each:
        return self._each

    def __exit__(self, *_: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def _each(self, check: Check, ballots: Iterable[bytes]) -> Iterable[CheckedBallot]:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(self._cores, self._context, initializer=_keep, initargs=(check,))
        waiting = list(ballots)
        return self._pool.map(_check_kept, waiting, chunksize=max(1, len(waiting) // (4 * self._cores)))


_kept: list[Check] = []
"""In each process of `Cores` alone: what ballots are checked with."""


def _keep(check: Check) -> None:
    _kept.append(check)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Whoever began this process may be killed without a word to it: then nobody would ever ask it anything again."""
    if parent := parent_process():
        wait([parent.sentinel])
        os._exit(1)


def _check_kept(ballot: bytes) -> CheckedBallot:
    return _kept[0](ballot)


def _progress_bar(size: int) -> Progress:
    shown = -1 if sys.stderr.isatty() else 40

    def show(position: int) -> None:
        nonlocal shown
        done = 40 * position // max(size, 1)
        if done > shown:
            shown = done
            print(f"\r[{'#' * done:40}] {100 * position // max(size, 1):3} %", end="", file=sys.stderr, flush=True)

    return show
