"""What was asked and answered, as readers see it: numbers that stay, an order that is kept, what is left to answer."""

from datetime import timedelta

import pytest

from elections.models import Election
from members.models import Person
from nominees.models import Nominee, Question
from nominees.questioning import answer, approve_question
from nominees.threads import own_answers, public_questions, threads, unanswered
from tests.cast import officer
from tests.nominees.asking import ASKING, answered, asked, open_to_questions, public
from tests.nominees.nominations import approve_all, standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def board() -> Election:
    return open_to_questions()


@pytest.fixture
def otto() -> Person:
    return officer("Otto Officer")


def left_to(nominee: Nominee) -> int:
    left: int = Nominee.objects.annotate(left=unanswered()).values_list("left", flat=True).get(pk=nominee.pk)
    return left


def test_a_question_keeps_its_number_whatever_is_approved_later(board: Election, otto: Person) -> None:
    earlier, later = asked(board, "Earlier?"), asked(board, "Later?")
    approve_question(later, by=otto, at=ASKING)
    approve_question(earlier, by=otto, at=ASKING + timedelta(hours=1))
    assert list(public_questions(board)) == [later, earlier]
    assert [(thread.number, thread.question) for thread in threads(board, [])] == [(1, later), (2, earlier)]


def test_replies_are_in_the_order_that_was_asked_for(board: Election) -> None:
    question = public(board)
    nora, una, ida = (standing(board, name) for name in ("Nora", "Una", "Ida"))
    answered(question, una)
    (thread,) = threads(board, [una, ida, nora])
    assert [reply.nominee for reply in thread.replies] == [una, ida, nora]
    assert thread.answered == 1


def test_people_of_one_name_are_told_apart_by_what_they_do(board: Election) -> None:
    public(board)
    nora = standing(board, "Nora")
    assert threads(board, [nora])[0].replies[0].role == ""
    approve_all(board)
    assert threads(board, [nora])[0].replies[0].role == "Example Works"


def test_the_newest_words_of_the_reader_come_along(board: Election) -> None:
    nora, question = standing(board, "Nora"), public(board)
    answered(question, nora, "Old.")
    newest = answer(question, text="New.", by=nora.person, at=ASKING)
    assert own_answers(nora) == {question.pk: newest}
    (thread,) = threads(board, [nora], nora)
    assert thread.own == newest
    assert "Old." in thread.replies[0].html


def test_what_is_left_to_answer_counts_public_questions_without_any_words(board: Election) -> None:
    nora, una = standing(board, "Nora"), standing(board, "Una")
    assert left_to(nora) == 0
    first = public(board, "One?")
    public(board, "Two?")
    asked(board, "Waits?")
    assert left_to(nora) == 2
    answer(first, text="Yes.", by=nora.person, at=ASKING)
    assert (left_to(nora), left_to(una)) == (1, 2)


def test_a_long_question_is_told_by_its_beginning(board: Election) -> None:
    question = public(board, "**Why** " + "and " * 30 + "so?")
    assert question.opening.startswith("Why and and")
    assert question.opening.endswith("and…")
    assert Question(text="*Typed*", html="<p>Stored</p>").opening == "Stored"  # reading renders nothing
