"""A key ceremony held by one dealer, for tests alone: real trustees never let anyone hold all polynomials."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ballots.protocol.channel import SignedMessage
from ballots.protocol.group import NAME, ORDER, Element, RandBelow, generator_power, multiply, write_element
from ballots.protocol.keys import PrivateKey, PublicKey
from ballots.protocol.pedersen import ThresholdGroup, parse_threshold_group
from ballots.protocol.proofs import Proof, prove_knowledge
from ballots.protocol.wire import dump


@dataclass(frozen=True)
class Mischief:
    """What is wrong with a group although everything after it is computed and signed as it should be."""

    strangers: tuple[Element, ...] = ()
    """Multiplied into the first coefficients of the first trustees."""
    claims: Mapping[str, object] = field(default_factory=dict)
    """What the certificates say they are for, instead of the truth."""
    shift: int = 0
    """Added to every private key, so that none follows from the polynomials."""
    foreign: frozenset[str] = frozenset()
    """What is signed with keys other than the certificates': "cert", "coefexps", "certs" or "key"."""


def hold_ceremony(
    threshold: int, size: int, randbelow: RandBelow, mischief: Mischief = Mischief()
) -> tuple[ThresholdGroup, dict[int, PrivateKey]]:
    """The group and, by index from 1, each trustee's private key."""

    def sign(what: str, secret: int, message: str) -> Proof:
        return prove_knowledge(f"sigmsg|{message}|", secret + (what in mischief.foreign), randbelow)

    def published(index: int, polynomial: list[int]) -> list[str]:
        first, *others = map(generator_power, polynomial)
        if index <= len(mischief.strangers):
            first = multiply(first, mischief.strangers[index - 1])
        return [write_element(element) for element in (first, *others)]

    signing = [randbelow(ORDER) for _ in range(size)]
    polynomials = [[randbelow(ORDER) for _ in range(threshold)] for _ in range(size)]
    certs, coefexps = [], []
    for index, (secret, polynomial) in enumerate(zip(signing, polynomials, strict=True), 1):
        context = {"group": NAME, "size": size, "threshold": threshold, "index": index, **mischief.claims}
        keys = {name: write_element(generator_power(secret)) for name in ("verification", "encryption")}
        cert = dump({"context": context, **keys}).decode()
        certs.append(SignedMessage(cert, sign("cert", secret, cert)))
        exponentiated = dump({"coefexps": published(index, polynomial)}).decode()
        coefexps.append(SignedMessage(exponentiated, sign("coefexps", secret, exponentiated)))
    private = {
        index: PrivateKey(
            (mischief.shift + sum(a * index**k for row in polynomials for k, a in enumerate(row))) % ORDER
        )
        for index in range(1, size + 1)
    }
    signatures, public = [], []
    for index, key in private.items():
        secret, coefficients = signing[index - 1], published(index, polynomials[index - 1])
        signed = dump({"certs": [cert.to_json() for cert in certs], "coefexps": coefficients}).decode()
        signatures.append(sign("certs", secret, f"certs_sig|{signed}"))
        signature = sign("key", secret, write_element(key.element))
        public.append(PublicKey(key.element, key.public(randbelow).pok, signature))
    content = {
        "threshold": threshold,
        "certs": [cert.to_json() for cert in certs],
        "coefexps": [message.to_json() for message in coefexps],
        "signatures": [signature.to_json() for signature in signatures],
        "verification_keys": [key.to_json() for key in public],
    }
    return parse_threshold_group(content), private
