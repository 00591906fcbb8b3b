"""Adds up the last ballot of each credential as a record streams by, and keeps none (section Tallied ballots).

Of each ballot the hash of its bytes stays, and of each credential where in the record its last ballot stands. A ballot
that is replaced is read from there once more, and taken out of the sum.
"""

from array import array
from collections.abc import Callable, Collection
from dataclasses import dataclass

from .ballot import CheckedBallot, parse_ballot
from .group import parse_element
from .setup import Setup
from .tally import Ciphertexts, EncryptedTally, nothing_counted
from .wire import compact_base64

Again = Callable[[int], bytes]
"""Reads once more what stands at a position of the record."""


@dataclass(frozen=True)
class Standing:
    """What became of one ballot: its number in the record, from 1, and whether it counts or was replaced."""

    number: int
    counts: bool


class Counting:
    """The ballots so far; `trackers` are those of which `standings` will tell."""

    def __init__(self, setup: Setup, again: Again, trackers: Collection[str]) -> None:
        self.setup = setup
        self._again = again
        self._asked = trackers
        self._digests = bytearray()
        self._last = array("Q", bytes(8 * len(setup.credentials)))  # positions; nothing stands at 0 but the header
        self._found: dict[str, tuple[int, int, int]] = {}
        self.tally: EncryptedTally = nothing_counted(setup.questions)

    @property
    def ballots(self) -> int:
        return len(self._digests) // 32

    @property
    def digests(self) -> bytes:
        return bytes(self._digests)

    @property
    def standings(self) -> dict[str, Standing]:
        return {
            tracker: Standing(number, self._last[place] == position)
            for tracker, (number, place, position) in self._found.items()
        }

    def add(self, ballot: CheckedBallot, digest: bytes, position: int) -> None:
        """Count a checked ballot, whose bytes have this SHA-256 and stand at this position, in place of an earlier."""
        place = self.setup.place(parse_element(ballot.credential))
        if replaced := self._last[place]:
            self.tally = self.tally.minus(self._choices(replaced))
        self.tally = self.tally.plus(ballot.choices)
        self._last[place] = position
        self._digests += digest
        tracker = compact_base64(digest)
        if tracker in self._asked:
            self._found[tracker] = (self.ballots, place, position)

    def _choices(self, position: int) -> Ciphertexts:
        answers = parse_ballot(self.setup, self._again(position)).unsigned.answers
        return tuple(answer.choices for answer in answers)
