"""Election identifiers, and voters' credentials with the signing key derived from them (section Credentials)."""

import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from .errors import Malformed, OutOfPlace, Reason, at
from .group import ORDER, Element, RandBelow, generator_power, parse_element, require_member, write_element
from .wire import array, dump, load, same_bytes

BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

_UUID = re.compile(f"[{BASE58}]{{14,}}")
_PRIVATE = re.compile("-".join(f"[{BASE58}]{{{size}}}" for size in (5, 6, 5, 6)))


@dataclass(frozen=True)
class SigningKey:
    """What signs one voter's ballots in one election."""

    secret: int = field(repr=False)
    public: Element

    @property
    def credential(self) -> str:
        return write_element(self.public)


def new_uuid(randbelow: RandBelow = secrets.randbelow) -> str:
    return random_text(14, randbelow)


def new_private_credential(randbelow: RandBelow = secrets.randbelow) -> str:
    return format_private_credential(random_text(22, randbelow))


def format_private_credential(characters: str) -> str:
    """Put the hyphens into 22 base58 characters: 5-6-5-6."""
    private = "-".join((characters[:5], characters[5:11], characters[11:16], characters[16:]))
    require_private_credential(private)
    return private


def require_uuid(uuid: str) -> str:
    if not _UUID.fullmatch(uuid):
        raise Malformed(Reason.BAD_UUID)
    return uuid


def require_private_credential(private: str) -> str:
    if not _PRIVATE.fullmatch(private):
        raise Malformed(Reason.BAD_CREDENTIAL)
    return private


def derive(uuid: str, private: str) -> SigningKey:
    """The signing key s = secret(c) and the public credential g^s of a private credential in one election."""
    require_private_credential(private)
    halves = (hashlib.sha256(f"derive_credential|{uuid}|{i}|{private}".encode()).digest() for i in (0, 1))
    secret = int.from_bytes(b"".join(halves), "big") % ORDER
    return SigningKey(secret, generator_power(secret))


def write_credentials(credentials: Sequence[Element]) -> bytes:
    """The sealed list as it stands in the record: no weights, no voter ids."""
    return dump([write_element(credential) for credential in credentials])


def read_credentials(raw: bytes, *, trusted: bool = False) -> tuple[Element, ...]:
    """Read the sealed list. `trusted` skips the costly membership check for bytes that passed it before."""
    credentials = []
    for number, value in enumerate(array(load(raw)), 1):
        with at(f"Credential {number}"):
            credential = parse_element(value)
            credentials.append(credential if trusted else require_member(credential))
    if len(set(credentials)) != len(credentials):
        raise OutOfPlace(Reason.REPEATED_CREDENTIAL)
    same_bytes(raw, write_credentials(credentials))
    return tuple(credentials)


def random_text(length: int, randbelow: RandBelow) -> str:
    return "".join(BASE58[randbelow(len(BASE58))] for _ in range(length))
