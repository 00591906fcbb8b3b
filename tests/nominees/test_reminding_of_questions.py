"""Reminders of questions: once, a week before answers close, to who stands and owes some; of what the public reads."""

from datetime import timedelta

import pytest

from base.models import Mail
from elections.models import Election
from nominees.models import Nominee, Question
from nominees.nominating import withdraw
from nominees.questioning import answer, approve_question, send_back_question
from tests.cast import officer
from tests.nominees.asking import ASKING, ENDS, asked, open_to_questions, public
from tests.nominees.nominations import (
    MICROSECOND,
    VOTING,
    member,
    named,
    seal,
    standing,
)
from tests.nominees.reminders import reminded

DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db


class TestToAnswerQuestions:
    """A week before voting closes, and with it the answers."""

    DUE = ENDS - 7 * DAY

    @pytest.fixture
    def asking(self) -> Election:
        return open_to_questions()

    @pytest.fixture
    def nora(self, asking: Election) -> Nominee:
        return standing(asking, email="nora@example.org")

    @pytest.fixture
    def question(self, asking: Election, nora: Nominee) -> Question:
        question = public(asking, "What about *grants*?")
        seal(asking)
        Mail.objects.all().delete()
        return question

    def test_once_and_no_earlier(self, question: Question) -> None:
        assert reminded(self.DUE - MICROSECOND) == []
        assert reminded(self.DUE) == ["nora@example.org"]
        assert reminded(self.DUE + MICROSECOND) == []
        assert reminded(ENDS - MICROSECOND) == []

    def test_until_answers_close(self, asking: Election, nora: Nominee, question: Question) -> None:
        assert reminded(ENDS) == []
        assert reminded(ENDS - MICROSECOND) == ["nora@example.org"]

    def test_says_which_where_and_until_when(self, asking: Election, question: Question) -> None:
        other = public(asking, "And *money*?", member("Max Member"))
        assert reminded(self.DUE) == ["nora@example.org"]
        mail = Mail.objects.get(kind="questions_reminder")
        assert "2 questions to everybody who stands have no answer of yours" in mail.text
        assert "15 Sep 2026, 14:00 UTC" in mail.text
        for each, opening in ((question, "> What about grants?"), (other, "> And money?")):
            assert f"{opening}\n\n" in mail.text
            assert f"/elections/board-2026/questions/{each.pk}/answer/\n" in mail.text
        assert not mail.secret

    def test_not_of_what_they_answered_although_the_office_has_not_read_it(
        self, asking: Election, nora: Nominee, question: Question
    ) -> None:
        answer(question, text="More.", by=nora.person, at=ASKING)
        assert reminded(self.DUE) == []
        public(asking, "And money?", member("Max Member"))
        Mail.objects.all().delete()
        assert reminded(self.DUE) == ["nora@example.org"]
        mail = Mail.objects.get()
        assert "one question to everybody who stands has no answer of yours" in mail.text
        assert "grants" not in mail.text

    def test_not_of_a_question_that_nobody_reads(self, asking: Election, nora: Nominee) -> None:
        seal(asking)
        send_back_question(asked(asking, "Waits?"), by=officer("Otto Officer"), at=ASKING, reason="Why?")
        asked(asking, "Waits still?")
        Mail.objects.all().delete()
        assert reminded(self.DUE) == []

    @pytest.mark.parametrize(("late", "expected"), [(-MICROSECOND, ["nora@example.org"]), (MICROSECOND * 0, [])])
    def test_not_of_one_approved_after_it_was_due(
        self, asking: Election, nora: Nominee, late: timedelta, expected: list[str]
    ) -> None:
        seal(asking)
        approve_question(asked(asking), by=officer("Otto Officer"), at=self.DUE + late)
        Mail.objects.all().delete()
        assert reminded(self.DUE + DAY) == expected

    def test_only_to_who_stands(self, asking: Election, question: Question, nora: Nominee) -> None:
        named(asking, "Una Unanswered", "una@example.org", member("Max Member"))
        quitter = standing(asking, "Quinn", "quinn@example.org")
        withdraw(quitter, by=quitter.person, at=ASKING)
        Mail.objects.all().delete()
        assert reminded(self.DUE) == ["nora@example.org"]

    def test_not_to_who_lacks_the_endorsements_that_it_takes(self, asking: Election, question: Question) -> None:
        Election.objects.update(endorsements_needed=1)
        assert reminded(self.DUE) == []

    def test_a_close_that_moved_reminds_anew(self, asking: Election, question: Question) -> None:
        assert reminded(self.DUE) == ["nora@example.org"]
        Election.objects.update(voting_closes=ENDS + DAY)
        assert reminded(self.DUE + DAY - MICROSECOND) == []
        assert reminded(self.DUE + DAY) == ["nora@example.org"]

    @pytest.mark.parametrize("stop", ["voided", "cancelled"])
    def test_not_of_a_vote_that_was_stopped(self, asking: Election, question: Question, stop: str) -> None:
        Election.objects.update(**{f"{stop}_at": VOTING, f"{stop}_by": asking.announced_by})
        assert reminded(self.DUE) == []

    def test_not_where_no_questions_are_asked(self, asking: Election, question: Question) -> None:
        Election.objects.update(questions_open=None, questions_close=None)
        assert reminded(self.DUE) == []
