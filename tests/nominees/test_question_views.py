"""Pages of questions to candidates: who reads what, asks, answers; and that nothing typed is lost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from base import clock
from elections.models import Election
from members.models import Person, User
from nominees.models import AnswerRevision, Draft, Question
from nominees.nominating import withdraw
from nominees.questioning import answer, send_back_question
from tests.cast import officer, person
from tests.nominees.asking import ASKED_FROM, answered, asked, open_to_questions, public
from tests.nominees.nominations import election, member, seal, standing

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def board() -> Election:
    """An hour after questions opened, so that what is asked by the clock of the tests is asked in time."""
    return open_to_questions(shifted=clock.now() - ASKED_FROM - timedelta(days=3))


def browser(somebody: Person | None = None) -> Client:
    client = Client()
    if somebody:
        client.force_login(User.objects.get(person=somebody))
    return client


def at(board: Election, path: str = "") -> str:
    return f"/elections/{board.slug}/questions/{path}"


def seen(path: str, somebody: Person | None = None) -> str:
    answer = browser(somebody).get(path)
    assert answer.status_code == 200
    return answer.content.decode()


class TestReading:
    def test_answers_stand_side_by_side_and_silence_is_neutral(self, board: Election) -> None:
        nora, una = standing(board, "Nora"), standing(board, "Una")
        question = public(board)
        answered(question, nora, "More of *them*.")
        page = seen(at(board))
        assert "What about <em>grants</em>?" in page
        assert "More of <em>them</em>." in page
        assert page.count("No answer yet") == 1
        assert f'id="question-{question.pk}"' in page
        assert "Una" in page
        alone = seen(question.get_absolute_url())
        assert "More of <em>them</em>." in alone
        assert una.name in alone

    def test_what_waits_is_seen_by_who_asked_and_the_office(self, board: Election) -> None:
        mia = member("Mia")
        question = asked(board, "Secret so far?", mia)
        assert "Secret so far?" not in seen(at(board))
        assert "No question has been approved yet." in seen(at(board))
        assert "waits for the election office" in seen(at(board), mia)
        path = question.get_absolute_url()
        assert browser().get(path).status_code == browser(member("Max")).get(path).status_code == 404
        assert "Nobody else sees it yet" in seen(path, mia)
        assert seen(path, officer())
        send_back_question(question, by=officer(), at=clock.now(), reason="Two in one.")
        assert "Two in one." in seen(at(board), mia)

    def test_the_answer_that_waits_is_not_shown_and_the_approved_one_stays(self, board: Election) -> None:
        nora, question = standing(board, "Nora"), public(board)
        answered(question, nora, "Old words.")
        answer(question, text="New words.", by=nora.person, at=clock.now())
        assert "Old words." in seen(at(board))
        assert "New words." not in seen(at(board))
        assert "New words." in seen(at(board), nora.person)
        assert "Old words." in seen(nora.get_absolute_url())

    def test_on_each_candidates_page(self, board: Election) -> None:
        nora, una, question = standing(board, "Nora"), standing(board, "Una"), public(board)
        answered(question, nora, "More.")
        assert "<p>More.</p>" in seen(nora.get_absolute_url())
        assert "No answer yet" in seen(una.get_absolute_url())

    def test_who_withdrew_keeps_what_they_answered_and_owes_nothing(self, board: Election) -> None:
        nora, una, question = standing(board, "Nora"), standing(board, "Una"), public(board)
        answered(question, nora, "More.")
        for each in (nora, una):
            withdraw(each, by=each.person, at=clock.now())
        page = seen(at(board))
        assert "More." in page
        assert "withdrew" in page
        assert "No answer yet" not in page

    def test_answers_wait_for_the_announcement(self, board: Election) -> None:
        nora, question = standing(board, "Nora"), public(board)
        answered(question, nora, "More.")
        later = clock.now() + HOUR
        Election.objects.filter(pk=board.pk).update(candidates_announced=later)
        page = seen(at(board))
        assert "What about" in page
        assert "Nora" not in page
        assert "Answers are shown once the candidates are announced" in page

    def test_the_order_is_the_readers_own(self, board: Election) -> None:
        for number in range(5):
            standing(board, f"Nominee {number}")
        public(board)
        client = browser()
        first = client.get(f"/elections/{board.slug}/candidates/").content.decode()
        second = client.get(at(board)).content.decode()
        names = [f"Nominee {number}" for number in range(5)]
        assert sorted(names, key=first.index) == sorted(names, key=second.index)

    def test_an_election_without_questions_has_no_such_page(self) -> None:
        other = election("other", shifted=clock.now() - ASKED_FROM)
        assert browser().get(at(other)).status_code == 404
        assert browser(member()).get(at(other, "ask/")).status_code == 404

    def test_costs_the_same_with_one_and_with_three(self, board: Election) -> None:
        reader = standing(board, "Reader").person
        for who in (None, reader):
            client, costs = browser(who), []
            client.get(at(board))
            for number in range(3):
                question = public(board, f"Question {number} for {who}?")
                answered(question, standing(board, f"Nominee {number} {who}"))
                if number in {0, 2}:
                    with CaptureQueriesContext(connection) as queries:
                        client.get(at(board))
                    costs.append(len(queries))
            assert costs[0] == costs[1]


class TestAsking:
    def test_a_member_asks(self, board: Election) -> None:
        mia = member("Mia Member")
        assert "You can ask 3 questions." in seen(at(board, "ask/"), mia)
        sent = browser(mia).post(at(board, "ask/"), {"text": "Why?", "asked_name": "M. M."}, follow=True)
        assert "Your question is with the election office" in sent.content.decode()
        question = Question.objects.get()
        assert (question.text, question.asked_name, question.asked_by) == ("Why?", "M. M.", mia)

    def test_errors_keep_what_was_typed(self, board: Election) -> None:
        page = browser(member()).post(at(board, "ask/"), {"text": "x" * 1001, "asked_name": "M."}).content.decode()
        assert "<title>Error:" in page
        assert "x" * 1001 in page
        assert "1000 are the most" in page

    def test_a_preview_is_no_question(self, board: Election) -> None:
        page = browser(member()).post(at(board, "ask/"), {"text": "*Why?*", "asked_name": "M", "preview": "preview"})
        assert "<em>Why?</em>" in page.content.decode()
        assert not Question.objects.exists()

    def test_a_session_that_ended_loses_nothing(self, board: Election) -> None:
        answer = browser().post(at(board, "ask/"), {"text": "A long\nquestion?", "asked_name": "M"})
        assert answer.status_code == 401
        assert "A long\nquestion?" in answer.content.decode().replace("\r", "")
        assert browser().get(at(board, "ask/")).status_code == 302

    def test_a_draft_is_kept_and_dropped_once_it_is_asked(self, board: Election) -> None:
        client = browser(member())
        client.post(at(board, "ask/"), {"text": "Half a", "asked_name": "M", "draft": "draft"})
        assert "Half a" in client.get(at(board, "ask/")).content.decode()
        client.post(at(board, "ask/"), {"text": "Half a question?", "asked_name": "M"})
        assert not Draft.objects.exists()

    def test_who_may_not_is_told_why(self, board: Election) -> None:
        assert "Only members ask questions" in seen(at(board, "ask/"), person())
        mia = member()
        for number in range(3):
            asked(board, f"Question {number}?", mia)
        assert "as many questions as one member may" in seen(at(board, "ask/"), mia)
        Election.objects.filter(pk=board.pk).update(questions_close=clock.now())
        assert "Questions are not open" in seen(at(board, "ask/"), member("Max"))
        browser(member("Moritz")).post(at(board, "ask/"), {"text": "Why?", "asked_name": "M"})
        assert Question.objects.count() == 3


class TestAnswering:
    def test_a_nominee_answers_and_amends(self, board: Election) -> None:
        nora, question = standing(board, "Nora").person, public(board)
        path = at(board, f"{question.pk}/answer/")
        assert "You have not answered this question." in seen(at(board), nora)
        sent = browser(nora).post(path, {"text": "Yes."}, follow=True).content.decode()
        assert "reads it before it is shown" in sent
        assert "Yes." in seen(path, nora)
        again = browser(nora).post(path, {"text": "Yes."}, follow=True).content.decode()
        assert "stays as it was" in again
        browser(nora).post(path, {"text": "No."})
        assert [each.text for each in AnswerRevision.objects.order_by("number")] == ["Yes.", "No."]
        assert "Version 2" in seen(at(board, f"{question.pk}/answers/nora/"), nora)

    def test_errors_keep_what_was_typed(self, board: Election) -> None:
        nora, question = standing(board).person, public(board)
        page = browser(nora).post(at(board, f"{question.pk}/answer/"), {"text": "x" * 20_001}).content.decode()
        assert "<title>Error:" in page
        assert "x" * 20_001 in page

    def test_who_lacks_endorsements_is_offered_no_form(self, board: Election) -> None:
        nora, question = standing(board, "Nora"), public(board)
        Election.objects.update(endorsements_needed=1)
        assert "answer/" not in seen(at(board), nora.person)
        page = seen(f"{question.get_absolute_url()}answer/", nora.person)
        assert "You lack endorsements" in page
        assert 'name="text"' not in page

    def test_nobody_else_answers(self, board: Election) -> None:
        question, path = public(board), ""
        path = at(board, f"{question.pk}/answer/")
        assert browser(member()).get(path).status_code == 403
        assert browser(member("Max")).post(path, {"text": "Yes."}).status_code == 403
        nora = standing(board).person
        waiting = asked(board, "And?")
        assert browser(nora).get(at(board, f"{waiting.pk}/answer/")).status_code == 404

    def test_after_voting_their_answer_stays_to_be_read(self, board: Election) -> None:
        nora, question = standing(board).person, public(board)
        seal(board)
        now = clock.now()
        Election.objects.filter(pk=board.pk).update(
            roll_closes=now - 9 * HOUR, voting_opens=now - 8 * HOUR, voting_closes=now, questions_close=now
        )
        Election.objects.filter(pk=board.pk).update(ballot_sealed_at=now - 9 * HOUR, roll_sealed_at=now - 9 * HOUR)
        path = at(board, f"{question.pk}/answer/")
        assert "until voting closes" in seen(path, nora)
        browser(nora).post(path, {"text": "Yes."})
        assert not AnswerRevision.objects.exists()


def test_the_window_is_said_on_the_page(board: Election) -> None:
    assert "Sign in to ask a question" in seen(at(board))
    assert "Ask a question" in seen(at(board), member())
    Election.objects.filter(pk=board.pk).update(
        questions_open=clock.now() + HOUR, questions_close=clock.now() + 2 * HOUR
    )
    page = seen(at(board))
    assert "You can ask from" in page
    assert "ask/" not in page


def test_no_field_runs_a_script(board: Election) -> None:
    attack = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> [x](javascript:alert(3))"
    nora = standing(board).person
    question = public(board, attack, member(attack[:100]))
    browser(nora).post(at(board, f"{question.pk}/answer/"), {"text": attack})
    pages = [
        seen(at(board), nora),
        seen(question.get_absolute_url(), nora),
        seen(at(board, f"{question.pk}/answer/"), nora),
    ]
    pages.append(seen(f"/office/{board.slug}/words/", officer()))
    for page in pages:
        assert "alert(1)" in page
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert 'href="javascript:' not in page
