"""Ballots with a point of small order in one alpha, ground until no equation shows it.

T raised to a challenge is the identity when the challenge is a multiple of T's order. A forger chooses the challenges
of simulated branches so, and tries again until those of the true ones fall so as well. Nothing but a look at the group
itself refuses such a ballot.
"""

from collections.abc import Sequence
from typing import Any

from ballots.protocol.credentials import SigningKey
from ballots.protocol.group import ORDER, Element, generator_power, multiply, write_element
from ballots.protocol.questions import Election, Question
from tests.protocol.elections import chance
from tests.protocol.forger import Forger, Inputs

PLACE = 1
"""The choice that is stained: the first after the abstention."""


class Grinder(Forger):
    """Proves of the unstained ciphertext, and hashes the stained one."""

    def __init__(self, election: Election, key: SigningKey, stain: Element, seed: object) -> None:
        super().__init__(election, key, chance(seed))
        self.stain = stain
        self.stained: dict[str, str] = {}

    def answer(self, question: Question, numbers: Sequence[int]) -> dict[str, Any]:
        randomness = [self.randbelow(ORDER) for _ in numbers]
        for clean in (generator_power(randomness[PLACE]), generator_power(sum(randomness[1:]))):
            self.stained[write_element(clean)] = write_element(multiply(clean, self.stain))
        drawn, ground = iter(randomness), self.randbelow
        self.randbelow = lambda bound: next(drawn, None) or 8 * ground(bound // 8)
        answer = super().answer(question, numbers)
        self.randbelow = ground
        choice = answer["choices"][PLACE]
        choice["alpha"] = self.stained[choice["alpha"]]
        return answer

    def hash(self, kind: str, *parts: Inputs) -> int:
        return super().hash(kind, *([(name, self.stained.get(text, text)) for name, text in part] for part in parts))


def ground_ballot(election: Election, key: SigningKey, stain: Element) -> bytes:
    """A vote for the first answer of a ballot with one question."""
    (question,) = election.questions
    for seed in range(10_000):
        grinder = Grinder(election, key, stain, seed)
        answer = grinder.answer(question, question.choose([0]))
        of_stained = [*answer["individual_proofs"][PLACE], *answer["overall_proof"][1:], answer["blank_proof"][1]]
        if all(int(proof["challenge"]) % 8 == 0 for proof in of_stained):
            unsigned = {"election_uuid": election.uuid, "election_hash": election.fingerprint}
            return grinder.sign({**unsigned, "credential": write_element(key.public), "answers": [answer]})
    raise AssertionError("no challenge fell right")
