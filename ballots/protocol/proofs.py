"""Zero-knowledge proofs made non-interactive with a hash (sections Proofs of interval membership and onwards).

Every proof of the protocol is one of three kinds; what it is bound to is the prefix of its hash:

- knowledge of a secret: x with X = g^x (signatures, trustees' keys);
- equality of logarithms: x with X = g^x and F = alpha^x (partial decryptions);
- a disjunction: one of several pairs (alpha, beta) is (g^r, y^r) (choices, their number, abstentions).
"""

from collections.abc import Sequence
from typing import NamedTuple

from .elgamal import Ciphertext
from .group import (
    ORDER,
    Element,
    RandBelow,
    generator_power,
    hash_to_scalar,
    multiply,
    parse_scalar,
    power,
    write_element,
)
from .wire import fields


class Proof(NamedTuple):
    challenge: int
    response: int

    def to_json(self) -> dict[str, str]:
        return {"challenge": str(self.challenge), "response": str(self.response)}


class Witness(NamedTuple):
    """What a prover knows of one branch: (alpha, beta) = (g^randomness, y^randomness g^excess); true if excess is 0."""

    randomness: int
    excess: int


def parse_proof(value: object) -> Proof:
    challenge, response = fields(value, "challenge", "response")
    return Proof(parse_scalar(challenge), parse_scalar(response))


def prove_knowledge(prefix: str, secret: int, randbelow: RandBelow) -> Proof:
    """Prove knowing x, where `prefix` names X = g^x and whatever else the proof is bound to."""
    w = randbelow(ORDER)
    challenge = hash_to_scalar(prefix + write_element(generator_power(w)))
    return Proof(challenge, (w - secret * challenge) % ORDER)


def knowledge_holds(prefix: str, public: Element, proof: Proof) -> bool:
    commitment = multiply(generator_power(proof.response), power(public, proof.challenge))
    return proof.challenge == hash_to_scalar(prefix + write_element(commitment))


def prove_equality(prefix: str, base: Element, secret: int, randbelow: RandBelow) -> Proof:
    """Prove that the same x is in X = g^x and in F = base^x."""
    w = randbelow(ORDER)
    challenge = _hash(prefix, [generator_power(w), power(base, w)])
    return Proof(challenge, (w - secret * challenge) % ORDER)


def equality_holds(prefix: str, public: Element, base: Element, factor: Element, proof: Proof) -> bool:
    a = multiply(generator_power(proof.response), power(public, proof.challenge))
    b = multiply(power(base, proof.response), power(factor, proof.challenge))
    return proof.challenge == _hash(prefix, [a, b])


def prove_disjunction(
    prefix: str, key: Element, branches: Sequence[Witness], true: int, randbelow: RandBelow
) -> tuple[Proof, ...]:
    """Prove that branch `true` has no excess, without telling which branch it is.

    A prover knows the randomness of every branch, so a simulated one costs no more than the true one.
    """
    nonces = [randbelow(ORDER) for _ in branches]
    challenges = [randbelow(ORDER) for _ in branches]
    challenges[true] = 0
    commitments = []
    for (_, excess), nonce, challenge in zip(branches, nonces, challenges, strict=True):
        b = power(key, nonce)
        commitments += [generator_power(nonce), multiply(b, generator_power(excess * challenge)) if challenge else b]
    challenges[true] = (_hash(prefix, commitments) - sum(challenges)) % ORDER
    return tuple(
        Proof(challenge, (nonce - branch.randomness * challenge) % ORDER)
        for branch, nonce, challenge in zip(branches, nonces, challenges, strict=True)
    )


def disjunction_holds(prefix: str, key: Element, branches: Sequence[Ciphertext], proofs: Sequence[Proof]) -> bool:
    """Whether one of the branches is (g^r, y^r); refuses elements outside the group on the way."""
    commitments = []
    total = 0
    for (alpha, beta), (challenge, response) in zip(branches, proofs, strict=True):
        commitments += [
            multiply(generator_power(response), power(alpha, challenge)),
            multiply(power(key, response), power(beta, challenge)),
        ]
        total += challenge
    return total % ORDER == _hash(prefix, commitments)


def _hash(prefix: str, elements: Sequence[Element]) -> int:
    return hash_to_scalar(prefix + ",".join(map(write_element, elements)))
