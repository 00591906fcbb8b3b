"""PURE. The member list as a CSV file: either its rows, or everything that is wrong with it, row by row."""

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum

from members.addresses import looks_right, normalised

COLUMNS = ("name", "email", "class", "since", "until", "affirmed")
CARRIED_OVER = "carried over"
LONGEST_NAME = 200
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class Wrong(StrEnum):
    """What can be wrong."""

    NOT_UTF8 = "not utf-8"
    NOT_CSV = "not csv"
    EMPTY = "empty"
    COLUMN_MISSING = "column missing"
    COLUMN_UNKNOWN = "column unknown"
    COLUMN_TWICE = "column twice"
    CELLS = "cells"
    NO_NAME = "no name"
    NAME = "name"
    EMAIL = "email"
    CLASS = "class"
    DATE = "date"
    UNTIL_NOT_AFTER_SINCE = "until not after since"
    AFFIRMED = "affirmed"
    AFFIRMED_LATER = "affirmed later"
    TWICE = "twice"
    TWO_NAMES = "two names"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, in the row that begins at a line of the file; line 1 is the header."""

    row: int
    wrong: Wrong
    value: str = ""
    other_row: int | None = None


class BadMemberListError(ValueError):
    """A list that cannot be read; carries all of its problems."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Row:
    """One class held by one person. `row` is the line of the file where it begins."""

    row: int
    name: str
    email: str
    membership_class: str
    since: date | None = None
    until: date | None = None
    affirmed_at: datetime | None = None
    carried_over: bool = False

    @property
    def normalised(self) -> str:
        return normalised(self.email)


def read(content: bytes, *, classes: Collection[str], now: datetime) -> list[Row]:
    """The rows of a member list. Raises BadMemberListError with every problem found."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise BadMemberListError([Problem(line, Wrong.NOT_UTF8, f"0x{error.object[error.start]:02x}")]) from None
    records = _records(text)
    header = next(records, None)
    if header is None:
        raise BadMemberListError([Problem(1, Wrong.EMPTY)])
    names = [cell.strip().lower() for cell in header[1]]
    problems = _wrong_columns(header[0], names)
    if problems:
        raise BadMemberListError(problems)
    rows: list[Row] = []
    for number, cells in records:
        if len(cells) != len(names):
            problems.append(Problem(number, Wrong.CELLS, str(len(cells))))
            continue
        row, wrong = _row(number, dict(zip(names, cells, strict=True)), classes, now)
        problems += wrong
        if not wrong:
            rows.append(row)
    problems += _contradictions(rows)
    if not rows and not problems:
        problems.append(Problem(header[0], Wrong.EMPTY))
    if problems:
        raise BadMemberListError(sorted(problems, key=lambda problem: problem.row))
    return rows


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each record that is not blank, with the line on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        begins = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise BadMemberListError([Problem(begins, Wrong.NOT_CSV, str(error))]) from None
        if any(cell.strip() for cell in cells):
            yield begins, cells


def _wrong_columns(row: int, names: list[str]) -> list[Problem]:
    return [
        *(Problem(row, Wrong.COLUMN_MISSING, name) for name in COLUMNS if name not in names),
        *(Problem(row, Wrong.COLUMN_UNKNOWN, name) for name in names if name not in COLUMNS),
        *(Problem(row, Wrong.COLUMN_TWICE, name) for name in COLUMNS if names.count(name) > 1),
    ]


def _row(number: int, cells: dict[str, str], classes: Collection[str], now: datetime) -> tuple[Row, list[Problem]]:
    """The row, and what is wrong with it; a row with problems is not to be used."""
    cells = {column: cell.strip() for column, cell in cells.items()}
    name = " ".join(unicodedata.normalize("NFC", cells["name"]).split())
    email = unicodedata.normalize("NFC", cells["email"])
    membership_class = cells["class"].lower()
    wrong: list[tuple[Wrong, str]] = []
    if not name:
        wrong.append((Wrong.NO_NAME, ""))
    elif len(name) > LONGEST_NAME or not name.isprintable():
        wrong.append((Wrong.NAME, name[:LONGEST_NAME]))
    if not looks_right(email):
        wrong.append((Wrong.EMAIL, email))
    if membership_class not in classes:
        wrong.append((Wrong.CLASS, cells["class"]))
    days: dict[str, date | None] = {}
    for column in ("since", "until"):
        try:
            days[column] = _day(cells[column]) if cells[column] else None
        except ValueError:
            wrong.append((Wrong.DATE, cells[column]))
    since, until = days.get("since"), days.get("until")
    if since and until and since >= until:
        wrong.append((Wrong.UNTIL_NOT_AFTER_SINCE, f"{since} – {until}"))
    affirmed_at, carried_over = None, cells["affirmed"].lower() == CARRIED_OVER
    try:
        affirmed_at = _instant(cells["affirmed"]) if cells["affirmed"] and not carried_over else None
    except ValueError:
        wrong.append((Wrong.AFFIRMED, cells["affirmed"]))
    if affirmed_at and affirmed_at > now:
        wrong.append((Wrong.AFFIRMED_LATER, cells["affirmed"]))
    row = Row(number, name, email, membership_class, since, until, affirmed_at, carried_over)
    return row, [Problem(number, kind, value) for kind, value in wrong]


def _day(text: str) -> date:
    """A day written as 2026-09-01, and in no other of the ways of ISO 8601."""
    if not _DAY.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def _instant(text: str) -> datetime:
    """The beginning of a day in UTC, or an instant with its offset."""
    if _DAY.fullmatch(text):
        return datetime.combine(_day(text), time(), UTC)
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None or not _DAY.match(text):
        raise ValueError(text)
    return instant.astimezone(UTC)


def _contradictions(rows: list[Row]) -> Iterator[Problem]:
    """The same person in the same class twice, or under two names: each with the row that came first."""
    first_of_class: dict[tuple[str, str], Row] = {}
    first_of_person: dict[str, Row] = {}
    for row in rows:
        earlier = first_of_class.setdefault((row.normalised, row.membership_class), row)
        if earlier is not row:
            yield Problem(row.row, Wrong.TWICE, row.email, earlier.row)
        earlier = first_of_person.setdefault(row.normalised, row)
        if earlier.name != row.name:
            yield Problem(row.row, Wrong.TWO_NAMES, row.email, earlier.row)
