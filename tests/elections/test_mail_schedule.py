"""When mails to many are due: each once, in its time, never too late, and only where the election stands right."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from elections.mail_schedule import DAY, Planned, Reminders, is_due, planned
from elections.phases import Facts, Instants

OPENS = datetime(2026, 9, 1, 14, tzinfo=UTC)
CLOSES = OPENS + 14 * DAY
ROLL = OPENS - 10 * DAY
LONG_AGO = OPENS - 90 * DAY
SECOND = timedelta(seconds=1)


def instants(closes: datetime = CLOSES) -> Instants:
    return Instants(roll_closes=ROLL, voting_opens=OPENS, voting_closes=closes)


def facts(**more: datetime) -> Facts:
    return Facts(**{"announced_at": LONG_AGO, **more})


def plan(
    known: Facts | None = None,
    reminders: Reminders | None = None,
    *,
    affirmation: bool = True,
    closes: datetime = CLOSES,
) -> list[tuple[str, int, datetime]]:
    found = planned(instants(), known or facts(), reminders=reminders or Reminders(), affirmation=affirmation)
    return [(each.kind, each.number, each.at) for each in found]


def test_everything_goes_in_the_order_of_the_timetable() -> None:
    assert plan() == [
        ("roll check", 1, ROLL - 28 * DAY),
        ("affirmation asked", 1, ROLL - 21 * DAY),
        ("affirmation reminder", 1, ROLL - 7 * DAY),
        ("affirmation reminder", 2, ROLL - 2 * DAY),
        ("voting opened", 1, OPENS),
        ("vote reminder", 1, OPENS + 3 * DAY),
        ("vote reminder", 2, OPENS + 6 * DAY),
        ("vote reminder", 3, OPENS + 9 * DAY),
    ]


def test_nobody_is_asked_to_affirm_where_the_rules_do_not() -> None:
    assert not [kind for kind, _number, _at in plan(affirmation=False) if "affirmation" in kind]


def test_what_was_due_before_the_announcement_goes_with_it() -> None:
    announced = ROLL - 3 * DAY
    found = plan(facts(announced_at=announced))
    assert found[:3] == [
        ("roll check", 1, announced),
        ("affirmation asked", 1, announced),
        ("affirmation reminder", 2, ROLL - 2 * DAY),
    ]


@pytest.mark.parametrize(("every", "most", "days"), [(3, 3, [3, 6, 9]), (5, 9, [5, 10]), (14, 1, []), (7, 0, [])])
def test_reminders_come_every_so_many_days_and_no_more_than_so_many(every: int, most: int, days: list[int]) -> None:
    found = [at for kind, _number, at in plan(reminders=Reminders(every, most)) if kind == "vote reminder"]
    assert found == [OPENS + day * DAY for day in days]


def test_an_extension_is_told_and_brings_more_reminders() -> None:
    at, until = CLOSES - DAY, CLOSES + 3 * DAY
    found = planned(instants(until), facts(), reminders=Reminders(5, 9), affirmation=False, extended=[(at, until)])
    assert Planned("extension", 1, at, until) in found
    assert [each.at for each in found if each.kind == "vote reminder"] == [OPENS + day * DAY for day in (5, 10, 15)]


def test_of_two_extensions_the_later_one_is_told() -> None:
    decided = [(CLOSES - 3 * DAY, CLOSES + DAY), (CLOSES - 2 * DAY, CLOSES + 2 * DAY)]
    found = planned(instants(CLOSES + 2 * DAY), facts(), reminders=Reminders(), affirmation=False, extended=decided)
    first, second = (each for each in found if each.kind == "extension")
    assert (first.until, second.until) == (CLOSES - 2 * DAY, CLOSES + 2 * DAY)


def test_reminders_never_meet() -> None:
    found = [
        each for each in planned(instants(), facts(), reminders=Reminders(), affirmation=True) if "vote" in each.kind
    ]
    assert all(before.until <= after.at for before, after in pairwise(found))


SEALED = {"roll_sealed_at": ROLL + DAY, "ballot_sealed_at": ROLL + 2 * DAY}


@pytest.mark.parametrize(
    ("kind", "known", "now", "due"),
    [
        ("roll check", {}, ROLL - 28 * DAY - SECOND, False),
        ("roll check", {}, ROLL - 28 * DAY, True),
        ("roll check", {}, ROLL - DAY, False),
        ("roll check", {"cancelled_at": ROLL - 20 * DAY}, ROLL - 10 * DAY, False),
        ("affirmation asked", {}, ROLL - SECOND, True),
        ("affirmation asked", {}, ROLL, False),
        ("voting opened", SEALED, OPENS - SECOND, False),
        ("voting opened", SEALED, OPENS, True),
        ("voting opened", {}, OPENS, False),  # nobody can vote: the ballot is not sealed
        ("voting opened", SEALED | {"paused_at": OPENS}, OPENS + DAY, False),
        ("voting opened", SEALED | {"voided_at": OPENS}, OPENS + DAY, False),
        ("voting opened", SEALED, CLOSES, False),
        ("vote reminder", SEALED, OPENS + 3 * DAY, True),
        ("vote reminder", SEALED, OPENS + 2 * DAY, False),
    ],
)
def test_a_mail_goes_in_its_time_where_it_makes_sense(
    kind: str, known: dict[str, datetime], now: datetime, due: bool
) -> None:
    stands = facts(**known)
    found = planned(instants(), stands, reminders=Reminders(), affirmation=True)
    first = next(each for each in found if each.kind == kind)
    assert is_due(first, instants(), stands, now) == due


def test_a_result_is_news_for_a_week() -> None:
    over = {"ballots_ended_at": CLOSES, "counted_at": CLOSES, "certified_at": CLOSES, "published_at": CLOSES + DAY}
    stands = facts(**SEALED, **over)
    found = planned(instants(), stands, reminders=Reminders(), affirmation=True)
    news = [each for each in found if each.kind in {"results", "candidate thanks"}]
    assert len(news) == 2
    for each in news:
        assert is_due(each, instants(), stands, CLOSES + DAY)
        assert not is_due(each, instants(), stands, CLOSES + 8 * DAY)
