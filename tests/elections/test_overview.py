"""What an election's front page says: its instants with their state, its rules, and how one votes."""

from datetime import timedelta
from typing import Any

import pytest

from elections import overview
from elections.models import AffiliationLimit, Contest, Election, Seat
from tests.nominees.nominations import DURING, OPEN, SECOND, election

pytestmark = pytest.mark.django_db


def states(board: Election, now: Any) -> dict[str, str]:
    return {row["label"]: row["state"] for row in overview.timetable(board, now)}


def test_instants_stand_in_the_order_of_time_with_their_state() -> None:
    board = election()
    rows = overview.timetable(board, DURING)
    assert [row["instant"] for row in rows] == sorted(row["instant"] for row in rows)
    assert states(board, DURING) == {
        "Nominations open": "past",
        "Nominations close": "next",
        "Acceptance closes": "future",
        "Candidates are announced": "future",
        "Roll closes": "future",
        "Voting opens": "future",
        "Voting closes": "future",
    }


def test_at_its_instant_a_row_is_past() -> None:
    board = election()
    assert states(board, OPEN - SECOND)["Nominations open"] == "next"
    assert states(board, OPEN)["Nominations open"] == "past"


def test_what_a_stop_prevented_is_left_out() -> None:
    board = election()
    board.cancelled_at = DURING
    assert states(board, DURING + timedelta(days=99)) == {"Nominations open": "past", "Cancelled": "past"}


def contest(board: Election, seats: int = 0, **more: Any) -> Contest:
    kind = Contest.Kind.SEATS if seats else Contest.Kind.RESOLUTION
    made = Contest.objects.create(election=board, position=board.contests.count(), kind=kind, title="A contest", **more)
    for position in range(seats):
        Seat.objects.create(contest=made, position=position, years=3)
    return made


@pytest.mark.parametrize(
    ("seats", "choices", "most", "said"),
    [
        (4, 13, None, "13 candidates for 4 seats. Approve as many as you like. Everyone you approve gets one vote;"),
        (1, 1, None, "1 candidate for 1 seat. Approve as many as you like."),
        (4, 0, None, "4 seats. Approve as many as you like."),
        (4, 13, 5, "13 candidates for 4 seats. Approve at most 5."),
        (4, 5, 5, "5 candidates for 4 seats. Approve as many as you like."),
        (4, 0, 5, "4 seats. Approve at most 5."),
    ],
)  # fmt: skip
def test_a_contest_for_seats_says_choices_seats_and_method(
    seats: int, choices: int, most: int | None, said: str
) -> None:
    assert overview.method(contest(election(), seats, max_choices=most), choices).startswith(said)


def test_a_resolution_says_by_what_it_is_carried() -> None:
    made = contest(election(), majority=Contest.Majority.VOTING_MEMBERS)
    assert overview.method(made, 2) == "Choose one. It is carried by a majority of all voting members."


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({}, "Of the board’s 11 members at most 2 may share an affiliation."),
        ({"board_size": 12}, "Of the board’s 12 members at most 3 may share an affiliation."),
        ({"affiliation_limit": AffiliationLimit.NUMBER}, "At most 2 of those who sit may share an affiliation."),
        ({"affirmation_required": False}, "Nobody needs to say beforehand that they intend to vote."),
        ({"fellows_must_affirm": False}, "Voting members must have said that they intend to vote; Fellows need not."),
        ({"affirmed_since": OPEN}, "What was said since Tue 28 Jul 2026, 14:00 UTC (02:00 AoE) counts."),
        ({"quorum_denominator": 10}, "At least 1/10 of the voting members must vote, else the vote is void."),
        ({}, "Critical acts of the election office need two officers."),
        ({"strict_credentials": True, "server_may_seal": False}, "Voters need their code besides signing in."),
    ],
)
def test_each_rule_is_said(rule: dict[str, Any], said: str) -> None:
    board = election(**rule)
    contest(board, seats=3)
    assert said in " | ".join(overview.rules(board))


@pytest.mark.parametrize(
    ("rule", "unsaid"),
    [
        ({"affiliation_limit": AffiliationLimit.NONE}, "share an affiliation"),
        ({"officers_required": 1}, "two officers"),
        ({"server_may_seal": False}, "server may seal"),
        ({}, "voting codes"),
    ],
)
def test_what_is_no_rule_is_not_said(rule: dict[str, Any], unsaid: str) -> None:
    board = election(**rule)
    contest(board, seats=3)
    assert unsaid not in " | ".join(overview.rules(board))


def test_without_seats_nothing_is_said_of_ties_and_affiliations() -> None:
    board = election()
    contest(board, majority=Contest.Majority.VOTES_CAST)
    assert not [rule for rule in overview.rules(board) if "tie" in rule or "affiliation" in rule]
