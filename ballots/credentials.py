"""PURE. The private credentials that the server derives, so that members just sign in."""

import hashlib
import hmac
import uuid
from typing import Final

from ballots.protocol.credentials import BASE58, SigningKey, derive, format_private_credential

LENGTH: Final = 22
GENERATION: Final = 1


def private_credential(key: bytes, election: uuid.UUID, number: int, generation: int = GENERATION) -> str:
    """The private credential of this number: 22 base58 characters from HMAC-SHA-256 under the credentials key."""
    message = f"private credential|{election}|{number}|{generation}".encode()
    rest = int.from_bytes(hmac.digest(key, message, hashlib.sha256), "big")
    characters = []
    for _ in range(LENGTH):
        rest, digit = divmod(rest, len(BASE58))
        characters.append(BASE58[digit])
    return format_private_credential("".join(characters))


def signing_key(key: bytes, election: uuid.UUID, number: int, protocol_uuid: str) -> SigningKey:
    """What signs with this number's credential, and its public part."""
    return derive(protocol_uuid, private_credential(key, election, number))
