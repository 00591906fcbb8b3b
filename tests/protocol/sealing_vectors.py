"""Ballots sealed from a chance that both halves can repeat: the browser must make them to the byte.

`python -m tests.protocol.sealing_vectors` writes them anew, for when the elections below change.
"""

import hashlib
import itertools
import json
from collections.abc import Sequence
from typing import Any

from ballots.protocol.ballot import prepare, tracker
from ballots.protocol.credentials import derive
from ballots.protocol.group import RandBelow
from ballots.protocol.questions import Question
from tests.protocol.elections import QUESTIONS, Polls, open_polls
from tests.protocol.vectors import CHECKOUT

FILE = CHECKOUT / "tests/fixtures/protocol/sealed.json"

STRANGE = (
    Question('“Ünïcödé” or "quotes" \\ / \t \x01 \x7f \u2028?', ("é", "e\u0301", "😀", "<b>&amp;"), 0, 2),
    Question("One of one", ("Only",), 1, 1, blank=False),
)
LONG = (Question("Board", tuple(f"Candidate {number:02}" for number in range(1, 14)), 1, 4),)

Chosen = Sequence[Sequence[int] | None]
"""For each question the indices that were chosen, or None for an abstention."""

BALLOTS: dict[str, tuple[Sequence[Question], Chosen]] = {
    "choices": (QUESTIONS, [[0, 2], [1], [0, 1]]),
    "abstentions": (QUESTIONS, [None, None, [0, 1, 2]]),
    "strange words": (STRANGE, [[], [0]]),
    "most of many": (LONG, [[1, 4, 7, 12]]),
}


def drawn(seed: str) -> RandBelow:
    """The next number is SHA-512 of the seed and of how many there were, modulo the bound."""
    count = itertools.count()
    return lambda bound: int(hashlib.sha512(f"{seed}|{next(count)}".encode()).hexdigest(), 16) % bound


def vectors() -> list[dict[str, Any]]:
    return [_vector(name, open_polls(questions, seed=name), chosen) for name, (questions, chosen) in BALLOTS.items()]


def _vector(name: str, polls: Polls, chosen: Chosen) -> dict[str, Any]:
    election, credential, randbelow = polls.election, polls.voters[0], drawn(name)
    plaintexts = [
        question.choose(blank=True) if each is None else question.choose(each)
        for question, each in zip(election.questions, chosen, strict=True)
    ]
    key = derive(election.uuid, credential)
    prepared = prepare(election, key, plaintexts, randbelow=randbelow)
    return {
        "seed": name,
        "election": election.raw.decode(),
        "credential": credential,
        "chosen": chosen,
        "fingerprint": election.fingerprint,
        "hash": prepared.unsigned.hash,
        "tracker": tracker(prepared.sign(key, randbelow)),
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps(vectors(), indent=1) + "\n")
