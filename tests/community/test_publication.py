"""A result becomes public at the time that two officers set, and whoever it seats stands in the register."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from ballots import publication
from base.models import JournalLine
from community.publication import publish_due
from elections.models import BoardTerm
from members.models import User
from tests.ballots.elections import HOUR, SECOND, Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def certified() -> Office:
    office = Office(voters=2, candidates=2, resolutions=0)
    office.seal()
    office.vote(office.voters[0], (0,))
    office.count()
    office.certify()
    office.election.refresh_from_db()
    return office


def set_for(office: Office, after: timedelta) -> None:
    publication.set_time(
        office.election, due=office.now + after, by=office.first, seconded_by=office.second, at=office.now
    )
    office.election.refresh_from_db()


def test_at_the_set_time_and_not_a_second_earlier(certified: Office) -> None:
    set_for(certified, HOUR)
    assert publish_due(certified.now + HOUR - SECOND) == 0
    assert publish_due(certified.now + HOUR) == 1
    certified.election.refresh_from_db()
    assert certified.election.published_at == certified.now + HOUR
    line = JournalLine.objects.get(act="publish")
    assert {line.actor, line.second} == {certified.first.name, certified.second.name}
    assert BoardTerm.objects.get().name == "Candidate 01"
    assert publish_due(certified.now + 2 * HOUR) == 0


def test_the_later_word_counts_and_one_officer_may_take_it_back(certified: Office) -> None:
    set_for(certified, HOUR)
    set_for(certified, 3 * HOUR)
    assert publish_due(certified.now + 2 * HOUR) == 0
    publication.unset_time(certified.election, by=certified.second, at=certified.now, reason="The board asks to wait.")
    assert publish_due(certified.now + 4 * HOUR) == 0
    with pytest.raises(ValidationError, match="No time"):
        publication.unset_time(certified.election, by=certified.second, at=certified.now, reason="Again.")


def test_a_time_that_cannot_be_set_is_refused(certified: Office) -> None:
    with pytest.raises(ValidationError, match="still to come"):
        set_for(certified, timedelta())
    with pytest.raises(ValidationError, match="second officer"):
        publication.set_time(
            certified.election, due=certified.now + HOUR, by=certified.first, seconded_by=None, at=certified.now
        )
    certified.publish()
    with pytest.raises(ValidationError, match="not published"):
        set_for(certified, HOUR)


def test_what_is_not_certified_has_no_time(db: None) -> None:
    office = Office(voters=1)
    with pytest.raises(ValidationError, match="certified"):
        set_for(office, HOUR)


def test_why_it_was_not_published_is_said_once(certified: Office) -> None:
    set_for(certified, HOUR)
    User.objects.filter(person=certified.first).update(is_active=False)
    assert [publish_due(certified.now + HOUR + n * SECOND) for n in range(3)] == [0, 0, 0]
    certified.election.refresh_from_db()
    assert certified.election.published_at is None
    assert "office" in JournalLine.objects.get(act="not published in time").reason
