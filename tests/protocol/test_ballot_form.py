"""A ballot has one form and one writing: every other one is refused before any proof is looked at."""

import copy
import json
from collections.abc import Callable

import pytest

from ballots.protocol.errors import Reason
from ballots.protocol.group import ORDER
from tests.protocol.edits import Json, edited, refusal
from tests.protocol.elections import Polls
from tests.protocol.forger import compact


def _pop(*path: str | int) -> Callable[[Json], object]:
    def edit(content: Json) -> None:
        for step in path[:-1]:
            content = content[step]
        content.pop(path[-1])

    return edit


def _again(*path: str | int) -> Callable[[Json], object]:
    def edit(content: Json) -> None:
        for step in path:
            content = content[step]
        content.append({} if path == ("answers",) else copy.deepcopy(content[-1]))

    return edit


@pytest.mark.parametrize(
    "path",
    [
        ("answers",),
        ("answers", 0, "choices"),
        ("answers", 0, "individual_proofs"),
        ("answers", 0, "individual_proofs", 2),
        ("answers", 0, "overall_proof"),
        ("answers", 0, "blank_proof"),
        ("answers", 2, "overall_proof"),
    ],
)
def test_one_too_few_and_one_too_many(polls: Polls, ballot: bytes, path: tuple[str | int, ...]) -> None:
    for edit in (_pop(*path, 0), _again(*path)):
        assert refusal(polls.setup, edited(polls, ballot, edit)).reason is Reason.WRONG_COUNT


@pytest.mark.parametrize(
    "edit",
    [
        _pop("answers", 0, "blank_proof"),
        lambda content: content["answers"][2].update(blank_proof=content["answers"][0]["blank_proof"]),
        lambda content: content["answers"][0].update(note="x"),
        lambda content: content["answers"][0]["choices"][0].update(gamma="x"),
        lambda content: content["answers"][0]["overall_proof"][0].update(commitment="x"),
        lambda content: content.update(weight=2),
        lambda content: content.update(election_uuid=content.pop("election_uuid")),
    ],
)
def test_unknown_missing_and_reordered_fields(polls: Polls, ballot: bytes, edit: Callable[[Json], object]) -> None:
    assert refusal(polls.setup, edited(polls, ballot, edit)).reason is Reason.WRONG_FIELDS


def _scalar(change: Callable[[str], object]) -> Callable[[Json], object]:
    def edit(content: Json) -> None:
        proof = content["answers"][0]["overall_proof"][1]
        proof["response"] = change(proof["response"])

    return edit


def _element(change: Callable[[str], object]) -> Callable[[Json], object]:
    def edit(content: Json) -> None:
        ciphertext = content["answers"][0]["choices"][1]
        ciphertext["beta"] = change(ciphertext["beta"])

    return edit


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (_scalar(lambda scalar: str(int(scalar) + ORDER)), Reason.NOT_A_SCALAR),
        (_scalar(lambda scalar: "0" + scalar), Reason.NOT_A_SCALAR),
        (_scalar(lambda scalar: scalar + " "), Reason.NOT_A_SCALAR),
        (_scalar(int), Reason.NOT_A_SCALAR),
        (_element(str.upper), Reason.NOT_AN_ELEMENT),
        (_element(lambda element: element[1:]), Reason.NOT_AN_ELEMENT),
        (_element(lambda _: None), Reason.NOT_AN_ELEMENT),
        (lambda content: content["answers"].__setitem__(0, []), Reason.WRONG_TYPE),
        (lambda content: content.update(answers={}), Reason.WRONG_TYPE),
        (lambda content: content.update(election_hash=7), Reason.WRONG_TYPE),
    ],
)
def test_other_writings_of_numbers(polls: Polls, ballot: bytes, edit: Callable[[Json], object], reason: Reason) -> None:
    assert refusal(polls.setup, edited(polls, ballot, edit)).reason is reason


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda raw: raw + b"\n", Reason.NOT_CANONICAL),
        (lambda raw: b" " + raw, Reason.NOT_CANONICAL),
        (lambda raw: raw.replace(b",", b", ", 1), Reason.NOT_CANONICAL),
        (lambda raw: raw.replace(b'"alpha"', b'"\\u0061lpha"', 1), Reason.NOT_CANONICAL),
        (lambda raw: raw.replace(b'{"alpha":', b'{"alpha":"x","alpha":', 1), Reason.NOT_CANONICAL),
        (lambda raw: raw[:-1], Reason.NOT_JSON),
        (lambda raw: raw + raw, Reason.TOO_LARGE),
        (lambda raw: b"\xef\xbb\xbf" + raw, Reason.NOT_JSON),
        (lambda raw: raw.replace(b"alpha", b"alph\xff", 1), Reason.NOT_JSON),
        (lambda raw: raw.replace(b'"hash":"', b'"hash":"\\ud800', 1), Reason.NOT_JSON),
        (lambda raw: raw.replace(b'"election_uuid":"', b'"election_uuid":"\\udfff', 1), Reason.NOT_JSON),
        (lambda _: b"", Reason.NOT_JSON),
        (lambda _: b"NaN", Reason.NOT_JSON),
        (lambda _: b"[" * 5000, Reason.NOT_JSON),
        (lambda _: b"1" * 5000, Reason.NOT_JSON),
        (lambda _: b"null", Reason.WRONG_TYPE),
        (lambda _: b"[]", Reason.WRONG_TYPE),
    ],
)
def test_a_ballot_has_one_writing(
    polls: Polls, ballot: bytes, change: Callable[[bytes], bytes], reason: Reason
) -> None:
    assert refusal(polls.setup, change(ballot)).reason is reason


def test_the_largest_valid_ballot_is_not_too_large(polls: Polls, ballot: bytes) -> None:
    content = json.loads(ballot)

    def fill(value: Json) -> Json:
        if isinstance(value, dict):
            return {name: str(ORDER - 1) if name in ("challenge", "response") else fill(v) for name, v in value.items()}
        return [fill(item) for item in value] if isinstance(value, list) else value

    largest = compact(fill(content)).encode()
    assert len(ballot) <= len(largest) <= polls.setup.largest_ballot < len(largest) + 1500
    assert refusal(polls.setup, b" " * (polls.setup.largest_ballot + 1)).reason is Reason.TOO_LARGE
    assert refusal(polls.setup, b" " * polls.setup.largest_ballot).reason is Reason.NOT_JSON


def test_no_single_byte_can_change(polls: Polls, ballot: bytes) -> None:
    for position in range(0, len(ballot), 37):
        twin = bytearray(ballot)
        twin[position] ^= 1
        refusal(polls.setup, bytes(twin))
