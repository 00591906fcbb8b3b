"""Affiliations, judged row by row and told in a line."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from nominees.affiliations import MOST, Affiliated, Relation, employer_of, judged, others_of, told

ACME = Affiliated("Acme", role="engineer", since=2019)


def test_a_row_is_tidied() -> None:
    assert judged([Affiliated("  Acme \n Labs ")], none=False) == [Affiliated("Acme Labs")]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"organisation": " "}, "name the organisation"),
        ({"relation": "friend"}, "say how you are affiliated"),
        ({"role": "x" * 201}, "at most 200 characters"),
        ({"parent": "a\x00b"}, "all of them visible"),
        ({"since": 19}, "years such as 2019"),
        ({"until": 2018}, "the first one first"),
    ],
)
def test_what_is_wrong_is_said_with_its_row(wrong: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        judged([ACME, replace(ACME, **wrong)], none=False)  # type: ignore[arg-type]
    assert refusal.value.messages[0].startswith("Organisation 2:")
    assert said in refusal.value.messages[0]


def test_none_is_an_answer_of_its_own() -> None:
    assert judged([], none=True) == []
    with pytest.raises(ValidationError, match="Keep one of the two"):
        judged([ACME], none=True)


def test_there_are_at_most_so_many() -> None:
    assert len(judged([ACME] * MOST, none=False)) == MOST
    with pytest.raises(ValidationError, match="at most"):
        judged([ACME] * (MOST + 1), none=False)


def test_they_are_told_in_lines() -> None:
    over = Affiliated("Bureau", until=2015)
    director = Affiliated("Acme Labs", Relation.OFFICER.value, "treasurer", 2019, 2022, "Acme")
    owner = Affiliated("Shop", Relation.OWNER.value, since=2020, until=2020)
    assert employer_of([ACME, over, director]) == "Acme"
    assert others_of([ACME, over]) == "Bureau: employed by it, until 2015"
    assert told(director) == "Acme Labs (part of Acme): officer or director of it, treasurer, 2019–2022"
    assert told(owner).endswith(", 2020")
    assert employer_of([]) is None
    assert others_of([ACME]) is None
