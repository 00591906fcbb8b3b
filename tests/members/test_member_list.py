"""The member list: its rows, or everything that is wrong with it."""

from datetime import UTC, date, datetime

import pytest

from members.mapping import LEFT_OUT, OWN, Column, Days, ReadAs
from members.member_list import Item, LeftOut, Problem, Row, Wrong, read

NOW = datetime(2026, 8, 25, 14, tzinfo=UTC)
CLASSES = ("basic", "supporting", "fellow")
HEADER = "name,email,class,since,until,affirmed\n"


def items(text: str, read_as: ReadAs | None = None) -> list[Item]:
    return list(read(text.encode(), classes=CLASSES, now=NOW, read_as=read_as))


def rows(text: str) -> list[Row]:
    found = items(HEADER + text)
    assert all(isinstance(item, Row) for item in found), found
    return [item for item in found if isinstance(item, Row)]


def problems(content: bytes) -> list[Problem]:
    return [item for item in read(content, classes=CLASSES, now=NOW) if isinstance(item, Problem)]


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
    assert list(read(content, classes=CLASSES, now=NOW)) == [Row(2, "Jo", "jo@example.org", "basic")]


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


def test_a_byte_that_is_not_utf8_is_named_with_its_line() -> None:
    content = HEADER.encode() + b"Jo,jo@example.org,basic,,,\n" + "Zoë,z@example.org,basic,,,\n".encode("latin-1")
    assert problems(content) == [Problem(3, Wrong.NOT_UTF8, "0xeb")]


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("name,email,since,until,affirmed", [Problem(1, Wrong.COLUMN_MISSING, "class")]),
        ("name,email,email,class,since,until,affirmed", [Problem(1, Wrong.COLUMN_TWICE, "email")]),
        ("name,mail,class,since,until,affirmed", [Problem(1, Wrong.COLUMN_MISSING, "email")]),
    ],
)
def test_wrong_columns_are_named(header: str, found: list[Problem]) -> None:
    assert problems(f"{header}\nJo,jo@example.org,basic,,,\n".encode()) == found


def test_columns_that_the_mapping_does_not_name_are_not_read() -> None:
    (row,) = items("phone,name,email,class,since,until,affirmed\n1\x07,Jo,jo@example.org,basic,,,\n")
    assert isinstance(row, Row)


@pytest.mark.parametrize("content", [b"", b"\n\n", HEADER.encode(), HEADER.encode() + b"\n,,,,,\n"])
def test_a_list_without_members_is_refused(content: bytes) -> None:
    assert [problem.wrong for problem in problems(content)] == [Wrong.EMPTY]


THEIRS = ReadAs(
    columns={
        Column.NAME: "First Name",
        Column.LAST_NAME: "Last Name",
        Column.EMAIL: "E-Mail",
        Column.CLASS: "Level",
        Column.SINCE: "Joined",
        Column.NUMBER: "ID",
    },
    classes={"supporting member (annual)": "supporting", "newsletter": LEFT_OUT},
    days=Days.DAY_FIRST,
)
THEIR_HEADER = "ID;First Name;Last Name;E-Mail;Level;Joined\n"


def test_a_list_is_read_as_its_mapping_says() -> None:
    assert items(THEIR_HEADER + "17;Zoë;Ångström;zoe@example.org;Supporting  Member (annual);1.9.2020\n", THEIRS) == [
        Row(2, "Zoë Ångström", "zoe@example.org", "supporting", date(2020, 9, 1), number="17")
    ]


def test_who_is_no_member_is_left_out_and_told() -> None:
    assert items(THEIR_HEADER + ";;;;Newsletter;\n", THEIRS) == [LeftOut(2, "Newsletter")]


def test_a_word_that_no_mapping_knows_is_refused_and_not_left_out() -> None:
    row = "17;Zoë;Ångström;zoe@example.org;Supporting member (lifetime);\n"
    assert items(THEIR_HEADER + row, THEIRS) == [Problem(2, Wrong.CLASS, "Supporting member (lifetime)")]


def test_a_mapped_column_that_is_gone_refuses_the_list() -> None:
    assert items("ID;First Name;E-Mail;Level;Joined\n", THEIRS) == [Problem(1, Wrong.COLUMN_MISSING, "Last Name")]


@pytest.mark.parametrize(
    ("days", "written", "read_as"),
    [
        (Days.DAY_FIRST, "01.09.2026", date(2026, 9, 1)),
        (Days.DAY_FIRST, "1/9/2026", date(2026, 9, 1)),
        (Days.MONTH_FIRST, "9/1/2026", date(2026, 9, 1)),
        (Days.MONTH_FIRST, "2026-09-01", date(2026, 9, 1)),
        (Days.MONTH_FIRST, "13/1/2026", None),
        (Days.ISO, "9/1/2026", None),
    ],
)
def test_days_are_read_in_one_way_alone(days: Days, written: str, read_as: date | None) -> None:
    (found,) = items(HEADER + f"Jo,jo@example.org,basic,{written},,\n", ReadAs(days=days))
    assert found == (Row(2, "Jo", "jo@example.org", "basic", read_as) if read_as else Problem(2, Wrong.DATE, written))


OWN_FURTHER = "name,email,class,since,until,affirmed,number,other emails\n"


@pytest.mark.parametrize(
    ("cell", "further"),
    [
        ("", ()),
        ("j@example.org", ("j@example.org",)),
        (
            '"J@Example.org, jo@home.example;joe@home.example  j@work.example\n"',
            ("J@Example.org", "jo@home.example", "joe@home.example", "j@work.example"),
        ),
        ("J@example.org j@example.org", ("J@example.org",)),
        ("JO@EXAMPLE.ORG", ()),
        (" ; ", ()),
    ],
    ids=["none", "one", "some", "twice", "of record", "separators"],
)
def test_further_addresses_are_read_one_by_one_and_once(cell: str, further: tuple[str, ...]) -> None:
    (row,) = items(f"{OWN_FURTHER}Jo,jo@example.org,basic,,,,17,{cell}\n")
    assert row == Row(2, "Jo", "jo@example.org", "basic", number="17", further=further)


def test_a_further_address_that_is_none() -> None:
    row = "Jo,jo@example.org,basic,,,,,j@example.org; none\n"
    assert items(OWN_FURTHER + row) == [Problem(2, Wrong.EMAIL, "none")]


def test_columns_that_a_list_may_have_are_not_missed_and_not_there_twice() -> None:
    (row,) = rows("Jo,jo@example.org,basic,,,\n")
    assert row.further == ()
    twice = "name,email,class,since,until,affirmed,number,number\nJo,jo@example.org,basic,,,,1,2\n"
    assert items(twice) == [Problem(1, Wrong.COLUMN_TWICE, "number")]


def test_a_mapping_that_names_no_further_addresses_reads_none() -> None:
    mapping = ReadAs(columns={each: each.value for each in OWN}, optional={})
    (row,) = items(f"{OWN_FURTHER}Jo,jo@example.org,basic,,,,17,none\n", mapping)
    assert row == Row(2, "Jo", "jo@example.org", "basic")


def test_a_number_that_cannot_be_one() -> None:
    row = f"{'1' * 41};Zoë;;zoe@example.org;basic;\n"
    assert items(THEIR_HEADER + row, THEIRS) == [Problem(2, Wrong.NUMBER, "1" * 40)]
