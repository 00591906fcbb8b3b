"""PURE. Votes by chance for a rehearsal, and their sum in the clear: what the count must come to."""

import random
from collections.abc import Sequence
from typing import Final

from ballots.protocol.questions import Question

Plaintext = tuple[int, ...]

ABSTAINS: Final = 0.1  # how likely


class InventedVotes:
    """The same seed gives the same votes. Voting again replaces, here as in the ballot box."""

    def __init__(self, questions: Sequence[Question], seed: int) -> None:
        self._questions = questions
        self._chance = random.Random(seed)  # noqa: S311  nobody's secret
        self._last: dict[int, tuple[Plaintext, ...]] = {}
        self.totals = [[0] * question.ciphertexts for question in questions]

    def of(self, voter: int) -> tuple[Plaintext, ...]:
        """A new vote of this voter: a plaintext a question."""
        self._add(self._last.get(voter, ()), -1)
        vote = tuple(self._choose(question) for question in self._questions)
        self._add(vote, 1)
        self._last[voter] = vote
        return vote

    def _choose(self, question: Question) -> Plaintext:
        if self._chance.random() < ABSTAINS:
            return question.choose(blank=True)
        number = self._chance.randint(1, question.maximum)
        return question.choose(self._chance.sample(range(len(question.answers)), number))

    def _add(self, vote: Sequence[Plaintext], sign: int) -> None:
        for row, plaintext in zip(self.totals, vote, strict=False):
            for place, number in enumerate(plaintext):
                row[place] += sign * number
