"""A window closes while somebody reads or writes: what they send a moment later is refused, and their words are kept.

Each act's window to the microsecond: tests/nominees/test_windows_of_acts.py.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from base import clock
from base.models import JournalLine, Mail
from elections.models import Election
from members.models import Person
from nominees.models import Nominee
from nominees.nominating import endorse
from nominees.revising import revise_endorsement
from tests.browsers import no_sideways_scroll, sign_in
from tests.cast import officer
from tests.nominees.nominations import ANNOUNCED, DURING, SECOND, approve_all, during, election, member, named, seal
from tests.nominees.nominations import standing as stand
from tests.servers import Live

pytestmark = [pytest.mark.browser, pytest.mark.slow]
STAY = "Words can be changed from the nominations until voting opens."


@pytest.fixture
def board(live: Live) -> Election:
    """Nominations are open."""
    return election(shifted=clock.now() - DURING)


@pytest.fixture
def campaign(live: Live) -> Election:
    """Candidates are announced and the ballot is sealed: voting opens by the clock."""
    board = election(shifted=clock.now() - ANNOUNCED - SECOND)
    seal(board)
    return board


def is_now(board: Election, *instants: str) -> None:
    """Who sends something from here on is late by less than a second, or early no more."""
    Election.objects.filter(pk=board.pk).update(**dict.fromkeys(instants, clock.now()))


def voting_opens(board: Election) -> None:
    is_now(board, "roll_closes", "voting_opens")


def on(phone: Page, live: Live, somebody: Person, address: str) -> None:
    sign_in(phone, live, somebody)
    phone.goto(address)


def refused(phone: Page, button: str, why: str, *, kept: str = "") -> None:
    """The button is pressed, the page says why not, shows what was written, and nothing was done."""
    before = JournalLine.objects.count(), Mail.objects.count()
    phone.get_by_role("button", name=button, exact=True).click()
    expect(phone.get_by_text(why).first).to_be_visible()
    if kept:
        expect(phone.get_by_label("What you wrote")).to_have_value(kept)
    no_sideways_scroll(phone)
    assert (JournalLine.objects.count(), Mail.objects.count()) == before


def test_nominating_another(phone: Page, live: Live, board: Election) -> None:
    on(phone, live, member("Mia Member"), f"/elections/{board.slug}/nominate/")
    phone.get_by_label("Their name").fill("Una Asked")
    phone.get_by_label("Their e-mail address").fill("una@example.org")
    phone.get_by_label("Why you nominate them").fill("She keeps *things* going.")
    is_now(board, "nominations_close")
    refused(phone, "Nominate", "Nominations are not open.", kept="She keeps *things* going.")
    assert not Nominee.objects.exists()


def test_nominating_oneself(phone: Page, live: Live, board: Election) -> None:
    on(phone, live, member("Nora Nominee"), f"/elections/{board.slug}/nominate/yourself/")
    phone.get_by_label("Your statement").fill("I stand.")
    phone.get_by_label("I have read the Code of Conduct").check()
    is_now(board, "nominations_close")
    refused(phone, "Stand for election", "Nominations are not open.", kept="I stand.")
    assert not Nominee.objects.exists()


def test_nominations_open_at_their_instant(phone: Page, live: Live, board: Election) -> None:
    Election.objects.filter(pk=board.pk).update(nominations_open=clock.now() + 60 * SECOND)
    for page in ("nominate/", "nominate/yourself/"):
        on(phone, live, member("Mia Member"), f"/elections/{board.slug}/{page}")
        expect(phone.get_by_text("Nominations are not open. They open:")).to_be_visible()
        expect(phone.locator("form[method=post] [name=text]")).to_have_count(0)
    is_now(board, "nominations_open")
    phone.reload()
    expect(phone.get_by_role("button", name="Stand for election")).to_be_visible()


@pytest.mark.parametrize("button", ["Accept: I stand", "Decline: I do not stand"])
def test_answering_by_mail(phone: Page, live: Live, board: Election, button: str) -> None:
    named(board, "Una Asked", "una@example.org", member("Mia Member"))
    link = re.search(r"/nominations/\S+", Mail.objects.get(kind="nominated").text)
    assert link
    phone.goto(link[0])
    expect(phone.get_by_role("heading", level=1)).to_have_text("Una Asked, do you stand?")
    is_now(board, "nominations_close", "acceptance_closes")
    refused(phone, button, "The time to answer this nomination is over.")
    expect(phone.get_by_role("button", name=button)).to_have_count(0)
    una = Nominee.objects.get()
    assert (una.accepted_at, una.declined_at) == (None, None)


def test_endorsing(phone: Page, live: Live, board: Election) -> None:
    nora = stand(board)
    on(phone, live, member("Mia Member"), f"{nora.get_absolute_url()}endorse/")
    phone.get_by_label("Why you endorse them").fill("She answers every mail.")
    is_now(board, "nominations_close")
    refused(phone, "Endorse", "Nominations are not open.", kept="She answers every mail.")


def test_editing_after_approval(phone: Page, live: Live, campaign: Election) -> None:
    nora, mia = stand(campaign), member("Mia Member")
    endorse(nora, text="Solid.", by=mia, at=during(campaign))
    approve_all(campaign)
    on(phone, live, nora.person, f"{nora.get_absolute_url()}edit/")
    phone.get_by_label("Your statement").fill("I stand because I must.")
    voting_opens(campaign)
    refused(phone, "Save", STAY, kept="I stand because I must.")

    Election.objects.update(voting_opens=clock.now() + 60 * SECOND)
    on(phone, live, mia, f"{nora.get_absolute_url()}endorse/")
    phone.get_by_label("What you say about them").fill("Superb.")
    voting_opens(campaign)
    refused(phone, "Save", STAY, kept="Superb.")


def test_withdrawing(phone: Page, live: Live, campaign: Election) -> None:
    """The certified result closes this window, and no clock does."""
    nora = stand(campaign)
    on(phone, live, nora.person, f"{nora.get_absolute_url()}withdraw/")
    expect(phone.get_by_role("button", name="Withdraw", exact=True)).to_be_visible()
    voting_opens(campaign)
    now, office = clock.now(), officer("Olga Castellano")
    facts = ("ballots_ended", "tallied", "counted", "certified")
    done = {f"{fact}_at": now for fact in facts} | {f"{fact}_by": office for fact in facts}
    Election.objects.filter(pk=campaign.pk).update(voting_closes=now, officers_required=1, **done)
    refused(phone, "Withdraw", "The result is certified: it is too late to withdraw.")
    expect(phone.get_by_role("button", name="Withdraw", exact=True)).to_have_count(0)
    assert Nominee.objects.get().withdrawn_at is None


def test_the_queue_of_the_office(phone: Page, live: Live, campaign: Election) -> None:
    nora, mia = stand(campaign), member("Mia Member")
    given = endorse(nora, text="Solid.", by=mia, at=during(campaign))
    approve_all(campaign)
    newer = revise_endorsement(given, text="Superb.", by=mia, at=during(campaign))
    on(phone, live, officer("Olga Castellano"), f"/office/{campaign.slug}/words/")
    phone.get_by_label("Choose Nora Nominee: endorsement by Mia Member").check()
    voting_opens(campaign)
    refused(phone, "Approve the chosen", "Voting has opened: what is shown stays as it is.")
    newer.refresh_from_db()
    assert newer.is_waiting
