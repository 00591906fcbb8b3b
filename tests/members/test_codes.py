"""Codes under attack: strangers lock nobody out by asking in their name, flood no mailbox, and guess three times."""

import re
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client

from base import clock
from base.models import Mail
from members.codes import GIVEN_OUT, forget_shared, shared_code
from members.linking import person_for
from members.models import SharedCode
from tests.ballots.threads import at_once
from tests.databases import DatabaseForTests
from tests.members.test_signing_in import CODE, ask, signed_in_as

OWNER = "jo@example.org"
WRONG = "BBBB-BBBB"


def network(number: int) -> Client:
    return Client(REMOTE_ADDR=f"192.0.2.{number}")


def attack(email: str = OWNER) -> None:
    """Strangers in many networks ask for codes in the owner's name."""
    for number in range(30):
        assert ask(network(number), email).status_code == 302


def newest_code() -> str:
    found = re.search(r"^ +([A-Z-]+)$", Mail.objects.latest("pk").text, re.MULTILINE)
    assert found
    return found[1]


def enter(browser: Client, code: str) -> Any:
    return browser.post(CODE, {"code": code}, follow=True)


@pytest.mark.django_db
class TestUnderAttack:
    @pytest.fixture(autouse=True)
    def attacked(self) -> None:
        attack()

    def test_the_owner_signs_in_from_a_network_never_seen(self) -> None:
        owner = network(200)
        ask(owner, OWNER)
        enter(owner, newest_code())
        assert signed_in_as(owner) == OWNER

    def test_the_owner_signs_in_from_a_network_where_somebody_attacks(self) -> None:
        for _ in range(10):
            ask(network(200), OWNER)
        owner = network(200)
        ask(owner, OWNER)
        enter(owner, newest_code())
        assert signed_in_as(owner) == OWNER

    def test_six_mails_leave_and_then_one_in_five_minutes(self) -> None:
        assert Mail.objects.count() == 6 + 1
        SharedCode.objects.update(mailed_at=clock.now() - GIVEN_OUT)
        ask(network(200), OWNER)
        ask(network(201), OWNER)
        assert Mail.objects.count() == 6 + 2

    def test_a_new_code_is_not_another_mail(self) -> None:
        owner = network(200)
        ask(owner, OWNER)
        owner.post(CODE, {"action": "resend"})
        assert Mail.objects.count() == 6 + 1
        enter(owner, newest_code())
        assert signed_in_as(owner) == OWNER

    def test_the_shared_code_is_longer(self) -> None:
        assert re.fullmatch(r"[A-Z]{4}-[A-Z]{4}-[A-Z]{4}", newest_code())

    def test_the_shared_code_works_once(self) -> None:
        owner, thief = network(200), network(201)
        for browser in (owner, thief):
            ask(browser, OWNER)
        code = newest_code()
        enter(owner, code)
        assert "used already" in enter(thief, code).content.decode()
        assert signed_in_as(thief) is None
        ask(thief, OWNER)
        assert newest_code() != code
        enter(thief, code)
        assert signed_in_as(thief) is None

    def test_the_shared_code_works_only_where_this_address_was_asked_for(self) -> None:
        other = network(200)
        ask(other, "other@example.org")
        ask(network(201), OWNER)
        enter(other, SharedCode.objects.get().code)
        assert signed_in_as(other) is None

    def test_the_shared_code_expires_ten_minutes_after_its_mail(self) -> None:
        mailed = clock.now() - timedelta(minutes=4, seconds=50)
        SharedCode.objects.update(mailed_at=mailed)
        owner = network(200)
        ask(owner, OWNER)
        waiting = owner.session["account_login"]["state"]["stages"]["login_by_code"]["data"]
        assert waiting["at"] == mailed.timestamp()

    def test_somebody_else_gets_a_code_of_their_own(self) -> None:
        browser = network(200)
        ask(browser, "other@example.org")
        assert re.fullmatch(r"[A-Z]{4}-[A-Z]{4}", newest_code())

    def test_the_page_and_the_mail_say_so(self) -> None:
        owner = network(200)
        ask(owner, OWNER)
        assert "perhaps not you" in owner.get(CODE).content.decode()
        assert "perhaps not by you" in Mail.objects.latest("pk").text


@pytest.mark.django_db
def test_under_attack_too_nothing_tells_who_is_a_member() -> None:
    person_for(name="Jo", email=OWNER)
    pages = []
    for email in (OWNER, "zz@example.org"):
        attack(email)
        stranger = network(200)
        ask(stranger, email)
        page = re.sub(r'value="[^"]{64}"', "", stranger.get(CODE).content.decode())
        pages.append(page.replace("zz@", "jo@"))
    assert pages[0] == pages[1]


@pytest.mark.django_db
def test_shared_codes_are_forgotten_when_they_no_longer_work() -> None:
    now = clock.now()
    shared_code(OWNER, at=now)
    forget_shared(at=now + timedelta(minutes=10))
    assert SharedCode.objects.exists()
    forget_shared(at=now + timedelta(minutes=10, seconds=1))
    assert not SharedCode.objects.exists()


class TestAtTheSameInstant:
    def copies(self, browser: Client, number: int) -> list[Client]:
        """So many connections of one browser."""
        clients = [Client() for _ in range(number)]
        for client in clients:
            client.cookies = browser.cookies
        return clients

    def test_of_sixteen_wrong_codes_three_are_judged(self, committed: DatabaseForTests) -> None:
        browser = Client()
        ask(browser, OWNER)
        tries = [partial(client.post, CODE, {"code": WRONG}) for client in self.copies(browser, 16)]
        judged = [answer for answer in at_once(tries) if b"This is not the code" in getattr(answer, "content", b"")]
        assert 1 <= len(judged) <= 3
        enter(browser, newest_code())
        assert signed_in_as(browser) is None

    def test_after_three_wrong_ones_the_right_code_is_worthless(self, committed: DatabaseForTests) -> None:
        """Each of the three finds the same session, and none the others' count in it."""
        browser = Client()
        ask(browser, OWNER)
        at_once([partial(client.post, CODE, {"code": WRONG}) for client in self.copies(browser, 3)])
        enter(browser, newest_code())
        assert signed_in_as(browser) is None

    def test_strangers_who_ask_at_once_make_one_shared_mail(self, committed: DatabaseForTests) -> None:
        at_once([partial(ask, network(number), OWNER) for number in range(16)])
        assert Mail.objects.count() == 6 + 1
