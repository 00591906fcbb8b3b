"""The result as the page says it: who sits, who is passed over and why, ties, vacant seats, turnout and resolutions."""

from typing import Any

import pytest

from ballots.result_page import in_picture, shown
from ballots.results import ChoiceData, ContestData, ResultData


def choice(name: str, votes: int, outcome: str = "", years: int | None = None, **more: Any) -> ChoiceData:
    base: ChoiceData = {
        "name": name,
        "slug": name.lower(),
        "votes": votes,
        "rank": None,
        "outcome": outcome,
        "years": years,
        "entity": "",
        "reason": "",
    }
    return base | more  # type: ignore[return-value]


def seats(*choices: ChoiceData, **more: Any) -> ContestData:
    base: ContestData = {
        "uuid": "1",
        "kind": "seats",
        "title": "Board",
        "seats": [3],
        "choices": list(choices),
        "abstentions": 0,
        "ties": [],
        "vacant": [],
        "majority": "",
        "carried": None,
        "needed": None,
        "base": None,
    }
    return base | more  # type: ignore[return-value]


def resolution(in_favour: int, against: int, *, carried: bool, majority: str, needed: int, base: int) -> ContestData:
    return seats(
        choice("For", in_favour),
        choice("Against", against),
        kind="resolution",
        majority=majority,
        carried=carried,
        needed=needed,
        base=base,
    )


def data(*contests: ContestData, **more: Any) -> ResultData:
    base: ResultData = {
        "election": "Board election 2026",
        "slug": "board-2026",
        "uuid": "2",
        "ballots": 100,
        "eligible": 200,
        "quorum_needed": 67,
        "quorum_met": True,
        "contests": list(contests),
    }
    return base | more  # type: ignore[return-value]


def result(*contests: ContestData, **more: Any) -> dict[str, Any]:
    return shown(data(*contests, **more))


def without_isolates(*sentences: str) -> list[str]:
    """The sentences without the marks that hold the direction of a name’s script to the name."""
    return [sentence.replace("\u2068", "").replace("\u2069", "") for sentence in sentences]


def test_a_name_that_is_written_from_right_to_left_turns_nothing_around_it() -> None:
    (contest,) = result(seats(choice("سلمى", 9, "seated", 3, slug="salma")))["contests"]
    assert contest["steps"] == ["\u2068سلمى\u2069, 9 votes: seat 1 of 1, for 3 years."]


BOARD = seats(
    choice("Ada", 80, "seated", 3),
    choice("Bo", 60, "passed_over", entity="Works"),
    choice("Cy", 50, "seated", 1),
    choice("Di", 40, "not_elected"),
    choice("Em", 90, "withdrawn"),
    abstentions=1,
)


def test_the_headline_counts_seats_and_candidates_of_all_contests() -> None:
    assert result(BOARD, BOARD)["headline"] == "4 of 10 elected"
    assert result()["headline"] == "Result"


def test_above_the_line_are_the_seats_and_who_was_passed_over_among_them() -> None:
    (contest,) = result(BOARD)["contests"]
    assert [row["name"] for row in contest["above"]] == ["Ada", "Bo", "Cy"]
    assert [row["name"] for row in contest["below"]] == ["Di", "Em"]
    ada, bo, cy = contest["above"]
    assert (ada["seat"], ada["width"], ada["votes"]) == ("3 years", 80.0, 80)
    assert (bo["seat"], bo["outcome"], "Works" in bo["reason"]) == ("", "passed over", True)
    assert cy["seat"] == "1 year"
    assert ada["url"] == "/elections/board-2026/candidates/ada/"


def test_how_each_seat_was_filled_and_by_how_much_the_next_one_missed_it() -> None:
    board = seats(*BOARD["choices"], seats=[3, 1])
    (contest,) = result(board)["contests"]
    assert without_isolates(*contest["steps"]) == [
        "Ada, 80 votes: seat 1 of 2, for 3 years.",
        "Bo, 60 votes: no seat. As many people of Works sit already as the rules allow.",
        "Cy, 50 votes: seat 2 of 2, for 1 year.",
    ]
    assert without_isolates(contest["margin"]) == ["Cy took the last seat; Di comes next, 10 votes behind."]


ADA = ("Ada", 60, "seated", 3)


@pytest.mark.parametrize(
    ("choices", "more", "said"),
    [
        ([ADA, ("Bo", 59, "not_elected")], {}, "Ada took the last seat; Bo comes next, 1 vote behind."),
        ([ADA, ("Bo", 60, "not_elected")], {}, "Ada took the last seat by lot: Bo has as many votes."),
        ([ADA, ("Bo", 40, "withdrawn")], {}, ""),
        ([ADA, ("Bo", 0, "not_elected")], {"vacant": [3]}, ""),
        ([ADA, ("Bo", 50, "tied"), ("Cy", 50, "tied"), ("Di", 9, "not_elected")], {}, ""),
        ([("Ada", 0, "not_elected")], {"vacant": [3]}, ""),
    ],
)
def test_the_margin_is_said_where_there_is_one(choices: list[tuple[Any, ...]], more: dict[str, Any], said: str) -> None:
    (contest,) = result(seats(*(choice(*each) for each in choices), **more))["contests"]
    assert without_isolates(contest["margin"]) == [said]


def test_who_withdrew_keeps_their_votes_and_the_reason() -> None:
    (contest,) = result(BOARD)["contests"]
    withdrawn = contest["below"][1]
    assert (withdrawn["votes"], withdrawn["outcome"]) == (90, "withdrew")
    assert "Withdrew after the ballot was sealed" in withdrawn["reason"]
    assert contest["below"][0]["reason"] == ""


def test_abstentions_are_counted_in_words() -> None:
    assert [result(seats(abstentions=n))["contests"][0]["abstentions"] for n in (0, 1, 2)] == [
        "0 voters abstained.",
        "1 voter abstained.",
        "2 voters abstained.",
    ]


@pytest.mark.parametrize(
    ("order", "said"),
    [
        (["bo", "ada"], "Tied with 60 votes; drawn in this order: Bo, Ada."),
        (None, "Tied with 60 votes and not broken: Ada, Bo."),
    ],
)
def test_a_tie_is_told_with_how_it_was_drawn(order: list[str] | None, said: str) -> None:
    tie = {"votes": 60, "candidates": ["ada", "bo"], "order": order}
    tied = seats(choice("Ada", 60, "seated", 3), choice("Bo", 60, "not_elected"), ties=[tie])
    assert without_isolates(*result(tied)["contests"][0]["ties"]) == [said]


@pytest.mark.parametrize(("vacant", "said"), [([3], "1 seat stays vacant."), ([3, 1], "2 seats stay vacant.")])
def test_vacant_seats_are_said(vacant: list[int], said: str) -> None:
    assert result(seats(choice("Ada", 0, "not_elected"), vacant=vacant))["contests"][0]["vacant"] == said


def test_turnout_and_quorum() -> None:
    assert result()["turnout"] == "100 of 200 voted."
    assert result()["quorum"] == "67 were needed; the quorum is met."
    missed = result(ballots=66, quorum_met=False)
    assert missed["quorum"] == "67 were needed; the quorum is not met, and the vote is void."


def test_a_resolution_by_votes_cast_is_measured_by_the_ballots() -> None:
    made = resolution(60, 20, carried=True, majority="votes cast", needed=41, base=80)
    (contest,) = result(made)["contests"]
    assert contest["verdict"] == "Carried: 60 votes for, 41 needed."
    assert [(row["label"], row["votes"], row["width"]) for row in contest["rows"]] == [
        ("For", 60, 60.0),
        ("Against", 20, 20.0),
        ("Abstain", 0, 0.0),
    ]
    assert contest["needed_width"] == 41.0
    assert "more than half of the 80 votes for or against" in contest["needed"]


def test_where_the_quorum_was_missed_nothing_is_carried() -> None:
    made = resolution(60, 20, carried=True, majority="votes cast", needed=41, base=80)
    (contest,) = result(made, quorum_met=False)["contests"]
    assert contest["verdict"] == "Void, too few voted: 60 votes for, 41 needed."
    assert not contest["passed"]
    ends = [in_picture(data(made, quorum_met=met), held_here=True).lines[0].words for met in (True, False)]
    assert ends == ["carried", "void"]


def test_where_the_quorum_was_missed_nobody_sits() -> None:
    board = seats(choice("Ada", 80, "seated", 3), choice("Bo", 20, "not_elected"))
    assert [row["seat"] for row in result(board)["contests"][0]["above"]] == ["3 years"]
    (contest,) = result(board, quorum_met=False)["contests"]
    assert (contest["above"], contest["margin"], contest["steps"], contest["is_void"]) == ([], "", [], True)
    assert [(row["name"], row["seat"]) for row in contest["below"]] == [("Ada", ""), ("Bo", "")]
    pictured = [in_picture(data(board, quorum_met=met), held_here=True).lines for met in (True, False)]
    assert [len(lines) for lines in pictured] == [1, 0]


def test_one_vote_is_one_vote() -> None:
    (contest,) = result(resolution(1, 0, carried=True, majority="votes cast", needed=1, base=1))["contests"]
    assert contest["verdict"] == "Carried: 1 vote for, 1 needed."
    assert "more than half of the one vote for or against" in contest["needed"]


def test_a_resolution_by_all_voting_members_is_measured_by_them() -> None:
    made = resolution(90, 5, carried=False, majority="voting members", needed=101, base=200)
    (contest,) = result(made)["contests"]
    assert contest["verdict"] == "Not carried: 90 votes for, 101 needed."
    assert (contest["rows"][0]["width"], contest["needed_width"]) == (45.0, 50.5)
    assert "more than half of all 200 voting members" in contest["needed"]


def test_a_vote_in_which_nobody_voted_divides_by_nothing() -> None:
    made = resolution(0, 0, carried=False, majority="votes cast", needed=1, base=0)
    nobody = result(seats(choice("Ada", 0, "seated", 3)), made, ballots=0, eligible=0)
    assert nobody["contests"][0]["above"][0]["width"] == 0.0
    assert nobody["contests"][1]["rows"][0]["width"] == 0.0


def test_where_no_quorum_was_asked_for_the_page_says_so() -> None:
    assert result(quorum=[0, 1], quorum_needed=0)["quorum"] == "No quorum was asked for."


def test_without_a_quorum_nobody_is_called_elected() -> None:
    assert result(BOARD, quorum_met=False)["headline"] == "Void: the quorum was not met"


def test_a_vote_on_resolutions_alone_counts_what_is_carried() -> None:
    made = resolution(60, 20, carried=True, majority="votes cast", needed=41, base=80)
    lost = resolution(20, 60, carried=False, majority="votes cast", needed=41, base=80)
    assert result(made, lost)["headline"] == "1 of 2 carried"


def test_what_is_not_known_is_not_said() -> None:
    past = result(seats(seats=[3, 3], candidates=16), ballots=None, eligible=None, quorum_met=None, quorum_needed=None)
    assert (past["turnout"], past["quorum"], past["headline"]) == ("", "", "2 of 16 elected")
    assert past["contests"][0]["unknown"].startswith("16 candidates stood for 2 seats.")


STEP = {"number": 2, "slug": "bo", "outcome": "passed_over", "free": [1], "years": None, "entity": "Works"}
SEATING = {
    "limit": 1,
    "sitting": [{"name": "Zoë", "until": "2027-07-01", "entities": ["Works"]}],
    "affiliations": {"bo": [{"organisation": "Works Oslo", "entity": "Works"}]},
    "tie_break": {},
    "steps": [STEP | {"holders": ["Zoë"], "by_lot": False}],
    "shares": {"Works": ["Zoë"]},
}


def test_who_is_passed_over_reads_who_sits_for_the_same_entity() -> None:
    (contest,) = result(seats(*BOARD["choices"], seating=SEATING))["contests"]
    bo = contest["above"][1]
    assert without_isolates(bo["reason"]) == ["As many people of Works sit already as the rules allow: Zoë."]
    audit = contest["audit"]
    assert audit["affiliations"] == [{"name": "Bo", "entities": "Works Oslo (counts as Works)"}]
    assert without_isolates(audit["steps"][0]["said"]) == ["Passed over: of Works 1 of at most 1 sit already (Zoë)."]


def test_turnout_by_class_is_told_in_words_and_bars() -> None:
    lines = [{"classes": ["fellow", "supporting"], "eligible": 40, "voted": 30}]
    assert result(turnout=lines)["classes"] == [{"label": "Fellow and Supporting", "width": 75.0, "said": "30 of 40"}]
