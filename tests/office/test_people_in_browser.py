"""The office's pages about people in a real browser: accessible, in light and dark, narrow and wide."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from base import clock
from elections.models import Election
from members.models import Person
from nominees.eligibility import declare_ineligible
from nominees.models import Nominee
from nominees.nominating import endorse
from nominees.revising import approve, write_profile
from office import roll_changes
from tests.ballots.elections import Office
from tests.browsers import look, sign_in
from tests.cast import officer
from tests.nominees.nominations import STATEMENT, during, election, member, named, standing
from tests.office.test_roll import adding, page_of
from tests.office.test_roll import member as voting_member
from tests.servers import Live

pytestmark = pytest.mark.browser
CSV = """name,email,class,since,until,affirmed
Nora Ángela Fernández-Lindqvist,nora.angela.fernandez@example.org,fellow,2019-04-01,,carried over
山田 太郎,taro@example.org,supporting,2025-01-01,2027-01-01,2026-08-01
"""


def written_again(board: Election) -> Nominee:
    """Somebody with a statement that was approved, and a second version that waits."""
    nora = standing(board, "Nora Ángela Fernández-Lindqvist", "nora@example.org")
    said = {"previous_service": "2019–2022", "other_affiliations": None, "by": nora.person, "at": during(board)}
    office = officer("Otto Officer")
    first = write_profile(nora, employer="Example Works", summary="Two years.", text=STATEMENT, **said)  # type: ignore[arg-type]
    approve(first, by=office, at=during(board))
    changed = STATEMENT.replace("eight years", "nine years").replace("- keep grants simple\n", "") + "\n\nThank you."
    write_profile(nora, employer="Another Works", summary="Three years.", text=changed, **said)  # type: ignore[arg-type]
    return nora


def test_candidates(page: Page, live: Live) -> None:
    board = election()
    nora = written_again(board)
    endorse(nora, text="She answers **every** mail.", by=member("Mia Member"), at=during(board))
    named(board, "山田 太郎", "taro@example.org", member("Bo"))
    out = standing(board, "Otto Out", "out@example.org")
    declare_ineligible(out, reason="Not a member.", by=officer("Ines"), at=during(board))
    sign_in(page, live, officer("Olga Castellano"))
    page.goto(f"/office/{board.slug}/candidates/")
    look(page, "office-candidates")
    page.get_by_role("link", name="4 texts wait for you").click()
    page.get_by_role("button", name="Choose all").wait_for()
    look(page, "office-queue")
    page.get_by_role("link", name=re.compile("On a page of its own.*Nora Ángela.*: statement")).click()
    page.locator(".diff ins").first.wait_for()
    look(page, "office-revision")
    page.get_by_role("button", name="Send back").click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    look(page, "office-revision-error")
    page.goto(f"/office/{board.slug}/candidates/{out.pk}/")
    look(page, "office-nominee")


def test_approving_many_by_keyboard(page: Page, live: Live) -> None:
    """Tab to a box, Space to choose it, Enter on the button: and those that cannot be are named."""
    board = election()
    nora = standing(board, "Nora Nominee", "nora@example.org")
    for name in ("Mia Member", "Max Muster"):
        endorse(nora, text="She answers every mail.", by=member(name), at=during(board))
    Election.objects.update(
        voting_opens=clock.now() + timedelta(days=9), voting_closes=clock.now() + timedelta(days=20)
    )
    sign_in(page, live, officer("Olga Castellano"))
    page.goto(f"/office/{board.slug}/words/?kind=endorsement")
    expect(page.get_by_role("checkbox")).to_have_count(2)
    page.get_by_role("button", name="Choose all").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(1)
    page.get_by_role("button", name="Choose all").press("Enter")
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(2)
    page.get_by_role("button", name="Approve the chosen").press("Enter")
    page.get_by_text("2 texts approved.").wait_for()
    page.get_by_role("link", name="Everything").click()
    page.get_by_role("button", name="Send the chosen back").click()
    page.get_by_text("Choose at least one text.").wait_for()
    look(page, "office-queue-error")
    page.get_by_role("checkbox").check()
    page.get_by_label("Reason").fill("Say what you want to do.")
    page.get_by_role("button", name="Send the chosen back").click()
    page.get_by_text("1 text sent back").wait_for()


def test_member_list(page: Page, live: Live, tmp_path: Path) -> None:
    file = tmp_path / "members.csv"
    sign_in(page, live, officer())
    page.goto("/office/members/")
    look(page, "office-members")
    file.write_text(CSV.replace("taro@", "taro"), encoding="utf-8")
    page.get_by_label("The list", exact=True).set_input_files(file)
    page.get_by_role("button", name="Go on").click()
    page.get_by_text("Row 3:").wait_for()
    page.get_by_role("button", name="See what the list would change").click()
    page.get_by_text("There is a problem").wait_for()
    look(page, "office-columns-error")
    file.write_text(CSV, encoding="utf-8")
    page.goto("/office/members/")
    page.get_by_label("The list", exact=True).set_input_files(file)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="See what the list would change").click()
    page.get_by_role("button", name="Take over this list").wait_for()
    look(page, "office-import-report")
    page.get_by_role("button", name="Take over this list").click()
    page.get_by_text("The list is taken over: 2 new").wait_for()
    known = Person.objects.get(name__startswith="Nora")
    page.goto(f"/office/people/{known.pk}/")
    look(page, "office-person")


def test_roll(page: Page, live: Live) -> None:
    office = Office(candidates=0)
    late = voting_member("Lena Angelica Late-Featherstonehaugh", "lena.angelica.late-featherstonehaugh@example.org")
    office.move(officers_required=1)
    entry = office.election.roll.get(name="Voter 1")
    roll_changes.remove(entry, reason="Listed twice, under two names.", by=office.first, at=clock.now())
    sign_in(page, live, office.first)
    page.goto(page_of(office.election))
    look(page, "office-roll")
    page.goto(page_of(office.election, "roll_add") + "?q=lena")
    look(page, "office-roll-find")
    page.goto(adding(office.election, late))
    look(page, "office-roll-add")
    page.goto(page_of(office.election, "roll_remove", office.election.roll.get(name="Voter 2").pk))
    look(page, "office-roll-remove")
