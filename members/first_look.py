"""PURE. What a list looks like before anybody has said how to read it: its columns, first rows and words."""

import io
from collections.abc import Collection
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from members.csv_table import table
from members.mapping import Column, ReadAs, class_like, folded, guess
from members.member_list import Item, read

SAMPLES = 200
MOST_WORDS = 40


class FirstLook(NamedTuple):
    """The columns of a list, what they seem to be, and how many rows it has."""

    header: tuple[str, ...]
    guessed: ReadAs
    rows: int


def first_look(content: bytes) -> FirstLook:
    """Read a list to its end. Raises NoTableError where it is no table."""
    opened = table(io.BytesIO(content))
    samples = [cells for _row, cells in islice(opened.records, SAMPLES)]
    guessed = guess(opened.header, samples)
    return FirstLook(opened.header, guessed, len(samples) + sum(1 for _record in opened.records))


def words_of(content: bytes, read_as: ReadAs) -> dict[str, str]:
    """The words in the column of classes, each with the class that it means or seems to mean; the first MOST_WORDS."""
    opened = table(io.BytesIO(content))
    names = [folded(name) for name in opened.header]
    column = folded(read_as.columns.get(Column.CLASS, ""))
    if column not in names:
        return {}
    place, words = names.index(column), dict[str, str]()
    for _row, cells in opened.records:
        word = " ".join(cells[place].split()) if place < len(cells) else ""
        if word and folded(word) not in words:
            words[folded(word)] = word
            if len(words) == MOST_WORDS:
                break
    return {word: read_as.classes.get(known, "") or class_like(word) for known, word in sorted(words.items())}


def understood(content: bytes, read_as: ReadAs, *, classes: Collection[str], now: datetime, most: int) -> list[Item]:
    """The first rows as they would be read."""
    return list(islice(read(content, classes=classes, now=now, read_as=read_as), most))
