"""Addresses for names of any script: never empty, never twice in an election, and readable where the letters allow."""

import re
from collections.abc import Collection

from nominees.folding import bare

LONGEST = 100
RESERVED = frozenset({"compare", "guide", "questions", "search"})  # pages that stand beside the candidates'


def slug_for(name: str, taken: Collection[str], short_id: str) -> str:
    """A slug for `name` that is not in `taken`. `short_id` stands for a name without a Latin letter or a digit."""
    wanted = latin(name) or f"nominee-{short_id}"
    slug, number = wanted, 1
    while slug in taken or slug in RESERVED:
        number += 1
        slug = f"{wanted}-{number}"
    return slug


def latin(name: str) -> str:
    """The name in lower-case ASCII letters and digits with hyphens between words; empty where there are none."""
    letters = "".join(letter for letter in bare(name) if letter not in "'’ʼ")
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:LONGEST].strip("-")
