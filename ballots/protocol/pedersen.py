"""A threshold group: n trustees, of whom any k can decrypt (section Messages specific to threshold decryption)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from .channel import SignedMessage, parse_signed_message
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
from .proofs import Proof, parse_proof
from .wire import array, dump, fields, integer, load, same_bytes, text


@dataclass(frozen=True)
class Context:
    """The place in a group that a trustee's certificate is made for; trustees are numbered from 1."""

    group: str
    size: int
    threshold: int
    index: int


@dataclass(frozen=True)
class Certificate:
    """A trustee's keys for the messages of the key ceremony (vk, ek), and the place they were made for."""

    signed: SignedMessage
    context: Context
    verification: Element
    encryption: Element

    def verify(self, context: Context) -> None:
        """Refuse a certificate for another place, with keys outside the group, or not signed with its own key."""
        if self.context != context:
            raise Malformed(Reason.OTHER_PLACE)
        require_member(self.encryption)  # the signature refuses a verification key outside the group
        if not self.signed.holds(self.verification):
            raise Unproved(Reason.NOT_SIGNED)

    def to_bytes(self) -> bytes:
        """The file that a trustee uploads first."""
        return dump(self.signed.to_json())


@dataclass(frozen=True)
class Coefficients:
    """`coefexps`: A_z0 … A_zt, what one trustee publishes of its polynomial f_z, signed."""

    signed: SignedMessage
    elements: tuple[Element, ...]

    def verify(self, certificates: Sequence[Certificate], index: int, signature: Proof) -> None:
        """Refuse what trustee `index` did not sign, by itself and (`signature`) together with all certificates."""
        certificate = certificates[index - 1]
        if len(self.elements) != certificate.context.threshold:
            raise Malformed(Reason.BAD_GROUP)
        for element in self.elements:
            require_member(element)
        whole = SignedMessage(whole_message(certificates, self.elements), signature)
        if not self.signed.holds(certificate.verification) or not whole.holds(certificate.verification):
            raise Unproved(Reason.NOT_SIGNED)


@dataclass(frozen=True)
class ThresholdGroup:
    """`threshold_parameters`, as the ceremony left them."""

    threshold: int
    certificates: tuple[Certificate, ...]
    coefficients: tuple[Coefficients, ...]
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
        return product(coefficients.elements[0] for coefficients in self.coefficients)

    def lagrange(self, indices: Collection[int], index: int) -> int:
        """The coefficient of one of the group's trustees (numbered from 1) among those whose shares are used."""
        coefficient = 1
        for other in indices:
            if other != index:
                coefficient = coefficient * other * pow(other - index, -1, ORDER) % ORDER
        return coefficient

    def verify(self) -> None:
        """Check every signature, every proof, and that each key follows from the published coefficients."""
        require_certificates(self.certificates)
        if len(self.certificates) != self.size or self.certificates[0].context.threshold != self.threshold:
            raise Malformed(Reason.BAD_GROUP)
        for index, parts in enumerate(zip(self.coefficients, self.signatures, strict=True), 1):
            with at(trustee(index)):
                coefficients, signature = parts
                coefficients.verify(self.certificates, index, signature)
        published = add_polynomials(self.coefficients)
        for index, key in enumerate(self.verification_keys, 1):
            with at(trustee(index)):
                require_key(key, self.certificates[index - 1], value_at(published, index))

    def to_json(self) -> dict[str, object]:
        return {
            "threshold": self.threshold,
            "certs": [certificate.signed.to_json() for certificate in self.certificates],
            "coefexps": [coefficients.signed.to_json() for coefficients in self.coefficients],
            "signatures": [signature.to_json() for signature in self.signatures],
            "verification_keys": [key.to_json() for key in self.verification_keys],
        }

    def to_bytes(self) -> bytes:
        """The file that ends a key ceremony."""
        return dump(self.to_json())


def trustee(index: int) -> str:
    """How refusals name one of the group."""
    return f"Trustee {index} of the group"


def require_certificates(certificates: Sequence[Certificate]) -> None:
    """Refuse certificates that are not one for each place of one group."""
    size = len(certificates)
    threshold = certificates[0].context.threshold if certificates else 0
    if not 1 <= threshold < size:
        raise Malformed(Reason.BAD_GROUP)
    for index, certificate in enumerate(certificates, 1):
        with at(trustee(index)):
            certificate.verify(Context(NAME, size, threshold, index))


def require_key(key: PublicKey, certificate: Certificate, expected: Element) -> None:
    """Refuse a key that does not follow from the published coefficients, or that its owner did not prove and sign."""
    if key.element != expected:
        raise Malformed(Reason.WRONG_KEY)
    key.verify()
    if key.signature is None or not SignedMessage(write_element(key.element), key.signature).holds(
        certificate.verification
    ):
        raise Unproved(Reason.NOT_SIGNED)


def certificate_message(context: Context, verification: Element, encryption: Element) -> str:
    """`cert_keys`, which a certificate signs."""
    place = {"group": context.group, "size": context.size, "threshold": context.threshold, "index": context.index}
    keys = {"verification": write_element(verification), "encryption": write_element(encryption)}
    return dump({"context": place, **keys}).decode()


def coefficients_message(elements: Sequence[Element]) -> str:
    """`raw_coefexps`, which a trustee signs."""
    return dump({"coefexps": [write_element(element) for element in elements]}).decode()


def whole_message(certificates: Sequence[Certificate], elements: Sequence[Element]) -> str:
    """What a trustee signs so that all are known to have seen the same certificates."""
    content = {
        "certs": [certificate.signed.to_json() for certificate in certificates],
        "coefexps": [write_element(element) for element in elements],
    }
    return f"certs_sig|{dump(content).decode()}"


def add_polynomials(coefficients: Sequence[Coefficients]) -> tuple[Element, ...]:
    """What is published of the sum of all polynomials."""
    return tuple(product(column) for column in zip(*(each.elements for each in coefficients), strict=True))


def value_at(published: Sequence[Element], index: int) -> Element:
    """g^f(j), from what is published of f: the product of all A_k ^ (j ^ k)."""
    return product(power(element, pow(index, exponent, ORDER)) for exponent, element in enumerate(published))


def parse_threshold_group(value: object) -> ThresholdGroup:
    threshold, certs, coefexps, signatures, keys = fields(
        value, "threshold", "certs", "coefexps", "signatures", "verification_keys"
    )
    size = len(array(keys))
    return ThresholdGroup(
        threshold=integer(threshold),
        certificates=tuple(parse_certificate(item) for item in array(certs, size)),
        coefficients=tuple(parse_coefficients(item) for item in array(coefexps, size)),
        signatures=tuple(parse_proof(item) for item in array(signatures, size)),
        verification_keys=tuple(parse_public_key(item, signed=True) for item in array(keys)),
    )


def read_threshold_group(raw: bytes) -> ThresholdGroup:
    """Read and verify the file that ends a key ceremony; a final newline is allowed."""
    raw = raw.removesuffix(b"\n")
    group = parse_threshold_group(load(raw))
    same_bytes(raw, group.to_bytes())
    group.verify()
    return group


def parse_certificate(value: object) -> Certificate:
    signed = parse_signed_message(value)
    context, verification, encryption = fields(load(signed.message.encode()), "context", "verification", "encryption")
    group, size, threshold, index = fields(context, "group", "size", "threshold", "index")
    place = Context(text(group), integer(size), integer(threshold), integer(index))
    certificate = Certificate(signed, place, parse_element(verification), parse_element(encryption))
    same_bytes(
        signed.message.encode(), certificate_message(place, certificate.verification, certificate.encryption).encode()
    )
    return certificate


def parse_coefficients(value: object) -> Coefficients:
    signed = parse_signed_message(value)
    (coefexps,) = fields(load(signed.message.encode()), "coefexps")
    elements = tuple(parse_element(element) for element in array(coefexps))
    same_bytes(signed.message.encode(), coefficients_message(elements).encode())
    return Coefficients(signed, elements)
