"""Roles and the right to vote in a real browser: accessible, in light and dark, narrow and wide."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from base import clock
from elections import voter_list
from elections.models import Election
from tests.ballots.elections import HOUR, Office
from tests.browsers import look, sign_in
from tests.office.test_roll import member
from tests.servers import Live

pytestmark = pytest.mark.browser


def test_what_members_ask_and_what_the_office_answers(page: Page, live: Live) -> None:
    office = Office(candidates=0)
    asked = voter_list.ask(office.election, by=office.voters[0], at=office.now, purpose="A meeting.", agrees=True)
    left_out = member("Nora Ángela Fernández-Lindqvist", "nora.angela.fernandez@example.org")
    sign_in(page, live, left_out)
    page.goto(reverse("elections:can_i_vote", args=[office.election.slug]))
    look(page, "can-i-vote-mistake")
    page.get_by_role("button", name="Report a mistake").click()
    page.get_by_text("You reported a mistake.").wait_for()
    [said] = office.election.mistake_reports.all()
    sign_in(page, live, office.first)
    page.goto(reverse("office:report", args=[said.pk]))
    look(page, "office-report")
    page.goto(reverse("office:roll_request", args=[office.election.slug, asked.pk]))
    look(page, "office-roll-request")
    page.goto(reverse("office:staff"))
    look(page, "office-staff")


def test_the_roll_before_it_is_sealed(page: Page, live: Live) -> None:
    office = Office(candidates=0, voters=0)
    later = clock.now() + HOUR
    office.move(roll_sealed_at=None, roll_sealed_by=None, roll_hash="", voting_opens=later, voting_closes=later + HOUR)
    for number in range(3):
        member(f"Member {number}", f"member{number}@example.org")
    assert Election.objects.get().roll_sealed_at is None
    sign_in(page, live, office.first)
    page.goto(reverse("office:roll", args=[office.election.slug]))
    look(page, "office-roll-unsealed")
