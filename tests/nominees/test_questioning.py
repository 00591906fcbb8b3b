"""Asking, letting through and answering: who may, when, and how often."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError

from base import mail_wishes, mail_words
from base.mail_kinds import KINDS
from base.mail_words import Words
from base.models import JournalLine, Mail
from elections.models import Election
from members.models import Person
from nominees.models import Answer, AnswerRevision, Question
from nominees.nominating import withdraw
from nominees.questioning import LONGEST_QUESTION, answer, approve_question, ask, send_back_question
from nominees.revising import approve, approve_each, send_back, send_back_each
from tests.cast import officer, person
from tests.nominees.asking import ASKED_FROM, ASKED_UNTIL, ASKING, ENDS, answered, asked, open_to_questions, public
from tests.nominees.nominations import MICROSECOND, SECOND, election, member, named, seal, standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def board() -> Election:
    return open_to_questions()


@pytest.fixture
def otto() -> Person:
    return officer("Otto Officer")


class TestAsking:
    def test_a_member_of_any_class_asks_and_nobody_sees_it_yet(self, board: Election) -> None:
        question = ask(board, text=" What about *grants*? ", by=member("Mia Member"), at=ASKING)
        assert (question.text, question.asked_name, question.asked_at) == ("What about *grants*?", "Mia Member", ASKING)
        assert "<em>grants</em>" in question.html
        assert question.is_waiting
        assert JournalLine.objects.get(act="ask question").public is False

    def test_the_name_is_shown_as_they_wish(self, board: Election) -> None:
        assert ask(board, text="Why?", by=member(), at=ASKING, asked_name=" M.  M. ").asked_name == "M. M."
        with pytest.raises(ValidationError) as refused:
            ask(board, text="", by=member(), at=ASKING, asked_name="x" * 201)
        assert set(refused.value.message_dict) == {"text", "asked_name"}

    @pytest.mark.parametrize("at", [ASKED_FROM, ASKED_UNTIL - SECOND])
    def test_within_the_window(self, board: Election, at: datetime) -> None:
        assert ask(board, text="Why?", by=member(), at=at).is_waiting

    @pytest.mark.parametrize("at", [ASKED_FROM - SECOND, ASKED_UNTIL])
    def test_not_a_second_before_or_after(self, board: Election, at: datetime) -> None:
        with pytest.raises(ValidationError, match="Questions are not open"):
            ask(board, text="Why?", by=member(), at=at)

    def test_an_election_without_question_instants_takes_none(self) -> None:
        with pytest.raises(ValidationError, match="not open"):
            ask(election(), text="Why?", by=member(), at=ASKING)

    def test_who_is_no_member_does_not_ask(self, board: Election) -> None:
        with pytest.raises(PermissionDenied, match="Only members ask"):
            ask(board, text="Why?", by=person("Stranger"), at=ASKING)
        mia = member()
        mia.memberships.update(until=ASKING.date())
        with pytest.raises(PermissionDenied):
            ask(board, text="Why?", by=mia, at=ASKING)

    def test_as_many_as_the_election_lets_each(self, board: Election, otto: Person) -> None:
        Election.objects.filter(pk=board.pk).update(questions_each=2)
        mia = member()
        first = asked(board, "One?", mia)
        asked(board, "Two?", mia)
        with pytest.raises(ValidationError, match="as many questions"):
            asked(board, "Three?", mia)
        asked(board, "Three?", member("Another"))
        send_back_question(first, by=otto, at=ASKING, reason="Two in one.")
        asked(board, "Three?", mia)  # what was sent back does not count

    def test_the_same_words_again_are_the_same_question(self, board: Election) -> None:
        Election.objects.filter(pk=board.pk).update(questions_each=1)
        mia = member()
        assert asked(board, "Why?", mia) == asked(board, "Why? ", mia)
        assert asked(board, "Why?", member("Another")) != asked(board, "Why?", mia)

    def test_at_most_so_long(self, board: Election) -> None:
        assert asked(board, "x" * LONGEST_QUESTION).is_waiting
        with pytest.raises(ValidationError, match="1001 characters; 1000 are the most"):
            asked(board, "x" * (LONGEST_QUESTION + 1), member())

    def test_postgresql_keeps_no_question_without_words(self, board: Election) -> None:
        with pytest.raises(IntegrityError):
            Question.objects.create(election=board, asked_by=member(), asked_name="Mia", text="")


class TestJudgingQuestions:
    def test_once_approved_who_stands_and_who_asked_are_told(self, board: Election, otto: Person) -> None:
        nora = standing(board, "Nora", "nora@example.org")
        named(board, "Una Asked", "una@example.org")
        quitter = standing(board, "Will", "will@example.org")
        withdraw(quitter, by=quitter.person, at=ASKING)
        question = asked(board, "What about *grants*?", member("Mia", "mia@example.org"))
        approve_question(question, by=otto, at=ASKING)
        assert (question.approved_at, question.approved_by) == (ASKING, otto)
        letter = Mail.objects.get(kind="question")
        assert letter.recipient == nora.email
        assert "> What about grants?" in letter.text
        assert f"/elections/board-2026/questions/{question.pk}/answer/" in letter.text
        assert Mail.objects.get(kind="question_approved").recipient == "mia@example.org"
        assert JournalLine.objects.filter(act="approve question").exists()

    def test_sent_back_with_a_reason(self, board: Election, otto: Person) -> None:
        question = asked(board, by=member("Mia", "mia@example.org"))
        with pytest.raises(ValidationError):
            send_back_question(question, by=otto, at=ASKING, reason=" ")
        send_back_question(question, by=otto, at=ASKING, reason="Ask one person by mail.")
        assert (question.returned_by, question.returned_reason) == (otto, "Ask one person by mail.")
        assert "> Ask one person by mail." in Mail.objects.get(kind="question_returned").text
        assert not Mail.objects.filter(kind="question").exists()

    def test_in_the_offices_own_words_with_what_comes_next(self, board: Election, otto: Person) -> None:
        words = Words("Not like this: {election}", "Because: {reason}\nWhat next? {what_next} {link}")
        kind = KINDS["question_returned"]
        mail_words.write(kind, words, election=board.uuid, language="en", by=otto, at=ASKING)
        for at in (ASKED_UNTIL - MICROSECOND, ASKED_UNTIL):
            send_back_question(asked(board, by=member("Mia")), by=otto, at=at, reason="Two in one.")
        open_still, over = Mail.objects.filter(kind="question_returned").order_by("pk")
        assert open_still.subject == f"Not like this: {board.name}"
        assert "Because: > Two in one.\nWhat next? Nobody else sees it, and it does not count" in open_still.text
        assert open_still.text.endswith("/questions/ask/\n")
        assert over.text.endswith("What next? Nobody else sees it. The time to ask is over.\n")

    def test_who_does_without_hears_of_no_approval(self, board: Election, otto: Person) -> None:
        mia = member("Mia", "mia@example.org")
        mail_wishes.refuse(str(mia.uuid), "question_approved", at=ASKING)
        approve_question(asked(board, by=mia), by=otto, at=ASKING)
        assert not Mail.objects.filter(kind="question_approved").exists()

    @pytest.mark.parametrize(("at", "may_ask"), [(ASKED_UNTIL - MICROSECOND, True), (ASKED_UNTIL, False)])
    def test_sent_back_with_until_when_they_may_ask_another(
        self, board: Election, otto: Person, at: datetime, may_ask: bool
    ) -> None:
        send_back_question(asked(board), by=otto, at=at, reason="Two in one.")
        mail = Mail.objects.get(kind="question_returned")
        assert ("You can ask until" in mail.text) is may_ask
        assert ("/questions/ask/" in mail.text) is may_ask
        assert ("The time to ask is over." in mail.text) is not may_ask

    def test_judged_once(self, board: Election, otto: Person) -> None:
        question = public(board)
        for act in (approve_question, send_back_question):
            with pytest.raises(ValidationError, match="already"):
                act(question, by=otto, at=ASKING, **({"reason": "x"} if act is send_back_question else {}))

    def test_by_an_officer_who_did_not_ask_it(self, board: Election, otto: Person) -> None:
        question = asked(board)
        with pytest.raises(PermissionDenied):
            approve_question(question, by=member("Max"), at=ASKING)
        with pytest.raises(PermissionDenied):
            send_back_question(question, by=member("Moritz"), at=ASKING, reason="x")
        otto.memberships.create(membership_class="basic", source="list", name="Otto")
        own = asked(board, "Mine?", otto)
        with pytest.raises(PermissionDenied, match="another officer"):
            approve_question(own, by=otto, at=ASKING)

    def test_until_voting_closes(self, board: Election, otto: Person) -> None:
        first, second = asked(board, "One?"), asked(board, "Two?")
        seal(board)
        approve_question(first, by=otto, at=ENDS - SECOND)
        with pytest.raises(ValidationError, match="Voting has closed"):
            approve_question(second, by=otto, at=ENDS)


class TestAnswering:
    def test_a_nominee_answers_and_the_office_lets_it_through(self, board: Election, otto: Person) -> None:
        nora, question = standing(board), public(board)
        revision = answer(question, text="More of **them**.", by=nora.person, at=ASKING)
        assert (revision.number, revision.written_by, revision.is_waiting) == (1, nora.person, True)
        assert "<strong>them</strong>" in revision.html
        approve(revision, by=otto, at=ASKING)
        assert revision.approved_by == otto
        assert JournalLine.objects.get(act="approve words").details == {"of": "answer", "revision": 1}

    def test_once_and_then_they_amend_it(self, board: Election) -> None:
        nora, question = standing(board), public(board)
        first = answered(question, nora)
        second = answer(question, text="Fewer.", by=nora.person, at=ASKING)
        assert (second.number, second.answer) == (2, first.answer)
        assert Answer.objects.count() == 1
        first.refresh_from_db()
        assert first.approved_at  # and stays public
        with pytest.raises(IntegrityError):
            Answer.objects.create(question=question, nominee=nora)

    def test_the_same_words_again_change_nothing(self, board: Election) -> None:
        nora, question = standing(board), public(board)
        answered(question, nora, "Yes.")
        answer(question, text="Yes. ", by=nora.person, at=ASKING)
        assert AnswerRevision.objects.count() == 1

    def test_until_the_second_in_which_voting_closes(self, board: Election) -> None:
        nora, question = standing(board), public(board)
        seal(board)
        assert answer(question, text="Yes.", by=nora.person, at=ENDS - SECOND).is_waiting
        with pytest.raises(ValidationError, match="until voting closes"):
            answer(question, text="No.", by=nora.person, at=ENDS)

    def test_not_before_questions_open(self, board: Election) -> None:
        nora, question = standing(board), public(board)
        with pytest.raises(ValidationError, match="until voting closes"):
            answer(question, text="Yes.", by=nora.person, at=ASKED_FROM - SECOND)

    def test_only_who_stands(self, board: Election) -> None:
        question, quitter = public(board), standing(board)
        invited = named(board, "Una", "una@example.org").nominee
        withdraw(quitter, by=quitter.person, at=ASKING)
        with pytest.raises(PermissionDenied, match="Only who stands"):
            answer(question, text="Yes.", by=member(), at=ASKING)
        for nominee, why in ((quitter, "You have withdrawn"), (invited, "Only who stands")):
            with pytest.raises(ValidationError, match=why):
                answer(question, text="Yes.", by=nominee.person, at=ASKING)

    def test_not_who_lacks_the_endorsements_that_it_takes(self, board: Election) -> None:
        nora, question = standing(board), public(board)
        Election.objects.filter(pk=board.pk).update(endorsements_needed=1)
        with pytest.raises(ValidationError, match="You lack endorsements"):
            answer(question, text="Yes.", by=nora.person, at=ASKING)

    def test_a_question_that_waits_or_was_sent_back_is_not_answered(self, board: Election, otto: Person) -> None:
        nora, question = standing(board), asked(board)
        for _ in range(2):
            with pytest.raises(ValidationError, match="not approved this question"):
                answer(question, text="Yes.", by=nora.person, at=ASKING)
            if question.is_waiting:
                send_back_question(question, by=otto, at=ASKING, reason="x")

    def test_with_words(self, board: Election) -> None:
        nora, question = standing(board), public(board)
        with pytest.raises(ValidationError, match="at least a sentence"):
            answer(question, text="  ", by=nora.person, at=ASKING)
        assert not Answer.objects.exists()

    def test_sent_back_to_the_nominee_with_the_way_to_change_it(self, board: Election, otto: Person) -> None:
        nora, question = standing(board, "Nora", "nora@example.org"), public(board)
        revision = answer(question, text="Ask my opponent.", by=nora.person, at=ASKING)
        send_back(revision, by=otto, at=ASKING, reason="Answer for yourself.")
        letter = Mail.objects.get(kind="sent_back")
        assert letter.recipient == "nora@example.org"
        assert f"/questions/{question.pk}/answer/" in letter.text
        assert "your answer to the question of Mia Member" in letter.text

    def test_an_answer_is_approved_while_voting_is_open_and_not_after(self, board: Election, otto: Person) -> None:
        nora, question = standing(board), public(board)
        seal(board)
        revision = answer(question, text="Yes.", by=nora.person, at=ENDS - SECOND)
        with pytest.raises(ValidationError, match="Voting has closed"):
            approve(revision, by=otto, at=ENDS)
        approve(revision, by=otto, at=ENDS - SECOND)

    def test_an_officer_who_stands_does_not_approve_their_own(self, board: Election, otto: Person) -> None:
        otto.memberships.create(membership_class="basic", source="list", name="Otto")
        nominee, question = standing(board, "Otto", by=otto), public(board)
        revision = answer(question, text="Yes.", by=nominee.person, at=ASKING)
        with pytest.raises(PermissionDenied, match="another officer"):
            approve(revision, by=otto, at=ASKING)

    def test_what_is_amended_meanwhile_is_not_approved(self, board: Election, otto: Person) -> None:
        nora, question = standing(board), public(board)
        first = answer(question, text="Yes.", by=nora.person, at=ASKING)
        answer(question, text="No.", by=nora.person, at=ASKING + timedelta(hours=1))
        with pytest.raises(ValidationError, match="newer version"):
            approve(first, by=otto, at=ASKING)


def test_many_of_every_kind_are_judged_at_once(board: Election, otto: Person) -> None:
    nora, question = standing(board), public(board, "One?")
    waiting = asked(board, "Two?")
    given = answer(question, text="Yes.", by=nora.person, at=ASKING)
    assert approve_each([waiting, given, question], by=otto, at=ASKING)[0].words == question
    waiting.refresh_from_db()
    given.refresh_from_db()
    assert waiting.approved_at
    assert given.approved_at
    third = asked(board, "Three?")
    assert not send_back_each([third], by=otto, at=ASKING, reason="x")
    third.refresh_from_db()
    assert third.returned_at
