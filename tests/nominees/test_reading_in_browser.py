"""Reading twenty-six candidates in a real browser: listed, noted, compared, printed; notes never leave the browser."""

import json
import re

import pytest
from playwright.sync_api import Page, Request, expect

from nominees.models import Nominee
from tests.browsers import axe, look, no_sideways_scroll
from tests.nominees.asking import answered, public
from tests.nominees.many import many
from tests.servers import Live

pytestmark = pytest.mark.browser
LIST = "/elections/board-2026/candidates/"
FEW = 3


def test_the_list_as_cards_and_as_a_table(page: Page, live: Live) -> None:
    many(photos=FEW)
    page.goto(LIST)
    expect(page.locator(".candidate")).to_have_count(26)
    look(page, "candidates-26")
    page.get_by_role("link", name="As a table").click()
    page.get_by_role("link", name="As cards").wait_for()
    expect(page.locator(".candidate-table tbody tr")).to_have_count(26)
    look(page, "candidates-26-table")
    for width in (768, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        no_sideways_scroll(page)


def test_a_shortlist_and_notes_stay_in_this_browser(page: Page, live: Live) -> None:
    many(candidates=5, endorsements=3, photos=FEW)
    page.goto(LIST)
    sent: list[str] = []

    def note(request: Request) -> None:
        sent.append(request.url)

    page.on("request", note)
    expect(page.locator("[data-shortlist]")).to_be_hidden()
    first, second = (page.locator(".candidate").nth(place) for place in (0, 3))
    name = first.locator(".candidate-name").inner_text()
    first.get_by_role("button", name="Shortlist").click()
    second.get_by_text("My note").click()
    second.get_by_role("textbox").fill("Ask about <b>grants</b>")
    assert [url for url in sent if "/static/" not in url] == []
    page.reload()
    expect(first.get_by_role("button", name=f"Shortlist – {name}")).to_have_attribute("aria-pressed", "true")
    expect(second.get_by_role("textbox")).to_have_value("Ask about <b>grants</b>")
    look(page, "shortlist")
    page.get_by_label("Only my shortlist").check()
    expect(page.locator(".candidate:visible")).to_have_count(1)
    first.get_by_role("link", name=name).click()
    page.get_by_role("button", name="Shortlist", pressed=True).wait_for()
    page.goto(LIST)
    page.get_by_role("button", name="Forget all of it").click()
    assert page.evaluate("localStorage.length") == 0
    expect(second.get_by_role("textbox", include_hidden=True)).to_have_value("")
    expect(page.locator("[data-shortlist]")).to_be_hidden()
    expect(page.locator(".candidate:visible")).to_have_count(5)


def test_what_is_no_shortlist_is_taken_for_none(page: Page, live: Live) -> None:
    many(candidates=2, endorsements=0, photos=FEW)
    page.goto(LIST)
    page.get_by_role("button", name="Shortlist").first.click()
    key = page.evaluate("localStorage.key(0)")
    for nonsense in (
        "null",
        "[",
        '"x"',
        json.dumps({str(pk): {"note": 7} for pk in Nominee.objects.values_list("pk")}),
    ):
        page.evaluate("([key, value]) => localStorage.setItem(key, value)", [key, nonsense])
        page.reload()
        expect(page.locator(".candidate")).to_have_count(2)
        expect(page.get_by_role("button", name="Shortlist", pressed=True)).to_have_count(0)


def test_compared_side_by_side(page: Page, live: Live) -> None:
    many(candidates=6, endorsements=9, photos=FEW)
    page.goto(LIST)
    for place in (0, 1, 2):
        page.locator(".candidate").nth(place).get_by_label("Compare").check()
    page.get_by_role("button", name="Compare side by side").click()
    page.get_by_role("heading", name="Side by side").wait_for()
    expect(page.locator(".compare-names > div")).to_have_count(3)
    look(page, "compare-3")
    page.set_viewport_size({"width": 1280, "height": 900})
    cells = page.locator(".compare-row").nth(1).locator("> div")
    assert len({cell.bounding_box()["y"] for cell in cells.all()}) == 1  # type: ignore[index]
    page.set_viewport_size({"width": 320, "height": 900})
    assert len({cell.bounding_box()["x"] for cell in cells.all()}) == 1  # type: ignore[index]
    page.goto(f"{LIST}compare/")
    look(page, "compare-none")


def test_a_candidates_page(page: Page, live: Live) -> None:
    board = many(candidates=7, endorsements=9, photos=FEW)
    page.goto(Nominee.objects.get(election=board, name="Gwen Guðmundsdóttir").get_absolute_url())
    page.get_by_role("navigation", name="Contents").get_by_role("link", name="Point 6").click()
    expect(page).to_have_url(re.compile("#part-7$"))
    look(page, "candidate-long")


def pages_on_paper(page: Page) -> int:
    page.emulate_media(media="print")
    return len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", prefer_css_page_size=True)))


def test_on_paper_a_candidate_takes_two_sheets_at_most(page: Page, live: Live) -> None:
    board = many(candidates=14, endorsements=20, photos=FEW)
    words = {nominee: len(nominee.profiles.order_by("-number")[0].text.split()) for nominee in board.nominees.all()}
    longest_first = sorted(words, key=lambda nominee: -words[nominee])
    assert words[longest_first[0]] > 800
    for nominee in (longest_first[0], longest_first[7]):
        page.goto(nominee.get_absolute_url())
        assert pages_on_paper(page) <= 2, nominee.name
    page.goto(f"{LIST}guide/")
    assert 15 <= pages_on_paper(page) <= 29


def test_on_paper_with_answers_it_takes_two_sheets_of_two_sides(page: Page, live: Live) -> None:
    board = many(candidates=8, endorsements=12, photos=0, asking=True)
    words = "What goes first, who hears of it when, and what do you tell those who were promised money last month?"
    questions = [public(board, f"{number}. {words}") for number in range(3)]
    for nominee in board.nominees.all():
        for question in questions:
            answered(question, nominee, "I would ask those who are closest to it, and say so in public. " * 12)
    page.goto(Nominee.objects.get(name="Gwen Guðmundsdóttir").get_absolute_url())
    expect(page.locator(".answer")).to_have_count(3)
    assert pages_on_paper(page) <= 4


def test_the_guide(page: Page, live: Live) -> None:
    many(candidates=4, endorsements=4, photos=FEW)
    page.goto(f"{LIST}guide/")
    expect(page.locator(".guide-candidate")).to_have_count(4)
    look(page, "guide")


def test_without_scripts_there_is_no_shortlist_and_all_else_works(page: Page, live: Live) -> None:
    many(candidates=3, endorsements=2, photos=FEW)
    assert page.context.browser
    with page.context.browser.new_context(base_url=live.url, java_script_enabled=False) as plain:
        page = plain.new_page()
        page.goto(LIST)
        expect(page.get_by_text("Shortlist").or_(page.get_by_text("My note")).first).not_to_be_visible()
        for place in (0, 1):
            page.locator(".candidate").nth(place).get_by_label("Compare").check()
        page.get_by_role("button", name="Compare side by side").click()
        expect(page.locator(".compare-names > div")).to_have_count(2)


def test_with_a_keyboard_alone(page: Page, live: Live) -> None:
    many(candidates=2, endorsements=0, photos=FEW)
    page.goto(LIST)
    button = page.get_by_role("button", name="Shortlist").first
    button.focus()
    page.keyboard.press("Space")
    expect(button).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("By keyboard")
    assert "By keyboard" in page.evaluate("localStorage.getItem(localStorage.key(0))")
    axe(page)
