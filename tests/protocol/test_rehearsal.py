"""A rehearsal shows that a key is there, and is worth nothing as anything else."""

import dataclasses
import json

import pytest

from ballots.protocol.ballot import prepare
from ballots.protocol.channel import SignedMessage
from ballots.protocol.errors import Malformed, Reason, Refused, Unproved
from ballots.protocol.group import ORDER, generator_power, hash_to_scalar, write_element
from ballots.protocol.keys import PublicKey, new_private_key
from ballots.protocol.proofs import Proof
from ballots.protocol.rehearsal import Rehearsal, check_key, new_nonce, prove_key, read_rehearsal
from tests.protocol.ceremony import hold_ceremony
from tests.protocol.edits import CHOICES
from tests.protocol.elections import Polls, chance

KEY = new_private_key(chance("key"))
NONCE = new_nonce(chance("nonce"))


def _refused(rehearsal: Rehearsal, nonce: str = NONCE) -> Refused:
    with pytest.raises(Refused) as refused:
        check_key(KEY.element, nonce, rehearsal)
    return refused.value


def test_a_key_that_is_there() -> None:
    rehearsal = read_rehearsal(prove_key(KEY, NONCE, randbelow=chance("w")).to_bytes() + b"\n")
    check_key(KEY.element, NONCE, rehearsal)
    assert str(KEY.secret) not in repr(rehearsal)


def test_each_of_a_threshold_group() -> None:
    group, keys = hold_ceremony(2, 3, chance("group"))
    for index, key in keys.items():
        check_key(group.keys[index - 1].element, NONCE, prove_key(key, NONCE))


def test_another_key_another_nonce_another_number() -> None:
    other = new_private_key(chance("other"))
    assert _refused(prove_key(other, NONCE)).reason is Reason.OTHER_KEY
    claimed = dataclasses.replace(prove_key(other, NONCE), public_key=KEY.element)
    assert isinstance(_refused(claimed), Unproved)
    assert _refused(prove_key(KEY, NONCE), new_nonce(chance("later"))).reason is Reason.OTHER_NONCE
    renamed = dataclasses.replace(prove_key(KEY, new_nonce(chance("earlier"))), nonce=NONCE)
    assert _refused(renamed).reason is Reason.NOT_REHEARSED
    true = prove_key(KEY, NONCE)
    for proof in (true.proof._replace(response=true.proof.response ^ 1), true.proof._replace(challenge=7)):
        assert _refused(dataclasses.replace(true, proof=proof)).reason is Reason.NOT_REHEARSED


@pytest.mark.parametrize("nonce", ["", "short", "1" * 21, "1" * 65, "1" * 22 + "|", "1" * 22 + "\n", "sig|" + "1" * 22])
def test_nothing_but_a_nonce_is_signed(nonce: str) -> None:
    with pytest.raises(Malformed) as refused:
        prove_key(KEY, nonce)
    assert refused.value.reason is Reason.BAD_NONCE


@pytest.mark.parametrize("omitted", range(5))
def test_every_input_of_the_hash_counts(omitted: int) -> None:
    w = 4321
    parts = ["rehearse", "Ed25519", write_element(KEY.element), NONCE, write_element(generator_power(w))]
    for left_out, accepted in ((None, True), (omitted, False)):
        challenge = hash_to_scalar("|".join(part for number, part in enumerate(parts) if number != left_out))
        rehearsal = Rehearsal(KEY.element, NONCE, Proof(challenge, (w - KEY.secret * challenge) % ORDER))
        if accepted:
            check_key(KEY.element, NONCE, rehearsal)
        else:
            assert _refused(rehearsal).reason is Reason.NOT_REHEARSED


def test_it_is_no_other_proof_and_no_other_proof_is_one(polls: Polls) -> None:
    """The key's own proof, a signed message and a ballot's signature, all with the same key."""
    rehearsal = prove_key(KEY, NONCE)
    with pytest.raises(Unproved):
        PublicKey(KEY.element, rehearsal.proof).verify()
    assert not SignedMessage(NONCE, rehearsal.proof).holds(KEY.element)
    voter = polls.signing_key(0)
    signature = json.loads(prepare(polls.election, voter, polls.plaintexts(CHOICES)).sign(voter))["signature"]["proof"]
    proof = Proof(int(signature["challenge"]), int(signature["response"]))
    for stolen in (KEY.public().pok, proof):
        assert _refused(dataclasses.replace(rehearsal, proof=stolen)).reason is Reason.NOT_REHEARSED


def test_one_writing() -> None:
    raw = prove_key(KEY, NONCE).to_bytes()
    assert list(json.loads(raw)["rehearsal"]) == ["public_key", "nonce", "proof"]
    for other in (raw + b" ", b" " + raw, raw.replace(b'"nonce":', b'"nonce": ')):
        with pytest.raises(Malformed) as refused:
            read_rehearsal(other)
        assert refused.value.reason is Reason.NOT_CANONICAL
