"""Saying that one intends to vote: until the roll closes, by whoever lacks nothing else for a vote."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from elections.affirming import affirm, may_affirm
from elections.models import Election
from elections.rights import may_vote
from elections.voters import tests_for as findings
from members.models import Affirmation, MembershipClass, Person
from tests.elections.test_views import supporter
from tests.nominees.nominations import DURING, SECOND, VOTING, election, member, seal

pytestmark = pytest.mark.django_db

CLOSES = VOTING - timedelta(days=7)


@pytest.fixture
def board() -> Election:
    return election()


@pytest.mark.parametrize("at", [DURING, CLOSES - SECOND])
def test_until_the_roll_closes(board: Election, at: datetime) -> None:
    vera = supporter()
    affirm(board, by=vera, at=at)
    assert may_vote(findings(board, vera, at))


def refused(board: Election, who: Person, at: datetime) -> bool:
    with pytest.raises(ValidationError):
        affirm(board, by=who, at=at)
    return not Affirmation.objects.filter(person=who, carried_over=False).exists()


def test_not_once_it_has_closed(board: Election) -> None:
    assert refused(board, supporter(), CLOSES)


def test_also_by_whose_membership_with_a_vote_may_still_come(board: Election) -> None:
    bo = member("Basic Bo")
    affirm(board, by=bo, at=DURING)
    assert not may_vote(findings(board, bo, DURING))
    bo.memberships.update(membership_class=MembershipClass.SUPPORTING)
    assert may_vote(findings(board, bo, DURING))


def test_once_is_enough(board: Election) -> None:
    vera = supporter()
    affirm(board, by=vera, at=DURING)
    assert not may_affirm(board, findings(board, vera, DURING), DURING)
    with pytest.raises(ValidationError):
        affirm(board, by=vera, at=DURING + SECOND)


def test_whoever_voted_last_time_says_it_again_after_a_change_of_address(board: Election) -> None:
    vera = supporter()
    Affirmation.objects.create(person=vera, affirmed_at=DURING, carried_over=True, email="old@example.org", source="x")
    affirm(board, by=vera, at=DURING + SECOND)
    assert may_vote(findings(board, vera, DURING + SECOND))


def test_not_where_nobody_is_asked_or_before_it_counts(board: Election) -> None:
    Election.objects.update(affirmed_since=DURING + SECOND)
    assert refused(board, supporter("Early Eve"), DURING)
    Election.objects.update(affirmation_required=False)
    assert refused(board, supporter("Una Unasked"), DURING + SECOND)


def test_not_of_an_election_that_was_cancelled_or_whose_roll_is_sealed(board: Election) -> None:
    seal(board)
    assert refused(board, supporter("Late Lou"), DURING)
    Election.objects.update(
        roll_sealed_at=None, roll_sealed_by=None, roll_hash="", ballot_sealed_at=None, ballot_sealed_by=None
    )
    Election.objects.update(cancelled_at=DURING, cancelled_by=board.announced_by)
    assert refused(board, supporter("Cara"), DURING)
