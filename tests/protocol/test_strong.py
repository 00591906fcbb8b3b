"""The strong proof of a share: about this trustee, this record, these ciphertexts and these factors, or refused."""

import dataclasses
from collections.abc import Sequence

import pytest

from ballots.protocol.ballot import check
from ballots.protocol.elgamal import Ciphertext
from ballots.protocol.errors import Malformed, OutOfPlace, Reason, Refused
from ballots.protocol.group import (
    ORDER,
    Element,
    divide,
    generator_power,
    hash_to_scalar,
    multiply,
    power,
    write_element,
)
from ballots.protocol.proofs import Proof
from ballots.protocol.questions import Question
from ballots.protocol.record import Kind
from ballots.protocol.strong import (
    Opened,
    StrongProof,
    check_share,
    check_shares,
    prove_share,
    read_proofs,
    write_proofs,
)
from ballots.protocol.tally import PartialDecryption, accumulate, check_partial_decryption
from ballots.protocol.wire import sha256
from tests.protocol.elections import QUESTIONS, Polls, chance, open_polls
from tests.protocol.records import archive, of_kind, verified
from tests.protocol.torsion import TORSION


def opened_by(polls: Polls) -> Opened:
    (step,) = of_kind(polls.steps_to_tally(), Kind.ENCRYPTED_TALLY)
    return Opened(polls.setup, polls.tally, step.event.hash)


@pytest.fixture(scope="module")
def opened(polls: Polls) -> Opened:
    return opened_by(polls)


@pytest.fixture(scope="module")
def strong(polls: Polls, opened: Opened) -> StrongProof:
    return prove_share(opened, 1, polls.keys[1], polls.shares[1], randbelow=chance("strong"))


def _refused(opened: Opened, share: PartialDecryption, strong: StrongProof) -> Reason:
    with pytest.raises(Refused) as refused:
        check_share(opened, share, strong)
    return refused.value.reason


def test_each_trustees_share_is_proved(polls: Polls, shared_polls: Polls) -> None:
    for house in (polls, shared_polls, open_polls(seed="silent")):
        opened = opened_by(house)
        proofs = [prove_share(opened, owner, key, house.shares[owner]) for owner, key in house.keys.items()]
        assert check_shares(opened, house.shares, read_proofs(write_proofs(proofs) + b"\n")) == tuple(house.keys)


def test_a_share_without_one_is_not_listed(polls: Polls, opened: Opened, strong: StrongProof) -> None:
    assert check_shares(opened, polls.shares, []) == ()
    assert check_shares(opened, polls.shares, [strong]) == (1,)


def test_of_another_trustee(polls: Polls, opened: Opened, strong: StrongProof) -> None:
    for owner, reason in ((2, Reason.OTHER_SHARE), (3, Reason.UNKNOWN_TRUSTEE), (0, Reason.UNKNOWN_TRUSTEE)):
        share = polls.shares.get(owner, polls.shares[1])
        assert _refused(opened, share, dataclasses.replace(strong, owner=owner)) is reason
    claimed = dataclasses.replace(strong, owner=2, share=sha256(polls.shares[2].raw))
    assert _refused(opened, polls.shares[2], claimed) is Reason.NOT_STRONG


def test_of_another_record(polls: Polls, opened: Opened, strong: StrongProof) -> None:
    other = dataclasses.replace(opened, head="0" * 64)
    assert _refused(other, polls.shares[1], strong) is Reason.OTHER_SHARE
    moved = dataclasses.replace(strong, head="0" * 64)
    assert _refused(other, polls.shares[1], moved) is Reason.NOT_STRONG
    renamed = dataclasses.replace(polls.setup, election=dataclasses.replace(polls.election, name="Another"))
    assert _refused(dataclasses.replace(opened, setup=renamed), polls.shares[1], strong) is Reason.NOT_STRONG


def test_of_other_ciphertexts(polls: Polls, opened: Opened, strong: StrongProof) -> None:
    smaller = accumulate(QUESTIONS, [check(polls.setup, polls.counted[0]).choices])
    assert _refused(dataclasses.replace(opened, tally=smaller), polls.shares[1], strong) is Reason.NOT_STRONG


def test_what_the_protocols_own_proof_lets_through(polls: Polls, opened: Opened, strong: StrongProof) -> None:
    """Its challenge does not hash the factor, so a trustee can find a false factor for a chosen commitment.

    With w, v chosen freely, A = g^w, B = alpha^w g^v and c their hash, the factor alpha^x g^(v/c) passes.
    """
    key, total, w, v = polls.keys[1], polls.tally.totals[0][0], 55, 66
    commitments = [generator_power(w), multiply(power(total.alpha, w), generator_power(v))]
    prefix = f"decrypt|{polls.election.fingerprint}|{write_element(key.element)}|"
    challenge = hash_to_scalar(prefix + ",".join(map(write_element, commitments)))
    response = (w - key.secret * challenge) % ORDER
    shift = generator_power(v * pow(challenge, -1, ORDER))
    true = polls.shares[1]
    false = dataclasses.replace(
        true,
        factors=((multiply(true.factors[0][0], shift), *true.factors[0][1:]), *true.factors[1:]),
        proofs=((Proof(challenge, response), *true.proofs[0][1:]), *true.proofs[1:]),
    )
    check_partial_decryption(polls.setup, polls.tally, 1, false)
    assert _refused(opened, false, strong) is Reason.OTHER_SHARE
    claimed = dataclasses.replace(strong, share=sha256(false.raw))
    assert _refused(opened, false, claimed) is Reason.NOT_STRONG
    remade = prove_share(opened, 1, key, false)
    assert _refused(opened, false, remade) is Reason.NOT_STRONG
    assert divide(false.factors[0][0], shift) == true.factors[0][0]


def test_a_trustee_who_votes_last_could_choose_totals_that_every_verifier_takes() -> None:
    """All six vote for Ada, and the record says 1 to 5; what betrays it is that there is no strong proof.

    With A = g^w, B = alpha^w g^v for the sum alpha of the ballots before, c their hash, and r = (v - s c) / w as the
    randomness of the last ballot, the factor (alpha g^r)^x g^s passes: it takes s from the total.
    """
    house = open_polls((Question("Board", ("Ada", "Ben"), 1, 1, blank=False),), voters=6)
    for voter in range(5):
        house.vote(voter, (0,))
    before = accumulate(house.election.questions, [check(house.setup, ballot).choices for ballot in house.counted])
    key, shifts, proofs, randomness = house.keys[2], (5, -5), list[Proof](), list[int]()
    prefix = f"decrypt|{house.election.fingerprint}|{write_element(key.element)}|"
    for total, shift, w, v in zip(before.totals[0], shifts, (55, 66), (77, 88), strict=True):
        commitments = [generator_power(w), multiply(power(total.alpha, w), generator_power(v))]
        challenge = hash_to_scalar(prefix + ",".join(map(write_element, commitments)))
        proofs.append(Proof(challenge, (w - key.secret * challenge) % ORDER))
        randomness.append((v - shift * challenge) * pow(w, -1, ORDER) % ORDER)
    any_other = house.randbelow
    house.randbelow = lambda bound: randomness.pop(0) - 1 if randomness else any_other(bound)
    house.vote(5, (0,))
    true = house.shares[2]
    factors = tuple(multiply(f, generator_power(s)) for f, s in zip(true.factors[0], shifts, strict=True))
    house.shares[2] = false = dataclasses.replace(true, factors=(factors,), proofs=(tuple(proofs),))
    assert verified(archive(house.steps())).result == ((1, 5),)
    opened = opened_by(house)
    assert check_shares(opened, house.shares, [prove_share(opened, 1, house.keys[1], house.shares[1])]) == (1,)
    assert _refused(opened, false, prove_share(opened, 2, key, false)) is Reason.NOT_STRONG


def test_every_factor_counts(polls: Polls, opened: Opened, strong: StrongProof) -> None:
    true = polls.shares[1]
    for row, factors in enumerate(true.factors):
        for column, factor in enumerate(factors):
            rows = [list(each) for each in true.factors]
            rows[row][column] = multiply(factor, factor)
            wrong = dataclasses.replace(true, factors=tuple(map(tuple, rows)))
            claimed = dataclasses.replace(strong, share=sha256(wrong.raw))
            assert _refused(opened, wrong, claimed) is Reason.NOT_STRONG


@pytest.mark.parametrize("point", TORSION)
def test_factors_lie_in_the_group(polls: Polls, opened: Opened, strong: StrongProof, point: Element) -> None:
    first, *others = polls.shares[1].factors
    wrong = dataclasses.replace(polls.shares[1], factors=((multiply(first[0], point), *first[1:]), *others))
    claimed = dataclasses.replace(strong, share=sha256(wrong.raw))
    assert _refused(opened, wrong, claimed) is Reason.OUTSIDE_GROUP


INPUTS = ("tag", "election", "head", "key", "totals", "factors", "alpha", "beta", "factor", "a", "b")


def _challenge(polls: Polls, opened: Opened, w: int, omitted: str | None) -> int:
    """The hash written out from the module's description, with one input, or one element of a list, left out."""

    def kept(name: str, items: Sequence[str]) -> list[str]:
        return [item for number, item in enumerate(items) if omitted != name or number]

    def written(total: Ciphertext) -> list[str]:
        parts = {"alpha": write_element(total.alpha), "beta": write_element(total.beta)}
        return [part for name, part in parts.items() if omitted != name]

    totals = ",".join(part for total in opened.ciphertexts for part in written(total))
    factors = [write_element(factor) for row in polls.shares[1].factors for factor in row]
    commitments = [power(total.alpha, w) for total in opened.ciphertexts]
    a = [] if omitted == "a" else [write_element(generator_power(w))]
    parts = {
        "tag": "strong-share",
        "election": polls.election.fingerprint,
        "head": opened.head,
        "key": write_element(polls.keys[1].element),
        "totals": totals,
        "factors": ",".join(kept("factor", factors)),
        "commitments": ",".join([*a, *kept("b", [write_element(each) for each in commitments])]),
    }
    return hash_to_scalar("|".join(part for name, part in parts.items() if name != omitted))


@pytest.mark.parametrize("omitted", [None, *INPUTS])
def test_every_input_of_the_hash_counts(polls: Polls, opened: Opened, strong: StrongProof, omitted: str | None) -> None:
    w = 4321
    challenge = _challenge(polls, opened, w, omitted)
    made = dataclasses.replace(strong, proof=Proof(challenge, (w - polls.keys[1].secret * challenge) % ORDER))
    if omitted is None:
        check_share(opened, polls.shares[1], made)
    else:
        assert _refused(opened, polls.shares[1], made) is Reason.NOT_STRONG


def test_one_for_each_share_and_none_without(polls: Polls, opened: Opened, strong: StrongProof) -> None:
    with pytest.raises(OutOfPlace, match="Strong proof of trustee 1: This trustee's partial decryption is there"):
        check_shares(opened, polls.shares, [strong, strong])
    with pytest.raises(OutOfPlace, match="Strong proof of trustee 1: This proof is about another share"):
        check_shares(opened, {2: polls.shares[2]}, [strong])


def test_one_writing(strong: StrongProof) -> None:
    raw = write_proofs([strong])
    for other in (b" " + raw, raw + b" ", raw.replace(b'"owner":', b'"owner": ')):
        with pytest.raises(Malformed) as refused:
            read_proofs(other)
        assert refused.value.reason is Reason.NOT_CANONICAL
    for other in (b"{}", raw[1:-1], raw.replace(b'"owner":1', b'"owner":"1"')):
        with pytest.raises(Malformed):
            read_proofs(other)
