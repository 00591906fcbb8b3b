"""One encrypted answer: every choice is 0 or 1, and together they respect the question (section Homomorphic answers).

S0 is the election's fingerprint and the voter's credential; S adds all ciphertexts of the answer. Proofs about a
single choice are bound to S0, proofs about the whole answer to S, so nothing can be moved between ballots.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from .elgamal import Ciphertext, add_up, encrypt, parse_ciphertext
from .errors import Reason, Unproved, at
from .group import ORDER, Element, RandBelow, write_element
from .proofs import Proof, Witness, disjunction_holds, parse_proof, prove_disjunction
from .questions import Question
from .wire import array, fields


class Statement(NamedTuple):
    """A disjunction to prove: what the hash is bound to, and the branches of which one must be (g^r, y^r)."""

    prefix: str
    branches: tuple[Ciphertext, ...]


@dataclass(frozen=True)
class Answer:
    """`answer_h`."""

    choices: tuple[Ciphertext, ...]
    individual_proofs: tuple[tuple[Proof, ...], ...]
    overall_proof: tuple[Proof, ...]
    blank_proof: tuple[Proof, ...] | None

    def to_json(self) -> dict[str, object]:
        blank = {} if self.blank_proof is None else {"blank_proof": _proofs_json(self.blank_proof)}
        return {
            "choices": [choice.to_json() for choice in self.choices],
            "individual_proofs": [_proofs_json(proofs) for proofs in self.individual_proofs],
            "overall_proof": _proofs_json(self.overall_proof),
            **blank,
        }


@dataclass(frozen=True)
class SealedAnswer:
    """An answer and the randomness that its maker alone knows."""

    answer: Answer
    randomness: tuple[int, ...] = field(repr=False)


def binding(fingerprint: str, credential: Element) -> str:
    """S0."""
    return f"{fingerprint}|{write_element(credential)}"


def individual_statement(s0: str, choice: Ciphertext) -> Statement:
    """m is 0 or 1."""
    return Statement(f"prove|{s0}|{choice}|", (choice, choice.less(1)))


def overall_statement(s0: str, question: Question, choices: Sequence[Ciphertext]) -> Statement:
    """The number of choices is one of those allowed; or, where one can abstain, m_0 = 1."""
    total = add_up(choices[int(question.blank) :])
    numbers = tuple(total.less(number) for number in question.allowed)
    if question.blank:
        return Statement(f"bproof1|{_whole(s0, choices)}|", (choices[0].less(1), *numbers))
    return Statement(f"prove|{_whole(s0, choices)}|{total}|", numbers)


def blank_statement(s0: str, choices: Sequence[Ciphertext]) -> Statement:
    """m_0 = 0, or nothing is chosen."""
    return Statement(f"bproof0|{_whole(s0, choices)}|", (choices[0], add_up(choices[1:])))


def seal_answer(
    question: Question, key: Element, s0: str, plaintext: Sequence[int], randbelow: RandBelow
) -> SealedAnswer:
    numbers = question.require_valid(plaintext)
    secrets_ = tuple(1 + randbelow(ORDER - 1) for _ in numbers)
    choices = tuple(encrypt(key, number, r) for number, r in zip(numbers, secrets_, strict=True))

    def prove(statement: Statement, witnesses: Sequence[Witness]) -> tuple[Proof, ...]:
        true = next(index for index, witness in enumerate(witnesses) if not witness.excess)
        return prove_disjunction(statement.prefix, key, witnesses, true, randbelow)

    individual = tuple(
        prove(individual_statement(s0, choice), (Witness(r, number), Witness(r, number - 1)))
        for choice, number, r in zip(choices, numbers, secrets_, strict=True)
    )
    first = int(question.blank)
    r_sum, chosen = sum(secrets_[first:]), sum(numbers[first:])
    of_number = tuple(Witness(r_sum, chosen - allowed) for allowed in question.allowed)
    overall = overall_statement(s0, question, choices)
    if not question.blank:
        return SealedAnswer(Answer(choices, individual, prove(overall, of_number), None), secrets_)
    overall_proof = prove(overall, (Witness(secrets_[0], numbers[0] - 1), *of_number))
    blank_witnesses = (Witness(secrets_[0], numbers[0]), Witness(r_sum, chosen))
    blank_proof = prove(blank_statement(s0, choices), blank_witnesses)
    return SealedAnswer(Answer(choices, individual, overall_proof, blank_proof), secrets_)


def check_answer(question: Question, key: Element, s0: str, answer: Answer) -> None:
    """Refuse an answer with an element outside the group or a proof that does not hold; shapes are checked before."""
    for number, (choice, proofs) in enumerate(zip(answer.choices, answer.individual_proofs, strict=True), 1):
        with at(f"choice {number}"):
            _require(individual_statement(s0, choice), key, proofs, Reason.INDIVIDUAL_PROOF)
    _require(overall_statement(s0, question, answer.choices), key, answer.overall_proof, Reason.OVERALL_PROOF)
    if answer.blank_proof is not None:
        _require(blank_statement(s0, answer.choices), key, answer.blank_proof, Reason.BLANK_PROOF)


def parse_answer(question: Question, value: object) -> Answer:
    names = ("choices", "individual_proofs", "overall_proof", *(("blank_proof",) if question.blank else ()))
    choices, individual, overall, *blank = fields(value, *names)
    count = question.ciphertexts
    return Answer(
        choices=tuple(_parse_choices(array(choices, count))),
        individual_proofs=tuple(_parse_proofs(proofs, 2) for proofs in array(individual, count)),
        overall_proof=_parse_proofs(overall, len(question.allowed) + question.blank),
        blank_proof=_parse_proofs(blank[0], 2) if blank else None,
    )


def _parse_choices(values: Sequence[object]) -> Iterator[Ciphertext]:
    for number, value in enumerate(values, 1):
        with at(f"choice {number}"):
            yield parse_ciphertext(value)


def _parse_proofs(value: object, count: int) -> tuple[Proof, ...]:
    return tuple(parse_proof(proof) for proof in array(value, count))


def _proofs_json(proofs: Sequence[Proof]) -> list[dict[str, str]]:
    return [proof.to_json() for proof in proofs]


def _whole(s0: str, choices: Sequence[Ciphertext]) -> str:
    """S."""
    return f"{s0}|{','.join(map(str, choices))}"


def _require(statement: Statement, key: Element, proofs: Sequence[Proof], reason: Reason) -> None:
    if not disjunction_holds(statement.prefix, key, statement.branches, proofs):
        raise Unproved(reason)
