"""An endorsement from its first words to its corrected ones, on a phone, with and without JavaScript."""

import re

import pytest
from playwright.sync_api import Page, expect

from base import clock
from base.models import Mail
from elections.models import Election
from members.models import Person
from nominees.models import EndorsementRevision, Nomination, Nominee
from nominees.nominating import endorse
from tests.browsers import no_sideways_scroll, sign_in
from tests.cast import officer
from tests.nominees.nominations import DURING, approve_all, during, election, member, standing
from tests.servers import Live

pytestmark = pytest.mark.browser


@pytest.fixture
def board(live: Live) -> Election:
    """Nominations are open."""
    return election(shifted=clock.now() - DURING)


@pytest.fixture
def nora(board: Election) -> Nominee:
    return standing(board, "Nora Nominee", "nora@example.org")


def at_the_phone(phone: Page, live: Live, somebody: Person, address: str) -> None:
    phone.context.clear_cookies()
    sign_in(phone, live, somebody)
    phone.goto(address)
    no_sideways_scroll(phone)


def test_endorsing_with_ones_class_and_being_approved(phone: Page, live: Live, nora: Nominee) -> None:
    at_the_phone(phone, live, member("Mia Member"), f"{nora.get_absolute_url()}endorse/")
    phone.get_by_label("Why you endorse them").fill("She answers **every** mail.")
    phone.get_by_label("Show my membership class beside it: Basic").check()
    phone.get_by_role("button", name="Endorse", exact=True).click()
    expect(phone.get_by_text("Your words wait for the election office.")).to_be_visible()

    queue = f"/office/{nora.election.slug}/words/?kind=endorsement"
    at_the_phone(phone, live, officer("Olga Castellano"), queue)
    phone.get_by_label("Choose Nora Nominee: endorsement by Mia Member").check()
    phone.get_by_role("button", name="Approve the chosen").click()
    expect(phone.get_by_text("1 text approved.")).to_be_visible()

    at_the_phone(phone, live, nora.person, nora.get_absolute_url())
    expect(phone.locator(".endorsement-author")).to_contain_text("Mia Member · Basic")


def test_hiding_and_asking_for_a_correction_which_the_author_makes(phone: Page, live: Live, nora: Nominee) -> None:
    mia = member("Mia Member", "mia@example.org")
    endorse(nora, text="Eight years of work.", by=mia, at=during(nora.election))
    approve_all(nora.election)

    at_the_phone(phone, live, nora.person, nora.get_absolute_url())
    phone.get_by_role("button", name="Hide Mia Member").click()
    expect(phone.get_by_text("hidden by you")).to_be_visible()
    expect(phone.locator(".endorsement")).to_have_count(0)
    phone.get_by_role("link", name="Ask for a correction Mia Member").click()
    no_sideways_scroll(phone)
    phone.get_by_role("button", name="Ask the author").click()
    expect(phone.get_by_role("link", name=re.compile("Say in at most"))).to_be_visible()
    phone.get_by_label("What is to be mended?").fill("It was nine years.")
    phone.get_by_role("button", name="Ask the author").click()
    expect(phone.get_by_text("We mailed it to the author.")).to_be_visible()
    assert EndorsementRevision.objects.count() == 1  # nobody but Mia writes her words

    mail = Mail.objects.get(kind="correction", recipient="mia@example.org")
    found = re.search(r"https?://[^/\s]+(/elections/\S+)", mail.text)
    assert found
    at_the_phone(phone, live, mia, found[1])
    expect(phone.get_by_text("It was nine years.")).to_be_visible()
    phone.get_by_label("What you say about them").fill("Nine years of work.")
    phone.get_by_role("button", name="Save", exact=True).click()
    expect(phone.get_by_text("Your new words wait for the election office.")).to_be_visible()
    assert Nomination.objects.get(nominator=mia).correction_asked_at is None
    phone.get_by_role("link", name="Versions").click()
    expect(phone.get_by_role("heading", name="Version 2")).to_be_visible()
    expect(phone.locator(".diff ins")).to_contain_text("Nine")
    no_sideways_scroll(phone)

    at_the_phone(phone, live, nora.person, nora.get_absolute_url())
    phone.get_by_role("button", name="Show Mia Member").click()
    expect(phone.locator(".endorsement")).to_contain_text("Eight years of work.")  # until the new words are approved
    approve_all(nora.election)
    phone.reload()
    expect(phone.locator(".endorsement")).to_contain_text("Nine years of work.")


def test_an_edit_after_approval_waits_beside_what_everybody_sees(phone: Page, live: Live, nora: Nominee) -> None:
    approve_all(nora.election)
    at_the_phone(phone, live, nora.person, nora.get_absolute_url())
    phone.get_by_role("link", name="Write or change your statement").click()
    phone.get_by_label("Your statement").fill("I stand because I must.")
    phone.get_by_role("button", name="Save", exact=True).click()
    expect(phone.get_by_role("heading", name="Waiting for the election office")).to_be_visible()
    expect(phone.get_by_text("I stand because I must.")).to_be_visible()
    expect(phone.get_by_text("I stand because I can.")).to_be_visible()
    phone.get_by_role("link", name="Versions").click()
    expect(phone.locator(".diff ins").last).to_contain_text("must.")

    at_the_phone(phone, live, officer("Olga Castellano"), f"/office/{nora.election.slug}/words/")
    expect(phone.get_by_role("heading", name="Approved last")).to_be_visible()
    phone.get_by_label("Choose Nora Nominee").check()
    phone.get_by_label("Reason").fill("Say why.")
    phone.get_by_role("button", name="Send the chosen back").click()
    expect(phone.get_by_text("1 text sent back")).to_be_visible()
    at_the_phone(phone, live, nora.person, nora.get_absolute_url())
    expect(phone.get_by_text("Say why.")).to_be_visible()
    expect(phone.get_by_text("I stand because I can.")).to_be_visible()
