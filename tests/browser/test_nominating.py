"""Who nominates and who is nominated, in a real browser on a phone, with and without JavaScript."""

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Response, expect

from base import clock
from base.models import Mail
from elections.models import Election
from nominees.models import Acknowledgement, Draft, Nominee, ProfileRevision
from tests.browsers import axe, no_sideways_scroll, sign_in
from tests.cast import picture_file
from tests.nominees.nominations import DURING, election, member, named, standing
from tests.servers import Live

pytestmark = pytest.mark.browser


@pytest.fixture
def board(live: Live) -> Election:
    """Nominations are open."""
    return election(shifted=clock.now() - DURING)


def letter_to(address: str) -> str:
    """The path of the link in the mail that went there."""
    mail = Mail.objects.get(kind="nominated", recipient=address)
    found = re.search(r"https?://[^/\s]+(/nominations/\S+)", mail.text)
    assert found, mail.text
    return found[1]


def is_draft_of(words: str) -> Callable[[Response], bool]:
    """Whether this answers that a draft with these words was saved."""

    def saved(answer: Response) -> bool:
        return answer.url.endswith("/drafts/save/") and words in (answer.request.post_data or "")

    return saved


def test_nominating_another_who_accepts_by_mail_without_an_account(phone: Page, live: Live, board: Election) -> None:
    standing(board, "Zoë Ångström", "zoe@example.org")
    sign_in(phone, live, member("Mia Member"))
    phone.goto(f"/elections/{board.slug}/")
    phone.get_by_role("link", name="Nominate", exact=True).first.click()
    phone.get_by_label("Is the person nominated already?").fill("angstrom")
    phone.get_by_role("button", name="Look").click()
    expect(phone.get_by_role("link", name="Endorse Zoë Ångström")).to_be_visible()
    no_sideways_scroll(phone)

    phone.get_by_label("Their name").fill("Una Asked")
    phone.get_by_label("Their e-mail address").fill("una@example.org")
    phone.get_by_label("Why you nominate them").fill("She keeps *things* going.")
    phone.get_by_role("button", name="Save draft").click()
    expect(phone.get_by_text("Your draft is saved.")).to_be_visible()
    assert Draft.objects.count() == 1
    phone.goto(f"/elections/{board.slug}/nominate/")
    expect(phone.get_by_label("Their name")).to_have_value("Una Asked")
    phone.get_by_role("button", name="Preview").click()
    expect(phone.locator("[data-preview-place] em").first).to_have_text("things")
    phone.get_by_label("Their name").fill("zoe angstrom")
    phone.get_by_role("button", name="Nominate", exact=True).click()
    expect(phone.get_by_role("link", name="Somebody of this name stands already.")).to_be_visible()
    expect(phone.get_by_label("I mean another person of this name.")).to_be_visible()
    expect(phone.get_by_role("link", name="Endorse Zoë Ångström")).to_be_visible()
    no_sideways_scroll(phone)
    phone.get_by_label("Their name").fill("Una Asked")
    phone.get_by_role("button", name="Nominate", exact=True).click()
    expect(phone.get_by_text("We wrote to them")).to_be_visible()
    assert not Draft.objects.exists()

    phone.context.clear_cookies()
    phone.goto(letter_to("una@example.org"))
    expect(phone.get_by_text("keeps things going")).to_be_visible()
    assert Nominee.objects.get(name="Una Asked").accepted_at is None
    no_sideways_scroll(phone)
    phone.get_by_label("I stand for the mission").check()
    phone.get_by_role("button", name="Accept: I stand").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("You accepted: you stand")
    una = Nominee.objects.get(name="Una Asked")
    assert una.accepted_through is not None
    assert set(una.acknowledgements.values_list("subject", flat=True)) == {"code of conduct", "mission"}
    assert Mail.objects.filter(kind="accepted").exists()


def test_declining_by_mail(phone: Page, live: Live, board: Election) -> None:
    named(board, "Una Asked", "una@example.org", member("Mia"))
    phone.goto(letter_to("una@example.org"))
    phone.get_by_role("button", name="Decline: I do not stand").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("You declined")
    assert Nominee.objects.get().declined_through is not None
    assert Mail.objects.filter(kind="declined").exists()
    phone.get_by_role("button", name="Accept: I stand").click()  # one may change one's mind
    expect(phone.get_by_role("heading", level=1)).to_have_text("You accepted: you stand")


def test_standing_oneself_with_everything_and_withdrawing(
    phone: Page, scripted: bool, live: Live, board: Election, tmp_path: Path
) -> None:
    picture = tmp_path / "me.jpg"
    picture.write_bytes(picture_file())
    sign_in(phone, live, member("Nora Nominee"))
    phone.goto(f"/elections/{board.slug}/nominate/")
    phone.get_by_role("link", name="Myself").click()
    phone.get_by_label("Your statement").fill("# What I did\n\nThings.")
    phone.get_by_label("Its name").first.fill("Acme")
    phone.get_by_role("button", name="More rows").click()
    expect(phone.get_by_label("Its name")).to_have_count(3)
    phone.get_by_label("Its name").nth(1).fill("Club")
    phone.get_by_label("You are").nth(1).select_option("officer")
    phone.get_by_label("Country").select_option("GH")
    phone.get_by_label("Photo (optional)", exact=True).set_input_files(picture)
    phone.get_by_role("button", name="Stand for election").click()
    expect(phone).to_have_title(re.compile("^Error:"))
    expect(phone.get_by_role("link", name="To stand you agree to follow the Code of Conduct.")).to_be_visible()
    expect(phone.get_by_alt_text("Your photo as it is now")).to_be_visible()
    if scripted:
        axe(phone)
    no_sideways_scroll(phone)

    phone.get_by_label("What the photo shows").fill("Nora at a desk")
    phone.get_by_label("I have read the Code of Conduct").check()
    phone.get_by_role("button", name="Stand for election").click()
    expect(phone.get_by_text("You stand.")).to_be_visible()
    profile = ProfileRevision.objects.get()
    assert [row.organisation for row in profile.affiliations.all()] == ["Acme", "Club"]
    assert (profile.country.code, profile.photo is not None) == ("GH", True)
    assert Acknowledgement.objects.get().subject == "code of conduct"

    phone.get_by_role("link", name="Withdraw").click()
    phone.get_by_role("button", name="Withdraw").click()
    expect(phone.get_by_text("You have withdrawn.")).to_be_visible()


def test_what_is_typed_is_kept_while_one_types(page: Page, live: Live, board: Election) -> None:
    standing(board, "Zoë Ångström", "zoe@example.org")
    sign_in(page, live, member("Mia Member"))
    page.goto(f"/elections/{board.slug}/nominate/")
    page.get_by_label("Their name").press_sequentially("angs")
    expect(page.get_by_role("link", name="Endorse Zoë Ångström")).to_be_visible()
    looking = page.get_by_label("Is the person nominated already?")
    looking.press_sequentially("qq")
    expect(page.get_by_text("Nobody whom you can endorse has this in their name.")).to_be_visible()
    looking.fill("")
    looking.press_sequentially("zoe")
    expect(page.get_by_role("link", name="Endorse Zoë Ångström")).to_be_visible()
    assert page.url.endswith("/nominate/")  # nothing was sent
    with page.expect_response(is_draft_of("one+two+three")):
        page.get_by_label("Why you nominate them").fill("one two three")
    expect(page.get_by_text("3 words.")).to_be_visible()
    expect(page.get_by_text("Draft saved at")).to_be_visible()
    axe(page)
    page.reload()
    expect(page.get_by_text("This is your draft")).to_be_visible()
    expect(page.get_by_label("Why you nominate them")).to_have_value("one two three")
    page.get_by_role("button", name="Drop the draft").click()
    expect(page.get_by_label("Why you nominate them")).to_have_value("")


def test_who_leaves_at_once_finds_what_they_typed(page: Page, live: Live, board: Election) -> None:
    sign_in(page, live, member("Mia Member"))
    page.goto(f"/elections/{board.slug}/nominate/")
    page.get_by_label("Why you nominate them").fill("one two three")
    page.goto("/help/")
    deadline = time.monotonic() + 10
    while not Draft.objects.exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    page.goto(f"/elections/{board.slug}/nominate/")
    expect(page.get_by_label("Why you nominate them")).to_have_value("one two three")
