"""The pre-flight: each thing that must be true fails alone when it is not; what had better be true only warns."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from pytest_django import Settings

from ballots.preflight import Check, preflight
from base import clock
from base.models import Mail, MailAttempt
from elections.models import Contest, Seat
from nominees.models import EndorsementRevision, Nomination, Nominee, ProfileRevision
from tests.ballots.elections import HOUR, Office, add_seats


def checks(office: Office) -> list[Check]:
    office.election.refresh_from_db()
    return preflight(office.election, office.sealing)


def failures(office: Office) -> list[str]:
    return [check.sentence for check in checks(office) if check.fails]


def warnings(office: Office) -> list[str]:
    return [check.name for check in checks(office) if check.is_warning and not check.passed]


def without_candidates(office: Office) -> None:
    Nominee.objects.update(accepted_at=None, accepted_by=None)


def with_a_limit_above_the_candidates(office: Office) -> None:
    Contest.objects.filter(kind="seats").update(max_choices=4)


def with_an_unsealed_roll(office: Office) -> None:
    office.move(roll_sealed_at=None, roll_sealed_by=None, roll_hash="")


def with_an_empty_roll(office: Office) -> None:
    office.election.roll.update(removed_at=office.now, removed_by=office.first, removed_reason="Listed twice")


def with_nothing_on_the_ballot(office: Office) -> None:
    Contest.objects.all().delete()


def with_two_contests_for_seats(office: Office) -> None:
    contest = add_seats(office.election, candidates=0, seats=1)
    contest.title = "Council"
    contest.save()


def with_a_vote_of_sixty_one_days(office: Office) -> None:
    office.move(voting_closes=office.election.voting_opens + timedelta(days=61))


def test_an_election_that_is_ready_has_no_failures(office: Office) -> None:
    assert failures(office) == []
    assert {check.name for check in checks(office)} == {
        "timetable",
        "phase",
        "opening",
        "seats",
        "majority",
        "roll",
        "key",
        "statements",
        "roles",
        "mail",
    }


@pytest.mark.parametrize(
    ("spoil", "names"),
    [
        (without_candidates, ["seats"]),
        (with_a_limit_above_the_candidates, ["seats"]),
        (with_an_unsealed_roll, ["roll"]),
        (with_an_empty_roll, ["roll"]),
        (with_nothing_on_the_ballot, ["contests"]),
        (with_two_contests_for_seats, ["contests"]),
        (with_a_vote_of_sixty_one_days, ["timetable"]),
    ],
)
def test_what_holds_the_sealing_up(office: Office, spoil: Callable[[Office], None], names: list[str]) -> None:
    spoil(office)
    assert [check.name for check in checks(office) if check.fails] == names


@pytest.mark.parametrize(("seats", "ready"), [(0, False), (1, True), (2, True), (3, False), (4, False)])
def test_seats_are_fewer_than_candidates(office: Office, seats: int, ready: bool) -> None:
    """In 2025 the number of winners was not set: 13 candidates, 13 seats, and all were elected."""
    Seat.objects.all().delete()
    contest = Contest.objects.get(kind="seats")
    for position in range(seats):
        Seat.objects.create(contest=contest, position=position)
    assert (failures(office) == []) is ready


def test_it_is_too_early_before_the_candidates_are_announced(office: Office) -> None:
    soon = office.now + HOUR
    office.move(
        nominations_open=office.now - 5 * HOUR,
        nominations_close=office.now - 4 * HOUR,
        acceptance_closes=office.now - 3 * HOUR,
        candidates_announced=office.now - HOUR,
        voting_closes=soon,
    )
    assert failures(office) == ["The ballot is sealed after the candidates are announced, and before the vote."]


def test_without_a_key_from_the_environment_nothing_is_sealed(office: Office, settings: Settings) -> None:
    settings.ELECTION_KEY = b""
    assert failures(office) == ["The server cannot encrypt its key: ELECTION_KEY is missing or wrong."]


class TestWarnings:
    def test_statements_that_wait(self, office: Office) -> None:
        nominee = Nominee.objects.first()
        assert nominee is not None
        assert "statements" not in warnings(office)
        ProfileRevision.objects.create(nominee=nominee, number=1, written_by=nominee.person)
        nomination = Nomination.objects.create(nominee=nominee, nominator=office.voters[0])
        EndorsementRevision.objects.create(nomination=nomination, number=1)
        assert "statements" in warnings(office)
        assert "2 statements wait for approval." in [check.sentence for check in checks(office)]
        assert failures(office) == []

    def test_an_opening_that_has_passed(self, office: Office) -> None:
        office.move(voting_opens=office.sealing)
        assert "opening" in warnings(office)
        assert failures(office) == []

    def test_mail_that_does_not_leave(self, office: Office, settings: Settings) -> None:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        assert "mail" not in warnings(office)
        mail = Mail.objects.create(kind="test", recipient="a@example.org", subject="A", text="B")
        attempt = MailAttempt.objects.create(mail=mail)
        assert "mail" not in warnings(office)  # it is on its way
        attempt.outcome, attempt.finished_at = MailAttempt.Outcome.REFUSED, clock.now()
        attempt.save()
        assert "mail" in warnings(office)
        settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
        assert "mail" in warnings(office)

    def test_the_app_role_can_only_add_ballots(self, office: Office) -> None:
        assert "roles" not in warnings(office)
