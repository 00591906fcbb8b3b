"""PURE. A CSV file as a table, read line by line: its header and its records, or what makes it no table."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

SEPARATORS = (",", ";", "\t", "|")
LARGEST = 20 * 1024 * 1024
LONGEST_LINE = 100_000
_BOM = b"\xef\xbb\xbf"
_OTHER_FORMATS = {
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
    b"PK\x03\x04": "Excel",
    b"\xd0\xcf\x11\xe0": "Excel",
    b"%PDF": "PDF",
    b"\x1f\x8b": "gzip",
}


class Flaw(StrEnum):
    """What makes a file no table."""

    OTHER_FORMAT = "other format"
    NOT_UTF8 = "not utf-8"
    NUL = "nul"
    TOO_LONG = "too long"
    TOO_LARGE = "too large"
    NOT_CSV = "not csv"
    EMPTY = "empty"


class NoTableError(ValueError):
    """A file that cannot be read as a table, from the line on where that shows."""

    def __init__(self, row: int, flaw: Flaw, value: str = "") -> None:
        super().__init__(f"{row}: {flaw} {value}")
        self.row, self.flaw, self.value = row, flaw, value


@dataclass(frozen=True, slots=True)
class Table:
    """The header and where it stands, then every record that is not blank, with the line on which it begins."""

    header_row: int
    header: tuple[str, ...]
    records: Iterator[tuple[int, list[str]]]


def table(lines: Iterable[bytes]) -> Table:
    """Open a file, given as its lines. Raises NoTableError, and so do its records as they are read."""
    text = _decoded(lines)
    first_row, first = next(((row, line) for row, line in enumerate(text, start=1) if line.strip()), (1, ""))
    if not first:
        raise NoTableError(1, Flaw.EMPTY)
    records = _records(chain([first], text), _separator(first), first_row)
    header_row, header = next(records, (first_row, []))
    if not header:
        raise NoTableError(first_row, Flaw.EMPTY)
    return Table(header_row, tuple(" ".join(name.split()) for name in header), records)


def _decoded(lines: Iterable[bytes]) -> Iterator[str]:
    """Strict UTF-8, a line at a time, without a byte order mark; so a file of any size takes the same memory."""
    size = 0
    for number, written in enumerate(lines, start=1):
        size += len(written)
        line = written.removeprefix(_BOM) if number == 1 else written
        if number == 1 and (form := next((name for sign, name in _OTHER_FORMATS.items() if line.startswith(sign)), "")):
            raise NoTableError(1, Flaw.OTHER_FORMAT, form)
        if size > LARGEST:
            raise NoTableError(number, Flaw.TOO_LARGE)
        if len(line) > LONGEST_LINE:
            raise NoTableError(number, Flaw.TOO_LONG)
        if b"\x00" in line:
            raise NoTableError(number, Flaw.NUL)
        try:
            yield line.decode("utf-8")
        except UnicodeDecodeError as error:
            raise NoTableError(number, Flaw.NOT_UTF8, f"0x{line[error.start]:02x}") from None


def _separator(header: str) -> str:
    """What parts the header into the most cells; a comma where nothing does."""

    def cells(separator: str) -> int:
        try:
            return len(next(csv.reader([header], delimiter=separator)))
        except csv.Error:
            return 0

    return max(SEPARATORS, key=cells)


def _records(lines: Iterator[str], separator: str, first_row: int) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(lines, delimiter=separator, strict=True)
    while True:
        begins = first_row + reader.line_num
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise NoTableError(begins, Flaw.NOT_CSV, str(error)) from None
        if any(cell.strip() for cell in cells):
            yield begins, cells
