"""Encryption of small numbers that can be added up: (g^r, y^r g^m) (section Encrypted answers)."""

from collections.abc import Iterable
from typing import NamedTuple

from .group import (
    IDENTITY,
    Element,
    divide,
    generator_power,
    multiply,
    parse_element,
    power,
    small_power,
    write_element,
)
from .wire import fields


class Ciphertext(NamedTuple):
    alpha: Element
    beta: Element

    def plus(self, other: "Ciphertext") -> "Ciphertext":
        """The encryption of the sum: the product, part by part."""
        return Ciphertext(multiply(self.alpha, other.alpha), multiply(self.beta, other.beta))

    def minus(self, other: "Ciphertext") -> "Ciphertext":
        """The encryption of the difference: takes back what `plus` added."""
        return Ciphertext(divide(self.alpha, other.alpha), divide(self.beta, other.beta))

    def less(self, number: int) -> "Ciphertext":
        """The encryption of the same number less this one: (alpha, beta / g^M)."""
        return self if number == 0 else Ciphertext(self.alpha, divide(self.beta, small_power(number)))

    def __str__(self) -> str:
        return f"{write_element(self.alpha)},{write_element(self.beta)}"

    def to_json(self) -> dict[str, str]:
        return {"alpha": write_element(self.alpha), "beta": write_element(self.beta)}


NOTHING = Ciphertext(IDENTITY, IDENTITY)
"""The sum of no ciphertexts."""


def encrypt(key: Element, number: int, randomness: int) -> Ciphertext:
    return Ciphertext(generator_power(randomness), multiply(power(key, randomness), small_power(number)))


def parse_ciphertext(value: object, *, identity: bool = False) -> Ciphertext:
    """Read a ciphertext; alpha is the identity only in a sum."""
    alpha, beta = fields(value, "alpha", "beta")
    return Ciphertext(parse_element(alpha, identity=identity), parse_element(beta, identity=True))


def add_up(ciphertexts: Iterable[Ciphertext]) -> Ciphertext:
    total = NOTHING
    for ciphertext in ciphertexts:
        total = total.plus(ciphertext)
    return total
