"""The sealed election and what may be chosen in it."""

import dataclasses
import json
from typing import Any

import pytest

from ballots.protocol.errors import Malformed, Reason
from ballots.protocol.group import IDENTITY, Element, multiply, write_element
from ballots.protocol.questions import Question, read_election
from ballots.protocol.setup import Setup
from ballots.protocol.wire import dump
from tests.protocol.elections import COMMITTEE, RESOLUTION, SEATS
from tests.protocol.torsion import TORSION
from tests.protocol.vectors import Vector


def test_a_choice_is_written_with_the_abstention_in_front() -> None:
    assert SEATS.choose([0, 2]) == (0, 1, 0, 1)
    assert SEATS.choose(blank=True) == (1, 0, 0, 0)
    assert COMMITTEE.choose([1, 2]) == (0, 1, 1)


@pytest.mark.parametrize(
    ("question", "chosen"),
    [
        (SEATS, []),  # neither an abstention nor a choice
        (SEATS, [0, 1, 2]),  # above max, which is below n
        (SEATS, [3]),
        (SEATS, [-1]),
        (RESOLUTION, [0, 1]),
        (COMMITTEE, [1]),  # below min, which is above 1
    ],
)
def test_choices_that_the_question_does_not_allow(question: Question, chosen: list[int]) -> None:
    with pytest.raises(Malformed) as refused:
        question.choose(chosen)
    assert refused.value.reason is Reason.BAD_CHOICE


def test_an_abstention_carries_no_choice() -> None:
    with pytest.raises(Malformed):
        SEATS.choose([0], blank=True)


def test_no_abstention_where_the_question_has_none() -> None:
    with pytest.raises(Malformed):
        COMMITTEE.choose(blank=True)


@pytest.mark.parametrize("plaintext", [(0, 1, 0), (0, 1, 0, 0, 0), (0, 2, 0, 0), (0, -1, 1, 1)])
def test_plaintexts_of_another_shape(plaintext: tuple[int, ...]) -> None:
    with pytest.raises(Malformed):
        SEATS.require_valid(plaintext)


@pytest.mark.parametrize(
    ("answers", "minimum", "maximum"),
    [((), 0, 0), (("a", "a"), 1, 1), (("a", "b"), 2, 1), (("a", "b"), 1, 3), (("a", "b"), -1, 1)],
)
def test_impossible_questions(answers: tuple[str, ...], minimum: int, maximum: int) -> None:
    with pytest.raises(Malformed) as refused:
        Question("?", answers, minimum, maximum)
    assert refused.value.reason is Reason.BAD_QUESTION


def test_the_election_comes_back_from_its_bytes(setup: Setup) -> None:
    assert read_election(setup.election.raw) == setup.election


def test_the_election_of_belenios_tool(worked: Vector) -> None:
    raw = (worked.folder / "election.json").read_bytes().removesuffix(b"\n")
    election = read_election(raw)
    assert election.raw == raw
    assert election.fingerprint == worked.json("ballot-01-voter1.json")["election_hash"]
    assert election.questions[0].answers[4] == "李 雷"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"version": 4}, Reason.UNSUPPORTED),
        ({"group": "BELENIOS-2048"}, Reason.UNSUPPORTED),
        ({"uuid": "short"}, Reason.BAD_UUID),
        ({"uuid": "0OIl0OIl0OIl0OIl"}, Reason.BAD_UUID),
        ({"questions": []}, Reason.BAD_QUESTION),
        ({"questions": [{"type": "NonHomomorphic", "value": {"answers": ["a"], "question": "?"}}]}, Reason.UNSUPPORTED),
        (
            {"questions": [{"answers": ["a"], "blank": False, "min": 0, "max": 1, "question": "?"}]},
            Reason.NOT_CANONICAL,
        ),
        ({"questions": [{"answers": ["a"], "min": True, "max": 1, "question": "?"}]}, Reason.WRONG_TYPE),
        ({"questions": [{"answers": ["a"], "min": 0.0, "max": 1, "question": "?"}]}, Reason.NOT_JSON),
        ({"public_key": write_element(IDENTITY)}, Reason.IDENTITY),
        ({"extra": 1}, Reason.WRONG_FIELDS),
        ({"name": 5}, Reason.WRONG_TYPE),
        ({"name": "\ud800"}, Reason.NOT_JSON),
        ({"administrator": 5}, Reason.WRONG_TYPE),
    ],
)
def test_elections_that_are_refused(setup: Setup, change: dict[str, Any], reason: Reason) -> None:
    with pytest.raises(Malformed) as refused:
        read_election(json.dumps(json.loads(setup.election.raw) | change, separators=(",", ":")).encode())
    assert refused.value.reason is reason


@pytest.mark.parametrize("point", TORSION)
def test_the_key_lies_in_the_group(setup: Setup, point: Element) -> None:
    outside = write_element(multiply(setup.election.public_key, point))
    with pytest.raises(Malformed, match="Election key: A number is not an element of the group"):
        read_election(dump(json.loads(setup.election.raw) | {"public_key": outside}))


def test_the_election_has_one_writing(setup: Setup) -> None:
    raw = setup.election.raw
    for other in (raw + b"\n", raw.replace(b":", b": ", 1), raw.replace(b"Ada", b"\\u0041da")):
        assert json.loads(other) == json.loads(raw)
        with pytest.raises(Malformed) as refused:
            read_election(other)
        assert refused.value.reason is Reason.NOT_CANONICAL


def test_a_field_twice_is_refused(setup: Setup) -> None:
    raw = setup.election.raw.replace(b'{"version":1,', b'{"version":1,"version":1,')
    with pytest.raises(Malformed):
        read_election(raw)


def test_another_word_is_another_fingerprint(setup: Setup) -> None:
    renamed = dataclasses.replace(setup.election, name="Another name")
    assert renamed.fingerprint != setup.election.fingerprint
