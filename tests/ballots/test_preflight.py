"""The pre-flight: each thing that must be true fails alone when it is not; what had better be true only warns."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta

import pytest
from django.db import connection
from pytest_django import Settings

from ballots.preflight import Check, preflight
from ballots.trial_count import try_count
from base import clock, journal
from base.mail_domain import MailDomain
from base.models import Mail, MailAttempt
from elections import assurances
from elections.models import BoardTerm, Contest, Organisation, Seat
from members.models import User
from nominees.models import EndorsementRevision, Nomination, Nominee, ProfileRevision
from office.mending import MENDING
from tests.ballots.elections import HOUR, Office, add_seats, add_voter, ready_election

YEAR = timedelta(days=365)


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
    office.election = ready_election(office.first, office.now, slug="unsealed")
    office.move(roll_sealed_at=None, roll_sealed_by=None, roll_hash="")
    add_seats(office.election, candidates=3, seats=1)


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
    assert {check.name for check in checks(office)} == set(MENDING) - {
        "contests",
        "support",
        "roll classes",
        "record",
        "refusals",
        "trustees",
        "trustees needed",
        "codes",
        "key proofs",
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

    def test_a_count_that_was_not_tried_or_of_another_ballot(self, office: Office) -> None:
        assert "trial" in warnings(office)
        try_count(office.election, by=office.first, at=clock.now())
        assert "trial" not in warnings(office)
        Seat.objects.create(contest=Contest.objects.get(kind="seats"), position=2)
        assert "The ballot has changed since its count was tried" in told(office, "trial")

    def test_a_trial_that_fills_too_few_seats(self, office: Office) -> None:
        for position in range(2, 6):
            Seat.objects.create(contest=Contest.objects.get(kind="seats"), position=position)
        try_count(office.election, by=office.first, at=clock.now())
        assert "would fill 3 of 5 seats" in told(office, "trial")

    def test_candidates_without_affiliations_and_who_says_that_there_are_none(self, office: Office) -> None:
        first, second, third = Nominee.objects.order_by("name")
        assert told(office, "affiliations").endswith(": Candidate 01, Candidate 02, Candidate 03.")
        first.organisations.add(Organisation.objects.create(name="Org"))
        for nominee in (second, third):
            ProfileRevision.objects.create(
                nominee=nominee, number=1, written_by=nominee.person, has_no_affiliations=True,
                approved_at=office.now, approved_by=office.first,
            )  # fmt: skip
        assert "affiliations" not in warnings(office)
        assert told(office, "no statement").endswith(": Candidate 01.")
        office.move(affiliation_limit="none")
        assert "affiliations" not in {check.name for check in checks(office)}

    @pytest.mark.parametrize(("sitting", "whole"), [(9, False), (10, True), (11, False)])
    def test_a_register_that_lacks_or_has_a_director_too_many(self, office: Office, sitting: int, whole: bool) -> None:
        day = office.election.voting_closes.date()
        for number in range(sitting):
            BoardTerm.objects.create(name=f"Director {number}", since=day - YEAR, until=day + YEAR)
        BoardTerm.objects.create(name="Past", since=day - 2 * YEAR, until=day)
        assert ("register" not in warnings(office)) is whole
        assert "Director 0" in told(office, "register affiliations")
        for term in BoardTerm.objects.all():
            term.organisations.add(Organisation.objects.get_or_create(name="Org")[0])
        assert "register affiliations" not in warnings(office)

    def test_a_class_that_is_missing_on_the_roll(self, office: Office) -> None:
        """In 2020 a membership sub-type was left out: 114 of 1,151 voters were missing."""
        assert "roll classes" not in {check.name for check in checks(office)}
        earlier = ready_election(office.first, office.now - 2 * YEAR, slug="board-2025")
        for number in range(5):
            add_voter(earlier, f"Managing {number}")
        assert "roll classes" in warnings(office)
        add_voter(office.election, "Another")
        assert "roll classes" not in warnings(office)

    def test_voters_without_an_address(self, office: Office) -> None:
        assert "roll addresses" not in warnings(office)
        add_voter(office.election, "Silent", mailed=False)
        assert told(office, "roll addresses") == "1 voter has no e-mail address: no mail reaches them."

    def test_one_officer_alone(self, office: Office) -> None:
        User.objects.update(last_login=office.now)
        assert "officers" not in warnings(office)
        User.objects.filter(person=office.second).update(last_login=office.now - timedelta(days=8))
        assert "1 officer signed in within a week" in told(office, "officers")
        User.objects.filter(person=office.second).update(is_active=False)
        assert told(office, "officers") == "1 officer can act, and critical acts take 2."

    def test_a_worker_that_does_not_run(self, office: Office) -> None:
        assert "worker" in warnings(office)
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
        office.election.refresh_from_db()
        assert "worker" not in {check.name for check in preflight(office.election, clock.now()) if not check.passed}

    def test_a_backup_that_nobody_verified_or_long_ago(self, office: Office) -> None:
        assert "backup" in warnings(office)
        assurances.record_backup(made_at=office.sealing, how="Restored", by=office.first, at=office.now)
        assert "backup" not in warnings(office)
        late = {check.name: check for check in preflight(office.election, clock.now() + timedelta(days=8))}
        assert "that is long ago" in late["backup"].sentence

    def test_a_test_mail_that_nobody_received(self, office: Office) -> None:
        assert "test mail" in warnings(office)
        journal.write("receive test mail", by=office.first)
        assert told(office, "test mail").startswith("A test mail reached Olga Officer")

    @pytest.mark.parametrize(
        ("found", "passed", "sentence"),
        [
            (MailDomain("a.example", True, "v=spf1", "v=DMARC1", "p=", "k"), True, "a.example has SPF, DKIM and DMARC"),
            (MailDomain("a.example", True, "v=spf1", "v=DMARC1"), True, "DKIM was not looked up"),
            (MailDomain("a.example", True, "v=spf1"), False, "a.example lacks DMARC in the DNS"),
            (MailDomain("a.example", False), False, "No name server could be asked about a.example"),
        ],
    )
    def test_the_mail_domain(self, office: Office, found: MailDomain, passed: bool, sentence: str) -> None:
        assert "was not looked up" in told(office, "mail domain")
        journal.write("look up mail domain", by=office.first, details=asdict(found))
        assert sentence in told(office, "mail domain")
        assert ("mail domain" not in warnings(office)) is passed


def told(office: Office, name: str) -> str:
    (check,) = (each for each in checks(office) if each.name == name)
    return check.sentence


def test_a_sealed_ballot_leaves_what_can_still_go_wrong(office: Office) -> None:
    office.seal()
    names = {check.name for check in checks(office)}
    assert {"officers", "worker", "mail", "backup", "roll"} <= names
    assert not {"seats", "timetable", "statements", "trial"} & names
