"""No cell of a CSV file is a formula."""

import pytest

from base.spreadsheets import harmless


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\uff1d1"])
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Ada", "a=b", "", -1, 0, None])
def test_everything_else_stays_as_it_is(cell: object) -> None:
    assert harmless(cell) == cell
