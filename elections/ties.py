r"""The order in which ties are broken: unknown until the ballots are ended, fixed before anything is decrypted.

The seed is the SHA-256 of these lines, each ended by a newline: the hash of the record's `EndBallots` event, the uuid
of the contest, and the identifiers of all its candidates in the order of their bytes. Each candidate's lot is the
SHA-256 of the seed, a vertical bar and the identifier, without a newline. Hashes are 64 lower-case hexadecimal digits,
also where they are hashed again. The candidate with the lowest lot goes first. Anyone can draw the lots in a shell:

    sorted=$(printf '%s\n' $CANDIDATES | LC_ALL=C sort)
    seed=$(printf '%s\n' $END_BALLOTS $CONTEST $sorted | sha256sum | cut -c 1-64)
    for id in $sorted; do echo $(printf '%s|%s' $seed $id | sha256sum | cut -c 1-64) $id; done | LC_ALL=C sort
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class Draw:
    """The lots of one contest, first who goes first; and the seed that gives them."""

    seed: str
    lots: tuple[tuple[str, str], ...]
    """The candidate and the lot."""

    @property
    def order(self) -> list[str]:
        return [candidate for candidate, _lot in self.lots]


def draw(end_ballots_hash: str, contest_uuid: str, candidate_ids: Iterable[str]) -> Draw:
    """A lot for every candidate of a contest. Raises ValueError for what the lines above cannot hold."""
    ids = list(candidate_ids)
    if not re.fullmatch("[0-9a-f]{64}", end_ballots_hash):
        raise ValueError("the hash of EndBallots is 64 lower-case hexadecimal digits")
    if len(set(ids)) < len(ids):
        raise ValueError("twice the same candidate")
    if not all(name and name.isprintable() and " " not in name for name in [contest_uuid, *ids]):
        raise ValueError("identifiers are visible characters without space, at least one")
    ids.sort(key=str.encode)
    seed = _digest("".join(f"{line}\n" for line in [end_ballots_hash, contest_uuid, *ids]))
    lots = {name: _digest(f"{seed}|{name}") for name in ids}
    return Draw(seed, tuple(sorted(lots.items(), key=lambda each: each[1])))


def tie_order(end_ballots_hash: str, contest_uuid: str, candidate_ids: Iterable[str]) -> list[str]:
    """All candidates of a contest, first who goes first."""
    return draw(end_ballots_hash, contest_uuid, candidate_ids).order


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
