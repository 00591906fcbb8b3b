"""From the counted ballots to the result (sections Encrypted tally, Partial decryptions, Election result)."""

import math
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from .elgamal import NOTHING, Ciphertext, parse_ciphertext
from .errors import Malformed, OutOfPlace, Reason, Unproved, at
from .group import (
    Element,
    RandBelow,
    divide,
    generator_power,
    multiply,
    parse_element,
    power,
    write_element,
)
from .keys import PrivateKey
from .proofs import Proof, equality_holds, parse_proof, prove_equality
from .questions import Question
from .setup import Setup
from .trustees import Trustees
from .wire import array, dump, fields, integer, load, same_bytes, sha256, text

Ciphertexts = tuple[tuple[Ciphertext, ...], ...]
T = TypeVar("T")


@dataclass(frozen=True)
class EncryptedTally:
    """The sum of the last ballot of each credential; grows ballot by ballot and keeps none of them."""

    totals: Ciphertexts
    ballots: int

    def plus(self, choices: Ciphertexts) -> "EncryptedTally":
        """Add the choices of one more checked ballot."""
        totals = tuple(
            tuple(total.plus(choice) for total, choice in zip(row, added, strict=True))
            for row, added in zip(self.totals, choices, strict=True)
        )
        return EncryptedTally(totals, self.ballots + 1)

    def minus(self, choices: Ciphertexts) -> "EncryptedTally":
        """Take out the choices of a ballot that was added before."""
        totals = tuple(
            tuple(total.minus(choice) for total, choice in zip(row, removed, strict=True))
            for row, removed in zip(self.totals, choices, strict=True)
        )
        return EncryptedTally(totals, self.ballots - 1)

    @cached_property
    def raw(self) -> bytes:
        return dump([[total.to_json() for total in row] for row in self.totals])

    @cached_property
    def sized(self) -> bytes:
        """`sized_encrypted_tally`, the payload of the EncryptedTally event; each ballot weighs 1."""
        numbers = {"num_tallied": self.ballots, "total_weight": self.ballots}
        return dump({**numbers, "encrypted_tally": sha256(self.raw)})


@dataclass(frozen=True)
class PartialDecryption:
    """One trustee's factors alpha^x for every total, each with its proof."""

    factors: tuple[tuple[Element, ...], ...]
    proofs: tuple[tuple[Proof, ...], ...]

    @cached_property
    def raw(self) -> bytes:
        factors = [[write_element(factor) for factor in row] for row in self.factors]
        proofs = [[proof.to_json() for proof in row] for row in self.proofs]
        return dump({"decryption_factors": factors, "decryption_proofs": proofs})

    def owned_by(self, owner: int) -> bytes:
        """`owned_partial_decryption`, the payload of the PartialDecryption event."""
        return dump({"owner": owner, "payload": sha256(self.raw)})


def nothing_counted(questions: Sequence[Question]) -> EncryptedTally:
    """The tally of no ballots."""
    return EncryptedTally(tuple((NOTHING,) * question.ciphertexts for question in questions), 0)


def accumulate(questions: Sequence[Question], counted: Iterable[Ciphertexts]) -> EncryptedTally:
    """Sum the choices of the counted ballots, one last ballot for each credential, as they stream by."""
    tally = nothing_counted(questions)
    for choices in counted:
        tally = tally.plus(choices)
    return tally


def decrypt(
    setup: Setup, tally: EncryptedTally, key: PrivateKey, *, randbelow: RandBelow = secrets.randbelow
) -> PartialDecryption:
    """One trustee's partial decryption of a tally that this trustee has recomputed from the record."""
    prefix = _prefix(setup, key.element)
    factors = tuple(tuple(power(total.alpha, key.secret) for total in row) for row in tally.totals)
    proofs = tuple(
        tuple(prove_equality(prefix, total.alpha, key.secret, randbelow) for total in row) for row in tally.totals
    )
    return PartialDecryption(factors, proofs)


def check_partial_decryption(setup: Setup, tally: EncryptedTally, owner: int, share: PartialDecryption) -> None:
    """Refuse a share with a proof that does not hold for this owner's key and this tally."""
    public = setup.trustees.key(owner)
    prefix = _prefix(setup, public)
    rows = zip(tally.totals, share.factors, share.proofs, strict=True)
    for question, (totals, factors, proofs) in enumerate(rows, 1):
        for number, (total, factor, proof) in enumerate(zip(totals, factors, proofs, strict=True), 1):
            with at(f"Trustee {owner}, question {question}, total {number}"):
                if not equality_holds(prefix, public, total.alpha, factor, proof):
                    raise Unproved(Reason.BAD_SHARE)


def read_partial_decryption(setup: Setup, raw: bytes) -> PartialDecryption:
    """Read the file that a trustee uploads; the shape is that of the election."""
    factors, proofs = fields(load(raw), "decryption_factors", "decryption_proofs")
    share = PartialDecryption(
        _matrix(setup.questions, factors, lambda value: parse_element(value, identity=True)),
        _matrix(setup.questions, proofs, parse_proof),
    )
    same_bytes(raw, share.raw)
    return share


def read_share_file(setup: Setup, raw: bytes) -> tuple[int | None, PartialDecryption]:
    """Read what a trustee's program wrote: the share and, on a line of its own as belenios-tool does, whose it is."""
    share, *owned = raw.removesuffix(b"\n").split(b"\n")
    decryption = read_partial_decryption(setup, share)
    if not owned:
        return None, decryption
    if len(owned) > 1:
        raise Malformed(Reason.WRONG_COUNT)
    owner, payload = read_owned(owned[0])
    if payload != sha256(share):
        raise OutOfPlace(Reason.OTHER_SHARE)
    return owner, decryption


def read_owned(raw: bytes) -> tuple[int, str]:
    """The owner and the hash of the partial decryption."""
    owner, payload = fields(load(raw), "owner", "payload")
    same_bytes(raw, dump({"owner": (number := integer(owner)), "payload": text(payload)}))
    return number, text(payload)


def read_sized(raw: bytes) -> tuple[int, int, str]:
    """The number of ballots counted, their weight, and the hash of the encrypted tally."""
    ballots, weight, payload = fields(load(raw), "num_tallied", "total_weight", "encrypted_tally")
    numbers = {"num_tallied": integer(ballots), "total_weight": integer(weight)}
    same_bytes(raw, dump({**numbers, "encrypted_tally": text(payload)}))
    return integer(ballots), integer(weight), text(payload)


def read_encrypted_tally(setup: Setup, raw: bytes, ballots: int) -> EncryptedTally:
    """Read an encrypted tally to decrypt or check shares of it; only recomputing it from the ballots verifies it."""
    tally = EncryptedTally(_matrix(setup.questions, load(raw), lambda v: parse_ciphertext(v, identity=True)), ballots)
    same_bytes(raw, tally.raw)
    return tally


def totals(
    trustees: Trustees, tally: EncryptedTally, shares: Mapping[int, PartialDecryption]
) -> tuple[tuple[int, ...], ...]:
    """The result: for each question the number of abstentions (where allowed) and of votes for each answer."""
    logarithm = Logarithms(tally.ballots)

    def total(question: int, number: int, ciphertext: Ciphertext) -> int:
        factor = trustees.combine({owner: share.factors[question][number] for owner, share in shares.items()})
        with at(f"Question {question + 1}, total {number + 1}"):
            return logarithm.of(divide(ciphertext.beta, factor))

    return tuple(
        tuple(total(question, number, ciphertext) for number, ciphertext in enumerate(row))
        for question, row in enumerate(tally.totals)
    )


def write_result(result: Sequence[Sequence[int]]) -> bytes:
    return dump({"result": [list(row) for row in result]})


def read_result(questions: Sequence[Question], raw: bytes) -> tuple[tuple[int, ...], ...]:
    (result,) = fields(load(raw), "result")
    numbers = _matrix(questions, result, integer)
    same_bytes(raw, write_result(numbers))
    return numbers


class Logarithms:
    """Finds m with g^m given, for 0 <= m <= largest: a table of small steps, and giant steps through it."""

    def __init__(self, largest: int) -> None:
        self._largest = largest
        self._step = math.isqrt(largest) + 1
        self._table = {generator_power(number): number for number in range(self._step)}
        self._giant = generator_power(-self._step)

    def of(self, element: Element) -> int:
        for giants in range(self._step + 1):
            if element in self._table:
                number = giants * self._step + self._table[element]
                if number <= self._largest:
                    return number
            element = multiply(element, self._giant)
        raise OutOfPlace(Reason.NO_TOTAL)


def _matrix(questions: Sequence[Question], value: object, parse: Callable[[object], T]) -> tuple[tuple[T, ...], ...]:
    """Read one row for each question, with one item for each of its ciphertexts."""
    rows = zip(questions, array(value, len(questions)), strict=True)
    return tuple(tuple(parse(item) for item in array(row, question.ciphertexts)) for question, row in rows)


def _prefix(setup: Setup, public: Element) -> str:
    return f"decrypt|{setup.election.fingerprint}|{write_element(public)}|"
