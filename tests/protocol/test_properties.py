"""Whatever voters choose: every sealed ballot is accepted, and the totals are the sum of the last choices."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ballots.protocol.ballot import check, prepare
from ballots.protocol.elgamal import NOTHING, Ciphertext, add_up, encrypt
from ballots.protocol.errors import OutOfPlace
from ballots.protocol.group import ORDER, divide, generator_power, power
from ballots.protocol.questions import Question
from ballots.protocol.record import Kind
from ballots.protocol.revealed import audit, read_revealed, reveal
from ballots.protocol.tally import Logarithms, totals
from tests.protocol.elections import ABSTAIN, Choice, chance, open_polls
from tests.protocol.records import archive, verified

VOTERS = 3


@st.composite
def questions(draw: st.DrawFn) -> Question:
    answers = tuple("abcd"[: draw(st.integers(1, 4))])
    minimum = draw(st.integers(0, len(answers)))
    maximum = draw(st.integers(minimum, len(answers)))
    return Question(draw(st.text(max_size=5)), answers, minimum, maximum, draw(st.booleans()))


def choices(question: Question) -> st.SearchStrategy[Choice]:
    indices = st.integers(0, len(question.answers) - 1)
    chosen = st.lists(indices, unique=True, min_size=question.minimum, max_size=question.maximum).map(tuple)
    return st.one_of(chosen, st.just(ABSTAIN)) if question.blank else chosen


@st.composite
def votes(draw: st.DrawFn) -> tuple[list[Question], list[tuple[int, list[Choice]]]]:
    asked = draw(st.lists(questions(), min_size=1, max_size=3))
    vote = st.tuples(st.integers(0, VOTERS - 1), st.tuples(*map(choices, asked)).map(list))
    return asked, draw(st.lists(vote, max_size=4))


@given(votes())
@settings(max_examples=25, deadline=None, derandomize=True, database=None)
def test_seal_check_tally_and_verify(house: tuple[list[Question], list[tuple[int, list[Choice]]]]) -> None:
    asked, cast = house
    polls = open_polls(asked, voters=VOTERS, seed=cast)
    for voter, chosen in cast:
        polls.vote(voter, *chosen)
        checked = check(polls.setup, polls.cast[-1][1], credential=polls.signing_key(voter).credential)
        assert len(set(checked.ciphertexts)) == sum(question.ciphertexts for question in asked)
    last = [polls.plaintexts(chosen) for chosen in dict(cast).values()]
    expected = tuple(
        tuple(sum(plaintext[number][position] for plaintext in last) for position in range(question.ciphertexts))
        for number, question in enumerate(asked)
    )
    assert polls.result == expected
    report = verified(archive(polls.steps()))
    assert (report.last, report.result) == (Kind.RESULT, expected)


@given(votes(), st.data())
@settings(max_examples=15, deadline=None, derandomize=True, database=None)
def test_any_k_of_n_open_the_same_totals(
    house: tuple[list[Question], list[tuple[int, list[Choice]]]], data: st.DataObject
) -> None:
    """A single trustee in front, and of the group any k; with one fewer nothing is opened."""
    asked, cast = house
    size = data.draw(st.integers(2, 6), "n")
    threshold = data.draw(st.integers(1, size - 1), "k")
    chosen = data.draw(st.sets(st.integers(1, size), min_size=threshold), "present")
    group = (threshold, size)
    polls = open_polls(asked, voters=VOTERS, trustees=1, threshold=group, present=tuple(chosen), seed=(group, cast))
    for voter, choice in cast:
        polls.vote(voter, *choice)
    last = [polls.plaintexts(choice) for choice in dict(cast).values()]
    assert polls.result == tuple(
        tuple(sum(plaintext[number][position] for plaintext in last) for position in range(question.ciphertexts))
        for number, question in enumerate(asked)
    )
    too_few = dict(list(polls.shares.items())[:threshold])
    with pytest.raises(OutOfPlace):
        totals(polls.setup.trustees, polls.tally, too_few)


@given(st.lists(st.integers(0, 1), max_size=12), st.integers(0, 12))
@settings(max_examples=25, deadline=None, derandomize=True, database=None)
def test_what_is_added_can_be_taken_back(numbers: list[int], cut: int) -> None:
    """Sums of ciphertexts are ciphertexts of sums, in any order, and differences of differences."""
    randbelow = chance((numbers, cut))
    secret = 1 + randbelow(ORDER - 1)
    key = generator_power(secret)
    sealed = [encrypt(key, number, 1 + randbelow(ORDER - 1)) for number in numbers]
    total = add_up(sealed)
    assert add_up(reversed(sealed)) == total
    logarithms = Logarithms(len(numbers))

    def decrypted(ciphertext: Ciphertext) -> int:
        alpha, beta = ciphertext
        return logarithms.of(divide(beta, power(alpha, secret)))

    assert decrypted(total) == sum(numbers)
    for ciphertext in sealed[:cut]:
        total = total.minus(ciphertext)
    assert decrypted(total) == sum(numbers[cut:])
    assert cut < len(numbers) or total == NOTHING


@given(votes())
@settings(max_examples=10, deadline=None, derandomize=True, database=None)
def test_a_tested_ballot_shows_what_was_chosen(house: tuple[list[Question], list[tuple[int, list[Choice]]]]) -> None:
    asked, cast = house
    polls = open_polls(asked, voters=VOTERS, seed=cast)
    for voter, chosen in cast:
        plaintexts = polls.plaintexts(chosen)
        prepared = prepare(polls.election, polls.signing_key(voter), plaintexts, randbelow=polls.randbelow)
        revealed = read_revealed(polls.election, reveal(prepared, plaintexts).to_bytes())
        audit(polls.election, revealed)
        assert [list(each) for each in revealed.plaintexts] == [list(each) for each in plaintexts]
