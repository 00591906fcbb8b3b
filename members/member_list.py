"""PURE. The member list, read as its mapping says: a row, or everything that is wrong with it, one after the other."""

import io
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum

from members.addresses import looks_right, normalised
from members.csv_table import Flaw, NoTableError, Table, table
from members.mapping import LEFT_OUT, NEEDED, OWN, Column, Days, ReadAs, folded

COLUMNS = tuple(column.value for column in OWN)
CARRIED_OVER = "carried over"
LONGEST_NAME = 200
LONGEST_NUMBER = 40
_WRITTEN = {
    Days.ISO: re.compile(r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)"),
    Days.DAY_FIRST: re.compile(r"(?P<day>\d{1,2})[./-](?P<month>\d{1,2})[./-](?P<year>\d{4})"),
    Days.MONTH_FIRST: re.compile(r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})"),
}


class Wrong(StrEnum):
    """What can be wrong; the first seven are of the file and not of a row."""

    OTHER_FORMAT = Flaw.OTHER_FORMAT.value
    NOT_UTF8 = Flaw.NOT_UTF8.value
    NUL = Flaw.NUL.value
    TOO_LONG = Flaw.TOO_LONG.value
    TOO_LARGE = Flaw.TOO_LARGE.value
    NOT_CSV = Flaw.NOT_CSV.value
    EMPTY = Flaw.EMPTY.value
    COLUMN_MISSING = "column missing"
    COLUMN_TWICE = "column twice"
    CELLS = "cells"
    NO_NAME = "no name"
    NAME = "name"
    NUMBER = "number"
    EMAIL = "email"
    CLASS = "class"
    DATE = "date"
    UNTIL_NOT_AFTER_SINCE = "until not after since"
    AFFIRMED = "affirmed"
    AFFIRMED_LATER = "affirmed later"
    TWICE = "twice"
    TWO_NAMES = "two names"
    TWO_NUMBERS = "two numbers"
    TWO_ADDRESSES = "two addresses"
    TWO_PEOPLE = "two people"
    LISTED = "listed"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, in the row that begins at a line of the file; line 1 is the header."""

    row: int
    wrong: Wrong
    value: str = ""
    other_row: int | None = None


class BadMemberListError(ValueError):
    """A list that cannot be taken over; carries its first problems, and how many there are."""

    def __init__(self, problems: list[Problem], number: int | None = None) -> None:
        self.problems, self.number = problems, number if number is not None else len(problems)
        super().__init__(f"{self.number} problems")


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
    number: str = ""
    further: tuple[str, ...] = ()
    """Other addresses than that of record."""

    @property
    def normalised(self) -> str:
        return normalised(self.email)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that the mapping leaves out, by its word in the column of classes."""

    row: int
    word: str


Item = Row | LeftOut | Problem


def read(
    file: bytes | Iterable[bytes], *, classes: Collection[str], now: datetime, read_as: ReadAs | None = None
) -> Iterator[Item]:
    """Everything in a file, given as a whole or as its lines: then in constant memory.

    Where it stops being a table, the last item says so.
    """
    read_as = read_as or ReadAs()
    lines = io.BytesIO(file) if isinstance(file, bytes) else file
    found = False
    try:
        opened = table(lines)
        cells_of = columns_of(opened, read_as)
        reader = Reader(read_as, classes, now)
        for number, cells in opened.records:
            found = True
            if len(cells) != len(opened.header):
                yield Problem(number, Wrong.CELLS, str(len(cells)))
            else:
                yield from reader.items(number, cells_of(cells))
    except NoTableError as error:
        yield Problem(error.row, Wrong(error.flaw.value), error.value)
    except BadMemberListError as error:
        yield from error.problems
    else:
        if not found:
            yield Problem(opened.header_row, Wrong.EMPTY)


def columns_of(opened: Table, read_as: ReadAs) -> Callable[[list[str]], dict[Column, str]]:
    """Takes the cells that the mapping names out of a record. Raises BadMemberListError where a column is not there."""
    names = [folded(name) for name in opened.header]
    wanted = {column: folded(header) for column, header in read_as.columns.items()}
    offered = {column: folded(header) for column, header in read_as.optional.items() if column not in wanted}
    wanted |= {column: name for column, name in offered.items() if name in names}
    problems = [Problem(opened.header_row, Wrong.COLUMN_MISSING, column) for column in NEEDED if column not in wanted]
    for column, name in wanted.items():
        if names.count(name) != 1:
            kind = Wrong.COLUMN_TWICE if name in names else Wrong.COLUMN_MISSING
            problems.append(Problem(opened.header_row, kind, read_as.columns.get(column, name)))
    if problems:
        raise BadMemberListError(problems)
    places = {column: names.index(name) for column, name in wanted.items()}
    return lambda cells: {column: cells[place].strip() for column, place in places.items()}


class Reader:
    """Understands the cells of one record after the other, by one mapping."""

    def __init__(self, read_as: ReadAs, classes: Collection[str], now: datetime) -> None:
        self._days, self._now = read_as.days, now
        self._classes = {each: each for each in classes} | {
            folded(word): each for word, each in read_as.classes.items()
        }

    def items(self, number: int, cells: dict[Column, str]) -> list[Item]:
        """The row, or what is wrong with it, or that it is left out."""
        membership_class = self._classes.get(folded(cells[Column.CLASS]), "")
        if membership_class == LEFT_OUT:
            return [LeftOut(number, cells[Column.CLASS])]
        name = _one_line(f"{cells[Column.NAME]} {cells.get(Column.LAST_NAME, '')}")
        email = unicodedata.normalize("NFC", cells[Column.EMAIL])
        member_number = _one_line(cells.get(Column.NUMBER, ""))
        wrong = [*_wrong_name(name), *_wrong_number(member_number)]
        if not looks_right(email):
            wrong.append((Wrong.EMAIL, email[:LONGEST_NAME]))
        further, no_addresses = _further(cells.get(Column.FURTHER, ""), email)
        if not membership_class:
            wrong.append((Wrong.CLASS, cells[Column.CLASS][:LONGEST_NAME]))
        since, until, not_days = self._period(cells)
        affirmed_at, carried_over, not_said = self._affirmed(cells.get(Column.AFFIRMED, ""))
        if wrong := wrong + no_addresses + not_days + not_said:
            return [Problem(number, kind, value) for kind, value in wrong]
        says = (name, email, membership_class, since, until, affirmed_at, carried_over, member_number, further)
        return [Row(number, *says)]

    def _period(self, cells: dict[Column, str]) -> tuple[date | None, date | None, list[tuple[Wrong, str]]]:
        days: dict[Column, date | None] = {}
        wrong = []
        for column in (Column.SINCE, Column.UNTIL):
            text = cells.get(column, "")
            try:
                days[column] = self._day(text) if text else None
            except ValueError:
                wrong.append((Wrong.DATE, text[:LONGEST_NAME]))
        since, until = days.get(Column.SINCE), days.get(Column.UNTIL)
        if since and until and since >= until:
            wrong.append((Wrong.UNTIL_NOT_AFTER_SINCE, f"{since} – {until}"))
        return since, until, wrong

    def _affirmed(self, text: str) -> tuple[datetime | None, bool, list[tuple[Wrong, str]]]:
        if text.lower() == CARRIED_OVER:
            return None, True, []
        try:
            at = self._instant(text) if text else None
        except ValueError:
            return None, False, [(Wrong.AFFIRMED, text[:LONGEST_NAME])]
        return at, False, [(Wrong.AFFIRMED_LATER, text)] if at and at > self._now else []

    def _day(self, text: str) -> date:
        """A day written as the mapping says, or as 2026-09-01; in no other of the ways of ISO 8601."""
        found = _WRITTEN[self._days].fullmatch(text) or _WRITTEN[Days.ISO].fullmatch(text)
        if found is None:
            raise ValueError(text)
        return date(int(found["year"]), int(found["month"]), int(found["day"]))

    def _instant(self, text: str) -> datetime:
        """The beginning of a day in UTC, or an instant with its offset."""
        try:
            return datetime.combine(self._day(text), time(), UTC)
        except ValueError:
            instant = datetime.fromisoformat(text)
        if instant.tzinfo is None or not _WRITTEN[Days.ISO].match(text):
            raise ValueError(text)
        return instant.astimezone(UTC)


def _one_line(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _further(text: str, email: str) -> tuple[tuple[str, ...], list[tuple[Wrong, str]]]:
    """Each address once, that of record left out."""
    found = dict[str, str]()
    for word in re.split(r"[\s,;]+", unicodedata.normalize("NFC", text)):
        found.setdefault(normalised(word), word)
    for known in ("", normalised(email)):
        found.pop(known, None)
    further = tuple(found.values())
    return further, [(Wrong.EMAIL, each[:LONGEST_NAME]) for each in further if not looks_right(each)]


def _wrong_name(name: str) -> list[tuple[Wrong, str]]:
    if not name:
        return [(Wrong.NO_NAME, "")]
    return [(Wrong.NAME, name[:LONGEST_NAME])] if len(name) > LONGEST_NAME or not name.isprintable() else []


def _wrong_number(number: str) -> list[tuple[Wrong, str]]:
    bad = len(number) > LONGEST_NUMBER or not number.isprintable()
    return [(Wrong.NUMBER, number[:LONGEST_NUMBER])] if bad else []
