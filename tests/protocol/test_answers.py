"""What the proofs let through: nothing but the choices that the question allows, bound to everything they belong to."""

import pytest

from ballots.protocol.ballot import check
from ballots.protocol.errors import Reason, Unproved
from ballots.protocol.group import ORDER
from tests.protocol.elections import Polls, chance, open_polls
from tests.protocol.forger import Forger

HONEST = ((0, 1, 0, 1), (1, 0, 0), (0, 1, 1))


def forge(polls: Polls, *plaintexts: tuple[int, ...], omit: str = "") -> bytes:
    return Forger(polls.election, polls.signing_key(0), chance("forger"), omit).ballot(plaintexts)


def inputs_of_all_hashes() -> list[str]:
    polls = open_polls()
    forger = Forger(polls.election, polls.signing_key(0), chance("inputs"))
    forger.ballot(HONEST)
    return sorted(set(forger.inputs))


REASONS = {
    "signature": Reason.BAD_SIGNATURE,
    "individual": Reason.INDIVIDUAL_PROOF,
    "number": Reason.OVERALL_PROOF,
    "number or blank": Reason.OVERALL_PROOF,
    "blank": Reason.BLANK_PROOF,
}


@pytest.mark.parametrize("plaintexts", [HONEST, ((1, 0, 0, 0), (0, 0, 1), (1, 1, 1))])
def test_an_honest_prover_of_the_specification_is_accepted(
    polls: Polls, plaintexts: tuple[tuple[int, ...], ...]
) -> None:
    check(polls.setup, forge(polls, *plaintexts))


@pytest.mark.parametrize("omit", inputs_of_all_hashes())
def test_every_input_of_every_hash_counts(polls: Polls, omit: str) -> None:
    with pytest.raises(Unproved) as refused:
        check(polls.setup, forge(polls, *HONEST, omit=omit))
    assert refused.value.reason is REASONS[omit.partition(":")[0]]


@pytest.mark.parametrize("number", [2, -1, ORDER - 1, 3, 10**6])
@pytest.mark.parametrize("position", [0, 1, 3])
def test_a_choice_is_0_or_1(polls: Polls, number: int, position: int) -> None:
    numbers = [0, 0, 0, 0]
    numbers[position] = number
    with pytest.raises(Unproved) as refused:
        check(polls.setup, forge(polls, tuple(numbers), *HONEST[1:]))
    assert refused.value.reason is Reason.INDIVIDUAL_PROOF
    assert refused.value.where == f"Question 1, choice {position + 1}"


def test_numbers_that_cancel_out_do_not_help(polls: Polls) -> None:
    with pytest.raises(Unproved) as refused:
        check(polls.setup, forge(polls, (0, 2, -1, 0), *HONEST[1:]))
    assert refused.value.reason is Reason.INDIVIDUAL_PROOF


@pytest.mark.parametrize(
    ("question", "numbers", "reason"),
    [
        (0, (0, 0, 0, 0), Reason.OVERALL_PROOF),  # neither an abstention nor a choice
        (0, (1, 1, 0, 0), Reason.BLANK_PROOF),  # an abstention with a choice
        (0, (0, 1, 1, 1), Reason.OVERALL_PROOF),  # above max, which is below n
        (1, (0, 1, 1), Reason.OVERALL_PROOF),
        (1, (1, 0, 1), Reason.BLANK_PROOF),
        (2, (0, 0, 1), Reason.OVERALL_PROOF),  # below min, which is above 1
        (2, (0, 0, 0), Reason.OVERALL_PROOF),
    ],
)
def test_the_number_of_choices_is_allowed(
    polls: Polls, question: int, numbers: tuple[int, ...], reason: Reason
) -> None:
    plaintexts = [*HONEST]
    plaintexts[question] = numbers
    with pytest.raises(Unproved) as refused:
        check(polls.setup, forge(polls, *plaintexts))
    assert refused.value.reason is reason
    assert refused.value.where == f"Question {question + 1}"
