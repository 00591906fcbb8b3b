"""What a list seems to say, and that a mapping is kept as it was chosen."""

from datetime import date

import pytest

from members.mapping import LEFT_OUT, OWN, Column, Days, ReadAs, class_like, guess


def test_our_own_columns_are_known() -> None:
    assert guess([column.value for column in OWN], []).columns == {column: column.value for column in OWN}


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        (
            ["ID", "First Name", "Last Name", "E-Mail", "Membership Level", "Member since", "Expires"],
            {
                Column.NUMBER: "ID",
                Column.NAME: "First Name",
                Column.LAST_NAME: "Last Name",
                Column.EMAIL: "E-Mail",
                Column.CLASS: "Membership Level",
                Column.SINCE: "Member since",
                Column.UNTIL: "Expires",
            },
        ),
        (
            ["Full Name", "Primary email address", "membership_type", "join date", "intends to vote"],
            {
                Column.NAME: "Full Name",
                Column.EMAIL: "Primary email address",
                Column.CLASS: "membership_type",
                Column.SINCE: "join date",
                Column.AFFIRMED: "intends to vote",
            },
        ),
        (
            ["name", "email", "other emails", "class"],
            {
                Column.NAME: "name",
                Column.EMAIL: "email",
                Column.FURTHER: "other emails",
                Column.CLASS: "class",
            },
        ),
        (
            ["Name", "Alternate e-mail", "E-mail", "Type"],
            {
                Column.NAME: "Name",
                Column.EMAIL: "E-mail",
                Column.FURTHER: "Alternate e-mail",
                Column.CLASS: "Type",
            },
        ),
        (["Email", "Email 2"], {Column.EMAIL: "Email", Column.FURTHER: "Email 2"}),
        (["a", "b"], {}),
    ],
)
def test_other_headers_are_guessed(header: list[str], columns: dict[Column, str]) -> None:
    assert guess(header, []).columns == columns


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("Supporting Member (annual)", "supporting"),
        ("CONTRIBUTING", "contributing"),
        ("PSF Fellow", "fellow"),
        ("Free membership", "basic"),
        ("Managing", "managing"),
        ("Sponsor", ""),
        ("Fellow and supporting", ""),
        ("", ""),
    ],
)
def test_words_for_classes_are_guessed_only_where_they_mean_one(word: str, meant: str) -> None:
    assert class_like(word) == meant


@pytest.mark.parametrize(
    ("days", "written"),
    [
        (Days.ISO, ["2026-09-01", ""]),
        (Days.DAY_FIRST, ["01.09.2026"]),
        (Days.DAY_FIRST, ["1/9/2026", "13/9/2026"]),
        (Days.MONTH_FIRST, ["1/9/2026", "9/13/2026"]),
        (Days.ISO, []),
    ],
)
def test_how_days_are_written_is_guessed(days: Days, written: list[str]) -> None:
    assert guess(["name", "since"], [["Jo", each] for each in written]).days is days


def test_a_short_row_is_no_obstacle() -> None:
    assert guess(["name", "class"], [["Jo"], ["Al", "fellow"]]).classes == {"fellow": "fellow"}


def test_a_mapping_is_kept_as_it_was_chosen() -> None:
    chosen = ReadAs(
        columns={Column.NAME: "Who", Column.EMAIL: "Where", Column.CLASS: "What"},
        classes={"friend": LEFT_OUT},
        days=Days.DAY_FIRST,
        carried_over_on=date(2026, 8, 25),
    )
    assert ReadAs.from_data(chosen.as_data()) == chosen
    assert ReadAs.from_data(ReadAs().as_data()) == ReadAs()


def test_a_mapping_of_before_there_were_optional_columns_reads_what_it_read_then() -> None:
    kept = {name: value for name, value in ReadAs().as_data().items() if name != "optional"}
    assert ReadAs.from_data(kept) == ReadAs(optional={})
