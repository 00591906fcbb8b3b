"""A trial count: of the very questions, three times the same numbers, and as many seated as there are seats."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from ballots.models import Ballot, Secret, Setup
from ballots.protocol.questions import Question
from ballots.trial_count import VOTERS, Counted, Trial, count_invented, last_trial, try_count
from base import clock
from base.models import JournalLine
from elections.models import Seat
from tests.ballots.elections import Office, add_seats
from tests.cast import person


def test_what_was_cast_comes_out() -> None:
    counted = count_invented(
        "Board", "", [Question("Board", ("A", "B", "C"), 1, 3, blank=True)], at=datetime(2026, 9, 1, tzinfo=UTC)
    )
    assert counted.agrees
    assert sum(counted.verified[0]) >= VOTERS


@pytest.mark.parametrize("place", ["expected", "opened", "verified"])
def test_one_vote_more_anywhere_does_not_agree(place: str) -> None:
    same: dict[str, list[list[int]]] = {"expected": [[1, 2]], "opened": [[1, 2]], "verified": [[1, 2]]}
    assert Counted(**same, ended="").agrees
    assert not Counted(**same | {place: [[1, 3]]}, ended="").agrees


@pytest.mark.parametrize(
    ("agrees", "seats", "seated", "well"), [(True, 4, 4, True), (False, 4, 4, False), (True, 4, 3, False)]
)
def test_when_a_trial_went_well(agrees: bool, seats: int, seated: int, well: bool) -> None:
    assert Trial(asked="", ballots=1, agrees=agrees, seats=seats, seated=seated).went_well is well


def test_it_is_of_the_very_ballot_and_leaves_a_line_alone(office: Office) -> None:
    trial = try_count(office.election, by=office.first, at=clock.now())
    assert trial.went_well
    assert (trial.seats, trial.seated) == (1, 1)
    line, kept = last_trial(office.election) or pytest.fail("there is no line")
    assert (kept, line.public, line.actor) == (trial, True, "Olga Officer")
    assert not Setup.objects.exists() | Ballot.objects.exists() | Secret.objects.exists()
    Seat.objects.create(contest=office.election.contests.get(kind="seats"), position=2)
    assert try_count(office.election, by=office.first, at=clock.now()).asked != trial.asked


def test_too_few_candidates_for_the_seats_show(office: Office) -> None:
    contest = office.election.contests.get(kind="seats")
    for position in range(2, 6):
        Seat.objects.create(contest=contest, position=position)
    trial = try_count(office.election, by=office.first, at=clock.now())
    assert (trial.agrees, trial.seats, trial.seated, trial.went_well) == (True, 5, 3, False)


@pytest.mark.django_db
def test_where_nobody_stands_nothing_is_tried() -> None:
    office = Office(candidates=0, resolutions=0)
    for _contests in range(2):
        with pytest.raises(ValidationError, match="nothing to choose from"):
            try_count(office.election, by=office.first, at=clock.now())
        add_seats(office.election, candidates=0, seats=2)
    assert last_trial(office.election) is None


def test_officers_alone_try(office: Office) -> None:
    with pytest.raises(PermissionDenied):
        try_count(office.election, by=person(), at=clock.now())
    assert not JournalLine.objects.filter(act="try count").exists()
