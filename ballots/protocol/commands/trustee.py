"""`trustee …`: make a key, prove that it is there, decrypt once; `trustee ceremony …` for a group of k of n."""

import argparse
import hashlib
import os
from pathlib import Path
from typing import Any

from ballots.protocol.ceremony import decryption_key
from ballots.protocol.ceremony_messages import read_sealed_key
from ballots.protocol.channel import read_ceremony_key
from ballots.protocol.group import Element, write_element
from ballots.protocol.keys import PrivateKey, new_private_key, read_private_key
from ballots.protocol.rehearsal import prove_key

from . import ceremony, decrypting
from .files import SECRET, Stopped, read, setup_of, write


def add(commands: Any) -> None:
    parser = commands.add_parser("trustee", help="what a trustee does with a key, and a group to make one")
    steps = parser.add_subparsers(dest="step", required=True)
    make = steps.add_parser("make-key", help="make a key: a file to keep and a file to hand in")
    make.add_argument("--folder", type=Path, default=Path(), help="where to write both")
    make.set_defaults(run=_make_key)
    prove = steps.add_parser("prove", help="prove that the kept file works; nothing is decrypted")
    prove.add_argument("nonce", help="what your page asks to be signed")
    _add_key(prove)
    prove.add_argument("--folder", type=Path, default=Path(), help="where to write the file to hand in")
    prove.set_defaults(run=_prove)
    check = steps.add_parser("check", help="is your key one of this election's? Ask before voting begins")
    check.add_argument("record", type=Path, metavar="UUID.bel")
    _add_key(check)
    check.set_defaults(run=_check)
    decrypt = steps.add_parser("decrypt", help="verify the whole record, and open its totals and nothing else")
    decrypt.add_argument("record", type=Path, metavar="UUID.bel")
    _add_key(decrypt)
    decrypt.add_argument("--head", action="append", default=[], help="an older head that the record must continue")
    decrypt.add_argument("--yes", action="store_true", help="do not ask before decrypting")
    decrypt.add_argument("--cores", type=int, default=os.cpu_count() or 1, help="how many processes to use")
    decrypt.add_argument("--folder", type=Path, default=Path(), help="where to write the files to hand in")
    decrypt.set_defaults(run=lambda options: decrypting.run(options, private_key(options.key, options.sealed_key)))
    ceremony.add(steps)


def _add_key(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("key", type=Path, help="the file that you kept")
    parser.add_argument(
        "--sealed-key",
        type=Path,
        metavar="FILE",
        help="of a group of k of n: your sealed key, which the page gives back",
    )


def private_key(kept: Path, sealed: Path | None) -> PrivateKey:
    """A single trustee's key, or with the sealed key that of one in a threshold group."""
    raw = read(kept)
    if raw.startswith(b'"'):
        return read_private_key(raw)
    key = read_ceremony_key(raw)
    if sealed is None:
        raise Stopped("This is the file of a trustee in a group: it also needs --sealed-key.")
    return decryption_key(key, read_sealed_key(read(sealed)))


def name_of(public: Element) -> str:
    """Eight characters to know a key by, the same as belenios-tool's."""
    return hashlib.sha256(write_element(public).encode()).hexdigest()[:8].upper()


def _make_key(options: argparse.Namespace) -> int:
    key = new_private_key()
    name = name_of(key.element)
    write(options.folder / f"trustee-{name}.json", key.to_bytes(), mode=SECRET)
    write(options.folder / f"trustee-{name}-public.json", key.public().to_bytes())
    print("Keep the first where nobody else can read it and you will find it in months; hand in the second.")
    return 0


def _check(options: argparse.Namespace) -> int:
    trustees = setup_of(read(options.record)).trustees
    owner = trustees.owner(private_key(options.key, options.sealed_key).element)
    print(f"You are trustee {owner} of {len(trustees.keys)}; {trustees.missing([])} are needed to open the totals.")
    return 0


def _prove(options: argparse.Namespace) -> int:
    key = private_key(options.key, options.sealed_key)
    rehearsal = prove_key(key, options.nonce)
    write(options.folder / f"trustee-{name_of(key.element)}-rehearsal-{options.nonce[:6]}.json", rehearsal.to_bytes())
    print("Hand in this file. It opens nothing.")
    return 0
