"""A third of the roll must cast, to the very vote."""

from fractions import Fraction

import pytest

from elections.quorum import BOARD, NONE, PACKAGING_COUNCIL, quorum


@pytest.mark.parametrize(
    ("year", "eligible", "cast", "needed"),
    [
        (2019, 957, 373, 319),
        (2020, 1151, 462, 384),
        (2022, 1459, 578, 487),
        (2023, 877, 621, 293),
        (2024, 794, 611, 265),
        (2025, 929, 683, 310),
    ],
)
def test_the_elections_so_far_met_it(year: int, eligible: int, cast: int, needed: int) -> None:
    assert quorum(eligible, cast) == (needed, cast, True), year


@pytest.mark.parametrize(
    ("eligible", "fraction", "enough"),
    [
        (957, BOARD, 319),  # a third exactly
        (956, BOARD, 319),  # 318.67
        (958, BOARD, 320),  # 319.33
        (100, PACKAGING_COUNCIL, 50),
        (101, PACKAGING_COUNCIL, 51),
        (1, BOARD, 1),
        (10, Fraction(1), 10),
        (3 * 10**18, BOARD, 10**18),  # exact, where floating point is not
    ],
)
def test_one_vote_less_is_not_enough(eligible: int, fraction: Fraction, enough: int) -> None:
    assert quorum(eligible, enough, fraction).met
    assert not quorum(eligible, enough - 1, fraction).met


def test_an_empty_roll_meets_none() -> None:
    assert not quorum(0, 0).met


def test_where_none_is_asked_for_every_vote_counts() -> None:
    assert quorum(10, 0, NONE) == quorum(10, 0, Fraction(0)) == (0, 0, True)
    assert quorum(0, 0, NONE).met


@pytest.mark.parametrize(("eligible", "cast"), [(10, 11), (10, -1), (-1, 0)])
def test_refuses_figures_that_cannot_be(eligible: int, cast: int) -> None:
    with pytest.raises(ValueError, match="votes cast"):
        quorum(eligible, cast)


@pytest.mark.parametrize("fraction", [Fraction(4, 3), Fraction(-1, 3)])
def test_refuses_a_fraction_that_is_no_part(fraction: Fraction) -> None:
    with pytest.raises(ValueError, match="part of the roll"):
        quorum(10, 5, fraction)
