"""A trustee proves that the kept private key is there, without opening anything.

This is not part of Belenios. It is a Schnorr signature over a number that is used once, as in section Signatures, but
under the tag `rehearse|` and the group's name: no other hash of the protocol begins so. So neither can a rehearsal be
taken for a decryption, a key's proof or a message, nor any of these for a rehearsal. A trustee of a threshold group
proves its share of the key (`ceremony.decryption_key`), which needs the kept seed and the sealed key together.
"""

import re
import secrets
from dataclasses import dataclass
from typing import Final

from .credentials import BASE58, random_text
from .errors import Malformed, OutOfPlace, Reason, Unproved
from .group import NAME, Element, RandBelow, parse_element, write_element
from .keys import PrivateKey
from .proofs import Proof, knowledge_holds, parse_proof, prove_knowledge
from .wire import dump, fields, load, same_bytes, text

_NONCE: Final = re.compile(f"[{BASE58}]{{22,64}}")


@dataclass(frozen=True)
class Rehearsal:
    """What a trustee hands in."""

    public_key: Element
    nonce: str
    proof: Proof

    def to_bytes(self) -> bytes:
        content = {"public_key": write_element(self.public_key), "nonce": self.nonce, "proof": self.proof.to_json()}
        return dump({"rehearsal": content})


def new_nonce(randbelow: RandBelow = secrets.randbelow) -> str:
    """What is asked to be signed: never the same twice."""
    return random_text(22, randbelow)


def prove_key(key: PrivateKey, nonce: str, *, randbelow: RandBelow = secrets.randbelow) -> Rehearsal:
    """Sign the nonce; refuses what is not a nonce, so that nothing else is ever signed by mistake."""
    return Rehearsal(key.element, nonce, prove_knowledge(_prefix(key.element, nonce), key.secret, randbelow))


def check_key(public: Element, nonce: str, rehearsal: Rehearsal) -> None:
    """Refuse a rehearsal by another key, of another nonce, or whose signature does not hold."""
    if rehearsal.public_key != public:
        raise OutOfPlace(Reason.OTHER_KEY)
    if rehearsal.nonce != nonce:
        raise OutOfPlace(Reason.OTHER_NONCE)
    if not knowledge_holds(_prefix(public, nonce), public, rehearsal.proof):
        raise Unproved(Reason.NOT_REHEARSED)


def read_rehearsal(raw: bytes) -> Rehearsal:
    """Read the file that a trustee hands in; a final newline is allowed."""
    raw = raw.removesuffix(b"\n")
    (content,) = fields(load(raw), "rehearsal")
    public, nonce, proof = fields(content, "public_key", "nonce", "proof")
    rehearsal = Rehearsal(parse_element(public), text(nonce), parse_proof(proof))
    same_bytes(raw, rehearsal.to_bytes())
    return rehearsal


def _prefix(public: Element, nonce: str) -> str:
    if not _NONCE.fullmatch(nonce):
        raise Malformed(Reason.BAD_NONCE)
    return f"rehearse|{NAME}|{write_element(public)}|{nonce}|"
