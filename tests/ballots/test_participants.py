"""Who took part: after the ballots are ended, to officers, with a public line, and without the time of any ballot."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from ballots.models import Ballot
from ballots.participants import Participant, list_participants
from base import clock
from base.models import JournalLine
from tests.ballots.elections import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    office = Office(candidates=0)
    office.seal()
    for voter in (office.voters[2], office.voters[0], office.voters[2]):
        office.vote(voter)
    return office


def test_names_who_voted_once_each_in_the_order_of_names(office: Office) -> None:
    office.end()
    listed = list_participants(office.election, by=office.first, at=clock.now())
    first, third = office.voters[0], office.voters[2]
    day = Ballot.objects.latest("id").cast_at.date()
    assert listed == [
        Participant("Voter 1", first.user.email, day),
        Participant("Voter 3", third.user.email, day),
    ]


def test_is_not_to_be_had_while_ballots_can_be_cast(office: Office) -> None:
    with pytest.raises(ValidationError, match="once the ballots are ended"):
        list_participants(office.election, by=office.first, at=clock.now())
    office.close()
    with pytest.raises(ValidationError, match="once the ballots are ended"):
        list_participants(office.election, by=office.first, at=clock.now())
    assert not JournalLine.objects.filter(act="list participants").exists()


def test_is_for_officers(office: Office) -> None:
    office.end()
    with pytest.raises(PermissionDenied):
        list_participants(office.election, by=office.voters[0], at=clock.now())


def test_everybody_can_read_that_it_was_asked_for_and_no_name(office: Office) -> None:
    office.end()
    list_participants(office.election, by=office.second, at=clock.now())
    line = JournalLine.objects.get(act="list participants")
    assert (line.actor, line.public, line.subject, line.details) == ("Otto Officer", True, "", {"participants": 2})
