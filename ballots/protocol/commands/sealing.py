"""`seal ELECTION`: the voter who trusts no served script makes the file that the site accepts, or tests the ballot."""

import argparse
import getpass
from pathlib import Path
from typing import Any

from ballots.protocol.ballot import PreparedBallot, prepare, tracker
from ballots.protocol.credentials import SigningKey, derive
from ballots.protocol.errors import OutOfPlace, Reason
from ballots.protocol.giving_up import give_up
from ballots.protocol.questions import Election
from ballots.protocol.revealed import Plaintexts, reveal

from .choosing import ask_choice, in_words, read_choice
from .files import SECRET, Stopped, ask, election_of, read, write


def add(commands: Any) -> None:
    parser = commands.add_parser("seal", help="seal a ballot with your voting code, to cast it or to test it")
    parser.add_argument("election", type=Path, help="election.json, or the record UUID.bel")
    parser.add_argument(
        "--code",
        type=Path,
        metavar="FILE",
        help="a file with the voting code, “-” for standard input; asked for if not",
    )
    parser.add_argument(
        "--choose",
        action="append",
        metavar="CHOICE",
        help="once for each question, in order: “1 3”, “Ada Alpha; Ben Beta” or “abstain”; asked for if not",
    )
    parser.add_argument("--cast", action="store_true", help="sign without asking again")
    parser.add_argument("--test", action="store_true", help="open this ballot to check it; it can then never be cast")
    parser.add_argument(
        "--give-up",
        action="store_true",
        help="with --test: first write what you hand in on the site, which then never takes this ballot; then wait",
    )
    parser.add_argument("--folder", type=Path, default=Path(), help="where to write the file")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    if options.cast and options.test:
        raise Stopped("A ballot is cast or tested, never both.")
    if options.give_up and not options.test:
        raise Stopped("A ballot is given up to be tested: add --test.")
    election, setup = election_of(options.election)
    print(f"{election.name} ({election.uuid})", f"Fingerprint {election.fingerprint}", sep="\n")
    plaintexts = _choices(election, options.choose)
    key = derive(election.uuid, _code(options.code))
    if setup is not None and not setup.lists(key.public):
        raise OutOfPlace(Reason.UNKNOWN_CREDENTIAL)
    prepared = prepare(election, key, plaintexts)
    print("\nYour choices")
    for question, plaintext in zip(election.questions, plaintexts, strict=True):
        print(f"  {question.question}: {'; '.join(in_words(question, plaintext))}")
    print(f"\nThe code of this sealed ballot is {prepared.unsigned.hash}")
    if _wants_test(options):
        _test(prepared, plaintexts, options)
    else:
        _sign(prepared, key, options.folder)
    return 0


def _choices(election: Election, typed: list[str] | None) -> Plaintexts:
    if typed is None:
        return tuple(ask_choice(question) for question in election.questions)
    if len(typed) != len(election.questions):
        raise Stopped(f"This election has {len(election.questions)} questions: give --choose once for each.")
    return tuple(read_choice(question, words) for question, words in zip(election.questions, typed, strict=True))


def _code(path: Path | None) -> str:
    """The voting code; never an argument, which every program on the machine could see."""
    if path is not None:
        return read(path).decode(errors="replace").strip()
    return getpass.getpass("Your voting code (it is not shown): ").strip()


def _wants_test(options: argparse.Namespace) -> bool:
    if options.cast or options.test:
        return bool(options.test)
    print("Write the code down. Only then decide: cast this ballot, or test it to see that it holds your choices.")
    answer = ask("cast, test or stop? ").casefold()
    if answer not in ("cast", "test"):
        raise Stopped("Nothing was written.")
    return answer == "test"


def _sign(prepared: PreparedBallot, key: SigningKey, folder: Path) -> None:
    ballot = prepared.sign(key)
    print(f"Its tracker is {tracker(ballot)}")
    write(folder / f"{prepared.unsigned.election_uuid}-ballot.json", ballot)
    print("Hand in this file on the page of your ballot. Until then nothing is cast.")


def _test(prepared: PreparedBallot, plaintexts: Plaintexts, options: argparse.Namespace) -> None:
    if _wants_to_give_up(options):
        _give_up(prepared, options.folder)
    path = options.folder / _name(prepared, "tested")
    write(path, reveal(prepared, plaintexts).to_bytes(), mode=SECRET)
    print("It shows what was chosen, and is not signed: it can never be cast. Check it, also on another machine, with")
    print(f"  python -m ballots.protocol audit ELECTION {path}")


def _wants_to_give_up(options: argparse.Namespace) -> bool:
    if options.test:
        return bool(options.give_up)
    print("The site can be told first, so that it never takes this ballot, whoever gets hold of it.")
    answer = ask("give it up on the site first? yes or no: ").casefold()
    if answer not in ("yes", "no"):
        raise Stopped("Nothing was written.")
    return answer == "yes"


def _give_up(prepared: PreparedBallot, folder: Path) -> None:
    """The ballot stays sealed, in this program's memory alone, until the site has its word."""
    write(folder / _name(prepared, "give-up"), give_up(prepared.unsigned))
    print("It tells nothing of your choices. Hand it in on the page “Seal with a program of your own”, and wait for")
    print("its answer.")
    ask("Then press Enter, and the ballot is opened: ")


def _name(prepared: PreparedBallot, what: str) -> str:
    """After the code, so that several tests do not get in each other's way."""
    code = "".join(character for character in prepared.unsigned.hash if character.isalnum())[:8]
    return f"{prepared.unsigned.election_uuid}-{what}-{code}.json"
