"""Elections made by our own library, small and the same on every run."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ballots.protocol.ballot import check, seal
from ballots.protocol.credentials import SigningKey, derive, new_private_credential, new_uuid
from ballots.protocol.group import RandBelow
from ballots.protocol.keys import PrivateKey, new_private_key
from ballots.protocol.questions import Election, Question
from ballots.protocol.record import (
    Step,
    ballot_step,
    end_step,
    result_step,
    setup_step,
    share_step,
    tally_step,
)
from ballots.protocol.setup import Setup
from ballots.protocol.tally import EncryptedTally, PartialDecryption, accumulate, decrypt, totals
from ballots.protocol.trustees import Single, Trustees, single_trustees
from tests.protocol.ceremony import hold_ceremony

SEATS = Question("Board of directors", ("Ada Alpha", "Ben Beta", "Céline “Gamma”"), 1, 2)
RESOLUTION = Question("Resolution 1", ("For", "Against"), 1, 1)
COMMITTEE = Question("Committee, at least two", ("Red", "Green", "Blue"), 2, 3, blank=False)
QUESTIONS = (SEATS, RESOLUTION, COMMITTEE)

OPENED = 1_795_000_000

ABSTAIN = "abstain"
Choice = str | tuple[int, ...]


def chance(seed: object) -> RandBelow:
    """Randomness that is the same on every run."""
    return random.Random(repr(seed)).randrange


@dataclass
class Polls:
    """One election with everything secret at hand."""

    setup: Setup
    keys: dict[int, PrivateKey]
    """By owner number, the trustees who will decrypt."""
    voters: tuple[str, ...]
    """The private credentials."""
    randbelow: RandBelow
    cast: list[tuple[int, bytes]] = field(default_factory=list)

    @property
    def election(self) -> Election:
        return self.setup.election

    def signing_key(self, voter: int) -> SigningKey:
        return derive(self.election.uuid, self.voters[voter])

    def plaintexts(self, choices: Sequence[Choice]) -> list[tuple[int, ...]]:
        return [
            question.choose(blank=True) if isinstance(choice, str) else question.choose(choice)
            for question, choice in zip(self.election.questions, choices, strict=True)
        ]

    def seal(self, voter: int, *choices: Choice) -> bytes:
        return seal(self.election, self.voters[voter], self.plaintexts(choices), randbelow=self.randbelow)

    def vote(self, voter: int, *choices: Choice) -> None:
        self.cast.append((voter, self.seal(voter, *choices)))

    @property
    def counted(self) -> list[bytes]:
        """The last ballot of each voter."""
        return list(dict(self.cast).values())

    @cached_property
    def tally(self) -> EncryptedTally:
        return accumulate(self.election.questions, (check(self.setup, ballot).choices for ballot in self.counted))

    @cached_property
    def shares(self) -> dict[int, PartialDecryption]:
        return {
            owner: decrypt(self.setup, self.tally, key, randbelow=self.randbelow) for owner, key in self.keys.items()
        }

    @cached_property
    def result(self) -> tuple[tuple[int, ...], ...]:
        return totals(self.setup.trustees, self.tally, self.shares)

    def steps_to_tally(self) -> list[Step]:
        """The record until the trustees are asked."""
        steps = [setup_step(self.setup)]
        for _, ballot in self.cast:
            steps.append(ballot_step(steps[-1].head, ballot))
        steps.append(end_step(steps[-1].head))
        steps.append(tally_step(steps[-1].head, self.tally))
        return steps

    def steps(self) -> list[Step]:
        """The whole record, event by event."""
        steps = self.steps_to_tally()
        for owner, share in self.shares.items():
            steps.append(share_step(steps[-1].head, owner, share))
        steps.append(result_step(steps[-1].head, self.result))
        return steps


def open_polls(
    questions: Sequence[Question] = QUESTIONS,
    *,
    voters: int = 4,
    trustees: int = 2,
    threshold: tuple[int, int] | None = None,
    present: tuple[int, ...] = (),
    seed: object = 0,
) -> Polls:
    """An election with single trustees and, if `threshold` is (k, n), a threshold group after them.

    Of the group those decrypt whose indices are `present`.
    """
    randbelow = chance(seed)
    uuid = new_uuid(randbelow)
    keys = {owner: new_private_key(randbelow) for owner in range(1, trustees + 1)}
    holders = single_trustees([key.public(randbelow) for key in keys.values()])
    if threshold is not None:
        group, group_keys = hold_ceremony(*threshold, randbelow)
        holders = Trustees((*(Single(key) for key in holders.keys), group))
        keys |= {trustees + index: group_keys[index] for index in present}
    election = Election(
        uuid, "Worked election", "Made for tests.\n", holders.election_key, tuple(questions), "Office", "server"
    )
    private = tuple(new_private_credential(randbelow) for _ in range(voters))
    public = sorted(derive(uuid, credential).public for credential in private)
    return Polls(Setup(election, holders, tuple(public)), keys, private, randbelow)


def voted(polls: Polls) -> Polls:
    """Five ballots by three of the four voters, on `QUESTIONS`."""
    polls.vote(0, (0,), (0,), (0, 1))
    polls.vote(1, (0, 2), (1,), (0, 1, 2))
    polls.vote(0, ABSTAIN, ABSTAIN, (1, 2))
    polls.vote(2, (1, 2), (0,), (0, 2))
    polls.vote(1, (1,), (0,), (0, 1))
    return polls


EXPECTED = ((1, 0, 2, 1), (1, 2, 0), (2, 2, 2))
"""The result of `voted`, added up by hand from the last ballots of voters 0, 1 and 2."""
