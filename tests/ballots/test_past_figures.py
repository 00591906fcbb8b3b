"""Figures of past elections as files give them: read whole, or refused with the place of what is wrong."""

import json
from typing import Any

import pytest

from ballots.figures_reader import FiguresError
from ballots.past_figures import PastChoice, read_csv, read_json
from elections.seating import Exclusion

CSV = """election,kind,source,eligible,voted,contest,contest_kind,seats,choice,votes,excluded,reason,carried
2031 example election,board,The minutes,100,60,Board,seats,3 3 1,Ada,50,,,
2031 example election,,,,,Board,,,Bo,40,withdrawn,Moved away,
2031 example election,,,,,Rules,resolution,,,,,,yes
2032 example election,,The minutes,,,,,,,,,,
"""


def election(**more: Any) -> dict[str, Any]:
    return {"name": "2031 example election", "source": "The minutes"} | more


def seats(**more: Any) -> dict[str, Any]:
    return {"title": "Board", "seats": [3]} | more


def read(*elections: dict[str, Any]) -> list[Any]:
    return read_json(json.dumps({"elections": elections}))


def test_a_table_says_the_same_as_an_object() -> None:
    first, second = read_csv(CSV)
    board = seats(
        kind="seats",
        seats=[3, 3, 1],
        choices=[
            {"name": "Ada", "votes": 50},
            {"name": "Bo", "votes": 40, "excluded": "withdrawn", "reason": "Moved away"},
        ],
    )
    rules = {"title": "Rules", "kind": "resolution", "carried": True}
    told = election(kind="board", eligible=100, voted=60, contests=[board, rules])
    assert [first] == read(told)
    assert first.contests[0].choices[1] == PastChoice(
        name="Bo", votes=40, excluded=Exclusion.WITHDRAWN, reason="Moved away"
    )
    assert (second.name, second.eligible, second.contests) == ("2032 example election", None, ())


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (election(name=""), "“name” is missing"),
        (election(source=""), "“source” is missing"),
        (election(name="An election"), "names no year"),
        (election(eligible=10, voted=11), "11 voted, and 10 could"),
        (election(eligible=-1), "“eligible” is a number"),
        (election(eligible=True), "“eligible” is a number"),
        (election(voters=3), "unknown: voters"),
        (election(voting_closes="soon"), "no date"),
        (election(contests=[seats(seats=[])]), "terms to fill"),
        (election(contests=[seats(kind="lottery")]), "neither seats nor resolution"),
        (election(contests=[{"title": "x", "kind": "resolution"}]), "not said"),
        (election(contests=[seats(candidates=2, choices=[{"name": "Ada", "votes": 1}])]), "1 candidates are listed"),
        (election(contests=[seats(choices=[{"name": "Ada", "votes": 1}, {"name": "Bo"}])]), "of some not"),
        (election(contests=[seats(choices=[{"name": "Ada", "votes": 1}] * 2)]), "stand twice"),
        (election(contests=[seats(choices=[{"name": "Ada", "excluded": "late"}])]), "neither withdrawn"),
        (election(contests=[seats(tie_order=["Cy"], tie_source="x")]), "who does not stand: Cy"),
        (election(voted=5, contests=[seats(choices=[{"name": "Ada", "votes": 6}])]), "more votes than voters"),
        (election(turnout=[{"classes": ["fellow"], "eligible": 3, "voted": 4}]), "a line has classes"),
    ],
)
def test_what_is_wrong_is_named(told: dict[str, Any], said: str) -> None:
    with pytest.raises(FiguresError, match=said):
        read(told)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"elections": []}', '{"elections": 3}', "\x00"])
def test_what_is_no_such_file_is_refused(text: str) -> None:
    with pytest.raises(FiguresError):
        read_json(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name\nx\n", "Unknown columns: name"),
        ("slug\nx\n", "“election” is missing"),
        ("election,source\n,x\n", "names no election"),
        ("election,source\n2031 a,x\n2031 a,y\n", "Row 3: “source” is “y”, and before it was “x”"),
        ("election,source\n2031 a,x,z\n", "more cells"),
        ('election,source\n"2031 a,x\n', "Row"),
    ],
)
def test_a_table_is_refused_with_its_row(text: str, said: str) -> None:
    with pytest.raises(FiguresError, match=said):
        read_csv(text)
