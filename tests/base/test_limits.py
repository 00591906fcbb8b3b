"""What is costly is counted: to the limit, anew after the period, and rightly where many come at the same instant."""

from functools import partial

import pytest
from pytest_django import Settings

from base import limits
from base.limits import Costly
from base.models import Allowance
from tests.ballots.threads import at_once
from tests.databases import DatabaseForTests


@pytest.fixture(autouse=True)
def three_a_minute(settings: Settings) -> None:
    settings.RATES = {"draft": (3, 60), "preview": (3, 60)}


def spent(times: int, whose: str = "jo") -> list[bool]:
    return [limits.spend_of(whose, Costly.DRAFT) for _ in range(times)]


@pytest.mark.django_db
class TestACount:
    def test_ends_at_the_limit(self) -> None:
        assert spent(5) == [True, True, True, False, False]

    def test_is_of_one_alone_and_of_one_thing(self) -> None:
        assert spent(4)[-1] is False
        assert spent(1, "bo") == [True]
        assert limits.spend_of("jo", Costly.PREVIEW)

    def test_begins_anew_when_the_period_is_over(self, settings: Settings) -> None:
        settings.RATES = {"draft": (1, 0)}
        assert spent(3) == [True, True, True]
        assert Allowance.objects.get().spent == 1

    def test_says_of_nobody_what_they_asked_for(self) -> None:
        spent(1, "jo@example.org")
        assert "jo" not in str(Allowance.objects.values())

    def test_is_forgotten_once_it_does_not_matter(self, settings: Settings) -> None:
        spent(1)
        limits.forget_renewed()
        assert Allowance.objects.count() == 1
        settings.RATES = {"draft": (1, 0)}
        spent(1, "bo")
        limits.forget_renewed()
        assert Allowance.objects.count() == 1


def test_of_thirty_at_the_same_instant_three_are_let_through(committed: DatabaseForTests) -> None:
    given = at_once([partial(limits.spend_of, "jo", Costly.DRAFT)] * 30)
    assert sorted(given, key=bool) == [False] * 27 + [True] * 3


@pytest.mark.django_db
def test_many_others_push_no_count_out() -> None:
    """The cache of Django throws away a third of what it holds when it holds very much."""
    spent(3)
    for number in range(400):
        spent(1, f"member {number}")
    assert spent(1) == [False]
