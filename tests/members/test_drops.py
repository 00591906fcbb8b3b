"""A class that lost many of its members is shouted about: in 2020 a kind of membership was left out of the list."""

from fractions import Fraction

import pytest

from members.drops import Drop, drops


@pytest.mark.parametrize(
    ("before", "now", "tells"),
    [
        (100, 91, False),
        (100, 90, True),  # at the boundary
        (100, 0, True),
        (100, 100, False),
        (100, 120, False),
        (4, 3, False),  # too few to tell
        (4, 0, True),  # but none at all is always told
        (0, 0, False),
    ],
)
def test_a_tenth_is_worth_a_warning(before: int, now: int, tells: bool) -> None:
    found = list(drops({"fellow": before}, {"fellow": now}, part=Fraction(1, 10)))
    assert found == ([Drop("fellow", before, now)] if tells else [])


def test_a_class_that_the_list_does_not_know_is_gone() -> None:
    assert list(drops({"fellow": 7}, {}, part=Fraction(1, 4))) == [Drop("fellow", 7, 0)]
