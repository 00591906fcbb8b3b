"""Invented votes: allowed by the questions, the same for a seed, and summed as the count should sum them."""

from ballots.invented_votes import InventedVotes
from ballots.protocol.questions import Question

QUESTIONS = (Question("Board", ("A", "B", "C"), 1, 2), Question("Resolution", ("For", "Against"), 1, 1))


def test_every_vote_is_allowed() -> None:
    votes = InventedVotes(QUESTIONS, seed=1)
    for voter in range(200):
        for question, plaintext in zip(QUESTIONS, votes.of(voter), strict=True):
            assert question.require_valid(plaintext) == plaintext


def test_the_totals_are_those_of_the_last_votes() -> None:
    votes = InventedVotes(QUESTIONS, seed=1)
    last = {voter: votes.of(voter) for voter in (1, 2, 3, 1, 2, 1)}
    columns = [zip(*(vote[question] for vote in last.values()), strict=True) for question in range(2)]
    assert votes.totals == [[sum(column) for column in row] for row in columns]


def test_the_same_seed_gives_the_same_votes() -> None:
    first, same, other = (InventedVotes(QUESTIONS, seed) for seed in (7, 7, 8))
    ballots = [[votes.of(voter) for voter in range(20)] for votes in (first, same, other)]
    assert ballots[0] == ballots[1] != ballots[2]
