"""A threshold group: n trustees, of whom any k can decrypt (section Messages specific to threshold decryption)."""

from collections.abc import Collection
from dataclasses import dataclass

from .errors import Malformed, Reason, Unproved, at
from .group import (
    NAME,
    ORDER,
    Element,
    parse_element,
    power,
    product,
    require_member,
    write_element,
)
from .keys import PublicKey, parse_public_key
from .proofs import Proof, knowledge_holds, parse_proof
from .wire import array, dump, fields, integer, load, same_bytes, text


@dataclass(frozen=True)
class SignedMessage:
    message: str
    signature: Proof

    def to_json(self) -> dict[str, object]:
        return {"message": self.message, "signature": self.signature.to_json()}


@dataclass(frozen=True)
class Certificate:
    """A trustee's verification key (vk) for the messages of the key ceremony, and the place it was made for."""

    signed: SignedMessage
    group: str
    size: int
    threshold: int
    index: int
    verification: Element


@dataclass(frozen=True)
class ThresholdGroup:
    """`threshold_parameters`, as the ceremony left them."""

    threshold: int
    certificates: tuple[Certificate, ...]
    coefexps: tuple[SignedMessage, ...]
    coefficients: tuple[tuple[Element, ...], ...]
    """A_zk: what each trustee published of the coefficients of its polynomial."""
    signatures: tuple[Proof, ...]
    verification_keys: tuple[PublicKey, ...]

    @property
    def size(self) -> int:
        return len(self.verification_keys)

    @property
    def keys(self) -> tuple[PublicKey, ...]:
        return self.verification_keys

    @property
    def needed(self) -> int:
        return self.threshold

    @property
    def sub_key(self) -> Element:
        """The product of all A_z0."""
        return product(coefficients[0] for coefficients in self.coefficients)

    def lagrange(self, indices: Collection[int], index: int) -> int:
        """The coefficient of one of the group's trustees (numbered from 1) among those whose shares are used."""
        coefficient = 1
        for other in indices:
            if other != index:
                coefficient = coefficient * other * pow(other - index, -1, ORDER) % ORDER
        return coefficient

    def verify(self) -> None:
        """Check every signature, every proof, and that each key follows from the published coefficients."""
        if not 1 <= self.threshold < self.size or any(len(row) != self.threshold for row in self.coefficients):
            raise Malformed(Reason.BAD_GROUP)
        sums = [product(row[power_] for row in self.coefficients) for power_ in range(self.threshold)]
        for index in range(1, self.size + 1):
            with at(f"Trustee {index} of the group"):
                self._verify_ceremony(index)
                self._verify_key(index, sums)

    def _verify_ceremony(self, index: int) -> None:
        certificate = self.certificates[index - 1]
        context = (certificate.group, certificate.size, certificate.threshold, certificate.index)
        if context != (NAME, self.size, self.threshold, index):
            raise Malformed(Reason.BAD_GROUP)
        for element in self.coefficients[index - 1]:
            require_member(element)
        signer = certificate.verification
        _verify_signature(signer, certificate.signed)
        _verify_signature(signer, self.coefexps[index - 1])
        content = {
            "certs": [certificate.signed.to_json() for certificate in self.certificates],
            "coefexps": [write_element(element) for element in self.coefficients[index - 1]],
        }
        _verify_signature(signer, SignedMessage(f"certs_sig|{dump(content).decode()}", self.signatures[index - 1]))

    def _verify_key(self, index: int, sums: list[Element]) -> None:
        """The key of trustee j is the product of all A_zk ^ (j ^ k), and its owner signed it."""
        key = self.verification_keys[index - 1]
        expected = product(power(element, pow(index, exponent, ORDER)) for exponent, element in enumerate(sums))
        if key.element != expected or key.signature is None:
            raise Malformed(Reason.BAD_GROUP)
        key.verify()
        message = SignedMessage(write_element(key.element), key.signature)
        _verify_signature(self.certificates[index - 1].verification, message)

    def to_json(self) -> dict[str, object]:
        return {
            "threshold": self.threshold,
            "certs": [certificate.signed.to_json() for certificate in self.certificates],
            "coefexps": [message.to_json() for message in self.coefexps],
            "signatures": [signature.to_json() for signature in self.signatures],
            "verification_keys": [key.to_json() for key in self.verification_keys],
        }


def parse_threshold_group(value: object) -> ThresholdGroup:
    threshold, certs, coefexps, signatures, keys = fields(
        value, "threshold", "certs", "coefexps", "signatures", "verification_keys"
    )
    size = len(array(keys))
    messages = [_parse_signed_message(item) for item in array(coefexps, size)]
    return ThresholdGroup(
        threshold=integer(threshold),
        certificates=tuple(_parse_certificate(item) for item in array(certs, size)),
        coefexps=tuple(messages),
        coefficients=tuple(_parse_coefficients(message) for message in messages),
        signatures=tuple(parse_proof(item) for item in array(signatures, size)),
        verification_keys=tuple(parse_public_key(item, signed=True) for item in array(keys)),
    )


def read_threshold_group(raw: bytes) -> ThresholdGroup:
    """Read and verify the file that ends a key ceremony; a final newline is allowed."""
    raw = raw.removesuffix(b"\n")
    group = parse_threshold_group(load(raw))
    same_bytes(raw, dump(group.to_json()))
    group.verify()
    return group


def _verify_signature(signer: Element, signed: SignedMessage) -> None:
    if not knowledge_holds(f"sigmsg|{signed.message}|", signer, signed.signature):
        raise Unproved(Reason.BAD_GROUP)


def _parse_signed_message(value: object) -> SignedMessage:
    message, signature = fields(value, "message", "signature")
    return SignedMessage(text(message), parse_proof(signature))


def _parse_certificate(value: object) -> Certificate:
    signed = _parse_signed_message(value)
    context, verification, encryption = fields(load(signed.message.encode()), "context", "verification", "encryption")
    group, size, threshold, index = fields(context, "group", "size", "threshold", "index")
    parse_element(encryption)
    numbers = (integer(size), integer(threshold), integer(index))
    return Certificate(signed, text(group), *numbers, parse_element(verification))


def _parse_coefficients(signed: SignedMessage) -> tuple[Element, ...]:
    (coefexps,) = fields(load(signed.message.encode()), "coefexps")
    return tuple(parse_element(element) for element in array(coefexps))
