"""Reminders: when they are due, to whom, and once; never to who answered, wrote or withdrew, or of a stopped vote.

Of two workers at once: test_reminding_at_once.py.
"""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client

from base import clock
from base.models import Mail
from elections.models import Election
from members.models import User
from nominees import links
from nominees.models import Nominee, Question
from nominees.nominating import accept, decline, endorse, nominate, withdraw
from nominees.questioning import answer, approve_question, send_back_question
from nominees.reminding import remind
from nominees.revising import write_profile
from nominees.tasks import remind_nominees
from tests.cast import officer
from tests.nominees.asking import ASKING, ENDS, asked, open_to_questions, public
from tests.nominees.nominations import (
    ANNOUNCED,
    ANSWERED,
    DURING,
    MICROSECOND,
    SECOND,
    VOTING,
    election,
    member,
    named,
    seal,
    standing,
)

DAY = timedelta(days=1)
THREE_DAYS_BEFORE, ONE_DAY_BEFORE = ANSWERED - 3 * DAY, ANSWERED - DAY
pytestmark = pytest.mark.django_db


@pytest.fixture
def board() -> Election:
    return election()


@pytest.fixture
def nora(board: Election) -> Nominee:
    """Named, and without an answer."""
    nominee = named(board).nominee
    Mail.objects.all().delete()
    return nominee


def reminded(at: datetime) -> list[str]:
    """Whom the run of the worker at that time reminds."""
    before = set(Mail.objects.values_list("pk", flat=True))
    count = remind(at)
    sent = [mail.recipient for mail in Mail.objects.exclude(pk__in=before).order_by("recipient")]
    assert count == len(sent)
    return sent


def path_in(mail: Mail) -> str:
    return urlsplit(next(line for line in mail.text.splitlines() if line.startswith("http"))).path


class TestToAnswer:
    def test_three_days_and_one_day_before_acceptance_closes_and_never_twice(self, nora: Nominee) -> None:
        assert reminded(THREE_DAYS_BEFORE - SECOND) == []
        assert reminded(THREE_DAYS_BEFORE) == ["nora@example.org"]
        assert reminded(THREE_DAYS_BEFORE + SECOND) == []
        assert reminded(ONE_DAY_BEFORE - SECOND) == []
        assert reminded(ONE_DAY_BEFORE) == ["nora@example.org"]
        assert reminded(ANSWERED - SECOND) == []
        assert reminded(ANSWERED) == []

    def test_a_worker_that_was_down_sends_the_last_one_only(self, nora: Nominee) -> None:
        assert reminded(ANSWERED - SECOND) == ["nora@example.org"]

    def test_not_after_the_close(self, nora: Nominee) -> None:
        assert reminded(ANSWERED) == []
        assert reminded(VOTING) == []

    def test_has_a_link_that_works_without_an_account_and_says_until_when(self, nora: Nominee) -> None:
        assert reminded(ONE_DAY_BEFORE)
        mail = Mail.objects.get()
        assert "12 Aug 2026, 14:00 UTC" in mail.text
        link = links.find(path_in(mail).split("/")[2])
        assert link
        assert Client().get(path_in(mail)).status_code == 200
        assert accept(nora, link=link, at=ANSWERED - SECOND).accepted_at == ANSWERED - SECOND

    def test_an_instant_that_moved_sends_anew(self, board: Election, nora: Nominee) -> None:
        assert reminded(ONE_DAY_BEFORE) == ["nora@example.org"]
        Election.objects.filter(pk=board.pk).update(acceptance_closes=ANSWERED + timedelta(hours=6))
        assert reminded(ONE_DAY_BEFORE + SECOND) == ["nora@example.org"]  # three days before
        assert reminded(ONE_DAY_BEFORE + timedelta(hours=6)) == ["nora@example.org"]
        assert reminded(ANSWERED) == []

    def test_not_to_who_was_named_after_it_was_due(self, board: Election) -> None:
        late = nominate(board, name="Una", email="una@example.org", text="x", by=member(), at=THREE_DAYS_BEFORE)
        endorse(late.nominee, text="Yes!", by=member("Max"), at=THREE_DAYS_BEFORE)
        Mail.objects.all().delete()
        assert reminded(THREE_DAYS_BEFORE) == []
        assert reminded(ONE_DAY_BEFORE) == ["una@example.org"]

    def test_not_to_who_answered(self, board: Election, nora: Nominee) -> None:
        una = named(board, "Una", "una@example.org", member("Max")).nominee
        accept(nora, by=nora.person, at=DURING)
        decline(una, by=una.person, at=DURING)
        Mail.objects.all().delete()
        assert reminded(THREE_DAYS_BEFORE) == []

    @pytest.mark.parametrize("stop", ["voided", "cancelled"])
    def test_not_of_a_vote_that_was_stopped_or_is_a_draft(self, board: Election, nora: Nominee, stop: str) -> None:
        office = board.announced_by
        Election.objects.filter(pk=board.pk).update(**{f"{stop}_at": DURING, f"{stop}_by": office})
        assert reminded(THREE_DAYS_BEFORE) == []
        Election.objects.filter(pk=board.pk).update(
            **{f"{stop}_at": None, f"{stop}_by": None, "announced_at": None, "announced_by": None}
        )
        assert reminded(THREE_DAYS_BEFORE) == []

    def test_every_nominee_gets_a_link_of_their_own(self, board: Election, nora: Nominee) -> None:
        named(board, "Una", "una@example.org", member("Max"))
        Mail.objects.all().delete()
        assert reminded(THREE_DAYS_BEFORE) == ["nora@example.org", "una@example.org"]
        assert len({path_in(mail) for mail in Mail.objects.all()}) == 2


class TestToWrite:
    """Three days before candidates are announced, which is two days before acceptance closes."""

    DUE = ANNOUNCED - 3 * DAY

    @pytest.fixture
    def silent(self, nora: Nominee) -> Nominee:
        """Stands, has no account and has not written."""
        accept(nora, link=None, by=nora.person, at=DURING)
        Mail.objects.all().delete()
        return nora

    def test_once_and_no_earlier(self, silent: Nominee) -> None:
        assert reminded(self.DUE - SECOND) == []
        assert reminded(self.DUE) == ["nora@example.org"]
        assert reminded(ANNOUNCED - SECOND) == []
        assert reminded(ANNOUNCED) == []

    def test_not_once_they_are_announced(self, silent: Nominee) -> None:
        assert reminded(ANNOUNCED) == []

    def test_without_an_account_there_is_a_link_to_connect_one(self, silent: Nominee) -> None:
        assert reminded(self.DUE)
        link = links.find(path_in(Mail.objects.get()).split("/")[2])
        assert link
        somebody = User.objects.create_user("elsewhere@example.org")
        assert links.bind(link, user=somebody, at=ANNOUNCED).person == somebody.person

    def test_with_an_account_it_leads_to_the_form(self, silent: Nominee) -> None:
        User.objects.create_user("nora@example.org", person=silent.person)
        assert reminded(self.DUE)
        assert path_in(Mail.objects.get()) == f"{silent.get_absolute_url()}edit/"

    def test_who_has_just_accepted_is_left_a_day(self, nora: Nominee) -> None:
        accept(nora, by=nora.person, at=self.DUE)
        Mail.objects.all().delete()
        assert reminded(self.DUE + DAY - SECOND) == []
        assert reminded(self.DUE + DAY) == ["nora@example.org"]

    @pytest.mark.parametrize(("text", "expected"), [("I stand.", []), ("", ["nora@example.org"])])
    def test_only_to_who_has_no_statement(self, silent: Nominee, text: str, expected: list[str]) -> None:
        write_profile(silent, by=silent.person, at=DURING, summary="In two sentences.", text=text)
        assert reminded(self.DUE) == expected

    def test_not_to_who_withdrew(self, silent: Nominee) -> None:
        withdraw(silent, by=silent.person, at=DURING)
        assert reminded(self.DUE) == []

    def test_not_of_a_vote_that_was_cancelled(self, board: Election, silent: Nominee) -> None:
        Election.objects.filter(pk=board.pk).update(cancelled_at=DURING, cancelled_by=board.announced_by)
        assert reminded(self.DUE) == []


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


def test_an_election_without_nominations_reminds_nobody(board: Election) -> None:
    Election.objects.update(
        nominations_open=None, nominations_close=None, acceptance_closes=None, candidates_announced=None
    )
    assert reminded(DURING) == []


def test_the_worker_goes_by_the_clock() -> None:
    board = election(shifted=clock.now() - ONE_DAY_BEFORE - SECOND)
    named(board)
    for _run in range(2):
        remind_nominees(timestamp=0)
    assert Mail.objects.filter(kind="answer_reminder").count() == 1
    Election.objects.update(acceptance_closes=clock.now() - SECOND)
    remind_nominees(timestamp=0)
    assert Mail.objects.filter(kind="answer_reminder").count() == 1


def test_who_has_no_address_is_not_counted(board: Election, nora: Nominee) -> None:
    Nominee.objects.update(email="")
    nora.person.addresses.all().delete()
    assert reminded(ONE_DAY_BEFORE) == []
