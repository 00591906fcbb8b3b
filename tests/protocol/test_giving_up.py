"""The file that gives a sealed ballot up has its alphas and nothing else, and is for one election."""

import json
from typing import Any

import pytest

from ballots.protocol.ballot import prepare
from ballots.protocol.errors import Reason, Refused
from ballots.protocol.giving_up import give_up, read_given_up
from ballots.protocol.wire import dump
from tests.protocol.edits import CHOICES
from tests.protocol.elections import Polls, chance


@pytest.fixture(scope="module")
def given_up(polls: Polls) -> bytes:
    plaintexts = polls.plaintexts(CHOICES)
    return give_up(prepare(polls.election, polls.signing_key(0), plaintexts, randbelow=chance("given up")).unsigned)


def test_it_names_every_encrypted_choice_once(polls: Polls, given_up: bytes) -> None:
    alphas = read_given_up(polls.election, given_up + b"\n")
    assert len(set(alphas)) == len(alphas) == sum(question.ciphertexts for question in polls.election.questions)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"election_uuid": "AnotherE1ection"}, Reason.WRONG_ELECTION),
        ({"election_hash": "A" * 43}, Reason.WRONG_FINGERPRINT),
        ({"alphas": []}, Reason.WRONG_COUNT),
        ({"alphas": "x"}, Reason.WRONG_TYPE),
        ({"randomness": [["1"]]}, Reason.WRONG_FIELDS),
    ],
)
def test_anything_else_is_refused(polls: Polls, given_up: bytes, changes: dict[str, Any], reason: Reason) -> None:
    with pytest.raises(Refused) as refused:
        read_given_up(polls.election, dump(json.loads(given_up) | changes))
    assert refused.value.reason is reason


def test_no_other_writing_and_no_choice_twice(polls: Polls, given_up: bytes) -> None:
    content = json.loads(given_up)
    alphas = content["alphas"]
    for raw, reason in (
        (given_up.replace(b'":"', b'": "', 1), Reason.NOT_CANONICAL),
        (dump(content | {"alphas": [*alphas[:-1], alphas[0]]}), Reason.WRONG_COUNT),
        (dump(content | {"alphas": [*alphas, alphas[0]]}), Reason.WRONG_COUNT),
        (dump(content | {"alphas": [*alphas[:-1], "A" * 64]}), Reason.NOT_AN_ELEMENT),
    ):
        with pytest.raises(Refused) as refused:
            read_given_up(polls.election, raw)
        assert refused.value.reason is reason
