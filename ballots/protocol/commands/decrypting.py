"""`trustee decrypt UUID.bel KEY`: verifies the whole record, opens its totals and nothing else, and only once.

The tally that is opened is the one that this machine added up from the ballots. Beside the key's file a note is kept of
what was opened: the same totals of an election can be decrypted again (it gives the same factors), others never.
"""

import argparse
import json
from pathlib import Path

from ballots.protocol.errors import OutOfPlace, Reason
from ballots.protocol.keys import PrivateKey
from ballots.protocol.record import Kind
from ballots.protocol.strong import Opened, prove_share, write_proofs
from ballots.protocol.tally import EncryptedTally, check_partial_decryption, decrypt
from ballots.protocol.verify import Report
from ballots.protocol.wire import sha256

from .checking import describe, verified
from .files import Stopped, ask, write
from .receipts import hash_of

FEW = 5  # ballots
NOT_YET = {
    Kind.SETUP: "Voting has not ended: nothing is decrypted.",
    Kind.BALLOT: "Voting has not ended: nothing is decrypted.",
    Kind.END_BALLOTS: "Voting has ended, but the ballots are not added up in this record: fetch it again later.",
    Kind.RESULT: "This record has its result already: nothing is left to decrypt.",
}


def run(options: argparse.Namespace, key: PrivateKey) -> int:
    heads = [hash_of(head) for head in options.head]
    report = verified(options.record, cores=options.cores, heads=heads)
    if missing := [head for head in heads if head not in report.heights]:
        raise Stopped(f"This record does not continue the one with the head {missing[0]}: nothing is decrypted.")
    print("\n".join(describe(report)))
    opened, owner = to_open(report, key)
    _agree(report, options)
    _note(options.key, report.setup.election.uuid, opened.tally)
    share = decrypt(report.setup, opened.tally, key)
    check_partial_decryption(report.setup, opened.tally, owner, share)
    strong = prove_share(opened, owner, key, share)
    name = f"{report.setup.election.uuid}.share-{owner}"
    write(options.folder / f"{name}.json", share.raw + b"\n" + share.owned_by(owner))
    write(options.folder / f"{name}.strong.json", write_proofs([strong]))
    print(f"Hand in both files. You are trustee {owner}; they open the totals above and nothing else.")
    return 0


def to_open(report: Report, key: PrivateKey) -> tuple[Opened, int]:
    """What this key may open of a verified record, and its owner's number."""
    if sentence := NOT_YET.get(report.last):
        raise Stopped(sentence)
    if report.tally is None:
        raise OutOfPlace(Reason.WRONG_PLACE)
    owner = report.setup.trustees.owner(key.element)
    if owner in report.decryptions:
        raise OutOfPlace(Reason.REPEATED_SHARE, f"Trustee {owner}")
    return Opened(report.setup, report.tally, report.tally_head), owner


def _agree(report: Report, options: argparse.Namespace) -> None:
    totals = sum(question.ciphertexts for question in report.setup.questions)
    print(f"\nTo be opened: {totals} totals of {report.counted} ballots, for")
    for question in report.setup.questions:
        print(f"  {question.question}: {len(question.answers)} answers" + (" and abstentions" * question.blank))
    if 0 < report.counted < FEW:
        print("So few ballots count that their totals can tell how somebody voted. Ask the election office first.")
    if not options.head:
        print("Compare the head with somebody who watched the record while voting went on, or give theirs as --head.")
    if not options.yes and ask("Decrypt these totals? Type yes: ").casefold() != "yes":
        raise Stopped("Nothing was decrypted.")


def _note(key: Path, uuid: str, tally: EncryptedTally) -> None:
    """Write down beside the key which totals it opens, before it does; refuses others of the same election."""
    path = key.with_name(f"{key.name}.opened.json")
    opened = json.loads(path.read_text()) if path.exists() else {}
    before = opened.setdefault(uuid, sha256(tally.raw))
    if before != sha256(tally.raw):
        raise Stopped(f"This key opened other totals of this election already ({path}): it opens an election once.")
    new = path.with_name(f"{path.name}.new")
    new.write_text(json.dumps(opened, indent=2) + "\n")
    new.replace(path)
