"""Pictures of turnout year by year: drawn to the greatest whole, with labels as far as a phone has room for them."""

import pytest

from ballots.turnout_over_years import HEIGHT, PLACES, READABLE, WIDTH, drawn, picture


def years(number: int) -> list[tuple[str, int, int]]:
    return [(str(2000 + year), 100, 40) for year in range(number)]


def test_the_greatest_whole_is_as_high_as_the_frame_and_tells_the_axis() -> None:
    found = drawn([("2025", 200, 50), ("2026", 400, 100)])
    half, whole = found.columns
    assert found.most == 400
    assert (whole.whole_top, whole.whole_height, whole.part_height) == (0, HEIGHT, HEIGHT / 4)
    assert (half.whole_top, half.whole_height, half.part_height) == (HEIGHT / 2, HEIGHT / 2, HEIGHT / 8)


@pytest.mark.parametrize("number", [1, PLACES, READABLE])
def test_each_column_has_its_label_below_it_where_there_is_room(number: int) -> None:
    labels = drawn(years(number)).labels
    assert [label for label in labels if label] == [label for label, _whole, _part in years(number)]
    assert len(labels) == max(number, PLACES)


def test_of_more_columns_the_first_and_the_last_alone_are_named() -> None:
    found = drawn(years(READABLE + 1))
    assert (found.labels, found.first, found.last) == ([], "2000", str(2000 + READABLE))
    assert found.columns[-1].left + found.columns[-1].width <= WIDTH


def test_nobody_could_vote() -> None:
    assert drawn([("2026", 0, 0)]).columns[0].whole_height == 0


def test_without_any_election_whose_numbers_are_known_there_is_no_picture() -> None:
    assert picture([]) is None
