"""One trustee's key: the private number, and the public part with its proof (section Verification keys)."""

import secrets
from dataclasses import dataclass, field
from typing import Final

from .errors import Malformed, Reason, Unproved
from .group import NAME, ORDER, Element, RandBelow, generator_power, parse_element, parse_scalar, write_element
from .proofs import Proof, knowledge_holds, parse_proof, prove_knowledge
from .wire import dump, fields, load, same_bytes

_TAG: Final = f"pok|{NAME}|"


@dataclass(frozen=True)
class PublicKey:
    """`trustee_public_key`: X = g^x and the proof that its maker knows x; signed by its owner in a threshold group."""

    element: Element
    pok: Proof
    signature: Proof | None = None

    def verify(self) -> None:
        prefix = f"{_TAG}{write_element(self.element)}|"
        if not knowledge_holds(prefix, self.element, self.pok):
            raise Unproved(Reason.KEY_UNPROVED)

    def to_json(self) -> dict[str, object]:
        signature = {} if self.signature is None else {"signature": self.signature.to_json()}
        return {"pok": self.pok.to_json(), "public_key": write_element(self.element), **signature}

    def to_bytes(self) -> bytes:
        """The file that a trustee uploads."""
        return dump(self.to_json())


@dataclass(frozen=True)
class PrivateKey:
    """x, which its trustee keeps."""

    secret: int = field(repr=False)

    @property
    def element(self) -> Element:
        return generator_power(self.secret)

    def public(self, randbelow: RandBelow = secrets.randbelow) -> PublicKey:
        """X = g^x with a fresh proof of knowing x."""
        prefix = f"{_TAG}{write_element(self.element)}|"
        return PublicKey(self.element, prove_knowledge(prefix, self.secret, randbelow))

    def to_bytes(self) -> bytes:
        """The file that a trustee keeps."""
        return dump(str(self.secret))


def new_private_key(randbelow: RandBelow = secrets.randbelow) -> PrivateKey:
    return PrivateKey(1 + randbelow(ORDER - 1))


def read_private_key(raw: bytes) -> PrivateKey:
    """Read a private key file; a final newline is allowed, since files on disk have one."""
    secret = parse_scalar(load(raw.removesuffix(b"\n")))
    if not secret:
        raise Malformed(Reason.NOT_A_SCALAR)
    return PrivateKey(secret)


def parse_public_key(value: object, *, signed: bool = False) -> PublicKey:
    names = ("pok", "public_key", "signature") if signed else ("pok", "public_key")
    pok, element, *signature = fields(value, *names)
    return PublicKey(parse_element(element), parse_proof(pok), parse_proof(signature[0]) if signature else None)


def read_public_key(raw: bytes) -> PublicKey:
    """Read and verify the public key file of a single trustee; a final newline is allowed."""
    raw = raw.removesuffix(b"\n")
    key = parse_public_key(load(raw))
    same_bytes(raw, key.to_bytes())
    key.verify()
    return key
