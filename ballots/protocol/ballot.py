"""A ballot: one answer to each question, signed with one credential (sections Signatures and Ballots)."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

from .answers import Answer, binding, check_answer, parse_answer, seal_answer
from .credentials import SigningKey, derive
from .elgamal import Ciphertext
from .errors import Malformed, OutOfPlace, Reason, Unproved, at
from .group import Element, RandBelow, parse_element, write_element
from .proofs import Proof, knowledge_holds, parse_proof, prove_knowledge
from .questions import Election
from .setup import Setup
from .wire import array, dump, fields, fingerprint, load, same_bytes, text

UNSIGNED: Final = ("election_uuid", "election_hash", "credential", "answers")


@dataclass(frozen=True)
class UnsignedBallot:
    """Answers sealed for one credential. Its hash is what the voter sees before choosing to cast or to test."""

    election_uuid: str
    election_hash: str
    credential: Element
    answers: tuple[Answer, ...]
    raw: bytes = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "raw", dump(self.to_json()))

    def to_json(self) -> dict[str, object]:
        answers = [answer.to_json() for answer in self.answers]
        values = (self.election_uuid, self.election_hash, write_element(self.credential), answers)
        return dict(zip(UNSIGNED, values, strict=True))

    @property
    def hash(self) -> str:
        return fingerprint(self.raw)


@dataclass(frozen=True)
class PreparedBallot:
    """An unsigned ballot on the voter's own machine, with the randomness that a test ballot reveals."""

    unsigned: UnsignedBallot
    randomness: tuple[tuple[int, ...], ...] = field(repr=False)

    def sign(self, key: SigningKey, randbelow: RandBelow = secrets.randbelow) -> bytes:
        signed_hash = self.unsigned.hash
        proof = prove_knowledge(f"sig|{signed_hash}|", key.secret, randbelow)
        return Ballot(self.unsigned, signed_hash, proof).to_bytes()


@dataclass(frozen=True)
class Ballot:
    """A signed ballot."""

    unsigned: UnsignedBallot
    hash: str
    proof: Proof

    def to_bytes(self) -> bytes:
        signature = dump({"hash": self.hash, "proof": self.proof.to_json()})
        return self.unsigned.raw[:-1] + b',"signature":' + signature + b"}"


@dataclass(frozen=True)
class CheckedBallot:
    """What is kept of a ballot that was accepted."""

    tracker: str
    """The smart ballot tracker, which the voter's receipt carries."""
    hash: str
    """The signed hash, which the voter saw before casting."""
    credential: str
    choices: tuple[tuple[Ciphertext, ...], ...] = field(repr=False)

    @property
    def ciphertexts(self) -> tuple[str, ...]:
        """What identifies each encrypted choice: its alpha, since the same alpha means the same randomness."""
        return tuple(write_element(choice.alpha) for choices in self.choices for choice in choices)


def prepare(
    election: Election,
    key: SigningKey,
    plaintexts: Sequence[Sequence[int]],
    *,
    randbelow: RandBelow = secrets.randbelow,
) -> PreparedBallot:
    """Encrypt one plaintext (see `Question.choose`) for each question and prove that each is allowed."""
    if len(plaintexts) != len(election.questions):
        raise Malformed(Reason.WRONG_COUNT)
    s0 = binding(election.fingerprint, key.public)
    sealed = []
    for number, (question, plaintext) in enumerate(zip(election.questions, plaintexts, strict=True), 1):
        with at(f"Question {number}"):
            sealed.append(seal_answer(question, election.public_key, s0, plaintext, randbelow))
    answers = tuple(each.answer for each in sealed)
    unsigned = UnsignedBallot(election.uuid, election.fingerprint, key.public, answers)
    return PreparedBallot(unsigned, tuple(each.randomness for each in sealed))


def seal(
    election: Election,
    private_credential: str,
    plaintexts: Sequence[Sequence[int]],
    *,
    randbelow: RandBelow = secrets.randbelow,
) -> bytes:
    """A signed ballot, ready to be cast."""
    key = derive(election.uuid, private_credential)
    return prepare(election, key, plaintexts, randbelow=randbelow).sign(key, randbelow)


def check(
    setup: Setup, raw: bytes, *, credential: str | None = None, tested: Collection[str] = frozenset()
) -> CheckedBallot:
    """Accept a ballot or raise `Refused`: structure first, then the signature, then the proofs.

    `credential` is the one credential that this voter may use; `tested` holds the ciphertexts of tested ballots.
    """
    ballot = parse_ballot(setup, raw)
    unsigned = ballot.unsigned
    if not setup.lists(unsigned.credential):
        raise OutOfPlace(Reason.UNKNOWN_CREDENTIAL)
    if credential is not None and write_element(unsigned.credential) != credential:
        raise OutOfPlace(Reason.OTHER_CREDENTIAL)
    choices = tuple(answer.choices for answer in unsigned.answers)
    checked = CheckedBallot(fingerprint(raw), ballot.hash, write_element(unsigned.credential), choices)
    if len(set(checked.ciphertexts)) != len(checked.ciphertexts):
        raise OutOfPlace(Reason.REPEATED_CIPHERTEXT)
    if any(ciphertext in tested for ciphertext in checked.ciphertexts):
        raise OutOfPlace(Reason.TESTED_CIPHERTEXT)
    _require_signature(ballot)
    s0 = binding(unsigned.election_hash, unsigned.credential)
    for number, (question, answer) in enumerate(zip(setup.questions, unsigned.answers, strict=True), 1):
        with at(f"Question {number}"):
            check_answer(question, setup.election.public_key, s0, answer)
    return checked


def parse_ballot(setup: Setup, raw: bytes) -> Ballot:
    """Read a ballot of this election without checking its signature or proofs; refuse every other writing of it."""
    if len(raw) > setup.largest_ballot:
        raise Malformed(Reason.TOO_LARGE)
    *unsigned, signature = fields(load(raw), *UNSIGNED, "signature")
    sealed = _parse_unsigned(setup.election, unsigned)
    with at("Signature"):
        signed_hash, proof = fields(signature, "hash", "proof")
        ballot = Ballot(sealed, text(signed_hash), parse_proof(proof))
    same_bytes(raw, ballot.to_bytes())
    return ballot


def parse_unsigned(election: Election, value: object) -> UnsignedBallot:
    """Read what a tested ballot reveals: sealed answers without a signature."""
    return _parse_unsigned(election, fields(value, *UNSIGNED))


def _parse_unsigned(election: Election, values: Sequence[object]) -> UnsignedBallot:
    uuid, election_hash, credential, answers = values
    if text(uuid) != election.uuid:
        raise OutOfPlace(Reason.WRONG_ELECTION)
    if text(election_hash) != election.fingerprint:
        raise OutOfPlace(Reason.WRONG_FINGERPRINT)
    with at("Credential"):
        public = parse_element(credential)
    parsed = []
    for number, (question, value) in enumerate(
        zip(election.questions, array(answers, len(election.questions)), strict=True), 1
    ):
        with at(f"Question {number}"):
            parsed.append(parse_answer(question, value))
    return UnsignedBallot(election.uuid, election.fingerprint, public, tuple(parsed))


def tracker(raw: bytes) -> str:
    """The smart ballot tracker of a ballot's bytes."""
    return fingerprint(raw)


def _require_signature(ballot: Ballot) -> None:
    if ballot.hash != ballot.unsigned.hash:
        raise Unproved(Reason.WRONG_HASH)
    if not knowledge_holds(f"sig|{ballot.hash}|", ballot.unsigned.credential, ballot.proof):
        raise Unproved(Reason.BAD_SIGNATURE)
