"""A sealed roll stays as it was sealed: PostgreSQL itself refuses what no act would do, also to the app role."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from ballots.models import Ballot, Credential
from base import clock
from base.models import Mail
from elections.models import Election, RollEntry
from members.models import Person
from tests.ballots.elections import HOUR, Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(db: None) -> Office:
    return Office(voters=1)


def row(office: Office, **more: Any) -> RollEntry:
    somebody = Person.objects.create(name="Uninvited")
    return RollEntry(election=office.election, person=somebody, name="x", membership_class="fellow", source="x", **more)


def test_nobody_joins_it_unmarked(office: Office) -> None:
    with pytest.raises(IntegrityError, match="the roll is sealed"), transaction.atomic():
        row(office).save()
    with pytest.raises(IntegrityError, match="the roll is sealed"), transaction.atomic():
        RollEntry.objects.bulk_create([row(office)])
    late = {"added_late_at": office.now, "added_late_by": office.first, "added_late_reason": "Left out."}
    row(office, **late).save()


def test_nobody_joins_it_at_all_once_the_ballots_are_ended(office: Office) -> None:
    office.seal()
    office.end()
    late = {"added_late_at": office.now, "added_late_by": office.first, "added_late_reason": "Left out."}
    with pytest.raises(IntegrityError, match="the ballots are ended"), transaction.atomic():
        row(office, **late).save()


def test_it_is_not_unsealed(office: Office) -> None:
    with pytest.raises(IntegrityError, match="sealed once"), transaction.atomic():
        Election.objects.update(roll_sealed_at=None, roll_sealed_by=None, roll_hash="")
    with pytest.raises(IntegrityError, match="sealed once"), transaction.atomic():
        Election.objects.update(roll_sealed_at=clock.now())


def test_its_hash_ends_with_the_sealing_of_the_ballot(office: Office) -> None:
    Election.objects.update(roll_hash="1" * 64)
    office.seal()
    with pytest.raises(IntegrityError, match="sealed with this roll"), transaction.atomic():
        Election.objects.update(roll_hash="2" * 64)


class TestBallots:
    def ballot(self, office: Office, **more: Any) -> None:
        credential = Credential.objects.get(roll_entry__isnull=False)
        with transaction.atomic():
            Ballot.objects.create(
                setup_id=credential.setup_id,
                credential=credential,
                tracker="x",
                sealed=b"x",
                sealed_by_server=True,
                **more,
            )

    def test_nobody_dates_one(self, office: Office) -> None:
        office.seal()
        for otherwise in (office.now - HOUR / 2, office.now + HOUR / 2):
            with pytest.raises(IntegrityError, match="cast now"):
                self.ballot(office, cast_at=otherwise)
        self.ballot(office)

    def test_none_comes_before_or_after_the_vote(self, office: Office) -> None:
        office.seal()
        opens = office.election.voting_opens
        office.move(voting_opens=clock.now() + HOUR / 60)
        with pytest.raises(IntegrityError, match="not open"):
            self.ballot(office)
        office.move(voting_opens=opens)
        office.close()
        with pytest.raises(IntegrityError, match="not open"):
            self.ballot(office)

    def test_none_comes_once_they_are_ended_whatever_the_clock_says(self, office: Office) -> None:
        office.seal()
        office.end()
        Election.objects.update(voting_closes=clock.now() + HOUR)
        with pytest.raises(IntegrityError, match="not open"):
            self.ballot(office)


def test_nobody_dates_a_mail() -> None:
    before = clock.now()
    letter = Mail.objects.create(
        kind="x", recipient="a@example.org", subject="x", text="x", queued_at=before - timedelta(days=30)
    )
    Mail.objects.update(queued_at=before - timedelta(days=30))
    letter.refresh_from_db()
    assert before < letter.queued_at < clock.now()
