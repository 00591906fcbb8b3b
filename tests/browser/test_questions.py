"""A member asks, the office lets it through, a nominee answers and amends, and everybody reads: in a real browser."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from base import clock
from elections.models import Election
from nominees.models import AnswerRevision, Question
from nominees.questioning import answer
from tests.browsers import axe, look, no_sideways_scroll, sign_in
from tests.cast import officer
from tests.nominees.asking import ASKED_FROM, answered, open_to_questions, public
from tests.nominees.nominations import STATEMENT, member, standing
from tests.servers import Live

pytestmark = pytest.mark.browser


@pytest.fixture
def board(live: Live) -> Election:
    """Questions are open."""
    return open_to_questions(shifted=clock.now() - ASKED_FROM - timedelta(days=3))


def test_from_the_question_to_the_answer(phone: Page, live: Live, board: Election) -> None:
    nora = standing(board, "Nora Nominee", "nora@example.org")
    standing(board, "Una Nominee", "una@example.org")
    pages = f"/elections/{board.slug}/questions/"

    sign_in(phone, live, member("Mia Member"))
    phone.goto(f"/elections/{board.slug}/")
    phone.get_by_role("navigation").get_by_role("link", name="Questions").click()
    phone.get_by_role("link", name="Ask a question").click()
    phone.get_by_role("button", name="Ask", exact=True).click()
    expect(phone.get_by_role("link", name="Write at least a sentence.")).to_be_visible()
    phone.get_by_label("Your question").fill("What about *grants*?")
    phone.get_by_role("button", name="Preview").click()
    expect(phone.locator("[data-preview-place] em").first).to_have_text("grants")
    no_sideways_scroll(phone)
    phone.get_by_role("button", name="Ask", exact=True).click()
    expect(phone.get_by_text("waits for the election office", exact=True)).to_be_visible()
    assert Question.objects.get().is_waiting

    sign_in(phone, live, officer("Otto Officer"))
    phone.goto(f"/office/{board.slug}/words/?kind=question")
    phone.get_by_role("link", name="On a page of its own").click()
    no_sideways_scroll(phone)
    phone.get_by_role("button", name="Approve these words").click()
    expect(phone.get_by_text("everybody reads this question now")).to_be_visible()

    sign_in(phone, live, nora.person)
    phone.goto("/me/")
    expect(phone.get_by_text("1 question to you has no answer.")).to_be_visible()
    phone.get_by_role("link", name="Read and answer").click()
    phone.get_by_role("link", name="Answer to question 1").click()
    phone.get_by_label("Your answer").fill("More of **them**.")
    phone.get_by_role("button", name="Answer", exact=True).click()
    expect(phone.get_by_text("reads it before it is shown")).to_be_visible()

    sign_in(phone, live, officer("Oda Officer"))
    phone.goto(f"/office/{board.slug}/words/")
    phone.get_by_role("checkbox", name="Choose Nora Nominee: answer").check()
    phone.get_by_role("button", name="Approve the chosen").click()
    expect(phone.get_by_text("1 text approved.")).to_be_visible()
    assert AnswerRevision.objects.get().approved_at

    phone.context.clear_cookies()
    phone.goto(pages)
    expect(phone.locator(".answers strong")).to_have_text("them")
    expect(phone.get_by_text("No answer yet")).to_have_count(1)
    no_sideways_scroll(phone)
    phone.get_by_role("link", name="Nora Nominee").click()
    expect(phone.get_by_role("heading", name="Answers to members’ questions")).to_be_visible()


def test_the_window_closes_under_somebody_who_writes(page: Page, live: Live, board: Election) -> None:
    sign_in(page, live, member("Mia Member"))
    page.goto(f"/elections/{board.slug}/questions/ask/")
    page.get_by_label("Your question").fill("Too late?")
    Election.objects.filter(pk=board.pk).update(questions_close=clock.now())
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_text("Questions are not open.")).to_be_visible()
    assert not Question.objects.exists()


def test_every_page_is_a_pleasure_to_read(page: Page, live: Live, board: Election) -> None:
    nora = standing(board, "Nora Ángela Fernández-Lindqvist", "nora@example.org")
    others = [standing(board, name, f"n{key}@example.org") for key, name in enumerate(["山田 太郎", "Una", "Bo Li"])]
    first = public(board, "What would you change about **grants** in your first year, and what would it cost?")
    public(board, "How do you decide when the board is split?", member("Максим Пример"))
    answered(first, nora, STATEMENT)
    answered(first, others[0], "I would publish what every grant paid for. It costs nobody anything but an evening.")
    answered(first, others[1], "Nothing: they are fine.")
    path = f"/elections/{board.slug}/questions/"
    page.goto(path)
    look(page, "questions")
    page.goto(f"{path}{first.pk}/")
    look(page, "question")
    page.goto(nora.get_absolute_url())
    look(page, "question-candidate")
    sign_in(page, live, nora.person)
    page.goto(path)
    look(page, "questions-nominee")
    page.goto(f"{path}{first.pk}/answer/")
    look(page, "question-answer")
    sign_in(page, live, member("Mia Member"))
    page.goto(f"{path}ask/")
    look(page, "question-ask")
    page.get_by_role("button", name="Ask", exact=True).click()
    axe(page)
    sign_in(page, live, officer("Otto Officer"))
    answer(first, text=f"{STATEMENT} And *soon*.", by=nora.person, at=clock.now())
    page.goto(f"/office/{board.slug}/words/?kind=answer")
    look(page, "question-queue")
