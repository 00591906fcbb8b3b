"""Turnout while people vote: voters and not ballots, by day, and the quorum as it stands."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from ballots.models import Ballot
from ballots.stopping import void
from ballots.turnout import by_day, quorum_now, voters_so_far, voting_members
from base import clock
from base.models import JournalLine
from elections.quorum import Quorum
from tests.ballots.elections import Office


def test_who_votes_twice_is_one_voter(open_office: Office) -> None:
    assert voters_so_far(open_office.election) == 0
    for voter, chosen in ((0, (0,)), (0, (1,)), (1, (0,))):
        open_office.vote(open_office.voters[voter], chosen, ())
    assert Ballot.objects.count() == 3
    assert voters_so_far(open_office.election) == 2
    assert quorum_now(open_office.election) == Quorum(2, 2, True)


def test_every_day_has_its_number_from_the_opening_to_now(open_office: Office) -> None:
    open_office.vote(open_office.voters[0])
    open_office.vote(open_office.voters[1])
    opened = open_office.election.voting_opens
    days = by_day(open_office.election, opened + timedelta(days=40))
    assert days[0].day == opened.date()
    assert days[-1].day == open_office.election.voting_closes.date()
    assert sum(day.voters for day in days) == days[-1].so_far == 2


def test_who_was_removed_after_casting_counts_on_both_sides(open_office: Office) -> None:
    for voter in open_office.voters:
        open_office.vote(voter)
    open_office.election.roll.update(removed_at=open_office.now, removed_by=open_office.first, removed_reason="x")
    assert voting_members(open_office.election, 4) == 4
    assert quorum_now(open_office.election).met


class TestVoidForWantOfAQuorum:
    def void(self, office: Office) -> None:
        void(office.election, by=office.first, seconded_by=office.second, reason="Too few.", ground="quorum")

    def test_while_people_vote_it_can_still_be_reached(self, open_office: Office) -> None:
        with pytest.raises(ValidationError, match="can still be reached"):
            self.void(open_office)

    def test_where_it_was_reached_it_is_no_ground(self, open_office: Office) -> None:
        open_office.vote(open_office.voters[0])
        open_office.vote(open_office.voters[1])
        open_office.close()
        with pytest.raises(ValidationError, match="The quorum is reached"):
            self.void(open_office)

    def test_where_it_was_missed_the_journal_says_so(self, open_office: Office) -> None:
        open_office.vote(open_office.voters[0])
        open_office.close()
        self.void(open_office)
        open_office.election.refresh_from_db()
        assert open_office.election.voided_at is not None
        assert JournalLine.objects.get(act="void").details == {"ground": "quorum"}
        assert clock.now() >= open_office.election.voided_at
