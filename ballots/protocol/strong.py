"""A proof that binds a whole share to what it decrypts; it stands beside the record, never in it.

This is not part of Belenios. The proofs of section Partial decryptions do not hash the ciphertext and the factor that
they are about: a trustee who casts the last ballot, or is told its randomness, can choose false totals for which they
hold (`test_strong.py` does it). Here one proof covers a share at once: that one x is in X = g^x and in every F_i =
alpha_i^x. Its hash has a tag of its own, the election's fingerprint, the head of the record, X, every ciphertext,
every factor and every commitment. The head is the hash of the EncryptedTally event, which names everything before it:
the setup, each ballot and the end. A share without such a proof is as valid as Belenios has it, and rests on its
trustee's honesty.

The file, `UUID.shares.json`: a JSON list with one object for each such share, `{"owner", "share", "head", "proof"}`;
`share` is the hash of the partial decryption as it stands in the record. A trustee's tool writes a list of one.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from .elgamal import Ciphertext
from .errors import OutOfPlace, Reason, Unproved, at
from .group import (
    ORDER,
    Element,
    RandBelow,
    generator_power,
    hash_to_scalar,
    multiply,
    power,
    write_element,
)
from .keys import PrivateKey
from .proofs import Proof, parse_proof
from .setup import Setup
from .tally import EncryptedTally, PartialDecryption
from .wire import array, dump, fields, integer, load, same_bytes, sha256, text

TAG: Final = "strong-share"


@dataclass(frozen=True)
class StrongProof:
    """One trustee's proof about its whole share."""

    owner: int
    share: str
    head: str
    proof: Proof

    def to_json(self) -> dict[str, object]:
        return {"owner": self.owner, "share": self.share, "head": self.head, "proof": self.proof.to_json()}


@dataclass(frozen=True)
class Opened:
    """What a share is about: the election, its record up to the encrypted tally, and that tally."""

    setup: Setup
    tally: EncryptedTally
    head: str
    """The hash of the EncryptedTally event."""

    @property
    def ciphertexts(self) -> list[Ciphertext]:
        return [total for row in self.tally.totals for total in row]

    def statement(self, public: Element, share: PartialDecryption) -> str:
        """Everything that the hash is bound to, before the commitments."""
        totals = ",".join(map(str, self.ciphertexts))
        factors = ",".join(write_element(factor) for row in share.factors for factor in row)
        return f"{TAG}|{self.setup.election.fingerprint}|{self.head}|{write_element(public)}|{totals}|{factors}|"


def prove_share(
    opened: Opened, owner: int, key: PrivateKey, share: PartialDecryption, *, randbelow: RandBelow = secrets.randbelow
) -> StrongProof:
    w = randbelow(ORDER)
    commitments = [generator_power(w), *(power(total.alpha, w) for total in opened.ciphertexts)]
    challenge = _hash(opened.statement(key.element, share), commitments)
    proof = Proof(challenge, (w - key.secret * challenge) % ORDER)
    return StrongProof(owner, sha256(share.raw), opened.head, proof)


def check_share(opened: Opened, share: PartialDecryption, strong: StrongProof) -> None:
    """Refuse a proof about another share, another record or another trustee, or one that does not hold."""
    public = opened.setup.trustees.key(strong.owner)
    if strong.share != sha256(share.raw) or strong.head != opened.head:
        raise OutOfPlace(Reason.OTHER_SHARE)
    challenge, response = strong.proof
    factors = [factor for row in share.factors for factor in row]
    pairs = [
        multiply(power(total.alpha, response), power(factor, challenge))
        for total, factor in zip(opened.ciphertexts, factors, strict=True)
    ]
    commitments = [multiply(generator_power(response), power(public, challenge)), *pairs]
    if challenge != _hash(opened.statement(public, share), commitments):
        raise Unproved(Reason.NOT_STRONG)


def check_shares(
    opened: Opened, shares: Mapping[int, PartialDecryption], proofs: Iterable[StrongProof]
) -> tuple[int, ...]:
    """The trustees whose shares are proved so; refuses any proof that does not hold or that no share belongs to."""
    proved: list[int] = []
    for strong in proofs:
        with at(f"Strong proof of trustee {strong.owner}"):
            if strong.owner in proved:
                raise OutOfPlace(Reason.REPEATED_SHARE)
            if strong.owner not in shares:
                raise OutOfPlace(Reason.OTHER_SHARE)
            check_share(opened, shares[strong.owner], strong)
        proved.append(strong.owner)
    return tuple(proved)


def write_proofs(proofs: Sequence[StrongProof]) -> bytes:
    return dump([strong.to_json() for strong in proofs])


def read_proofs(raw: bytes) -> tuple[StrongProof, ...]:
    """Read the file beside the record; a final newline is allowed."""
    raw = raw.removesuffix(b"\n")
    proofs = tuple(_parse(item) for item in array(load(raw)))
    same_bytes(raw, write_proofs(proofs))
    return proofs


def _parse(value: object) -> StrongProof:
    owner, share, head, proof = fields(value, "owner", "share", "head", "proof")
    return StrongProof(integer(owner), text(share), text(head), parse_proof(proof))


def _hash(statement: str, commitments: Sequence[Element]) -> int:
    return hash_to_scalar(statement + ",".join(map(write_element, commitments)))
