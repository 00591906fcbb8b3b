"""Signed and sealed messages between the trustees of a key ceremony (sections Public key infrastructure, Channels).

A trustee keeps one seed; what it signs with, and what opens the messages to it, are derived from that seed. Every
message passes through the server that collects them: sealed for one trustee, signed by another, naming its recipient.

AES-GCM is not in PyNaCl on every machine. It is taken from `cryptography`, which is imported when a message is sealed
or opened and at no other time: verifying and decrypting a record need PyNaCl alone.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass, field
from typing import Final

from .credentials import BASE58, random_text
from .errors import Malformed, OutOfPlace, Reason, Unproved
from .group import (
    ORDER,
    Element,
    RandBelow,
    divide,
    generator_power,
    hash_to_scalar,
    multiply,
    parse_element,
    power,
    require_member,
    write_element,
)
from .proofs import Proof, knowledge_holds, parse_proof, prove_knowledge
from .wire import dump, fields, load, same_bytes, text

ALGORITHM: Final = "AES-GCM"

_SEED: Final = re.compile(f"[{BASE58}]{{22}}")
_DATA: Final = re.compile("(?:[0-9a-f]{2}){16,}")  # the last 16 bytes are the tag


@dataclass(frozen=True)
class CeremonyKey:
    """The seed s that a trustee keeps, with sk and dk, the signing and decryption keys derived from it."""

    seed: str = field(repr=False)

    def __post_init__(self) -> None:
        if not _SEED.fullmatch(self.seed):
            raise Malformed(Reason.BAD_SEED)

    @property
    def signing(self) -> int:
        return hash_to_scalar(f"sk|{self.seed}")

    @property
    def decryption(self) -> int:
        return hash_to_scalar(f"dk|{self.seed}")

    @property
    def verification(self) -> Element:
        """vk, with which others check what this trustee signed."""
        return generator_power(self.signing)

    @property
    def encryption(self) -> Element:
        """ek, for which others seal what this trustee alone may read."""
        return generator_power(self.decryption)

    def to_bytes(self) -> bytes:
        """The file that a trustee keeps."""
        return self.seed.encode()


@dataclass(frozen=True)
class SignedMessage:
    """`signed_msg`."""

    message: str
    signature: Proof

    def holds(self, signer: Element) -> bool:
        return knowledge_holds(f"sigmsg|{self.message}|", signer, self.signature)

    def to_json(self) -> dict[str, object]:
        return {"message": self.message, "signature": self.signature.to_json()}


@dataclass(frozen=True)
class SealedMessage:
    """`encrypted_msg`: a fresh key, sealed as (alpha, beta) for its recipient, and the text under that key."""

    alpha: Element
    beta: Element
    data: str

    @property
    def text(self) -> str:
        parts = {"alpha": write_element(self.alpha), "beta": write_element(self.beta), "data": self.data}
        return dump({"algorithm": ALGORITHM, **parts}).decode()


def new_ceremony_key(randbelow: RandBelow = secrets.randbelow) -> CeremonyKey:
    return CeremonyKey(random_text(22, randbelow))


def read_ceremony_key(raw: bytes) -> CeremonyKey:
    """Read the file that a trustee keeps; a final newline is allowed."""
    try:
        return CeremonyKey(raw.decode("ascii").removesuffix("\n"))
    except UnicodeDecodeError:
        raise Malformed(Reason.BAD_SEED) from None


def sign(secret: int, message: str, randbelow: RandBelow) -> SignedMessage:
    return SignedMessage(message, prove_knowledge(f"sigmsg|{message}|", secret, randbelow))


def seal(recipient: Element, message: str, randbelow: RandBelow) -> SealedMessage:
    """Encrypt a text for whoever holds the decryption key of `recipient`."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    r = 1 + randbelow(ORDER - 1)
    alpha, fresh = generator_power(r), generator_power(1 + randbelow(ORDER - 1))
    data = AESGCM(_digest("key", fresh)).encrypt(_digest("iv", alpha), message.encode(), None)
    return SealedMessage(alpha, multiply(power(recipient, r), fresh), data.hex())


def unseal(decryption: int, sealed: SealedMessage) -> str:
    """Decrypt; refuses what was changed or sealed for someone else."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    fresh = divide(require_member(sealed.beta), power(sealed.alpha, decryption))
    try:
        content = AESGCM(_digest("key", fresh)).decrypt(_digest("iv", sealed.alpha), bytes.fromhex(sealed.data), None)
        return content.decode()
    except (InvalidTag, UnicodeDecodeError):
        raise Unproved(Reason.CANNOT_OPEN) from None


def send(sender: CeremonyKey, recipient: Element, message: str, randbelow: RandBelow) -> SealedMessage:
    """send(sk, recipient, message)."""
    content = dump({"recipient": write_element(recipient), "message": message}).decode()
    return seal(recipient, dump(sign(sender.signing, content, randbelow).to_json()).decode(), randbelow)


def receive(key: CeremonyKey, sender: Element, sealed: SealedMessage) -> str:
    """Open a message to this trustee; refuses one that `sender` did not sign, or signed for someone else."""
    signed = parse_signed_message(load(unseal(key.decryption, sealed).encode()))
    if not signed.holds(sender):
        raise Unproved(Reason.NOT_SIGNED)
    recipient, message = fields(load(signed.message.encode()), "recipient", "message")
    if parse_element(recipient) != key.encryption:
        raise OutOfPlace(Reason.OTHER_RECIPIENT)
    return text(message)


def parse_signed_message(value: object) -> SignedMessage:
    message, signature = fields(value, "message", "signature")
    return SignedMessage(text(message), parse_proof(signature))


def parse_sealed_message(value: object) -> SealedMessage:
    """Read a sealed message, which stands as a text inside other messages."""
    raw = text(value).encode()
    algorithm, alpha, beta, data = fields(load(raw), "?algorithm", "alpha", "beta", "data")
    if algorithm != ALGORITHM:
        raise Malformed(Reason.OTHER_CIPHER)
    if not _DATA.fullmatch(text(data)):
        raise Malformed(Reason.CANNOT_OPEN)
    sealed = SealedMessage(parse_element(alpha), parse_element(beta, identity=True), text(data))
    same_bytes(raw, sealed.text.encode())
    return sealed


def _digest(tag: str, element: Element) -> bytes:
    return hashlib.sha256(f"{tag}|{write_element(element)}".encode()).digest()
