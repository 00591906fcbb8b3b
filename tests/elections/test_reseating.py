"""Anyone fills the seats again from the published file: the same result, and whatever was changed is named."""

import json
from pathlib import Path
from typing import Any

import pytest

from elections import reseating


def choice(slug: str, votes: int, outcome: str, years: int | None = None) -> dict[str, Any]:
    return {"slug": slug, "votes": votes, "outcome": outcome, "years": years, "reason": ""}


@pytest.fixture
def result() -> dict[str, Any]:
    """Example 2 of docs/seating.md: one is passed over, and a tie for the last seat."""
    seats = {
        "kind": "seats",
        "title": "Board",
        "uuid": "c",
        "seats": [3, 1],
        "choices": [
            choice("ann", 90, "seated", 3),
            choice("bo", 80, "passed_over"),
            choice("cy", 70, "seated", 1),
            choice("di", 70, "not_elected"),
        ],
        "seating": {
            "limit": 2,
            "sitting": [{"name": "Zoë", "entities": ["Acme"]}],
            "affiliations": {"ann": [{"entity": "Acme"}], "bo": [{"entity": "Acme"}]},
            "tie_break": {"order": ["cy", "di"]},
        },
    }
    resolution = {
        "kind": "resolution",
        "title": "Resolution",
        "majority": "voting members",
        "choices": [{"votes": 60}, {"votes": 10}],
        "abstentions": 5,
        "carried": True,
    }
    return {"eligible": 100, "contests": [seats, resolution]}


def test_what_is_right_is_found_right(result: dict[str, Any]) -> None:
    assert reseating.differences(result) == []


@pytest.mark.parametrize(
    ("contest", "change", "said"),
    [
        (0, {"seats": [3, 3]}, "cy"),
        (1, {"carried": False}, "Resolution: carried is False, and by the figures True"),
    ],
)
def test_what_was_changed_is_named(result: dict[str, Any], contest: int, change: dict[str, Any], said: str) -> None:
    result["contests"][contest] |= change
    (found,) = reseating.differences(result)
    assert said in found


def test_another_order_of_the_tied_seats_another(result: dict[str, Any]) -> None:
    result["contests"][0]["seating"]["tie_break"]["order"] = ["di", "cy"]
    assert len(reseating.differences(result)) == 2


def test_the_command_says_what_it_found(
    result: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "result.json"
    file.write_text(json.dumps(result))
    assert reseating.main([str(file)]) == 0
    assert "The seats are filled as the rules say." in capsys.readouterr().out
    result["contests"][0]["choices"][1]["outcome"] = "seated"
    file.write_text(json.dumps(result))
    assert reseating.main([str(file)]) == 1
    assert "bo" in capsys.readouterr().out


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"contests": [{"kind": "seats", "seating": {}}]}'])
def test_what_is_no_result_is_refused(content: str, tmp_path: Path) -> None:
    file = tmp_path / "result.json"
    file.write_text(content)
    assert reseating.main([str(file)]) == 2
    assert reseating.main([]) == 2
