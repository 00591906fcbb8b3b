"""What trustees and server hand to each other in a key ceremony (sections Polynomials, Vinputs, Voutputs).

The files are those of belenios-tool 3.3: a final newline is allowed, any other writing of the same is refused.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from .channel import SealedMessage, parse_sealed_message
from .keys import PublicKey, parse_public_key
from .pedersen import Certificate, Coefficients, parse_certificate, parse_coefficients
from .proofs import Proof, parse_proof
from .wire import array, dump, fields, load, same_bytes

T = TypeVar("T")


@dataclass(frozen=True)
class Polynomial:
    """`polynomial`: what trustee i makes of its f_i; the coefficients and each f_i(j) are sealed."""

    polynomial: SealedMessage
    """a_i0 … a_it, for itself."""
    secrets: tuple[SealedMessage, ...]
    """s_ij = f_i(j), for each trustee j."""
    coefexps: Coefficients
    signature: Proof

    def to_bytes(self) -> bytes:
        return dump(
            {
                "polynomial": self.polynomial.text,
                "secrets": [secret.text for secret in self.secrets],
                "coefexps": self.coefexps.signed.to_json(),
                "signature": self.signature.to_json(),
            }
        )


@dataclass(frozen=True)
class Vinput:
    """`vinput`: what the server hands to trustee j of all polynomials."""

    polynomial: SealedMessage
    secrets: tuple[SealedMessage, ...]
    """s_ij, from each trustee i."""
    coefexps: tuple[Coefficients, ...]
    signatures: tuple[Proof, ...]

    def to_bytes(self) -> bytes:
        return dump(
            {
                "polynomial": self.polynomial.text,
                "secrets": [secret.text for secret in self.secrets],
                "coefexps": [each.signed.to_json() for each in self.coefexps],
                "signatures": [signature.to_json() for signature in self.signatures],
            }
        )


@dataclass(frozen=True)
class Voutput:
    """`voutput`: trustee j's public key, and its private key sealed for itself alone."""

    private_key: SealedMessage
    public_key: PublicKey

    def to_bytes(self) -> bytes:
        return dump({"private_key": self.private_key.text, "public_key": self.public_key.to_json()})


def read_certificate(raw: bytes) -> Certificate:
    return _read(raw, parse_certificate, lambda certificate: certificate.to_bytes())


def read_polynomial(raw: bytes) -> Polynomial:
    return _read(raw, _parse_polynomial, Polynomial.to_bytes)


def read_vinput(raw: bytes) -> Vinput:
    return _read(raw, _parse_vinput, Vinput.to_bytes)


def read_voutput(raw: bytes) -> Voutput:
    return _read(raw, _parse_voutput, Voutput.to_bytes)


def read_sealed_key(raw: bytes) -> SealedMessage:
    """Read the file with a trustee's sealed private key (`.dkey`); a final newline is allowed."""
    return parse_sealed_message(raw.removesuffix(b"\n").decode(errors="replace"))


def read_each(raw: bytes, read: Callable[[bytes], T]) -> tuple[T, ...]:
    """Several files in one, a line each, as belenios-tool takes them."""
    return tuple(read(line) for line in raw.splitlines())


def _read(raw: bytes, parse: Callable[[object], T], write: Callable[[T], bytes]) -> T:
    raw = raw.removesuffix(b"\n")
    found = parse(load(raw))
    same_bytes(raw, write(found))
    return found


def _parse_polynomial(value: object) -> Polynomial:
    polynomial, sealed, coefexps, signature = fields(value, "polynomial", "secrets", "coefexps", "signature")
    return Polynomial(
        parse_sealed_message(polynomial),
        tuple(parse_sealed_message(secret) for secret in array(sealed)),
        parse_coefficients(coefexps),
        parse_proof(signature),
    )


def _parse_vinput(value: object) -> Vinput:
    polynomial, sealed, coefexps, signatures = fields(value, "polynomial", "secrets", "coefexps", "signatures")
    return Vinput(
        parse_sealed_message(polynomial),
        tuple(parse_sealed_message(secret) for secret in array(sealed)),
        tuple(parse_coefficients(each) for each in array(coefexps)),
        tuple(parse_proof(each) for each in array(signatures)),
    )


def _parse_voutput(value: object) -> Voutput:
    private, public = fields(value, "private_key", "public_key")
    return Voutput(parse_sealed_message(private), parse_public_key(public, signed=True))
