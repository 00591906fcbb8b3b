"""Reminders: when they are due, to whom, and once; never to who answered, wrote or withdrew, or of a stopped vote.

Of two workers at once: test_reminding_at_once.py; of questions: test_reminding_of_questions.py.
"""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client

from base import clock
from base.models import Mail
from elections.models import Election
from members.models import Address, User
from nominees import links
from nominees.models import Nominee
from nominees.nominating import accept, decline, endorse, nominate, withdraw
from nominees.revising import write_profile
from nominees.tasks import remind_nominees
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
)
from tests.nominees.reminders import reminded

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
        assert "nora@example.org" not in reminded(ANSWERED)

    def test_a_worker_that_was_down_sends_the_last_one_only(self, nora: Nominee) -> None:
        assert reminded(ANSWERED - SECOND) == ["nora@example.org"]

    def test_not_after_the_close(self, nora: Nominee) -> None:
        assert "nora@example.org" not in reminded(ANSWERED)
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


class TestOfSilence:
    """When the time to answer is over, who named or backed somebody hears that they do not stand."""

    @pytest.fixture
    def backers(self, board: Election) -> list[str]:
        nomination = named(board, by=member("Mia", "mia@example.org"))
        endorse(nomination.nominee, text="Yes!", by=member("Max", "max@example.org"), at=DURING)
        Mail.objects.all().delete()
        return ["max@example.org", "mia@example.org"]

    def test_when_acceptance_closes_and_never_twice(self, backers: list[str]) -> None:
        assert reminded(ANSWERED - MICROSECOND) == ["nora@example.org"]
        assert reminded(ANSWERED) == backers
        assert reminded(ANSWERED + DAY) == []
        told = Mail.objects.get(recipient="mia@example.org").text
        assert "Nora Nominee, whom you backed for “Board election 2026”, did not answer" in told

    def test_not_as_news_of_long_ago(self, backers: list[str]) -> None:
        assert reminded(ANSWERED + 3 * DAY) == []
        assert reminded(ANSWERED + 3 * DAY - MICROSECOND) == backers

    @pytest.mark.parametrize("act", [accept, decline])
    def test_not_of_who_answered(self, backers: list[str], act: Callable[..., Nominee]) -> None:
        nora = Nominee.objects.get()
        act(nora, by=nora.person, at=DURING)
        Mail.objects.all().delete()
        assert not set(reminded(ANSWERED)) & set(backers)

    def test_not_of_a_vote_that_was_cancelled(self, board: Election, backers: list[str]) -> None:
        Election.objects.update(cancelled_at=DURING, cancelled_by=board.announced_by)
        assert reminded(ANSWERED) == []

    def test_who_has_no_address_hears_nothing(self, backers: list[str]) -> None:
        User.objects.filter(email="mia@example.org").delete()
        Address.objects.filter(normalised="mia@example.org").delete()
        assert reminded(ANSWERED) == ["max@example.org"]


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
