"""Whatever voters choose: every sealed ballot is accepted, and the totals are the sum of the last choices."""

from hypothesis import given, settings
from hypothesis import strategies as st

from ballots.protocol.ballot import check
from ballots.protocol.questions import Question
from ballots.protocol.record import Kind
from tests.protocol.elections import ABSTAIN, Choice, open_polls
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
