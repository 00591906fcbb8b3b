"""`python -m ballots.protocol verify FILE.bel`: anyone's check of a public record, with PyNaCl alone, on all cores."""

import argparse
import os
import sys
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from .ballot import CheckedBallot
from .errors import Refused
from .record import Kind
from .verify import Check, Each, Progress, Report, verify

STAGES = {
    Kind.SETUP: "set up; no ballot yet",
    Kind.BALLOT: "voting",
    Kind.END_BALLOTS: "voting has ended",
    Kind.ENCRYPTED_TALLY: "added up; waiting for the trustees",
    Kind.PARTIAL_DECRYPTION: "being decrypted by the trustees",
    Kind.RESULT: "finished",
}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m ballots.protocol", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    verifying = commands.add_parser("verify", help="verify a record, finished or still growing")
    verifying.add_argument("file", type=Path, metavar="FILE.bel")
    verifying.add_argument("--cores", type=int, default=os.cpu_count() or 1, help="how many processes to use")
    verifying.add_argument("--trackers", action="store_true", help="also print the tracker of every ballot")
    options = parser.parse_args(arguments)
    return verify_file(options.file, cores=max(options.cores, 1), trackers=options.trackers)


def verify_file(path: Path, *, cores: int, trackers: bool) -> int:
    try:
        size = path.stat().st_size
        with path.open("rb") as stream, ProcessPoolExecutor(cores) as pool:
            report = verify(stream, each=_on_all_cores(pool, cores), progress=_progress_bar(size))
    except Refused as refused:
        print(f"\nREFUSED. {refused} [{refused.code}]", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"The file cannot be read: {error.strerror}.", file=sys.stderr)
        return 2
    print(file=sys.stderr)
    print("\n".join(describe(report)))
    if trackers:
        print("\nTrackers, in the record's order:", *report.trackers, sep="\n  ")
    return 0


def describe(report: Report) -> list[str]:
    """What was checked, the fingerprints, and the result, in lines of plain text."""
    election = report.setup.election
    again = len(report.trackers) - report.counted
    keys = len(report.setup.trustees.keys)
    lines = [
        f"{election.name} ({election.uuid}): {STAGES[report.last]}.",
        "",
        f"  setup      {len(report.setup.credentials)} credentials, all distinct",
        f"  trustees   {keys} keys proved, together the election's key",
        f"  chain      {report.head.height + 1} events, each naming the one before it",
        f"  ballots    {len(report.trackers)} valid, each proof and signature checked",
        f"             {report.counted} count, {again} replaced by a later one",
    ]
    if report.tally is not None:
        lines.append("  tally      recomputed: the sum of the last ballot of each credential")
    if report.shares:
        owners = ", ".join(map(str, report.shares))
        lines.append(f"  shares     partial decryptions of trustees {owners} proved")
    if report.result is not None:
        lines.append("  result     recomputed from the shares")
    lines += ["", "Fingerprints", *(f"  {name:22} {value}" for name, value in report.fingerprints.items())]
    return lines + _describe_result(report)


def _describe_result(report: Report) -> list[str]:
    if report.result is None:
        return []
    lines = ["", "Result"]
    for question, row in zip(report.setup.questions, report.result, strict=True):
        names = (("(abstention)",) if question.blank else ()) + question.answers
        lines.append(f"  {question.question}")
        lines += [f"  {total:8}  {name}" for name, total in zip(names, row, strict=True)]
    return lines


def _on_all_cores(pool: ProcessPoolExecutor, cores: int) -> Each:
    def each(check: Check, ballots: Iterable[bytes]) -> Iterable[CheckedBallot]:
        waiting = list(ballots)
        return pool.map(check, waiting, chunksize=max(1, len(waiting) // (4 * cores)))

    return each


def _progress_bar(size: int) -> Progress:
    shown = -1 if sys.stderr.isatty() else 40

    def show(position: int) -> None:
        nonlocal shown
        done = 40 * position // max(size, 1)
        if done > shown:
            shown = done
            print(f"\r[{'#' * done:40}] {100 * position // max(size, 1):3} %", end="", file=sys.stderr, flush=True)

    return show


if __name__ == "__main__":
    sys.exit(main())
