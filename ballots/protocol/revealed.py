"""A ballot that its voter tests instead of casting: opened on the voter's own machine, for recomputation (Benaloh).

This is not part of Belenios. The voter's program seals, shows the code of the sealed, unsigned ballot, and only then
is told to cast or to test. A test writes the file that is read here: what was chosen, all randomness, and the sealed
ballot itself, because its code is the hash of proofs that cannot be made twice. A program that had encrypted something
else would have had to know beforehand that it would not be tested.

    {"election_uuid", "election_hash", "hash", "plaintexts": [[0, 1, …], …], "randomness": [["123…", …], …], "ballot"}

`ballot` is the unsigned ballot: `{"election_uuid", "election_hash", "credential", "answers"}`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from .answers import binding, check_answer
from .ballot import PreparedBallot, UnsignedBallot, parse_unsigned
from .elgamal import encrypt
from .errors import Malformed, OutOfPlace, Reason, Unproved, at
from .group import parse_scalar
from .questions import Election
from .wire import array, dump, fields, integer, load, same_bytes, text

Plaintexts = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class RevealedBallot:
    ballot: UnsignedBallot
    hash: str
    """The code that the voter saw before choosing to test."""
    plaintexts: Plaintexts
    randomness: tuple[tuple[int, ...], ...] = field(repr=False)

    def to_bytes(self) -> bytes:
        return dump(
            {
                "election_uuid": self.ballot.election_uuid,
                "election_hash": self.ballot.election_hash,
                "hash": self.hash,
                "plaintexts": [list(row) for row in self.plaintexts],
                "randomness": [list(map(str, row)) for row in self.randomness],
                "ballot": self.ballot.to_json(),
            }
        )


def reveal(prepared: PreparedBallot, plaintexts: Sequence[Sequence[int]]) -> RevealedBallot:
    """Open a ballot, which must never be cast afterwards."""
    unsigned = prepared.unsigned
    return RevealedBallot(unsigned, unsigned.hash, tuple(map(tuple, plaintexts)), prepared.randomness)


def read_revealed(election: Election, raw: bytes) -> RevealedBallot:
    """Read the file of a tested ballot of this election; a final newline is allowed."""
    raw = raw.removesuffix(b"\n")
    uuid, election_hash, code, plaintexts, randomness, ballot = fields(
        load(raw), "election_uuid", "election_hash", "hash", "plaintexts", "randomness", "ballot"
    )
    if text(uuid) != election.uuid:
        raise OutOfPlace(Reason.WRONG_ELECTION)
    if text(election_hash) != election.fingerprint:
        raise OutOfPlace(Reason.WRONG_FINGERPRINT)
    count = len(election.questions)
    revealed = RevealedBallot(
        parse_unsigned(election, ballot),
        text(code),
        tuple(tuple(map(integer, array(row))) for row in array(plaintexts, count)),
        tuple(tuple(map(parse_scalar, array(row))) for row in array(randomness, count)),
    )
    same_bytes(raw, revealed.to_bytes())
    return revealed


def audit(election: Election, revealed: RevealedBallot) -> None:
    """Recompute every encrypted choice and check every proof; refuses what the ballot does not really hold."""
    if revealed.hash != revealed.ballot.hash:
        raise Unproved(Reason.WRONG_CODE)
    s0 = binding(election.fingerprint, revealed.ballot.credential)
    rows = zip(election.questions, revealed.plaintexts, revealed.randomness, revealed.ballot.answers, strict=True)
    for number, (question, plaintext, randomness, answer) in enumerate(rows, 1):
        with at(f"Question {number}"):
            if len(randomness) != question.ciphertexts:
                raise Malformed(Reason.WRONG_COUNT)
            plain = question.require_valid(plaintext)
            for place, (m, r, choice) in enumerate(zip(plain, randomness, answer.choices, strict=True), 1):
                if encrypt(election.public_key, m, r) != choice:
                    raise Unproved(Reason.OTHER_PLAINTEXT, f"choice {place}")
            check_answer(question, election.public_key, s0, answer)
