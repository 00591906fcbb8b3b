"""More than half, by one rule or the other; they differ a lot."""

import pytest

from elections.majority import Majority, Votes, decide


@pytest.mark.parametrize(
    ("rule", "needed", "base"), [(Majority.VOTES_CAST, 306, 611), (Majority.VOTING_MEMBERS, 398, 794)]
)
def test_the_thresholds_of_2024(rule: Majority, needed: int, base: int) -> None:
    assert decide(Votes(needed, 611 - needed), rule, 794) == (True, needed, base)
    assert decide(Votes(needed - 1, 612 - needed), rule, 794) == (False, needed, base)


def test_the_same_votes_may_pass_one_rule_and_fail_the_other() -> None:
    votes = Votes(in_favour=397, against=214)
    assert decide(votes, Majority.VOTES_CAST, 794).carried
    assert not decide(votes, Majority.VOTING_MEMBERS, 794).carried


@pytest.mark.parametrize("rule", list(Majority))
def test_a_tie_fails(rule: Majority) -> None:
    assert not decide(Votes(5, 5), rule, 10).carried
    assert decide(Votes(6, 4), rule, 10).carried


def test_who_abstains_is_no_vote_cast_but_is_a_voting_member() -> None:
    votes = Votes(in_favour=3, against=2, abstained=5)
    assert decide(votes, Majority.VOTES_CAST, 10) == (True, 3, 5)
    assert decide(votes, Majority.VOTING_MEMBERS, 10) == (False, 6, 10)


@pytest.mark.parametrize("rule", list(Majority))
def test_nothing_is_carried_without_a_vote_in_favour(rule: Majority) -> None:
    assert not decide(Votes(0, 0, 7), rule, 7).carried
    assert not decide(Votes(0, 0), rule, 0).carried


@pytest.mark.parametrize("votes", [Votes(6, 5), Votes(5, 5, 1), Votes(-1, 5), Votes(5, -1), Votes(5, 5, -1)])
def test_refuses_figures_that_cannot_be(votes: Votes) -> None:
    with pytest.raises(ValueError, match="voting members"):
        decide(votes, Majority.VOTES_CAST, 10)
