"""What a ballot must be to be accepted, and the sentence with which everything else is refused."""

import dataclasses
import json

import pytest

from ballots.protocol.ballot import check, prepare, seal, tracker
from ballots.protocol.credentials import new_private_credential
from ballots.protocol.errors import Malformed, OutOfPlace, Reason, Refused, Unproved
from ballots.protocol.group import IDENTITY, ORDER, Element, multiply, parse_element, write_element
from ballots.protocol.setup import read_setup
from tests.protocol.edits import CHOICES, Json, edited, refusal
from tests.protocol.elections import Polls, chance, open_polls
from tests.protocol.forger import Forger, compact
from tests.protocol.torsion import TORSION
from tests.protocol.vectors import Vector


def test_a_sealed_ballot_is_accepted(polls: Polls, ballot: bytes) -> None:
    checked = check(polls.setup, ballot, credential=polls.signing_key(0).credential)
    assert checked.tracker == tracker(ballot)
    assert checked.credential == polls.signing_key(0).credential
    assert checked.hash == json.loads(ballot)["signature"]["hash"]
    assert [len(choices) for choices in checked.choices] == [4, 3, 3]


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


def test_a_refusal_has_a_sentence_and_a_place(polls: Polls) -> None:
    refused = Unproved(Reason.BLANK_PROOF, "Question 1")
    assert str(refused) == "Question 1: The proof that an abstention carries no choice does not hold."
    assert refused.code == "blank-proof"
    assert isinstance(refused, ValueError)
    assert all(reason.sentence.endswith(".") for reason in Reason)
    assert issubclass(OutOfPlace, Refused)
