"""A key ceremony held by one dealer, for tests alone: real trustees never let anyone hold all polynomials."""

from ballots.protocol.group import NAME, ORDER, Element, RandBelow, generator_power, multiply, write_element
from ballots.protocol.keys import PrivateKey, PublicKey
from ballots.protocol.pedersen import SignedMessage, ThresholdGroup, parse_threshold_group
from ballots.protocol.proofs import Proof, prove_knowledge
from ballots.protocol.wire import dump


def hold_ceremony(
    threshold: int, size: int, randbelow: RandBelow, strangers: tuple[Element, ...] = (), **claims: object
) -> tuple[ThresholdGroup, dict[int, PrivateKey]]:
    """The group and, by index from 1, each trustee's private key.

    `strangers` are multiplied into the first coefficients of the first trustees before everything is signed;
    `claims` replace what the certificates say they are for.
    """

    def sign(secret: int, message: str) -> Proof:
        return prove_knowledge(f"sigmsg|{message}|", secret, randbelow)

    def published(index: int, polynomial: list[int]) -> list[str]:
        first, *others = map(generator_power, polynomial)
        if index <= len(strangers):
            first = multiply(first, strangers[index - 1])
        return [write_element(element) for element in (first, *others)]

    signing = [randbelow(ORDER) for _ in range(size)]
    polynomials = [[randbelow(ORDER) for _ in range(threshold)] for _ in range(size)]
    certs, coefexps = [], []
    for index, (secret, polynomial) in enumerate(zip(signing, polynomials, strict=True), 1):
        context = {"group": NAME, "size": size, "threshold": threshold, "index": index, **claims}
        keys = {name: write_element(generator_power(secret)) for name in ("verification", "encryption")}
        cert = dump({"context": context, **keys}).decode()
        certs.append(SignedMessage(cert, sign(secret, cert)))
        exponentiated = dump({"coefexps": published(index, polynomial)}).decode()
        coefexps.append(SignedMessage(exponentiated, sign(secret, exponentiated)))
    private = {
        index: PrivateKey(sum(a * index**k for row in polynomials for k, a in enumerate(row)) % ORDER)
        for index in range(1, size + 1)
    }
    signatures, public = [], []
    for index, key in private.items():
        secret, coefficients = signing[index - 1], published(index, polynomials[index - 1])
        signed = dump({"certs": [cert.to_json() for cert in certs], "coefexps": coefficients}).decode()
        signatures.append(sign(secret, f"certs_sig|{signed}"))
        signature = sign(secret, write_element(key.element))
        public.append(PublicKey(key.element, key.public(randbelow).pok, signature))
    content = {
        "threshold": threshold,
        "certs": [cert.to_json() for cert in certs],
        "coefexps": [message.to_json() for message in coefexps],
        "signatures": [signature.to_json() for signature in signatures],
        "verification_keys": [key.to_json() for key in public],
    }
    return parse_threshold_group(content), private
