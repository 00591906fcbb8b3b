"""Who has said that they intend to vote, day by day: each once, what counts alone, days without a word too."""

from datetime import date, datetime, timedelta

import pytest

from elections.affirmation_numbers import numbers
from elections.models import Election
from members.models import Affirmation, Person
from tests.elections.board_of_2026 import at

pytestmark = pytest.mark.django_db
CLOSES = at(8, 25)


@pytest.fixture
def board() -> Election:
    return Election.objects.create(
        slug="2026",
        name="2026",
        roll_closes=CLOSES,
        voting_opens=at(9, 1),
        voting_closes=at(9, 15),
        affirmed_since=at(8, 1),
    )


def said(*when: datetime, carried_over: bool = False) -> Person:
    person = Person.objects.create(name="x")
    for each in when:
        Affirmation.objects.create(
            person=person, affirmed_at=each, carried_over=carried_over, email="a@example.org", source="x"
        )
    return person


def test_each_counts_once_on_their_first_day_and_empty_days_stand_too(board: Election) -> None:
    said(at(8, 3), at(8, 5))
    said(at(8, 5))
    found = numbers(board, at(8, 6))
    assert [(each.day, each.said, each.so_far) for each in found.days] == [
        (date(2026, 8, 3), 1, 1),
        (date(2026, 8, 4), 0, 1),
        (date(2026, 8, 5), 1, 2),
        (date(2026, 8, 6), 0, 2),
    ]
    assert (found.said, found.carried_over) == (2, 0)


def test_what_was_said_too_early_or_too_late_does_not_count(board: Election) -> None:
    said(at(8, 1) - timedelta(seconds=1))
    said(CLOSES)
    said(CLOSES - timedelta(seconds=1))
    assert numbers(board, at(9, 1)).said == 1


def test_who_was_carried_over_and_said_it_too_counts_among_those(board: Election) -> None:
    said(at(8, 2), carried_over=True)
    both = said(at(8, 2), carried_over=True)
    Affirmation.objects.create(person=both, affirmed_at=at(8, 3), email="a@example.org", source="x")
    found = numbers(board, at(8, 4))
    assert (found.said, found.carried_over) == (1, 1)


def test_before_anybody_spoke_there_is_no_day(board: Election) -> None:
    assert numbers(board, at(8, 4)).days == []
