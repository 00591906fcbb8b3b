"""Pre-flight, count, mail and journal in a real browser: accessible, in light and dark, narrow and wide."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page

from base import clock, journal
from base.models import Mail, MailAttempt
from elections.models import Election
from tests.ballots.elections import Office
from tests.browsers import look, sign_in
from tests.servers import Live

pytestmark = pytest.mark.browser
AGO = timedelta(minutes=5)
ANSWER = "550 5.1.1 <nora.angela.fernandez-lindqvist@example.org>: Recipient address rejected: User unknown"


def mailed(election: Election) -> None:
    """One mail in every state that has lasted."""
    now = clock.now()
    for outcome in (None, "sent", "refused", "unreachable"):
        mail = Mail.objects.create(
            kind="nominated",
            election_uuid=election.uuid,
            recipient="nora.angela.fernandez-lindqvist@example.org",
            subject="Ada Quince nominated you for the 2027 board election",
            text="Words.",
        )
        MailAttempt.objects.create(
            mail=mail,
            started_at=now - AGO,
            finished_at=now if outcome else None,
            outcome=outcome,
            answer=ANSWER if outcome == "refused" else "",
        )


def test_from_the_pre_flight_to_the_result(page: Page, live: Live) -> None:
    office = Office(candidates=5, seats=2)
    sign_in(page, live, office.first)
    page.goto(f"/office/{office.election.slug}/pre-flight/")
    look(page, "office-preflight")
    office.seal()
    for voter in office.voters:
        office.vote(voter, (0, 1), (0,))
    office.close()
    page.goto(f"/office/{office.election.slug}/count/")
    page.get_by_text("4 ballots are in the box.").wait_for()
    look(page, "office-count-before")
    office.count()
    page.goto(f"/office/{office.election.slug}/count/")
    page.get_by_text("Not public yet").wait_for()
    look(page, "office-count")


def test_mail_and_journal(page: Page, live: Live) -> None:
    office = Office()
    election = office.election
    mailed(election)
    journal.write(
        "pause", by=office.first, second=office.second, election=election.uuid, reason="A fault.", public=True
    )
    journal.write("propose", by=office.first, election=election.uuid, subject="resume", reason="It is mended.")
    sign_in(page, live, office.first)
    page.goto(f"/office/{election.slug}/journal/")
    look(page, "office-journal")
    page.goto(f"/office/{election.slug}/mail/")
    look(page, "office-mail")
    page.goto(f"/office/{election.slug}/mail/list/")
    page.get_by_label("State").select_option("refused")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**state=refused**")
    page.get_by_role("button", name="Send again").click()
    page.get_by_text("The mail is queued again.").wait_for()
