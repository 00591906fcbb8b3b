"""`credentials …`: what a credential authority does on a computer of its own: codes, and letters with them."""

import argparse
import os
from pathlib import Path
from typing import Any

from ballots.protocol.issuing import (
    VoterList,
    compare,
    make_codes,
    public_part,
    read_private,
    read_voter_list,
    write_private,
    write_public,
)

from . import letters
from .files import SECRET, Stopped, read, setup_of, write

PRIVATE_FOLDER = 0o700


def add(commands: Any) -> None:
    parser = commands.add_parser("credentials", help="what a credential authority does: codes, and letters with them")
    steps = parser.add_subparsers(dest="step", required=True)
    make = steps.add_parser("make", help="make a code for every voter: a file to keep, and a file to hand in")
    make.add_argument("voters", type=Path, metavar="UUID-voters.json", help="the list that your page gives")
    make.add_argument("--keep", type=Path, metavar="FILE.privcreds", help="codes made before, which stay as they are")
    make.add_argument("--folder", type=Path, default=Path(), help="where to write both")
    make.set_defaults(run=_make)
    check = steps.add_parser("check", help="does the sealed record have the keys of your codes, and no others?")
    check.add_argument("record", type=Path, metavar="UUID.bel")
    check.add_argument("private", type=Path, metavar="FILE.privcreds")
    check.set_defaults(run=_check)
    _add_letters(steps)


def _add_letters(steps: Any) -> None:
    write_them = steps.add_parser("letters", help="write a mail for every voter, and a table for a mail merge")
    write_them.add_argument("voters", type=Path, metavar="UUID-voters.json", help="the list that your page gives now")
    write_them.add_argument("private", type=Path, metavar="FILE.privcreds")
    write_them.add_argument("--from", dest="sender", required=True, metavar="ADDRESS", help="who you are, for answers")
    write_them.add_argument("--only", action="append", default=[], metavar="NUMBER", help="this code alone, such as R3")
    write_them.add_argument("--words", type=Path, metavar="FILE", help="your own words, with {name}, {code} and {link}")
    write_them.add_argument("--folder", type=Path, default=Path("letters"), help="a new folder to write into")
    write_them.set_defaults(run=_letters)


def voters_of(path: Path) -> VoterList:
    return read_voter_list(read(path).removesuffix(b"\n"))


def _make(options: argparse.Namespace) -> int:
    voters = voters_of(options.voters)
    kept = read_private(read(options.keep)) if options.keep else {}
    codes = make_codes(voters.identities, kept=kept)
    options.folder.mkdir(exist_ok=True)
    write(options.folder / f"{voters.uuid}.privcreds", write_private(codes), mode=SECRET)
    write(options.folder / f"{voters.uuid}.pubcreds", write_public(public_part(voters.uuid, codes)))
    made = len(codes) - len(kept.keys() & codes.keys())
    print(f"{len(codes)} codes for “{voters.name}”, {voters.reserve} of them in reserve; {made} are new.")
    print("Hand in the file that ends in .pubcreds. Keep the other, with a copy, until voting is over: whoever has it")
    print("can sign ballots of all voters.")
    return 0


def _check(options: argparse.Namespace) -> int:
    setup = setup_of(read(options.record))
    found = compare(setup.credentials, public_part(setup.election.uuid, read_private(read(options.private))))
    if found.foreign:
        raise Stopped(
            f"{found.foreign} keys on the sealed list are of none of your codes. Send no letters: tell everybody."
        )
    print(f"“{setup.election.name}” ({setup.election.uuid}), fingerprint {setup.election.fingerprint}")
    print(f"All {found.listed} keys on the sealed list are of your codes, and of nobody else’s.")
    if found.unlisted:
        print(f"Not on the list: {', '.join(found.unlisted)}. They were removed from the roll before it was sealed.")
    return 0


def _letters(options: argparse.Namespace) -> int:
    voters, codes = voters_of(options.voters), read_private(read(options.private))
    words = letters.require_words(read(options.words).decode() if options.words else letters.WORDS)
    made = list(letters.letters(voters, codes, options.only))
    without = [each.voter for each in made if not each.voter.address]
    reached = [each for each in made if each.voter.address]
    mails = {each.voter.code: letters.mail(each, sender=options.sender, words=words) for each in reached}
    _new_folder(options.folder)
    for number, content in mails.items():
        _write_secret(options.folder / f"{number}.eml", content)
    _write_secret(options.folder / "table.csv", letters.table(made))
    written = "1 letter" if len(mails) == 1 else f"{len(mails)} letters"
    print(f"Wrote {written}, and table.csv for a mail merge, into {options.folder} (secret).")
    for voter in without:
        print(f"No address: {voter.name} ({voter.code}). Bring them the code another way.")
    print("Send them with your mail program, or one by one:")
    print(f"  for letter in {options.folder}/*.eml; do sendmail -t < $letter; done")
    print("Then delete the folder; keep the file of the codes.")
    return 0


def _new_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=PRIVATE_FOLDER)
    except FileExistsError:
        raise Stopped(f"{folder} is there already. Name a new folder with --folder.") from None


def _write_secret(path: Path, content: bytes) -> None:
    """For its owner alone; without a line for each, since there may be thousands."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, SECRET), "wb") as stream:
        stream.write(content)
