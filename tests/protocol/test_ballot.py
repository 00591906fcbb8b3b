"""What a ballot must be to be accepted, and the sentence with which everything else is refused."""

import copy
import dataclasses
import json
from collections.abc import Callable
from typing import Any

import pytest

from ballots.protocol.ballot import check, prepare, read_choices, seal, tracker
from ballots.protocol.credentials import new_private_credential
from ballots.protocol.errors import Malformed, OutOfPlace, Reason, Refused, Unproved
from ballots.protocol.group import IDENTITY, ORDER, Element, multiply, parse_element, write_element
from ballots.protocol.setup import Setup, read_setup
from tests.protocol.elections import Polls, chance, open_polls
from tests.protocol.forger import Forger, compact
from tests.protocol.torsion import TORSION
from tests.protocol.vectors import Vector

Json = Any
CHOICES = ((0,), (1,), (0, 1))


@pytest.fixture(scope="module")
def ballot(polls: Polls) -> bytes:
    """A valid ballot of voter 0."""
    return polls.seal(0, *CHOICES)


def edited(polls: Polls, raw: bytes, edit: Callable[[Json], object], *, voter: int = 0) -> bytes:
    """The ballot after an edit, signed again by the voter, so that only the edit can be the reason."""
    content = json.loads(raw)
    edit(content)
    return Forger(polls.election, polls.signing_key(voter), chance("edited")).sign(content)


def refusal(setup: Setup, raw: bytes, **options: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        check(setup, raw, **options)
    return refused.value


def test_a_sealed_ballot_is_accepted(polls: Polls, ballot: bytes) -> None:
    checked = check(polls.setup, ballot, credential=polls.signing_key(0).credential)
    assert checked.tracker == tracker(ballot)
    assert checked.credential == polls.signing_key(0).credential
    assert checked.hash == json.loads(ballot)["signature"]["hash"]
    assert [len(choices) for choices in checked.choices] == [4, 3, 3]


def test_the_choices_of_a_checked_ballot_are_read_again(polls: Polls, ballot: bytes) -> None:
    assert read_choices(polls.setup, ballot) == check(polls.setup, ballot).choices
    assert refused_reading(polls, ballot + b" ") is Reason.NOT_CANONICAL


def refused_reading(polls: Polls, raw: bytes) -> Reason:
    with pytest.raises(Refused) as refused:
        read_choices(polls.setup, raw)
    return refused.value.reason


def test_ballots_of_belenios_tool_are_accepted(worked: Vector) -> None:
    names = ("election.json", "trustees.json")
    election, trustees = ((worked.folder / name).read_bytes().removesuffix(b"\n") for name in names)
    credentials = compact([line.split(",")[0] for line in worked.json("public_creds.json")]).encode()
    setup = read_setup(election, trustees, credentials)
    for ballot in worked.ballots:
        assert check(setup, ballot).tracker == tracker(ballot)


def test_the_hash_is_known_before_signing(polls: Polls) -> None:
    key = polls.signing_key(1)
    prepared = prepare(polls.election, key, polls.plaintexts(CHOICES), randbelow=chance("prepared"))
    signed = prepared.sign(key)
    assert check(polls.setup, signed).hash == prepared.unsigned.hash
    assert not any(str(r) in repr(prepared) for row in prepared.randomness for r in row)


def test_the_same_randomness_gives_the_same_ballot(polls: Polls) -> None:
    first, second, third = (
        seal(polls.election, polls.voters[0], polls.plaintexts(CHOICES), randbelow=chance(seed)) for seed in "aab"
    )
    assert first == second != third


def test_sealing_refuses_what_cannot_be_proved(polls: Polls) -> None:
    with pytest.raises(Malformed, match="Question 1: This choice is not allowed"):
        seal(polls.election, polls.voters[0], [(0, 1, 1, 1), (0, 1, 0), (0, 1, 1)])
    with pytest.raises(Malformed, match="The number of answers"):
        seal(polls.election, polls.voters[0], [(0, 1, 1, 0)])


# Whose ballot, and for what


def test_another_election(polls: Polls) -> None:
    other = open_polls(seed="other")
    assert refusal(polls.setup, other.seal(0, *CHOICES)).reason is Reason.WRONG_ELECTION


def test_another_version_of_the_election(polls: Polls) -> None:
    renamed = dataclasses.replace(polls.election, name="Another name")
    raw = seal(renamed, polls.voters[0], polls.plaintexts(CHOICES))
    assert refusal(polls.setup, raw).reason is Reason.WRONG_FINGERPRINT


def test_a_credential_that_is_not_on_the_list(polls: Polls) -> None:
    raw = seal(polls.election, new_private_credential(chance("stranger")), polls.plaintexts(CHOICES))
    assert refusal(polls.setup, raw).reason is Reason.UNKNOWN_CREDENTIAL


def test_another_voters_credential(polls: Polls, ballot: bytes) -> None:
    mine = polls.signing_key(1).credential
    assert refusal(polls.setup, ballot, credential=mine).reason is Reason.OTHER_CREDENTIAL


def test_another_voters_ballot_under_my_credential(polls: Polls, ballot: bytes) -> None:
    mine = polls.signing_key(1).credential
    renamed = ballot.replace(polls.signing_key(0).credential.encode(), mine.encode())
    assert refusal(polls.setup, renamed).reason is Reason.WRONG_HASH
    signed = edited(polls, ballot, lambda content: content.update(credential=mine), voter=1)
    assert refusal(polls.setup, signed).reason is Reason.INDIVIDUAL_PROOF


def test_an_answer_of_another_voter(polls: Polls, ballot: bytes) -> None:
    theirs = json.loads(polls.seal(1, *CHOICES))["answers"][1]
    spliced = edited(polls, ballot, lambda content: content["answers"].__setitem__(1, theirs))
    refused = refusal(polls.setup, spliced)
    assert refused.reason is Reason.INDIVIDUAL_PROOF
    assert refused.where == "Question 2, choice 1"


def test_a_choice_of_another_ballot_of_mine(polls: Polls, ballot: bytes) -> None:
    other = json.loads(polls.seal(0, *CHOICES))["answers"][0]

    def splice(content: Json) -> None:
        for name in ("choices", "individual_proofs"):
            content["answers"][0][name][2] = other[name][2]

    assert refusal(polls.setup, edited(polls, ballot, splice)).reason is Reason.OVERALL_PROOF


# Signature


def test_the_signed_hash(polls: Polls, ballot: bytes) -> None:
    content = json.loads(ballot)
    content["signature"] = json.loads(polls.seal(0, *CHOICES))["signature"]
    assert refusal(polls.setup, compact(content).encode()).reason is Reason.WRONG_HASH


def test_the_signature(polls: Polls, ballot: bytes) -> None:
    for name in ("challenge", "response"):
        content = json.loads(ballot)
        proof = content["signature"]["proof"]
        proof[name] = str((int(proof[name]) + 1) % ORDER)
        assert refusal(polls.setup, compact(content).encode()).reason is Reason.BAD_SIGNATURE


def test_a_signature_by_another_key(polls: Polls, ballot: bytes) -> None:
    signed = Forger(polls.election, polls.signing_key(1), chance("thief")).sign(json.loads(ballot))
    assert refusal(polls.setup, signed).reason is Reason.BAD_SIGNATURE


# Ciphertexts


def test_a_ciphertext_twice(polls: Polls, ballot: bytes) -> None:
    def repeat(content: Json) -> None:
        for name in ("choices", "individual_proofs"):
            content["answers"][0][name][3] = content["answers"][0][name][2]

    assert refusal(polls.setup, edited(polls, ballot, repeat)).reason is Reason.REPEATED_CIPHERTEXT


def test_a_ciphertext_of_a_tested_ballot(polls: Polls, ballot: bytes) -> None:
    checked = check(polls.setup, ballot)
    assert len(set(checked.ciphertexts)) == 10
    for tested in checked.ciphertexts:
        assert refusal(polls.setup, ballot, tested={tested}).reason is Reason.TESTED_CIPHERTEXT
    check(polls.setup, polls.seal(0, *CHOICES), tested=set(checked.ciphertexts))


ELEMENTS = [
    (question, choice, part)
    for question, count in enumerate((4, 3, 3))
    for choice in range(count)
    for part in ("alpha", "beta")
]


@pytest.mark.parametrize("element", ELEMENTS)
def test_every_element_lies_in_the_group(polls: Polls, ballot: bytes, element: tuple[int, int, str]) -> None:
    question, choice, part = element

    def replace(point: Element) -> Refused:
        def edit(content: Json) -> None:
            ciphertext = content["answers"][question]["choices"][choice]
            ciphertext[part] = write_element(multiply(parse_element(ciphertext[part]), point))

        return refusal(polls.setup, edited(polls, ballot, edit))

    refusals = [replace(point) for point in TORSION]
    assert {refused.reason for refused in refusals} == {Reason.OUTSIDE_GROUP}
    assert {refused.where for refused in refusals} == {f"Question {question + 1}, choice {choice + 1}"}


@pytest.mark.parametrize("point", TORSION)
def test_a_credential_outside_the_group_is_not_on_the_list(polls: Polls, ballot: bytes, point: Element) -> None:
    outside = write_element(multiply(polls.signing_key(0).public, point))
    raw = edited(polls, ballot, lambda content: content.update(credential=outside))
    assert refusal(polls.setup, raw).reason is Reason.UNKNOWN_CREDENTIAL


def test_the_identity_is_no_alpha_and_no_credential(polls: Polls, ballot: bytes) -> None:
    identity = write_element(IDENTITY)
    raw = edited(polls, ballot, lambda content: content["answers"][0]["choices"][1].update(alpha=identity))
    assert str(refusal(polls.setup, raw)) == f"Question 1, choice 2: {Reason.IDENTITY.sentence}"
    raw = edited(polls, ballot, lambda content: content.update(credential=identity))
    assert str(refusal(polls.setup, raw)) == f"Credential: {Reason.IDENTITY.sentence}"


# Proofs


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        (("individual_proofs", 1, 0), Reason.INDIVIDUAL_PROOF),
        (("individual_proofs", 1, 1), Reason.INDIVIDUAL_PROOF),
        (("overall_proof", 0), Reason.OVERALL_PROOF),
        (("overall_proof", 2), Reason.OVERALL_PROOF),
        (("blank_proof", 0), Reason.BLANK_PROOF),
        (("blank_proof", 1), Reason.BLANK_PROOF),
    ],
)
@pytest.mark.parametrize("name", ["challenge", "response"])
def test_every_number_of_every_proof_counts(
    polls: Polls, ballot: bytes, path: tuple[str | int, ...], name: str, reason: Reason
) -> None:
    def edit(content: Json) -> None:
        proof = content["answers"][0]
        for step in path:
            proof = proof[step]
        proof[name] = str((int(proof[name]) + 1) % ORDER)

    assert refusal(polls.setup, edited(polls, ballot, edit)).reason is reason


def test_proofs_do_not_change_places(polls: Polls, ballot: bytes) -> None:
    raw = edited(polls, ballot, lambda content: content["answers"][0]["individual_proofs"].reverse())
    assert refusal(polls.setup, raw).reason is Reason.INDIVIDUAL_PROOF


# Shapes


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


def test_a_refusal_has_a_sentence_and_a_place(polls: Polls) -> None:
    refused = Unproved(Reason.BLANK_PROOF, "Question 1")
    assert str(refused) == "Question 1: The proof that an abstention carries no choice does not hold."
    assert refused.code == "blank-proof"
    assert isinstance(refused, ValueError)
    assert all(reason.sentence.endswith(".") for reason in Reason)
    assert issubclass(OutOfPlace, Refused)
