"""Any bytes at all are a table, or are refused with the line where that shows."""

import contextlib
import io
import tracemalloc
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.csv_table import LARGEST, Flaw, NoTableError, table

HEAD = b"name,email\n"


def read(content: bytes) -> tuple[tuple[str, ...], list[tuple[int, list[str]]]]:
    opened = table(io.BytesIO(content))
    return opened.header, list(opened.records)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_separators_line_ends_and_a_byte_order_mark(separator: str, newline: str, mark: bytes) -> None:
    text = newline.join([f"name{separator}e-mail", f'"Jo{separator} Ann"{separator}jo@example.org', ""])
    assert read(mark + text.encode()) == (("name", "e-mail"), [(2, [f"Jo{separator} Ann", "jo@example.org"])])


def test_quotes_line_breaks_blank_lines_and_line_numbers() -> None:
    content = b'\n\nname,"e\nmail"\n"Jo ""J""\nAnn",a\n\n,\nAl,b'
    assert read(content) == (("name", "e mail"), [(5, ['Jo "J"\nAnn', "a"]), (9, ["Al", "b"])])


def test_a_header_of_one_column() -> None:
    assert read(b"name\nJo\n") == (("name",), [(2, ["Jo"])])


@pytest.mark.parametrize(
    ("content", "row", "flaw", "value"),
    [
        (b"", 1, Flaw.EMPTY, ""),
        (b"\n \n", 1, Flaw.EMPTY, ""),
        (b"\n,,\n", 2, Flaw.EMPTY, ""),
        (b",,\n", 1, Flaw.EMPTY, ""),
        ("name,email\n".encode("utf-16"), 1, Flaw.OTHER_FORMAT, "UTF-16"),
        ("name,email\n".encode("utf-16-le"), 1, Flaw.NUL, ""),
        ("name,email\n".encode("utf-32-be"), 1, Flaw.NUL, ""),
        (b"PK\x03\x04rest", 1, Flaw.OTHER_FORMAT, "Excel"),
        (b"\xd0\xcf\x11\xe0rest", 1, Flaw.OTHER_FORMAT, "Excel"),
        (b"%PDF-1.7", 1, Flaw.OTHER_FORMAT, "PDF"),
        (b"\x1f\x8b\x08", 1, Flaw.OTHER_FORMAT, "gzip"),
        (HEAD + b"Jo\x00,a\n", 2, Flaw.NUL, ""),
        (HEAD + "Zoë,a\n".encode("latin-1"), 2, Flaw.NOT_UTF8, "0xeb"),
        (HEAD + b"Jo,\xed\xa0\x80\n", 2, Flaw.NOT_UTF8, "0xed"),  # half of a surrogate pair
        (HEAD + b'Jo,"a\n', 2, Flaw.NOT_CSV, "unexpected end of data"),
        (HEAD + b'Jo,"a"b\n', 2, Flaw.NOT_CSV, "',' expected after '\"'"),
        (HEAD + b"Jo," + b"a" * 100_001 + b"\n", 2, Flaw.TOO_LONG, ""),
    ],
)
def test_what_is_no_table(content: bytes, row: int, flaw: Flaw, value: str) -> None:
    with pytest.raises(NoTableError) as refused:
        read(content)
    assert (refused.value.row, refused.value.flaw, refused.value.value) == (row, flaw, value)


def test_a_file_over_the_limit_is_refused_before_its_end_in_constant_memory() -> None:
    line = b"Jo," + b"a" * 9_996 + b"\n"
    given_out = 0

    def endless() -> Iterator[bytes]:
        nonlocal given_out
        yield HEAD
        while True:
            given_out += len(line)
            yield line

    tracemalloc.start()
    with pytest.raises(NoTableError) as refused:
        for _record in table(endless()).records:
            pass
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert refused.value.flaw is Flaw.TOO_LARGE
    assert given_out <= LARGEST + 2 * len(line)
    assert peak < 2_000_000


PIECES = [b",", b";", b"\t", b'"', b"\n", b"\r", b"\x00", b"\xff", b"\xef\xbb\xbf", "ë".encode(), b"a", b"="]


@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_no_bytes_end_in_anything_but_a_table_or_a_refusal(pieces: list[bytes]) -> None:
    rows = []
    with contextlib.suppress(NoTableError):
        opened = table(io.BytesIO(b"".join(pieces)))
        assert any(opened.header)
        rows += [row for row, _cells in opened.records]
    assert rows == sorted(set(rows))
