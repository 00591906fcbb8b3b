"""An extension of voting is read from the public journal, and told where voters look."""

from datetime import timedelta

import pytest
from django.test import Client

from elections.extensions import extensions
from elections.timetable import extend
from tests.ballots.ballot_forms import signed_in
from tests.ballots.elections import HOUR, Office

pytestmark = pytest.mark.django_db

ADDRESS = "/elections/board-2026/"


@pytest.fixture
def extended() -> Office:
    """A vote that is open, and was extended twice."""
    office = Office()
    office.seal()
    for hours, reason in [(1, "The site was away."), (2, "And again <b>.")]:
        office.election.refresh_from_db()
        until = office.election.voting_closes + hours * HOUR
        extend(office.election, until=until, by=office.first, seconded_by=office.second, at=office.now, reason=reason)
    office.election.refresh_from_db()
    return office


def test_each_tells_both_closes_and_the_reason_the_first_one_first(extended: Office) -> None:
    last = extended.election.voting_closes
    assert [(each.before, each.until, each.reason) for each in extensions(extended.election)] == [
        (last - 3 * HOUR, last - 2 * HOUR, "The site was away."),
        (last - 2 * HOUR, last, "And again <b>."),
    ]


def test_of_another_election_there_are_none(extended: Office) -> None:
    extended.election.uuid = "00000000-0000-4000-8000-000000000000"
    assert extensions(extended.election) == []


def test_the_front_page_and_the_ballot_tell_them(extended: Office) -> None:
    for page in (Client().get(ADDRESS), signed_in(extended.voters[0]).get(f"{ADDRESS}ballot/")):
        text = page.content.decode()
        assert text.count("Voting was extended") == 2
        assert "The site was away." in text
        assert "And again &lt;b&gt;." in text


def test_once_it_is_over_only_the_journal_does(extended: Office) -> None:
    extended.move(voting_closes=extended.now - timedelta(seconds=1))
    assert "Voting was extended" in Client().get(ADDRESS).content.decode()
    extended.count()
    extended.certify()
    extended.publish()
    assert "Voting was extended" not in Client().get(ADDRESS).content.decode()
