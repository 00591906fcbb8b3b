"""From counted ballots to totals: the sum, the shares and their proofs, the logarithms."""

import dataclasses
import json
from typing import Any

import pytest

from ballots.protocol.ballot import check
from ballots.protocol.elgamal import Ciphertext
from ballots.protocol.errors import OutOfPlace, Reason, Refused
from ballots.protocol.group import IDENTITY, ORDER, generator_power, hash_to_scalar, multiply, power, write_element
from ballots.protocol.proofs import Proof
from ballots.protocol.tally import (
    EncryptedTally,
    Logarithms,
    PartialDecryption,
    accumulate,
    check_partial_decryption,
    decrypt,
    nothing_counted,
    read_encrypted_tally,
    read_owned,
    read_partial_decryption,
    read_result,
    read_share_file,
    read_sized,
    totals,
    write_result,
)
from ballots.protocol.wire import dump, sha256
from tests.protocol.elections import EXPECTED, QUESTIONS, Polls, chance, open_polls
from tests.protocol.torsion import TORSION


def test_the_result_is_what_was_added_up_by_hand(polls: Polls, shared_polls: Polls) -> None:
    assert polls.result == shared_polls.result == EXPECTED


def test_the_order_of_the_ballots_does_not_matter(polls: Polls) -> None:
    choices = [check(polls.setup, ballot).choices for ballot in polls.counted]
    assert accumulate(QUESTIONS, choices) == accumulate(QUESTIONS, reversed(choices)) == polls.tally
    assert polls.tally.ballots == 3


def test_a_tally_grows_ballot_by_ballot(polls: Polls) -> None:
    tally = nothing_counted(QUESTIONS)
    for ballot in polls.counted:
        tally = tally.plus(check(polls.setup, ballot).choices)
    assert tally == polls.tally


def test_nobody_voted() -> None:
    silent = open_polls(seed="silent")
    assert {total for row in silent.tally.totals for total in row} == {Ciphertext(IDENTITY, IDENTITY)}
    assert silent.result == ((0, 0, 0, 0), (0, 0, 0), (0, 0, 0))
    for owner, share in silent.shares.items():
        check_partial_decryption(silent.setup, silent.tally, owner, share)


def test_tally_and_wrapper_come_back_from_their_bytes(polls: Polls) -> None:
    assert read_encrypted_tally(polls.setup, polls.tally.raw, 3) == polls.tally
    assert read_sized(polls.tally.sized) == (3, 3, sha256(polls.tally.raw))


def test_shares_come_back_from_their_bytes_and_are_accepted(polls: Polls, shared_polls: Polls) -> None:
    for house in (polls, shared_polls):
        for owner, share in house.shares.items():
            assert read_partial_decryption(house.setup, share.raw) == share
            assert read_owned(share.owned_by(owner)) == (owner, sha256(share.raw))
            check_partial_decryption(house.setup, house.tally, owner, share)


def test_what_a_trustees_program_wrote(polls: Polls) -> None:
    """The share alone, or with a line that says whose it is; that line must be about this share."""
    first, second = polls.shares[1], polls.shares[2]
    assert read_share_file(polls.setup, first.raw) == (None, first)
    two = first.raw + b"\n" + first.owned_by(1)
    assert read_share_file(polls.setup, two + b"\n") == (1, first)
    for wrong, reason in (
        (first.raw + b"\n" + second.owned_by(1), Reason.OTHER_SHARE),
        (two + b"\n" + first.owned_by(1), Reason.WRONG_COUNT),
        (two + b" ", Reason.NOT_CANONICAL),
        (first.raw + b"\n\n", Reason.NOT_JSON),
        (b"", Reason.NOT_JSON),
    ):
        with pytest.raises(Refused) as refused:
            read_share_file(polls.setup, wrong)
        assert refused.value.reason is reason


def _refused(polls: Polls, owner: int, share: PartialDecryption, tally: EncryptedTally | None = None) -> Refused:
    with pytest.raises(Refused) as refused:
        check_partial_decryption(polls.setup, tally or polls.tally, owner, share)
    return refused.value


def test_a_share_by_another_key(polls: Polls) -> None:
    refused = _refused(polls, 1, polls.shares[2])
    assert str(refused) == f"Trustee 1, question 1, total 1: {Reason.BAD_SHARE.sentence}"


def test_a_share_of_another_tally(polls: Polls) -> None:
    smaller = accumulate(QUESTIONS, [check(polls.setup, polls.counted[0]).choices])
    assert _refused(polls, 1, polls.shares[1], smaller).reason is Reason.BAD_SHARE


def test_a_share_for_another_election(polls: Polls) -> None:
    """The same key and the same tally, but the proofs name another election."""
    renamed = dataclasses.replace(polls.setup, election=dataclasses.replace(polls.election, name="Another"))
    share = decrypt(renamed, polls.tally, polls.keys[1], randbelow=chance("elsewhere"))
    assert share.factors == polls.shares[1].factors
    assert _refused(polls, 1, share).reason is Reason.BAD_SHARE


@pytest.mark.parametrize("owner", [0, 3, -1])
def test_a_share_of_nobody(polls: Polls, owner: int) -> None:
    assert _refused(polls, owner, polls.shares[1]).reason is Reason.UNKNOWN_TRUSTEE


@pytest.mark.parametrize("point", TORSION)
def test_factors_lie_in_the_group(polls: Polls, point: Any) -> None:
    first, *others = polls.shares[1].factors
    factors = ((multiply(first[0], point), *first[1:]), *others)
    assert _refused(polls, 1, dataclasses.replace(polls.shares[1], factors=factors)).reason is Reason.OUTSIDE_GROUP


def test_every_factor_and_every_proof_counts(polls: Polls) -> None:
    share = polls.shares[1]
    for row, factors in enumerate(share.factors):
        for column, factor in enumerate(factors):
            doubled = [list(each) for each in share.factors]
            doubled[row][column] = multiply(factor, factor)
            wrong = dataclasses.replace(share, factors=tuple(map(tuple, doubled)))
            assert _refused(polls, 1, wrong).where == f"Trustee 1, question {row + 1}, total {column + 1}"
            proofs = [list(each) for each in share.proofs]
            challenge, response = proofs[row][column]
            proofs[row][column] = Proof(challenge, (response + 1) % ORDER)
            wrong = dataclasses.replace(share, proofs=tuple(map(tuple, proofs)))
            assert _refused(polls, 1, wrong).reason is Reason.BAD_SHARE


@pytest.mark.parametrize("omitted", [None, 0, 1, 2, 3, 4])
def test_every_input_of_the_hash_counts(polls: Polls, omitted: int | None) -> None:
    key, w = polls.keys[1], 4321

    def prove(total: Ciphertext) -> Proof:
        commitments = [write_element(generator_power(w)), write_element(power(total.alpha, w))]
        parts = ["decrypt", polls.election.fingerprint, write_element(key.element), *commitments]
        kept = [part for number, part in enumerate(parts) if number != omitted]
        message = "|".join(kept[:-1]) + ("," if omitted not in (3, 4) else "|") + kept[-1]
        challenge = hash_to_scalar(message)
        return Proof(challenge, (w - key.secret * challenge) % ORDER)

    share = dataclasses.replace(polls.shares[1], proofs=tuple(tuple(map(prove, row)) for row in polls.tally.totals))
    if omitted is None:
        check_partial_decryption(polls.setup, polls.tally, 1, share)
    else:
        assert _refused(polls, 1, share).reason is Reason.BAD_SHARE


@pytest.mark.parametrize("name", ["decryption_factors", "decryption_proofs"])
def test_a_share_has_the_shape_of_the_election(polls: Polls, name: str) -> None:
    for path in ([], [0], [2]):
        content = json.loads(polls.shares[1].raw)
        part = content[name]
        for step in path:
            part = part[step]
        part.pop()
        with pytest.raises(Refused) as refused:
            read_partial_decryption(polls.setup, dump(content))
        assert refused.value.reason is Reason.WRONG_COUNT


def test_a_missing_trustee(polls: Polls, shared_polls: Polls) -> None:
    for house in (polls, shared_polls):
        for owner in house.shares:
            others = {other: share for other, share in house.shares.items() if other != owner}
            with pytest.raises(OutOfPlace) as refused:
                totals(house.setup.trustees, house.tally, others)
            assert refused.value.reason is Reason.MISSING_SHARES


def test_totals_lie_between_0_and_the_ballots_counted(polls: Polls) -> None:
    fewer = dataclasses.replace(polls.tally, ballots=1)
    with pytest.raises(OutOfPlace) as refused:
        totals(polls.setup.trustees, fewer, polls.shares)
    assert refused.value.reason is Reason.NO_TOTAL
    assert refused.value.where == "Question 1, total 3"


@pytest.mark.parametrize("largest", [0, 1, 2, 3, 15, 16, 17, 100])
def test_logarithms(largest: int) -> None:
    logarithms = Logarithms(largest)
    assert [logarithms.of(generator_power(m)) for m in range(largest + 1)] == list(range(largest + 1))
    for m in (largest + 1, -1, largest + 1000):
        with pytest.raises(OutOfPlace):
            logarithms.of(generator_power(m))


def test_the_result_comes_back_from_its_bytes() -> None:
    assert read_result(QUESTIONS, write_result(EXPECTED)) == EXPECTED


@pytest.mark.parametrize(
    "raw",
    [
        b'{"result":[[1,0,2,1],[1,2,0],[2,2]]}',
        b'{"result":[[1,0,2,1],[1,2,0],[2,2,2,2]]}',
        b'{"result":[[1,0,2,1],[1,2,0],[2,2,-2]]}',
        b'{"result":[[1,0,2,1],[1,2,0],[2,2,true]]}',
        b'{"result":[[1,0,2,1],[1,2,0],[2,2,2.0]]}',
        b'{"result": [[1,0,2,1],[1,2,0],[2,2,2]]}',
    ],
)
def test_other_results_are_refused(raw: bytes) -> None:
    with pytest.raises(Refused):
        read_result(QUESTIONS, raw)


def test_a_wrong_share_gives_no_result(polls: Polls) -> None:
    wrong = {1: polls.shares[2], 2: polls.shares[1]}
    assert totals(polls.setup.trustees, polls.tally, wrong) == EXPECTED, "the sum of shares does not name the owners"
    with pytest.raises(OutOfPlace):
        totals(polls.setup.trustees, polls.tally, {1: polls.shares[1], 2: polls.shares[1]})
