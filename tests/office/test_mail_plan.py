"""What an election's page of mail says of each kind, and what it offers to do about it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from ballots import mailings
from base import clock
from base.mail_kinds import KINDS
from base.mail_states import numbers
from base.models import Mail
from elections.timetable import pause
from office.mail_plan import Row, rows
from tests.ballots.elections import Office

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
OPENED = KINDS["voting opened"]


@pytest.fixture
def office() -> Office:
    """Voting has been open for an hour, and everybody's mail that says so waits."""
    office = Office()
    office.seal()
    mailings.send_due(clock.now())
    return office


def opened(office: Office) -> Row:
    office.election.refresh_from_db()
    found = rows(office.election, went=numbers(office.election.uuid), own=set(), now=clock.now())
    return next(row for row in found if row.kind == OPENED)


def test_what_goes_now_can_be_written_anew(office: Office) -> None:
    row = opened(office)
    assert (row.goes_now, row.held_back, row.expected) == (True, False, None)
    assert row.went
    assert row.went.waiting == 4


def test_neither_what_is_held_back_nor_what_waits_for_the_end_of_a_pause(office: Office) -> None:
    mailings.hold_back(office.election, OPENED, by=office.first)
    assert not opened(office).goes_now
    mailings.release(office.election, OPENED, by=office.first)
    assert opened(office).goes_now
    pause(office.election, by=office.first, seconded_by=office.second, at=clock.now(), reason="The site was away.")
    assert not opened(office).goes_now


def test_the_page_does_not_offer_what_would_be_refused(office: Office, desk: Client) -> None:
    page = reverse("office:mail", args=[office.election.slug])
    anew = reverse("office:mail_anew", args=[office.election.slug, OPENED.slug])
    assert "Write them anew" in desk.get(page).content.decode()
    mailings.hold_back(office.election, OPENED, by=office.first)
    assert "Write them anew" not in desk.get(page).content.decode()
    assert "does not go at present" in desk.post(anew, follow=True).content.decode()
    assert Mail.objects.filter(kind=OPENED.name).count() == 4


def test_what_was_begun_and_is_over_is_done(office: Office) -> None:
    assert mailings.write_anew(office.election, OPENED, by=office.first, at=clock.now()) == 4
    (step,) = opened(office).steps
    assert (step.is_done, step.over) == (False, False)
    office.close()
    (step,) = opened(office).steps
    assert (step.is_done, step.over) == (True, True)
