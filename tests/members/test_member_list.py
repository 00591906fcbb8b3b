"""The member list: its rows, or everything that is wrong with it."""

from datetime import UTC, date, datetime

import pytest

from members.member_list import BadMemberListError, Problem, Row, Wrong, read

NOW = datetime(2026, 8, 25, 14, tzinfo=UTC)
CLASSES = ("basic", "supporting", "fellow")
HEADER = "name,email,class,since,until,affirmed\n"


def rows(text: str) -> list[Row]:
    return read((HEADER + text).encode(), classes=CLASSES, now=NOW)


def problems(content: bytes) -> list[Problem]:
    with pytest.raises(BadMemberListError) as refused:
        read(content, classes=CLASSES, now=NOW)
    return refused.value.problems


def wrong(text: str) -> list[Problem]:
    return problems((HEADER + text).encode())


def test_a_row() -> None:
    assert rows("Zoë  Ångström,zoe@example.org,Fellow,2019-05-01,2027-01-01,2026-08-01\n") == [
        Row(
            2,
            "Zoë Ångström",
            "zoe@example.org",
            "fellow",
            date(2019, 5, 1),
            date(2027, 1, 1),
            datetime(2026, 8, 1, tzinfo=UTC),
        )
    ]


def test_what_may_be_empty() -> None:
    assert rows("Jo,jo@example.org,basic,,,\n") == [Row(2, "Jo", "jo@example.org", "basic")]


def test_the_columns_come_in_any_order_after_a_byte_order_mark() -> None:
    content = b"\xef\xbb\xbfclass,Email,affirmed,until,since,name\r\nbasic,jo@example.org,,,,Jo\r\n"
    assert read(content, classes=CLASSES, now=NOW) == [Row(2, "Jo", "jo@example.org", "basic")]


def test_one_person_in_two_classes_is_two_rows() -> None:
    assert [row.membership_class for row in rows("Jo,jo@example.org,basic,,,\nJo,JO@example.org,fellow,,,\n")] == [
        "basic",
        "fellow",
    ]


def test_rows_are_numbered_by_the_line_where_they_begin() -> None:
    assert [row.row for row in rows('"Jo\nAnn",jo@example.org,basic,,,\n\n,,,,,\nAl,al@example.org,basic,,,\n')] == [
        2,
        6,
    ]


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("2026-08-01", datetime(2026, 8, 1, tzinfo=UTC)),
        ("2026-08-01T14:00Z", datetime(2026, 8, 1, 14, tzinfo=UTC)),
        ("2026-08-01 14:00:00+02:00", datetime(2026, 8, 1, 12, tzinfo=UTC)),
        ("2026-08-25T14:00Z", NOW),
    ],
)
def test_affirmed_on_a_day_or_at_an_instant(written: str, instant: datetime) -> None:
    (row,) = rows(f"Jo,jo@example.org,basic,,,{written}\n")
    assert (row.affirmed_at, row.carried_over) == (instant, False)


def test_an_affirmation_carried_over_has_no_instant_of_its_own() -> None:
    (row,) = rows("Jo,jo@example.org,basic,,,Carried over\n")
    assert (row.affirmed_at, row.carried_over) == (None, True)


@pytest.mark.parametrize(
    ("cells", "kind", "value"),
    [
        (",jo@example.org,basic,,,", Wrong.NO_NAME, ""),
        ("  ,jo@example.org,basic,,,", Wrong.NO_NAME, ""),
        ("J\x07o,jo@example.org,basic,,,", Wrong.NAME, "J\x07o"),
        ("J" * 201 + ",jo@example.org,basic,,,", Wrong.NAME, "J" * 200),
        ("Jo,,basic,,,", Wrong.EMAIL, ""),
        ("Jo,jo at example,basic,,,", Wrong.EMAIL, "jo at example"),
        ("Jo,jo@example.org,Friend,,,", Wrong.CLASS, "Friend"),
        ("Jo,jo@example.org,,,,", Wrong.CLASS, ""),
        ("Jo,jo@example.org,basic,01/09/2026,,", Wrong.DATE, "01/09/2026"),
        ("Jo,jo@example.org,basic,20260901,,", Wrong.DATE, "20260901"),
        ("Jo,jo@example.org,basic,,2026-02-30,", Wrong.DATE, "2026-02-30"),
        ("Jo,jo@example.org,basic,2026-09-02,2026-09-01,", Wrong.UNTIL_NOT_AFTER_SINCE, "2026-09-02 – 2026-09-01"),
        ("Jo,jo@example.org,basic,2026-09-01,2026-09-01,", Wrong.UNTIL_NOT_AFTER_SINCE, "2026-09-01 – 2026-09-01"),
        ("Jo,jo@example.org,basic,,,yes", Wrong.AFFIRMED, "yes"),
        ("Jo,jo@example.org,basic,,,2026-08-01T14:00", Wrong.AFFIRMED, "2026-08-01T14:00"),
        ("Jo,jo@example.org,basic,,,2026-08-25T14:00:01Z", Wrong.AFFIRMED_LATER, "2026-08-25T14:00:01Z"),
        ("Jo,jo@example.org,basic,,", Wrong.CELLS, "5"),
        ("Jo,Ann,jo@example.org,basic,,,", Wrong.CELLS, "7"),
        ('Jo,"jo@example.org,basic,,,', Wrong.NOT_CSV, "unexpected end of data"),
    ],
)
def test_a_wrong_row_is_named(cells: str, kind: Wrong, value: str) -> None:
    assert wrong(f"Al,al@example.org,basic,,,\n{cells}\n") == [Problem(3, kind, value)]


def test_until_the_day_after_since_is_a_membership_of_one_day() -> None:
    (row,) = rows("Jo,jo@example.org,basic,2026-09-01,2026-09-02,\n")
    assert (row.since, row.until) == (date(2026, 9, 1), date(2026, 9, 2))


def test_a_name_has_at_most_200_characters() -> None:
    assert rows("J" * 200 + ",jo@example.org,basic,,,\n")[0].name == "J" * 200


def test_everything_that_is_wrong_is_told_at_once() -> None:
    assert wrong(",jo,basic,soon,,\nAl,al@example.org,Friend,,,\n") == [
        Problem(2, Wrong.NO_NAME),
        Problem(2, Wrong.EMAIL, "jo"),
        Problem(2, Wrong.DATE, "soon"),
        Problem(3, Wrong.CLASS, "Friend"),
    ]


@pytest.mark.parametrize("again", ["jo@example.org", "JO@Example.org", " jo@example.org"])
def test_the_same_person_in_the_same_class_twice_names_both_rows(again: str) -> None:
    assert wrong(f"Jo,jo@example.org,basic,,,\nAl,al@example.org,basic,,,\nJo,{again},Basic,,,\n") == [
        Problem(4, Wrong.TWICE, again.strip(), 2)
    ]


def test_an_address_under_two_names_names_both_rows() -> None:
    assert wrong("Jo,jo@example.org,basic,,,\nJoe,Jo@example.org,fellow,,,\n") == [
        Problem(3, Wrong.TWO_NAMES, "Jo@example.org", 2)
    ]


def test_a_byte_that_is_not_utf8_is_named_with_its_line() -> None:
    content = HEADER.encode() + b"Jo,jo@example.org,basic,,,\n" + "Zoë,z@example.org,basic,,,\n".encode("latin-1")
    assert problems(content) == [Problem(3, Wrong.NOT_UTF8, "0xeb")]


def test_utf16_is_not_utf8() -> None:
    assert problems(HEADER.encode("utf-16-le").replace(b"n", b"\xff", 1)) == [Problem(1, Wrong.NOT_UTF8, "0xff")]


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("name,email,since,until,affirmed", [Problem(1, Wrong.COLUMN_MISSING, "class")]),
        ("name,email,class,since,until,affirmed,phone", [Problem(1, Wrong.COLUMN_UNKNOWN, "phone")]),
        ("name,email,email,class,since,until,affirmed", [Problem(1, Wrong.COLUMN_TWICE, "email")]),
        (
            "name,mail,class,since,until,affirmed",
            [Problem(1, Wrong.COLUMN_MISSING, "email"), Problem(1, Wrong.COLUMN_UNKNOWN, "mail")],
        ),
    ],
)
def test_wrong_columns_are_named(header: str, found: list[Problem]) -> None:
    assert problems(f"{header}\nJo,jo@example.org,basic,,,\n".encode()) == found


@pytest.mark.parametrize("content", [b"", b"\n\n", HEADER.encode(), HEADER.encode() + b"\n,,,,,\n"])
def test_a_list_without_members_is_refused(content: bytes) -> None:
    assert [problem.wrong for problem in problems(content)] == [Wrong.EMPTY]
