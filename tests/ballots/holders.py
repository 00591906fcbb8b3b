"""Trustees at their own computers: they keep a private file, and send what the protocol makes of it."""

from dataclasses import dataclass, field

from ballots import trustee_giving, trustee_proofs, trustee_shares, trustees
from ballots.key_making import Step, key_making
from ballots.models import Share
from ballots.outcome import stored_tally
from ballots.protocol.ceremony import decryption_key, make_certificate, make_polynomial, make_voutput
from ballots.protocol.ceremony_messages import read_certificate, read_each, read_sealed_key, read_vinput
from ballots.protocol.channel import CeremonyKey, new_ceremony_key
from ballots.protocol.keys import PrivateKey, new_private_key
from ballots.protocol.record import Kind
from ballots.protocol.rehearsal import prove_key
from ballots.protocol.strong import Opened, prove_share, write_proofs
from ballots.protocol.tally import PartialDecryption, decrypt
from ballots.record import event
from ballots.setup import prepared, setup_of
from ballots.trustee_models import KeyProof, Trustee
from base import clock
from tests.ballots.elections import Office


@dataclass
class Holder:
    """One trustee with their private file."""

    office: Office
    trustee: Trustee
    alone: PrivateKey = field(default_factory=new_private_key)
    seed: CeremonyKey = field(default_factory=new_ceremony_key)

    def file(self, step: Step) -> bytes:
        """What they make for a step, from what the page gives them."""
        making = key_making(self.office.election)
        assert making
        if step is Step.KEY:
            return self.alone.public().to_bytes()
        if step is Step.CERTIFICATE:
            threshold, size = making.threshold or 0, len(making.trustees)
            return make_certificate(self.seed, threshold=threshold, size=size, index=self.trustee.number).to_bytes()
        certificates = read_each(b"\n".join(making.given(Step.CERTIFICATE)), read_certificate)
        if step is Step.POLYNOMIAL:
            return make_polynomial(self.seed, certificates).to_bytes()
        return make_voutput(self.seed, certificates, read_vinput(making.to_check(self.trustee))).to_bytes()

    def give(self, step: Step) -> None:
        trustee_giving.give(self.trustee, step=step, raw=self.file(step), at=self.office.sealing)

    @property
    def key(self) -> PrivateKey:
        """Of a group it is sealed, and takes the file that they kept."""
        making = key_making(self.office.election)
        if making is None or making.threshold is None:
            return self.alone
        return decryption_key(self.seed, read_sealed_key(making.sealed_key(self.trustee)))

    def proof(self, occasion: str = KeyProof.Occasion.OPENING) -> bytes:
        return prove_key(self.key, self.trustee.proofs.get(occasion=occasion).nonce).to_bytes()

    def prove(self) -> None:
        trustee_proofs.prove(self.trustee, raw=self.proof(), at=self.office.sealing)

    def opened(self, key: PrivateKey | None = None) -> PartialDecryption:
        """Their part of the totals, by their key or by another."""
        setup = setup_of(self.office.election)
        sealed = prepared(setup)
        return decrypt(sealed, stored_tally(setup, sealed), key or self.key)

    def strong(self, share: PartialDecryption) -> bytes:
        setup = setup_of(self.office.election)
        sealed, counted = prepared(setup), event(setup, Kind.ENCRYPTED_TALLY)
        assert counted
        opened = Opened(sealed, stored_tally(setup, sealed), counted.hash)
        return write_proofs([prove_share(opened, self.trustee.owner, self.key, share)])

    def open(self) -> Share:
        share = self.opened()
        return trustee_shares.give(self.trustee, raw=share.raw, strong=self.strong(share), at=clock.now())


def named(office: Office, number: int) -> list[Trustee]:
    return [
        trustees.add(
            office.election,
            name=f"Trustee {each}",
            email=f"trustee{each}@example.org",
            by=office.first,
            at=office.sealing,
        )
        for each in range(1, number + 1)
    ]


def asked(office: Office, number: int, threshold: int | None = None) -> list[Holder]:
    """Trustees who were asked for their keys."""
    holders = [Holder(office, trustee) for trustee in named(office, number)]
    trustees.begin(office.election, threshold=threshold, by=office.first, at=office.sealing)
    return holders


def with_keys(office: Office, number: int, threshold: int | None = None) -> list[Holder]:
    """Trustees who have made their keys."""
    holders = asked(office, number, threshold)
    for step in [Step.KEY] if threshold is None else [Step.CERTIFICATE, Step.POLYNOMIAL, Step.ACKNOWLEDGEMENT]:
        for holder in holders:
            holder.give(step)
    return holders


def open_with(office: Office, number: int, threshold: int | None = None) -> list[Holder]:
    """Their keys are in the sealed ballot, everybody proved theirs, and voting is open."""
    holders = with_keys(office, number, threshold)
    office.seal()
    for holder in holders:
        holder.prove()
    office.election.refresh_from_db()
    return holders
