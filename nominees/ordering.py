"""The fair order of names: each equally often at each place, the same for one reader, alphabetical on request.

An order is the names sorted by a hash of (seed, name's id). So it depends on nothing but the seed and who
stands: not on the order in which the database gave the rows, and when one name is added or taken away all
others keep their order.
"""

import hmac
import unicodedata
from collections.abc import Iterable
from hashlib import sha256
from typing import TypeVar
from uuid import UUID

from nominees.folding import folded

ORDERS_FOR_COOKIES = 64

Id = TypeVar("Id", int, str, UUID)

_APOSTROPHES = frozenset("'’ʼ‘`´")
# Combining classes that tell letters apart (nukta, kana voicing, virama); all other classes but 0 are accents.
_CLASSES_OF_LETTERS = frozenset({0, 7, 8, 9})


def order(ids: Iterable[Id], seed: bytes) -> list[Id]:
    """`ids` in the order that `seed` gives them; for a random seed every order is equally likely."""
    names = list(ids)
    if len({str(name) for name in names}) != len(names):
        raise ValueError("An id occurs twice; the order of names needs distinct ids.")
    prefix = sha256(seed).digest()
    return sorted(names, key=lambda name: sha256(prefix + str(name).encode()).digest())


def seed_for_person(election: UUID, person_id: int, secret: bytes) -> bytes:
    """The seed of a signed-in reader: theirs alone in this election, and nobody else can work it out."""
    return hmac.digest(secret, b"order of names for a person|" + election.bytes + str(person_id).encode(), sha256)


def seed_for_cookie(election: UUID, number: int) -> bytes:
    """The seed of a reader who is not signed in; `number` is their cookie's, 0 to 63."""
    if not 0 <= number < ORDERS_FOR_COOKIES:
        raise ValueError(f"The number of an order is 0 to {ORDERS_FOR_COOKIES - 1}, not {number}.")
    return sha256(b"order of names for a cookie|" + election.bytes + bytes([number])).digest()


def balanced_order(ids: Iterable[Id], election: UUID, number: int) -> list[Id]:
    """Order `number` of 64 that are fair as a set: each name stands at each place equally often, give or take one.

    Holds for up to 64 names. 64 independent shuffles would leave this to luck (of 13 names, one may lead 10 orders and
    another 1). So orders come in rounds of as many as there are names: one shuffle a round, turned by one each time.
    """
    names = list(ids)
    seed_for_cookie(election, number)  # refuses a number out of range
    if not names:
        return []
    round_number, turn = divmod(number, len(names))
    shuffled = order(names, seed_for_cookie(election, round_number))
    return shuffled[turn:] + shuffled[:turn]


def alphabetical(names: Iterable[str]) -> list[str]:
    """`names` as a directory lists them, by `collation_key`."""
    return sorted(names, key=collation_key)


def collation_key(name: str) -> tuple[str, str]:
    """Sorts a name as it is written, from its first letter; which part is a family name is never guessed.

    Case, accents and apostrophes are ignored, hyphens and full stops count as spaces, ø sorts as o, ß as ss.
    Scripts follow one another as in Unicode: Latin, Greek, Cyrillic, Hebrew, Arabic, ... Names that are
    alike so far are told apart by their exact characters.
    """
    letters = [letter for letter in folded(name) if unicodedata.combining(letter) in _CLASSES_OF_LETTERS]
    kept = [letter if _is_of_a_word(letter) else " " for letter in letters if letter not in _APOSTROPHES]
    return " ".join("".join(kept).split()), name


def _is_of_a_word(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LMN"
