"""PURE. Which column of a list is what, and what its words mean: guessed from the list, chosen, and kept by name."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any


class Column(StrEnum):
    """What a column can be."""

    NAME = "name"
    LAST_NAME = "last name"
    EMAIL = "email"
    CLASS = "class"
    SINCE = "since"
    UNTIL = "until"
    AFFIRMED = "affirmed"
    NUMBER = "number"
    FURTHER = "other emails"


OWN = (Column.NAME, Column.EMAIL, Column.CLASS, Column.SINCE, Column.UNTIL, Column.AFFIRMED)
"""The columns of our own format, each headed by its plain name."""
OWN_OPTIONAL = (Column.NUMBER, Column.FURTHER)
"""Columns of our own format that a list may have."""
NEEDED = (Column.NAME, Column.EMAIL, Column.CLASS)
LEFT_OUT = "left out"
"""In place of a class: rows with this word are no members and are counted, not read."""


class Days(StrEnum):
    """How days are written."""

    ISO = "2026-09-01"
    DAY_FIRST = "01.09.2026"
    MONTH_FIRST = "09/01/2026"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadAs:
    """How a list is read. Headers and words are compared without regard to case."""

    columns: Mapping[Column, str] = field(default_factory=lambda: {each: each.value for each in OWN})
    optional: Mapping[Column, str] = field(default_factory=lambda: {each: each.value for each in OWN_OPTIONAL})
    """Columns that are read where the list has them."""
    classes: Mapping[str, str] = field(default_factory=dict)
    """The class that a word means, or LEFT_OUT; the classes' own names need no entry."""
    days: Days = Days.ISO
    carried_over_on: date | None = None
    """When whoever is “carried over” counts as affirmed; the day of the list where it is not said."""

    def as_data(self) -> dict[str, Any]:
        on = self.carried_over_on.isoformat() if self.carried_over_on else None
        return {
            "columns": {column.value: header for column, header in self.columns.items()},
            "optional": {column.value: header for column, header in self.optional.items()},
            "classes": dict(self.classes),
            "days": self.days.value,
            "carried over on": on,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "ReadAs":
        on = data.get("carried over on")
        return cls(
            columns={Column(column): header for column, header in data["columns"].items()},
            optional={Column(column): header for column, header in data.get("optional", {}).items()},
            classes=dict(data["classes"]),
            days=Days(data["days"]),
            carried_over_on=date.fromisoformat(on) if on else None,
        )


HEADERS = {
    Column.NUMBER: r"(member|membership|person|contact|user)?\W*(id|no\.?|nr\.?|number|nummer)",
    Column.FURTHER: r"(other|further|second|secondary|additional|alternate|alternative|more)\b.*mail.*|e-?mail\W*[2-9]",
    Column.EMAIL: r".*(e-?mail|mail address|correo|courriel).*|mail",
    Column.LAST_NAME: r"(last|family|sur)\W*name|surname|apellidos?|nachname|nom de famille",
    Column.CLASS: r".*(class|level|type|tier|category|kategorie|membership)",
    Column.SINCE: r".*(since|start|joined|from|begin|begins|join date|member since).*",
    Column.UNTIL: r".*(\b(until|ends?)\b|expir|lapse|renewal).*",
    Column.AFFIRMED: r".*(affirm|intend|intent).*",
    Column.NAME: r"(full|first|given|display|member)?\W*name|nombre|nom|vorname|member",
}
CLASS_SIGNS = {"support": "supporting", "contrib": "contributing", "fellow": "fellow", "manag": "managing"}
BASIC_SIGNS = ("basic", "free")


def guess(header: Sequence[str], samples: Iterable[Sequence[str]]) -> ReadAs:
    """What a list seems to say, for an officer to confirm; a column of the list serves once."""
    taken: dict[Column, str] = {}
    for column, pattern in HEADERS.items():
        exact = [name for name in header if folded(name) == column.value]
        alike = [name for name in header if re.fullmatch(pattern, folded(name))]
        if free := [name for name in exact + alike if name not in taken.values()]:
            taken[column] = free[0]
    rows = list(samples)
    words = sorted({cell.strip() for cell in _cells(header, rows, taken.get(Column.CLASS)) if cell.strip()})
    written = [cell for column in (Column.SINCE, Column.UNTIL) for cell in _cells(header, rows, taken.get(column))]
    classes = {folded(word): found for word in words if (found := class_like(word))}
    return ReadAs(columns=taken, classes=classes, days=_days_like(written))


def class_like(word: str) -> str:
    """The class that a word seems to mean, or nothing."""
    text = folded(word)
    found = [name for sign, name in CLASS_SIGNS.items() if sign in text]
    found += ["basic"] if any(sign in text for sign in BASIC_SIGNS) else []
    return found[0] if len(found) == 1 else ""


def folded(text: str) -> str:
    """A header or a word as it is compared."""
    return " ".join(text.split()).casefold()


def _cells(header: Sequence[str], rows: Iterable[Sequence[str]], name: str | None) -> list[str]:
    if name is None:
        return []
    at = list(header).index(name)
    return [row[at] for row in rows if at < len(row)]


def _days_like(cells: Iterable[str]) -> Days:
    """Slashes are American unless a number beyond twelve says otherwise; dots are not."""
    parts = [re.split(r"\D", cell.strip())[:3] for cell in cells if re.match(r"\d{1,2}\D\d{1,2}\D\d{4}", cell.strip())]
    if not parts:
        return Days.ISO
    dotted = any("." in cell for cell in cells)
    return Days.DAY_FIRST if dotted or any(int(first) > 12 for first, *_ in parts) else Days.MONTH_FIRST
