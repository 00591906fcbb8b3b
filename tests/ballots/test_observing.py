"""Heads by mail: nothing goes to an address before it was confirmed from its mailbox, and then what is due."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from ballots import observing, record_heads
from ballots.record_models import Observer
from ballots.sequencing import append_pending
from ballots.setup import setup_of
from ballots.stopping import void
from ballots.tallying import count
from base import clock, mail_wishes
from base.models import Mail
from tests.ballots.elections import Office

DAY = timedelta(days=1)
ASK = reverse("ballots:observe", args=["board-2026"])
CONFIRM = reverse("ballots:observe_confirm", args=["board-2026"])


def token(address: str = "ada@example.org") -> str:
    """As it was mailed last."""
    letter = Mail.objects.filter(kind="observe", recipient=address).latest("pk")
    found = re.search(r"\?token=(\S+)", letter.text)
    assert found
    return found[1]


def observe(address: str = "ada@example.org") -> Client:
    browser = Client()
    browser.post(ASK, {"email": address})
    browser.post(CONFIRM, {"token": token(address)})
    return browser


class TestAsking:
    def test_mails_a_link_and_keeps_nothing(self, open_office: Office) -> None:
        answer = Client().post(ASK, {"email": "Ada@Example.org"}).content.decode()
        assert "Look into your mail" in answer
        assert Mail.objects.get().recipient == "Ada@Example.org"
        assert not Observer.objects.exists()

    def test_a_program_that_opens_the_link_confirms_nothing(self, open_office: Office) -> None:
        Client().post(ASK, {"email": "ada@example.org"})
        answer = Client().get(CONFIRM, {"token": token()})
        assert "Shall the heads go to <bdi>ada@example.org</bdi>?" in answer.content.decode()
        assert not Observer.objects.exists()

    def test_confirmed_it_gets_them_and_twice_is_once(self, open_office: Office) -> None:
        observe()
        browser = observe("ADA@example.org")
        assert "You get the heads" in browser.post(CONFIRM, {"token": token("ADA@example.org")}).content.decode()
        assert Observer.objects.get().email == "ada@example.org"

    @pytest.mark.parametrize("typed", ["", "ada", "ada@example", "a@b@example.org"])
    def test_what_is_no_address_is_refused_and_kept_in_its_field(self, open_office: Office, typed: str) -> None:
        answer = Client().post(ASK, {"email": typed}).content.decode()
        assert "<title>Error:" in answer
        assert f'value="{typed}"' in answer or not typed
        assert not Mail.objects.exists()

    @pytest.mark.parametrize("token", ["", "x", "W10:1abcde:xyz"])
    def test_a_link_that_is_not_ours_is_refused(self, open_office: Office, token: str) -> None:
        answer = Client().post(CONFIRM, {"token": token})
        assert answer.status_code == 404
        assert "not one of ours" in answer.content.decode()

    def test_a_link_of_another_election_or_of_last_week_is_refused(
        self, open_office: Office, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        Client().post(ASK, {"email": "ada@example.org"})
        election = open_office.election
        monkeypatch.setattr(observing, "TO_CONFIRM", timedelta(0))
        with pytest.raises(ValidationError, match="older than three days"):
            observing.confirm(election, token(), at=clock.now())
        monkeypatch.undo()
        election.uuid = uuid4()
        with pytest.raises(ValidationError, match="another election"):
            observing.confirm(election, token(), at=clock.now())

    def test_a_network_and_an_address_ask_so_often_and_no_more(self, open_office: Office, settings: Settings) -> None:
        settings.RATES = settings.RATES | {"observe": (3, 60), "observe_with": (2, 60)}
        for address in ("a@example.org", "a@example.org", "a@example.org"):
            answer = Client().post(ASK, {"email": address}).content.decode()
        assert "several times today" in answer
        assert "from your network" in Client().post(ASK, {"email": "b@example.org"}).content.decode()
        assert Mail.objects.count() == 2

    def test_is_over_when_the_record_is_complete(self, open_office: Office) -> None:
        open_office.vote(open_office.voters[0])
        open_office.vote(open_office.voters[1])
        open_office.count()
        open_office.certify()
        open_office.publish()
        assert "no head is still to come" in Client().get(ASK).content.decode()
        assert "no head is still to come" in Client().post(ASK, {"email": "ada@example.org"}).content.decode()
        assert not Mail.objects.filter(kind="observe").exists()


class TestHeads:
    @pytest.fixture
    def observed(self, open_office: Office) -> Office:
        observe()
        return open_office

    def heads(self) -> list[str]:
        letters = Mail.objects.filter(kind="record head").order_by("pk")
        return [letter.subject.rpartition(" ")[2] for letter in letters]

    def test_go_out_daily_while_voting_is_open(self, observed: Office) -> None:
        now = clock.now()
        observed.move(voting_closes=now + 9 * DAY)
        assert [observing.mail_heads(now), observing.mail_heads(now)] == [1, 0]
        observed.vote(observed.voters[0])
        append_pending(setup_of(observed.election))
        assert observing.mail_heads(now + DAY - timedelta(seconds=1)) == 0
        assert observing.mail_heads(now + DAY) == 1
        assert observing.mail_heads(now + 2 * DAY) == 1  # nothing joined, and that is worth knowing
        assert self.heads() == ["0", "1", "1"]

    def test_tell_what_to_keep(self, observed: Office) -> None:
        observing.mail_heads(clock.now())
        letter, head = Mail.objects.get(kind="record head"), record_heads.latest(setup_of(observed.election))
        assert head.hash in letter.text
        assert "Height: 0" in letter.text
        assert reverse("ballots:verify", args=["board-2026"]) in letter.text
        assert "/mail/unsubscribe/" in letter.text
        assert letter.bulk

    def test_go_out_at_the_close_and_at_each_later_event(self, observed: Office) -> None:
        observed.vote(observed.voters[0])
        observed.vote(observed.voters[1])
        observing.mail_heads(clock.now())
        observed.end()
        assert [observing.mail_heads(clock.now()), observing.mail_heads(clock.now() + 2 * DAY)] == [1, 0]
        count(observed.election, by=observed.first, at=clock.now())
        assert observing.mail_heads(clock.now()) == 1
        observed.certify()
        observed.publish()
        assert [observing.mail_heads(clock.now()) for _ in range(2)] == [1, 0]
        assert self.heads() == ["0", "3", "4", "6"]

    def test_go_to_nobody_who_did_without_them_until_they_ask_again(self, observed: Office) -> None:
        link = mail_wishes.link(mail_wishes.whose("ada@example.org"), "record head")
        Client().post(link[link.index("/mail/") :], {"List-Unsubscribe": "One-Click"})
        assert observing.mail_heads(clock.now()) == 0
        observed.move(voting_closes=clock.now() + 9 * DAY)
        assert observing.mail_heads(clock.now() + DAY) == 0
        observe()
        assert observing.mail_heads(clock.now() + 2 * DAY) == 1

    def test_of_a_void_vote_none_goes(self, observed: Office) -> None:
        now = clock.now()
        void(observed.election, by=observed.first, seconded_by=observed.second, at=now, reason="Two ballots each.")
        assert observing.mail_heads(now) == 0

    def test_cost_the_same_for_one_observer_and_three(
        self, observed: Office, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        observed.move(voting_closes=clock.now() + 9 * DAY)
        with CaptureQueriesContext(connection) as one:
            observing.mail_heads(clock.now())
        number = len(one)
        for address in ("b@example.org", "c@example.org"):
            observe(address)
        with django_assert_num_queries(number):
            assert observing.mail_heads(clock.now() + DAY) == 3


def test_addresses_are_forgotten_a_month_after_the_end(open_office: Office) -> None:
    observe()
    now = clock.now()
    assert observing.forget(now + 90 * DAY) == 0
    void(open_office.election, by=open_office.first, seconded_by=open_office.second, at=now, reason="Two ballots.")
    assert observing.forget(now + 29 * DAY) == 0
    assert observing.forget(now + 31 * DAY) == 1
    assert not Observer.objects.exists()
