#!/usr/bin/env python3
"""How long one core takes to seal and to check a ballot of 2, 13, 26 and 50 answers, beside belenios-tool.

    bench/sealing.py [--write] [TIMES]

One question with abstention where all may be chosen. Each belenios-tool at hand checks the same ballots, one process a
ballot; what it takes to refuse an empty one, which is its start and the reading of the election, is taken off. Where it
seals, so is what it takes to refuse an empty choice. Medians of the processor’s time, which other work hardly changes;
under “of” stands our time to check as a share of theirs.
"""

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from harness.tables import show

if TYPE_CHECKING:
    from tests.protocol.elections import Polls

CHECKOUT = Path(__file__).resolve().parent.parent
ANSWERS = (2, 13, 26, 50)
T = TypeVar("T")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("times", type=int, nargs="?", default=20)
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    options = parser.parse_args()
    sys.path.insert(0, str(CHECKOUT))
    from tests.protocol.belenios import tools_at_hand

    tools = {version(tool): tool for tool in tools_at_hand() if tool}
    heads = ["answers", "branches", "bytes", "we seal", *(f"{name} seals" for name in tools)]
    heads += ["we check", *(f"{name} checks" for name in tools), *(f"of {name}" for name in tools)]
    show("sealing", heads, [row(answers, tools, options.times) for answers in ANSWERS], write=options.write)
    return 0


def row(answers: int, tools: dict[str, str], times: int) -> list[str]:
    from ballots.protocol.ballot import check, seal
    from ballots.protocol.questions import Question
    from tests.protocol.elections import open_polls

    question = Question("Board", tuple(f"Candidate {number}" for number in range(answers)), 1, answers)
    polls = open_polls([question], voters=1, trustees=1)
    plaintexts = [question.choose(range(1 + answers // 3))]
    ballots = [seal(polls.election, polls.voters[0], plaintexts) for _ in range(times)]
    ours_seal = median(lambda _: seal(polls.election, polls.voters[0], plaintexts), range(times))
    ours_check = median(lambda ballot: check(polls.setup, ballot), ballots)
    theirs = [measured(tool, polls, list(plaintexts[0]), ballots) for tool in tools.values()]
    return [
        str(answers),
        str(2 * question.ciphertexts + len(question.allowed) + 1 + 2),
        f"{len(ballots[0]):,}",
        milliseconds(ours_seal),
        *(milliseconds(sealing) for sealing, _checking in theirs),
        milliseconds(ours_check),
        *(milliseconds(checking) for _sealing, checking in theirs),
        *(f"{ours_check / checking:.2f}" for _sealing, checking in theirs),
    ]


def measured(tool: str, polls: "Polls", plaintext: list[int], ballots: list[bytes]) -> tuple[float, float]:
    """How long it seals and checks, in seconds."""
    from ballots.protocol.record import setup_step
    from tests.protocol.records import archive

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / f"{polls.election.uuid}.bel").write_bytes(archive([setup_step(polls.setup)]))
        (folder / "code").write_text(polls.voters[0])
        (folder / "choice").write_text(f"[{plaintext}]".replace(" ", ""))
        (folder / "nothing").write_text("{}")

        def run(command: str, *arguments: str, refused: bool = False) -> None:
            done = subprocess.run([tool, "election", command, *arguments], cwd=folder, capture_output=True, check=False)
            assert (done.returncode != 0) is refused, done.stderr  # noqa: S101  a bench measures what was done

        def checked(number: int) -> None:
            run("verify-ballot", "--ballot", str(number))

        for number, ballot in enumerate(ballots):
            (folder / str(number)).write_bytes(ballot)
        numbers = range(len(ballots))
        key = ("--privcred", "code")
        idle = median(lambda _: run("verify-ballot", "--ballot", "nothing", refused=True), numbers)
        idle_sealing = median(lambda _: run("generate-ballot", *key, "--choice", "nothing", refused=True), numbers)
        sealing = median(lambda _: run("generate-ballot", *key, "--choice", "choice"), numbers)
        return sealing - idle_sealing, median(checked, numbers) - idle


def median(act: Callable[[T], object], of: Iterable[T]) -> float:
    """Of how much of a processor's time it takes with each of these, here or in a process that it runs, in seconds."""
    took = []
    for each in of:
        began = processor_time()
        act(each)
        took.append(processor_time() - began)
    return statistics.median(took)


def processor_time() -> float:
    """Other work on the machine does not count."""
    used = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def version(tool: str) -> str:
    said = subprocess.run([tool, "--version"], capture_output=True, check=True).stdout.decode()
    return ".".join(said.split()[0].split(".")[:2])


def milliseconds(seconds: float) -> str:
    return f"{1000 * seconds:.1f} ms"


if __name__ == "__main__":
    sys.exit(main())
