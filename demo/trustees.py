"""Three invented people who hold keys beside the server, and what they do at their own computers.

The file that each of them keeps follows from who they are, so the demo can hand it to anybody who wants to be them.
"""

import random
from datetime import datetime, timedelta
from typing import Final

from ballots import trustee_giving, trustee_proofs, trustee_shares, trustees
from ballots.key_making import KeyMaking, Step, key_making
from ballots.outcome import stored_tally
from ballots.protocol.ceremony import decryption_key, make_certificate, make_polynomial, make_voutput
from ballots.protocol.ceremony_messages import read_certificate, read_each, read_sealed_key, read_vinput
from ballots.protocol.channel import CeremonyKey, new_ceremony_key
from ballots.protocol.keys import PrivateKey
from ballots.protocol.record import Kind
from ballots.protocol.rehearsal import prove_key
from ballots.protocol.strong import Opened, prove_share, write_proofs
from ballots.protocol.tally import decrypt
from ballots.record import event
from ballots.setup import prepared, setup_of
from ballots.trustee_models import KeyProof, Trustee
from demo.story import Story
from elections.models import Election
from members.models import Person

HOUR: Final = timedelta(hours=1)
NAMES: Final = {
    "Ottoline Varga": "ottoline.varga@demo.example",
    "Chidi Ravensdale": "chidi.ravensdale@demo.example",
    "Saoirse Lindqvist-Amadi": "saoirse.lindqvist-amadi@demo.example",
}
NEEDED: Final = 2


def make_keys(election: Election, story: Story, *, by: Person, at: datetime) -> None:
    """They are named and asked, and make a common key in three steps of an hour each."""
    for name, email in NAMES.items():
        trustees.add(election, name=name, email=email, by=by, at=story.reach(at))
    trustees.begin(election, threshold=NEEDED, by=by, at=story.reach(at))
    for hours, step in enumerate((Step.CERTIFICATE, Step.POLYNOMIAL, Step.ACKNOWLEDGEMENT), start=1):
        for trustee in trustees.present(election):
            raw = _made(trustee, step, _making(election))
            trustee_giving.give(trustee, step=step, raw=raw, at=story.reach(at + hours * HOUR))


def prove_keys(election: Election, story: Story, at: datetime, occasion: str = KeyProof.Occasion.OPENING) -> None:
    """All of them: before voting opens, and once more before it closes."""
    for trustee in trustees.present(election):
        proof = trustee.proofs.get(occasion=occasion)
        raw = prove_key(_private_key(trustee), proof.nonce).to_bytes()
        trustee_proofs.prove(trustee, raw=raw, at=story.reach(at))


def open_totals(election: Election, story: Story, at: datetime) -> None:
    """As many as it takes, an hour after each other, each with the proof that ties their part to this record."""
    setup = setup_of(election)
    sealed, counted = prepared(setup), event(setup, Kind.ENCRYPTED_TALLY)
    tally = stored_tally(setup, sealed)
    opened = Opened(sealed, tally, counted.hash if counted else "")
    for hours, trustee in enumerate(trustees.present(election)[:NEEDED]):
        key = _private_key(trustee)
        share = decrypt(sealed, tally, key)
        strong = write_proofs([prove_share(opened, trustee.owner, key, share)])
        trustee_shares.give(trustee, raw=share.raw, strong=strong, at=story.reach(at + hours * HOUR))


def kept_file(trustee: Trustee) -> CeremonyKey:
    """What a real trustee shows to nobody."""
    chance = random.Random(f"{trustee.election.slug} {trustee.email}")  # noqa: S311  the same demo every time
    return new_ceremony_key(chance.randrange)


def _private_key(trustee: Trustee) -> PrivateKey:
    sealed = _making(trustee.election).sealed_key(trustee)
    return decryption_key(kept_file(trustee), read_sealed_key(sealed))


def _made(trustee: Trustee, step: Step, making: KeyMaking) -> bytes:
    kept = kept_file(trustee)
    if step is Step.CERTIFICATE:
        size = len(making.trustees)
        return make_certificate(kept, threshold=NEEDED, size=size, index=trustee.number).to_bytes()
    certificates = read_each(b"\n".join(making.given(Step.CERTIFICATE)), read_certificate)
    if step is Step.POLYNOMIAL:
        return make_polynomial(kept, certificates).to_bytes()
    return make_voutput(kept, certificates, read_vinput(making.to_check(trustee))).to_bytes()


def _making(election: Election) -> KeyMaking:
    making = key_making(election)
    if making is None:
        raise LookupError(f"Nobody was asked for a key of {election}.")
    return making
