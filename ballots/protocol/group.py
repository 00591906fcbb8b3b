"""The group: the subgroup of prime order q of Ed25519, written multiplicatively (section Groups).

An element is libsodium's 32 little-endian bytes; on the wire it is the same number in big-endian hexadecimal.
libsodium's multiplication by a scalar refuses anything outside the subgroup; its addition takes every point of the
curve, so an element from outside must pass `power` or `require_member` before a product of it is trusted.
"""

import hashlib
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final, NewType

from nacl import bindings as sodium

from .errors import Malformed, Reason

Element = NewType("Element", bytes)
RandBelow = Callable[[int], int]

NAME: Final = "Ed25519"
ORDER: Final = 2**252 + 27742317777372353535851937790883648493
IDENTITY: Final = Element((1).to_bytes(32, "little"))

_ELEMENT = re.compile(r"[0-9a-f]{64}")
_SCALAR = re.compile(r"0|[1-9][0-9]{0,75}")


def parse_element(value: object, *, identity: bool = False) -> Element:
    """Read an element's writing; whether it lies in the group is found by `power` or `require_member`."""
    if not isinstance(value, str) or not _ELEMENT.fullmatch(value):
        raise Malformed(Reason.NOT_AN_ELEMENT)
    element = Element(bytes.fromhex(value)[::-1])
    if element == IDENTITY and not identity:
        raise Malformed(Reason.IDENTITY)
    return element


def write_element(element: Element) -> str:
    return element[::-1].hex()


def require_member(element: Element) -> Element:
    """Refuse what is not canonical or not in the subgroup of prime order; the identity is a member."""
    if element != IDENTITY and not sodium.crypto_core_ed25519_is_valid_point(element):
        raise Malformed(Reason.OUTSIDE_GROUP)
    return element


def parse_scalar(value: object) -> int:
    if not isinstance(value, str) or not _SCALAR.fullmatch(value) or (scalar := int(value)) >= ORDER:
        raise Malformed(Reason.NOT_A_SCALAR)
    return scalar


def power(element: Element, scalar: int) -> Element:
    """The element to the scalar; refuses an element outside the group, whatever the scalar."""
    scalar %= ORDER
    if element == IDENTITY or not scalar:
        require_member(element)
        return IDENTITY
    try:
        return Element(sodium.crypto_scalarmult_ed25519_noclamp(scalar.to_bytes(32, "little"), element))
    except RuntimeError:
        raise Malformed(Reason.OUTSIDE_GROUP) from None


def generator_power(scalar: int) -> Element:
    """g to the scalar."""
    scalar %= ORDER
    if not scalar:
        return IDENTITY
    return Element(sodium.crypto_scalarmult_ed25519_base_noclamp(scalar.to_bytes(32, "little")))


small_power = lru_cache(maxsize=4096)(generator_power)
"""g to a small number (a choice, a limit), remembered."""


def multiply(left: Element, right: Element) -> Element:
    try:
        return Element(sodium.crypto_core_ed25519_add(left, right))
    except RuntimeError:
        raise Malformed(Reason.OUTSIDE_GROUP) from None


def divide(left: Element, right: Element) -> Element:
    try:
        return Element(sodium.crypto_core_ed25519_sub(left, right))
    except RuntimeError:
        raise Malformed(Reason.OUTSIDE_GROUP) from None


def product(elements: Iterable[Element]) -> Element:
    total = IDENTITY
    for element in elements:
        total = multiply(total, element) if total != IDENTITY else element
    return total


def hash_to_scalar(message: str) -> int:
    """SHA-256 of the message as a big-endian number modulo q."""
    return int.from_bytes(hashlib.sha256(message.encode()).digest(), "big") % ORDER


GENERATOR: Final = generator_power(1)

_POINT_OF_ORDER_TWO = Element((2**255 - 20).to_bytes(32, "little"))
if sodium.crypto_core_ed25519_is_valid_point(multiply(GENERATOR, _POINT_OF_ORDER_TWO)):
    raise ImportError("This libsodium takes points outside the group. Install PyNaCl 1.6.2 or newer.")
