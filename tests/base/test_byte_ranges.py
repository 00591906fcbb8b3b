"""One range of bytes, as downloaders ask for it: from here on, from here to there, the end; the whole for all else."""

import pytest

from base.byte_ranges import Unsatisfiable, wanted

SIZE = 1_000


@pytest.mark.parametrize(
    ("header", "bytes_"),
    [
        ("bytes=0-", range(1_000)),
        ("bytes=10-", range(10, 1_000)),
        ("bytes=10-19", range(10, 20)),
        ("bytes=0-0", range(1)),
        ("bytes=999-", range(999, 1_000)),
        ("bytes=990-5000", range(990, 1_000)),
        ("bytes=-10", range(990, 1_000)),
        ("bytes=-5000", range(1_000)),
        ("Bytes= 10-19 ", range(10, 20)),
    ],
)
def test_one_range(header: str, bytes_: range) -> None:
    assert wanted(header, SIZE) == bytes_


@pytest.mark.parametrize(
    "header", ["", "bytes=-", "bytes=5-4", "bytes=0-1,5-6", "lines=0-1", "bytes=a-b", "bytes=+1-", f"bytes={'9' * 30}-"]
)
def test_all_else_gets_the_whole(header: str) -> None:
    assert wanted(header, SIZE) is None


@pytest.mark.parametrize("header", ["bytes=1000-", "bytes=1000-2000", "bytes=-0"])
def test_what_lies_behind_the_end_is_refused(header: str) -> None:
    with pytest.raises(Unsatisfiable):
        wanted(header, SIZE)
