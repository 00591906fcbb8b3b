#!/usr/bin/env python3
"""How long it takes to count and to verify 1,000 and 10,000 ballots, on all cores, beside belenios-tool.

    bench/counting.py [--write] [BALLOTS ...]

One ballot a voter, on one resolution with abstention. They are sealed on all cores and stored and appended without the
check of proofs, which the count and every verification make. “add up” is what the count does beside that check. Memory
is that of the largest process of a program. belenios-tool looks at the same record with one core; `election verify` of
3.0 looks into no ballot. Each size has a process and a database of its own. Run it on a machine that does nothing else.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from harness import Figures, own_database
from harness.sealing import sealers
from harness.tables import show
from record import append
from rolls import make_election, make_members, make_officers
from sealing import version

if TYPE_CHECKING:
    from ballots.models import Setup

CHECKOUT = Path(__file__).resolve().parent.parent
SIZES = (1_000, 10_000)
BATCH = 1_000
BEGIN = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("sizes", type=int, nargs="*", metavar="BALLOTS", default=SIZES)
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        with own_database():
            print(json.dumps(measured(options.sizes[0])))
        return 0
    rows = []
    for size in options.sizes:
        own = [sys.executable, sys.argv[0], "--one", str(size)]
        said = subprocess.run(own, check=True, stdout=subprocess.PIPE, text=True).stdout
        rows.append(json.loads(said.splitlines()[-1]))
    heads = ("ballots", *rows[0])
    lines = [(f"{size:,}", *row.values()) for size, row in zip(options.sizes, rows, strict=True)]
    show("counting", heads, lines, write=options.write)
    return 0


def measured(ballots: int) -> dict[str, str]:
    from ballots import tallying
    from ballots.protocol.ballot import parse_ballot
    from ballots.protocol.tally import accumulate
    from ballots.record import end
    from ballots.record_file import write_record
    from ballots.setup import prepared
    from base import clock
    from elections.models import Election
    from tests.protocol.belenios import tools_at_hand

    setup = voted(ballots)
    election, sealed = setup.election, prepared(setup)
    figures = Figures()
    figures.add("record", f"{end(setup).size / 1e6:.1f} MB")
    figures.add("a ballot", f"{end(setup).size / ballots:,.0f} bytes")
    parsed = [parse_ballot(sealed, bytes(ballot.sealed)).unsigned.answers for ballot in setup.ballots.iterator()]
    with figures.timed("add up"):
        accumulate(sealed.questions, (tuple(answer.choices for answer in answers) for answers in parsed))
    del parsed
    officer = election.announced_by
    assert officer  # noqa: S101  a bench measures what was done
    Election.objects.update(voting_closes=clock.now())
    tallying.end_ballots(election, by=officer, at=clock.now())
    with figures.timed("count"):
        tallying.count(election, by=officer, at=clock.now())
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / f"{setup.uuid}.bel"
        with path.open("wb") as out:
            write_record(setup, out)
        ours = [sys.executable, "-m", "ballots.protocol", "verify", str(path)]
        run(figures, "verify", ours)
        for tool in filter(None, tools_at_hand()):
            run(figures, f"by {version(tool)}", [tool, "election", "verify", "--dir", name])
    return figures.found


def voted(ballots: int) -> "Setup":
    """Everybody on the roll has voted, and their ballots are in the record."""
    from ballots.credentials import private_credential
    from ballots.models import Ballot, Setup
    from ballots.protocol.ballot import tracker
    from ballots.server_keys import credentials_key
    from ballots.setup import prepared, seal_ballot
    from base import clock
    from elections import roll, roll_preview
    from elections.models import Election

    at = clock.now()
    first, second = make_officers()
    election = make_election(first, at)
    make_members(-(-ballots * 10 // 8))
    roll.seal_roll(election, seen=roll_preview.preview(election, at).hash, by=first, seconded_by=second, at=at)
    election.refresh_from_db()
    setup = seal_ballot(election, by=first, seconded_by=second, at=at)
    Election.objects.update(voting_opens=clock.now())
    key, credentials = credentials_key(election), list(setup.credentials.filter(roll_entry__isnull=False)[:ballots])
    with sealers(prepared(setup)) as pool:
        for start in range(0, ballots, BATCH):
            some = credentials[start : start + BATCH]
            made = pool.seal([(private_credential(key, election.uuid, each.number), each.pk) for each in some])
            Ballot.objects.bulk_create(
                Ballot(setup=setup, credential=each, tracker=tracker(sealed), sealed=sealed, sealed_by_server=False)
                for each, sealed in zip(some, made, strict=True)
            )
    append(setup)
    return Setup.objects.get(pk=setup.pk)


def run(figures: Figures, name: str, command: list[str]) -> None:
    """A program from its start to its end, and the most memory that a process of it had."""
    with figures.timed(name):  # a small process begins it, since the memory of whoever begins it counts as its own
        begin = [sys.executable, "-S", "-c", BEGIN, *command]
        said = subprocess.run(begin, cwd=CHECKOUT, check=True, stdout=subprocess.PIPE, text=True).stdout
    figures.add(f"{name}, memory", f"{int(said) / 1024:.0f} MB")


if __name__ == "__main__":
    sys.exit(main())
