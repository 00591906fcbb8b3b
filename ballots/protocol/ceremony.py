"""The key ceremony of a threshold group, step by step (section Messages specific to threshold decryption support).

Each function is one step of one party, and nothing is kept between them. Trustees are numbered from 1. What a trustee
keeps is the file of its `CeremonyKey` (in `channel`); everything else goes through the server that collects, which can
read none of the sealed parts. The files of all steps, those of belenios-tool 3.3, are in `ceremony_messages`: there is
a `read_…` for each, and `.to_bytes()` writes it.

| step | who | makes | from | the server then |
|---|---|---|---|---|
| 1 | each trustee | `new_ceremony_key`, `make_certificate` | k, n, index | `read_certificate`, `check_certificate` |
| 2 | anyone | | all certificates | `check_certificates` |
| 3 | each trustee | `make_polynomial` | its key, all certificates | `read_polynomial`, `check_polynomial` |
| 4 | server | `make_vinput`, for each trustee | all certificates and polynomials | |
| 5 | each trustee | `make_voutput` | its key, all certificates, its vinput | `read_voutput`, `check_voutput` |
| 6 | server | `threshold_parameters` | all of these | hands back `Voutput.private_key.text` |
| later | k trustees | `decryption_key` | its key, `read_sealed_key` of step 6 | |

A refusal names the trustee whose contribution is wrong ("Trustee 2 of the group: …"). One thing only its recipient can
see: that a secret sent to it in step 3 does not fit (`WRONG_SECRET`, `CANNOT_OPEN`). Who of the two is right cannot be
told from outside; the ceremony then starts again.
"""

import hashlib
import secrets
from collections.abc import Sequence

from .ceremony_messages import Polynomial, Vinput, Voutput
from .channel import CeremonyKey, SealedMessage, receive, send, sign
from .errors import Malformed, OutOfPlace, Reason, Unproved, at
from .group import NAME, ORDER, Element, RandBelow, generator_power, parse_scalar, require_member, write_element
from .keys import PrivateKey, PublicKey
from .pedersen import (
    Certificate,
    Coefficients,
    Context,
    ThresholdGroup,
    add_polynomials,
    certificate_message,
    coefficients_message,
    require_certificates,
    require_key,
    trustee,
    value_at,
    whole_message,
)
from .wire import array, dump, fields, load

# Steps 1 and 2: certificates


def make_certificate(
    key: CeremonyKey, *, threshold: int, size: int, index: int, randbelow: RandBelow = secrets.randbelow
) -> Certificate:
    """Step 1, for trustee `index` of `size`, of whom `threshold` will be able to decrypt."""
    if not (1 <= threshold < size and 1 <= index <= size):
        raise Malformed(Reason.BAD_GROUP)
    context = Context(NAME, size, threshold, index)
    message = certificate_message(context, key.verification, key.encryption)
    return Certificate(sign(key.signing, message, randbelow), context, key.verification, key.encryption)


def check_certificate(certificate: Certificate, *, threshold: int, size: int, index: int) -> None:
    """Refuse a certificate that was not made for this place, or that does not hold."""
    with at(trustee(index)):
        certificate.verify(Context(NAME, size, threshold, index))


def check_certificates(certificates: Sequence[Certificate]) -> None:
    """Step 2: one certificate for each place, in order, each with keys of its own."""
    require_certificates(certificates)
    seen: set[Element] = set()
    for index, certificate in enumerate(certificates, 1):
        for key in (certificate.verification, certificate.encryption):
            if key in seen:
                raise OutOfPlace(Reason.REPEATED_KEY, trustee(index))
            seen.add(key)


def index_of(key: CeremonyKey, certificates: Sequence[Certificate]) -> int:
    """Which of the group's trustees holds this key."""
    mine = (key.verification, key.encryption)
    for index, certificate in enumerate(certificates, 1):
        if (certificate.verification, certificate.encryption) == mine:
            return index
    raise OutOfPlace(Reason.NOT_MINE)


def file_name(certificate: Certificate) -> str:
    """How belenios-tool names the files of a trustee, before the ending."""
    return hashlib.sha256(certificate.signed.message.encode()).hexdigest()


# Step 3: polynomials


def make_polynomial(
    key: CeremonyKey, certificates: Sequence[Certificate], *, randbelow: RandBelow = secrets.randbelow
) -> Polynomial:
    """Step 3: a new polynomial, and its value for each trustee, sealed."""
    check_certificates(certificates)
    index_of(key, certificates)
    polynomial = [1 + randbelow(ORDER - 1) for _ in range(certificates[0].context.threshold)]
    elements = tuple(map(generator_power, polynomial))
    values = (_evaluate(polynomial, index) for index in range(1, len(certificates) + 1))
    return Polynomial(
        polynomial=send(key, key.encryption, _polynomial_message(polynomial), randbelow),
        secrets=tuple(
            send(key, certificate.encryption, _secret_message(value), randbelow)
            for certificate, value in zip(certificates, values, strict=True)
        ),
        coefexps=Coefficients(sign(key.signing, coefficients_message(elements), randbelow), elements),
        signature=sign(key.signing, whole_message(certificates, elements), randbelow).signature,
    )


def check_polynomial(certificates: Sequence[Certificate], index: int, polynomial: Polynomial) -> None:
    """All that can be checked without opening what is sealed."""
    with at(trustee(index)):
        if len(polynomial.secrets) != len(certificates):
            raise Malformed(Reason.BAD_GROUP)
        polynomial.coefexps.verify(certificates, index, polynomial.signature)
        for sealed in (polynomial.polynomial, *polynomial.secrets):
            _require_members(sealed)


# Steps 4 and 5: verification by each trustee


def make_vinput(certificates: Sequence[Certificate], polynomials: Sequence[Polynomial], index: int) -> Vinput:
    """Step 4: what trustee `index` is to check."""
    _check_polynomials(certificates, polynomials)
    return Vinput(
        polynomial=polynomials[index - 1].polynomial,
        secrets=tuple(polynomial.secrets[index - 1] for polynomial in polynomials),
        coefexps=tuple(polynomial.coefexps for polynomial in polynomials),
        signatures=tuple(polynomial.signature for polynomial in polynomials),
    )


def make_voutput(
    key: CeremonyKey,
    certificates: Sequence[Certificate],
    vinput: Vinput,
    *,
    randbelow: RandBelow = secrets.randbelow,
) -> Voutput:
    """Step 5: check what every trustee published and sent, and add up the secrets to this trustee's private key."""
    check_certificates(certificates)
    index = index_of(key, certificates)
    if {len(vinput.secrets), len(vinput.coefexps), len(vinput.signatures)} != {len(certificates)}:
        raise Malformed(Reason.BAD_GROUP)
    for other, (coefexps, signature) in enumerate(zip(vinput.coefexps, vinput.signatures, strict=True), 1):
        with at(trustee(other)):
            coefexps.verify(certificates, other, signature)
    with at(trustee(index)):
        mine = _open_polynomial(key, vinput.polynomial)
        if tuple(map(generator_power, mine)) != vinput.coefexps[index - 1].elements:
            raise OutOfPlace(Reason.CHANGED)
    private = PrivateKey(sum(_secrets(key, certificates, vinput, index)) % ORDER)
    signature = sign(key.signing, write_element(private.element), randbelow).signature
    public = PublicKey(private.element, private.public(randbelow).pok, signature)
    return Voutput(send(key, key.encryption, _key_message(private), randbelow), public)


def check_voutput(
    certificates: Sequence[Certificate], polynomials: Sequence[Polynomial], index: int, voutput: Voutput
) -> None:
    """Refuse a public key that does not follow from the polynomials, or is not proved and signed by its trustee."""
    published = add_polynomials([polynomial.coefexps for polynomial in polynomials])
    with at(trustee(index)):
        require_key(voutput.public_key, certificates[index - 1], value_at(published, index))
        _require_members(voutput.private_key)


# Step 6, and the private key when it is needed


def threshold_parameters(
    certificates: Sequence[Certificate], polynomials: Sequence[Polynomial], voutputs: Sequence[Voutput]
) -> ThresholdGroup:
    """Step 6: the group as it is published; everything is checked once more."""
    _check_polynomials(certificates, polynomials)
    if len(voutputs) != len(certificates):
        raise Malformed(Reason.BAD_GROUP)
    for index, voutput in enumerate(voutputs, 1):
        check_voutput(certificates, polynomials, index, voutput)
    return ThresholdGroup(
        threshold=certificates[0].context.threshold,
        certificates=tuple(certificates),
        coefficients=tuple(polynomial.coefexps for polynomial in polynomials),
        signatures=tuple(polynomial.signature for polynomial in polynomials),
        verification_keys=tuple(voutput.public_key for voutput in voutputs),
    )


def decryption_key(key: CeremonyKey, sealed: SealedMessage) -> PrivateKey:
    """Open the private key that this trustee sealed for itself in step 5."""
    (secret,) = fields(load(receive(key, key.verification, sealed).encode()), "decryption_key")
    return PrivateKey(parse_scalar(secret))


def _check_polynomials(certificates: Sequence[Certificate], polynomials: Sequence[Polynomial]) -> None:
    check_certificates(certificates)
    if len(polynomials) != len(certificates):
        raise Malformed(Reason.BAD_GROUP)
    for index, polynomial in enumerate(polynomials, 1):
        check_polynomial(certificates, index, polynomial)


def _secrets(key: CeremonyKey, certificates: Sequence[Certificate], vinput: Vinput, index: int) -> list[int]:
    """s_ij from every trustee i; each fits what that trustee published."""
    found = []
    for other, sealed in enumerate(vinput.secrets, 1):
        with at(trustee(other)):
            message = receive(key, certificates[other - 1].verification, sealed)
            (value,) = fields(load(message.encode()), "secret")
            secret = parse_scalar(value)
            if generator_power(secret) != value_at(vinput.coefexps[other - 1].elements, index):
                raise Unproved(Reason.WRONG_SECRET)
            found.append(secret)
    return found


def _open_polynomial(key: CeremonyKey, sealed: SealedMessage) -> list[int]:
    (polynomial,) = fields(load(receive(key, key.verification, sealed).encode()), "polynomial")
    return [parse_scalar(coefficient) for coefficient in array(polynomial)]


def _evaluate(polynomial: Sequence[int], x: int) -> int:
    """f(x), from the highest coefficient down."""
    value = 0
    for coefficient in reversed(polynomial):
        value = (value * x + coefficient) % ORDER
    return value


def _require_members(sealed: SealedMessage) -> None:
    require_member(sealed.alpha)
    require_member(sealed.beta)


def _polynomial_message(polynomial: Sequence[int]) -> str:
    return dump({"polynomial": [str(coefficient) for coefficient in polynomial]}).decode()


def _secret_message(secret: int) -> str:
    return dump({"secret": str(secret)}).decode()


def _key_message(private: PrivateKey) -> str:
    return dump({"decryption_key": str(private.secret)}).decode()
