"""The end of the record: tally, shares and result are recomputed, and anything else is refused."""

import dataclasses
import json
from typing import Any

import pytest

from ballots.protocol.ballot import check
from ballots.protocol.errors import Reason
from ballots.protocol.record import Kind, Step
from ballots.protocol.tally import accumulate, decrypt, write_result
from ballots.protocol.wire import dump
from tests.protocol.elections import EXPECTED, QUESTIONS, Polls, chance, open_polls, voted
from tests.protocol.records import archive, of_kind, place_of, refusal_of, verified, with_data

Steps = list[Step]
CHOICES = ((0,), (1,), (0, 1))


def _with_tally(steps: Steps, tally: bytes, sized: bytes) -> Steps:
    place = place_of(steps, Kind.ENCRYPTED_TALLY)
    return [*steps[:place], with_data(steps[place], tally, sized), *steps[place + 1 :]]


@pytest.mark.parametrize("field", ["num_tallied", "total_weight"])
@pytest.mark.parametrize("number", [0, 2, 4, 5])
def test_the_number_of_ballots_counted(polls: Polls, steps: Steps, field: str, number: int) -> None:
    sized = dump(json.loads(polls.tally.sized) | {field: number})
    assert refusal_of(_with_tally(steps, polls.tally.raw, sized)) is Reason.WRONG_NUMBERS


def _choices(polls: Polls, ballots: list[bytes]) -> Any:
    return [check(polls.setup, ballot).choices for ballot in ballots]


def test_a_tally_that_leaves_a_ballot_out(polls: Polls, steps: Steps) -> None:
    fewer = accumulate(QUESTIONS, _choices(polls, polls.counted[1:]))
    assert refusal_of(_with_tally(steps, fewer.raw, fewer.sized)) is Reason.WRONG_NUMBERS
    hidden = dataclasses.replace(fewer, ballots=3)
    assert refusal_of(_with_tally(steps, hidden.raw, hidden.sized)) is Reason.WRONG_TALLY


def test_a_tally_of_replaced_ballots(polls: Polls, steps: Steps) -> None:
    everything = accumulate(QUESTIONS, _choices(polls, [ballot for _, ballot in polls.cast]))
    assert refusal_of(_with_tally(steps, everything.raw, everything.sized)) is Reason.WRONG_NUMBERS
    first = list(dict(reversed(polls.cast)).values())
    firsts = accumulate(QUESTIONS, _choices(polls, first))
    assert refusal_of(_with_tally(steps, firsts.raw, firsts.sized)) is Reason.WRONG_TALLY


# Shares and result


def _with_shares(steps: Steps, *shares: Step) -> Steps:
    place = place_of(steps, Kind.PARTIAL_DECRYPTION)
    return [*steps[:place], *shares, *of_kind(steps, Kind.RESULT)]


def test_a_missing_trustee(steps: Steps, shared_polls: Polls) -> None:
    for everything in (steps, shared_polls.steps()):
        shares = of_kind(everything, Kind.PARTIAL_DECRYPTION)
        for left_out in range(len(shares)):
            fewer = shares[:left_out] + shares[left_out + 1 :]
            assert refusal_of(_with_shares(everything, *fewer)) is Reason.MISSING_SHARES


def test_a_trustee_twice(polls: Polls, steps: Steps) -> None:
    first, second = of_kind(steps, Kind.PARTIAL_DECRYPTION)
    assert refusal_of(_with_shares(steps, first, second, first)) is Reason.REPEATED_ENTRY
    again = decrypt(polls.setup, polls.tally, polls.keys[1], randbelow=chance("again"))
    other = with_data(first, again.raw, again.owned_by(1))
    assert refusal_of(_with_shares(steps, first, other, second)) is Reason.REPEATED_SHARE


def test_a_share_under_another_number(polls: Polls, steps: Steps) -> None:
    first, second = of_kind(steps, Kind.PARTIAL_DECRYPTION)
    for owner, reason in ((2, Reason.BAD_SHARE), (3, Reason.UNKNOWN_TRUSTEE), (0, Reason.UNKNOWN_TRUSTEE)):
        renamed = with_data(first, polls.shares[1].raw, polls.shares[1].owned_by(owner))
        assert refusal_of(_with_shares(steps, renamed, second)) is reason


def test_a_share_for_another_election(polls: Polls, steps: Steps) -> None:
    renamed = dataclasses.replace(polls.setup, election=dataclasses.replace(polls.election, name="Another"))
    elsewhere = decrypt(renamed, polls.tally, polls.keys[1], randbelow=chance("elsewhere"))
    first, second = of_kind(steps, Kind.PARTIAL_DECRYPTION)
    assert refusal_of(_with_shares(steps, with_data(first, elsewhere.raw, elsewhere.owned_by(1)), second)) is (
        Reason.BAD_SHARE
    )


def test_a_share_that_nobody_needs() -> None:
    """All three of a group of which two suffice; belenios-tool accepts this too (see test_interop)."""
    generous = voted(open_polls(trustees=1, threshold=(2, 3), present=(1, 2, 3), seed="generous"))
    report = verified(archive(generous.steps()))
    assert (report.shares, report.result) == ((1, 2, 3, 4), EXPECTED)


@pytest.mark.parametrize("change", [1, -1])
def test_another_result(steps: Steps, change: int) -> None:
    first, *others = EXPECTED
    wrong = write_result(((first[0], first[1], first[2] + change, first[3] - change), *others))
    assert refusal_of([*steps[:-1], with_data(steps[-1], wrong)]) is Reason.WRONG_RESULT
