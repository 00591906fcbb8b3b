"""What the tests of the right to vote stand on: the votes of the year that somebody missed, and their word."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from elections.models import Election, OptIn
from elections.voters import members_among, participation, participation_of, with_memberships
from members.models import Person
from tests.ballots.elections import HOUR, Office, added_late, ready_election

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db: None) -> Office:
    """A vote in which the first voter cast and the others did not; its ballots are ended."""
    office = Office(voters=3, candidates=2)
    office.seal()
    office.vote(office.voters[0], (0,), (0,))
    office.end()
    return office


@pytest.fixture
def following(office: Office) -> Election:
    """A vote of the same calendar year, whose roll closes later."""
    closes = office.election.voting_closes
    return Election.objects.create(
        slug="next",
        name="Next",
        roll_closes=closes + HOUR / 60,
        voting_opens=closes + HOUR,
        voting_closes=closes + 24 * HOUR,
    )


def missed(election: Election, *people: Person) -> list[int | None]:
    """Of each alone; and of all at once it is the same."""
    found = [participation_of(each, [election])[election.pk].missed.get(each.pk) for each in people]
    assert found == [participation(election).missed.get(each.pk) for each in people]
    return found


def test_a_vote_that_is_over_was_missed_by_who_did_not_cast(office: Office, following: Election) -> None:
    stranger = Person.objects.create(name="Nobody")
    assert missed(following, *office.voters[:2], stranger) == [0, 1, None]
    assert participation(following).missed == {each.pk: int(each != office.voters[0]) for each in office.voters}


def test_one_that_goes_on_or_does_not_count_was_missed_by_nobody(office: Office, following: Election) -> None:
    office.move(voided_at=office.now, voided_by=office.first)
    assert missed(following, office.voters[1]) == [None]
    office.move(voided_at=None, voided_by=None)
    assert missed(office.election, office.voters[1]) == [None]


def test_who_was_removed_from_its_roll_missed_nothing(office: Office, following: Election) -> None:
    removed = {"removed_at": office.now, "removed_by": office.first, "removed_reason": "x"}
    office.election.roll.filter(person=office.voters[1]).update(**removed)
    assert missed(following, office.voters[1]) == [None]


def test_a_vote_of_another_year_does_not_count(office: Office, following: Election) -> None:
    following.roll_closes = following.roll_closes.replace(year=following.roll_closes.year + 1)
    assert missed(following, office.voters[1]) == [None]


def merge(person: Person, into: Person) -> None:
    person.merged_into = into
    person.save(update_fields=["merged_into"])


def test_what_somebody_missed_stays_theirs_when_they_are_merged(office: Office, following: Election) -> None:
    jo = Person.objects.create(name="Jo")
    merge(office.voters[1], jo)
    assert missed(following, jo) == [1]
    assert office.voters[1].pk not in participation(following).missed


def test_what_somebody_cast_stays_theirs_when_they_are_merged(office: Office, following: Election) -> None:
    jo = Person.objects.create(name="Jo")
    merge(office.voters[0], jo)
    assert missed(following, jo) == [0]


def test_a_vote_in_which_one_person_was_on_the_roll_twice_is_one(office: Office, following: Election) -> None:
    cast, silent, *others = office.voters
    merge(silent, others[0])
    assert missed(following, others[0]) == [1]
    merge(silent, cast)
    assert missed(following, cast) == [0]
    merge(cast, others[0])
    merge(silent, others[0])
    assert missed(following, others[0]) == [0]


def test_votes_missed_under_two_names_add_up(office: Office, following: Election) -> None:
    jo, again = office.voters[1], Person.objects.create(name="Jo")
    another = ready_election(office.first, office.now, slug="another")
    another.roll.create(person=again, name="Jo", membership_class="fellow", source="x", **added_late(another))
    office.election.refresh_from_db()
    facts = ("ballot_sealed_at", "ballot_sealed_by", "voting_closes", "ballots_ended_at", "ballots_ended_by")
    Election.objects.filter(pk=another.pk).update(**{fact: getattr(office.election, fact) for fact in facts})
    assert missed(following, jo, again) == [1, 1]
    merge(jo, again)
    assert missed(following, again) == [2]


def test_of_two_entries_the_removed_one_does_not_count(office: Office, following: Election) -> None:
    cast, silent = office.voters[:2]
    merge(cast, silent)
    removed = {"removed_at": office.now, "removed_by": office.first, "removed_reason": "x"}
    office.election.roll.filter(person=cast).update(**removed)
    assert missed(following, silent) == [1]


def test_nothing_is_asked_that_the_rules_do_not_look_at(office: Office, following: Election) -> None:
    following.votes_missed_limit = None
    OptIn.objects.create(election=following, person=office.voters[0], at=office.now)
    voter = office.voters[0]
    with CaptureQueriesContext(connection) as captured:
        assert participation(following).opted_in == participation_of(voter, [following])[following.pk].opted_in == {}
    assert not captured
    following.opt_in_required = True
    said = {voter.pk: office.now}
    assert participation(following).opted_in == participation_of(voter, [following])[following.pk].opted_in == said


def test_of_many_it_asks_the_database_as_often_as_of_one(office: Office, following: Election) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            list(members_among(with_memberships(), following))
        return len(captured)

    office.voters[0].memberships.create(membership_class="fellow", source="x", name="x")
    one = queries()
    for voter in office.voters[1:]:
        voter.memberships.create(membership_class="fellow", source="x", name="x")
    assert queries() == one
