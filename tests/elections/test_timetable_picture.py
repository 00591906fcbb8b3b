"""The picture of a timetable: rows in order, on one axis, and where each was before it moves."""

from dataclasses import replace
from datetime import timedelta

import pytest

from elections.timetable_picture import MOST_TICKS, Place, Span, draw
from tests.elections.board_of_2026 import BOARD, REFERENDUM, at


def test_every_window_has_its_row() -> None:
    picture = draw(BOARD, at(9, 1))
    assert [bar.span for bar in picture.bars] == list(Span)
    assert [bar.span for bar in draw(REFERENDUM, at(9, 1)).bars] == [Span.ROLL, Span.VOTING]


def test_the_axis_goes_from_the_first_instant_to_the_last() -> None:
    first, *_others, last = draw(BOARD, at(9, 1)).bars
    assert (first.place.start, last.place.end) == (0, 100)
    assert first.place.width == pytest.approx(14 / 49 * 100, abs=0.01)


def test_what_moves_shows_where_it_was_on_the_same_axis() -> None:
    later = replace(BOARD, voting_closes=BOARD.voting_closes + timedelta(days=7))
    bars = {bar.span: bar for bar in draw(later, at(9, 1), before=BOARD).bars}
    assert bars[Span.VOTING].before == Place(62.5, 87.5)
    assert bars[Span.VOTING].place == Place(62.5, 100)
    assert all(bar.before is None for span, bar in bars.items() if span is not Span.VOTING)


def test_the_present_is_there_while_the_timetable_lasts() -> None:
    assert draw(BOARD, at(7, 28)).now == 0
    assert draw(BOARD, at(9, 15)).now == 100
    assert draw(BOARD, at(9, 15, 15)).now is None


@pytest.mark.parametrize("days", [1, 3, 10, 60, 300, 2000])
def test_days_leave_room_for_their_names(days: int) -> None:
    instants = replace(REFERENDUM, voting_closes=REFERENDUM.voting_opens + timedelta(days=days))
    ticks = draw(instants, at(9, 1)).ticks
    assert len(ticks) <= MOST_TICKS + 1
    assert all(0 <= tick.at <= 100 and tick.day.hour == 0 for tick in ticks)
