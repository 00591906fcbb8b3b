"""A candidate's drawn mark: initials in any script, and an arc that tells alike initials apart and ranks nobody."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True)
class Mark:
    """`turn` is where the arc stands, in degrees; the addresses are of the photo that stands in its place."""

    initials: str
    turn: int
    photo_url: str = ""
    large_url: str = ""


def mark_of(name: str, key: str) -> Mark:
    """The mark of a name; `key` is what it is known by, so that the mark stays when a name is spelled anew."""
    turn = int.from_bytes(hashlib.sha256(key.encode()).digest()[:2], "big") % 360
    return Mark(initials=initials(name), turn=turn)


def initials(name: str) -> str:
    """The first letters of the first and the last word that have one; of a single word, its first letter."""
    letters = [found for word in name.split() if (found := next(filter(str.isalnum, word), ""))]
    chosen = letters[:1] + letters[1:][-1:]
    return "".join(letter.upper() if len(letter.upper()) == 1 else letter for letter in chosen) or "·"
