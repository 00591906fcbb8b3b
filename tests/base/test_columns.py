"""Numbers as columns: the largest fills the frame, the others stand in proportion, and nothing is drawn for nothing."""

from base.columns import HEIGHT, WIDTH, columns


def test_the_largest_is_as_high_as_the_frame_and_the_others_in_proportion() -> None:
    half, whole = columns([5, 10])
    assert (whole.height, whole.y) == (HEIGHT, 0)
    assert (half.height, half.y) == (HEIGHT / 2, HEIGHT / 2)
    assert half.x + half.width <= WIDTH / 2 <= whole.x


def test_a_day_without_any_keeps_its_place() -> None:
    first, last = columns([1, 0, 1])
    assert last.x - first.x == 2 * WIDTH / 3


def test_nothing_is_no_picture() -> None:
    assert columns([]) == columns([0, 0]) == []
