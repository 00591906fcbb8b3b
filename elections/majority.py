"""Whether a resolution is carried, by the rule that was fixed before voting opened [bylaws 14.8]."""

from enum import StrEnum
from typing import NamedTuple


class Majority(StrEnum):
    VOTES_CAST = "votes cast"
    VOTING_MEMBERS = "voting members"


class Votes(NamedTuple):
    """The totals of one resolution. Whoever abstains counts for the quorum, not as a vote cast on the question."""

    in_favour: int
    against: int
    abstained: int = 0


class Decision(NamedTuple):
    """`base` is the number of which more than half, `needed`, had to be in favour."""

    carried: bool
    needed: int
    base: int


def decide(votes: Votes, rule: Majority, voting_members: int) -> Decision:
    """More than half in favour: of the votes cast For and Against, or of all voting members. A tie fails either way.

    With nobody abstaining in 2024, that was 306 of 611 votes cast or 398 of 794 voting members.
    """
    if min(votes) < 0 or sum(votes) > voting_members:
        raise ValueError("no more votes than voting members, and none negative")
    base = votes.in_favour + votes.against if rule is Majority.VOTES_CAST else voting_members
    needed = base // 2 + 1
    return Decision(votes.in_favour >= needed, needed, base)
