"""Turnout by class: as it is, except where a class is so small that its line would tell of persons."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elections.turnout import FEWEST, Turnout, by_class


@pytest.mark.parametrize(
    ("eligible", "voted", "lines"),
    [
        ({"fellow": 5, "supporting": 9}, {"fellow": 2}, [(("fellow",), 5, 2), (("supporting",), 9, 0)]),
        ({"fellow": 4, "supporting": 9}, {"fellow": 2, "supporting": 1}, [(("fellow", "supporting"), 13, 3)]),
        (
            {"fellow": 4, "contributing": 40, "supporting": 9},
            {"fellow": 4, "contributing": 5},
            [(("contributing",), 40, 5), (("fellow", "supporting"), 13, 4)],
        ),
        ({"fellow": 3, "contributing": 3}, {}, [(("fellow", "contributing"), 6, 0)]),
        (
            {"fellow": 2, "contributing": 2, "supporting": 30, "basic": 0},
            {"supporting": 3},
            [(("fellow", "contributing", "supporting"), 34, 3)],
        ),
        ({"fellow": 2}, {"fellow": 1}, [(("fellow",), 2, 1)]),
        ({}, {}, []),
    ],
)
def test_small_classes_are_merged(
    eligible: dict[str, int], voted: dict[str, int], lines: list[tuple[tuple[str, ...], int, int]]
) -> None:
    assert by_class(eligible, voted) == tuple(Turnout(*line) for line in lines)


def test_nobody_votes_who_is_not_eligible() -> None:
    for voted in ({"fellow": 6}, {"basic": 1}):
        with pytest.raises(ValueError, match="eligible"):
            by_class({"fellow": 5}, voted)


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.dictionaries(st.sampled_from("abcde"), st.tuples(st.integers(0, 12), st.integers(0, 12))))
def test_nothing_is_lost_and_no_line_is_small_unless_all_is(numbers: dict[str, tuple[int, int]]) -> None:
    eligible = {name: max(pair) for name, pair in numbers.items()}
    voted = {name: min(pair) for name, pair in numbers.items()}
    lines = by_class(eligible, voted)
    assert sum(line.eligible for line in lines) == sum(eligible.values())
    assert sum(line.voted for line in lines) == sum(voted.values())
    assert all(line.eligible >= FEWEST for line in lines) or len(lines) == 1
