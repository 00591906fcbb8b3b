"""Numbers as columns: the largest fills the frame, the others stand in proportion, and nothing is drawn for nothing."""

from datetime import date

from base.columns import BROADEST, HEIGHT, WIDTH, columns, picture


def test_the_largest_is_as_high_as_the_frame_and_the_others_in_proportion() -> None:
    half, whole = columns([5, 10])
    assert (whole.height, whole.y) == (HEIGHT, 0)
    assert (half.height, half.y) == (HEIGHT / 2, HEIGHT / 2)
    assert half.x + half.width <= WIDTH / 2 <= whole.x


def test_a_day_without_any_keeps_its_place() -> None:
    first, last = columns([1, 0, 1])
    assert last.x - first.x == 2 * WIDTH / 3


def test_an_only_column_stands_in_the_middle_and_is_not_broad() -> None:
    (only,) = columns([7])
    assert abs(only.width - BROADEST) < 0.01
    assert abs(only.x + only.width / 2 - WIDTH / 2) < 0.01


def test_the_axes_tell_the_largest_number_and_the_days_at_the_ends() -> None:
    days = [date(2026, 9, 1), date(2026, 9, 2), date(2026, 9, 3)]
    found = picture(list(zip(days, [0, 12, 5], strict=True)))
    assert found
    assert (found.most, found.first, found.last, len(found.columns)) == (12, days[0], days[2], 2)


def test_nothing_is_no_picture() -> None:
    assert columns([]) == columns([0, 0]) == []
    assert picture([]) is picture([(date(2026, 9, 1), 0)]) is None
