"""`audit ELECTION FILE`: recomputes a tested ballot, best on another machine than the one that sealed it."""

import argparse
from pathlib import Path
from typing import Any

from ballots.protocol.revealed import audit, read_revealed

from .choosing import in_words
from .files import Stopped, election_of, read


def add(commands: Any) -> None:
    parser = commands.add_parser("audit", help="check a tested ballot: does it hold what was chosen?")
    parser.add_argument("election", type=Path, help="election.json, or the record UUID.bel")
    parser.add_argument("file", type=Path, help="what the test wrote")
    parser.add_argument("--code", help="the code that was shown before the test, to compare")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    election, _ = election_of(options.election)
    revealed = read_revealed(election, read(options.file))
    audit(election, revealed)
    if options.code is not None and options.code.strip() != revealed.hash:
        raise Stopped(f"This is not the ballot with the code {options.code}: its code is {revealed.hash}.")
    print(f"{election.name} ({election.uuid})", f"Fingerprint {election.fingerprint}", "", sep="\n")
    print("Every encrypted choice was recomputed and every proof checked. This ballot holds:")
    for question, plaintext in zip(election.questions, revealed.plaintexts, strict=True):
        print(f"  {question.question}: {'; '.join(in_words(question, plaintext))}")
    print(f"\nIts code is {revealed.hash}", "Is it the code that you were shown before you chose to test?", sep="\n")
    return 0
