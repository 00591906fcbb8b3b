"""The office and the admin open to staff who proved a second factor; in the demo, to all staff."""

import re
import time
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from pytest_django import Settings

from base import clock
from base.models import Mail
from elections import appointing
from elections.models import Election
from elections.roles import Role
from members.models import Person, User
from members.second_factor import CRITICAL
from office.urls import urlpatterns as office_urls
from tests import cast

ADMIN = "/admin/"
DAY = timedelta(days=1)


@pytest.fixture
def root(db: None, settings: Settings) -> User:
    settings.SECOND_FACTOR_FOR_STAFF = True
    return User.objects.create_superuser("root@example.org")


def digits(secret: str, *, steps: int = 0) -> str:
    code: str = format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))
    return code


def sign_in(client: Client, email: str) -> Any:
    client.post("/accounts/login/", {"email": email})
    code = re.search(r"[A-Z]{4}-[A-Z]{4}", Mail.objects.filter(kind="sign-in code").latest("pk").text)
    assert code
    return client.post("/accounts/login/code/", {"code": code[0]})


def set_up_app(client: Client) -> str:
    page = client.get("/accounts/security/app/on/").content.decode()
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page)
    assert secret
    client.post("/accounts/security/app/on/", {"code": digits(secret[1])})
    return secret[1]


def test_staff_without_a_second_factor_are_shown_how_to_add_one(client: Client, root: User) -> None:
    sign_in(client, root.email)
    answer = client.get(ADMIN, follow=True)
    assert answer.redirect_chain == [("/accounts/security/", 302)]
    assert "The office needs a second factor" in answer.content.decode()


def test_whoever_adds_one_has_proved_it(client: Client, root: User) -> None:
    sign_in(client, root.email)
    set_up_app(client)
    assert client.get(ADMIN).status_code == 200


def test_a_session_from_before_confirms_it_and_comes_back(client: Client, root: User) -> None:
    before = Client()
    sign_in(before, root.email)
    sign_in(client, root.email)
    secret = set_up_app(client)
    answer = before.get(f"{ADMIN}members/user/", follow=True)
    assert answer.request["PATH_INFO"] == "/accounts/reauthenticate/code/"
    answer = before.post(
        answer.request["PATH_INFO"], {"code": digits(secret, steps=1), "next": f"{ADMIN}members/user/"}
    )
    assert answer["Location"] == f"{ADMIN}members/user/"
    assert before.get(answer["Location"]).status_code == 200


def test_the_app_is_asked_for_at_the_next_sign_in(client: Client, root: User) -> None:
    sign_in(client, root.email)
    secret = set_up_app(client)
    browser = Client()
    assert sign_in(browser, root.email)["Location"] == "/accounts/login/second-factor/"
    assert "_auth_user_id" not in browser.session
    assert browser.get("/accounts/login/second-factor/").status_code == 200
    wrong = browser.post("/accounts/login/second-factor/", {"code": "000000"})
    assert "This is not the code" in wrong.content.decode()
    browser.post("/accounts/login/second-factor/", {"code": digits(secret, steps=1)})
    assert browser.get(ADMIN).status_code == 200


def test_a_code_of_the_app_works_once(client: Client, root: User) -> None:
    sign_in(client, root.email)
    secret = set_up_app(client)
    code = digits(secret, steps=1)
    for browser, opened in ((Client(), True), (Client(), False)):
        sign_in(browser, root.email)
        browser.post("/accounts/login/second-factor/", {"code": code})
        assert ("_auth_user_id" in browser.session) == opened


def test_a_recovery_code_opens_when_the_app_is_lost(client: Client, root: User) -> None:
    sign_in(client, root.email)
    set_up_app(client)
    page = client.get("/accounts/security/recovery-codes/").content.decode()
    codes = re.findall(r"<code>(\d{8})</code>", page)
    assert len(codes) == 10
    browser = Client()
    sign_in(browser, root.email)
    browser.post("/accounts/login/second-factor/", {"code": codes[0]})
    assert browser.get(ADMIN).status_code == 200


class TestACriticalAct:
    """Announcing an election, by an officer whose session was opened with the app, so many minutes ago."""

    @pytest.fixture
    def page(self, root: User) -> str:
        ruth = Person.objects.create(name="Ruth Root")
        User.objects.filter(pk=root.pk).update(person=ruth)
        appointing.enter(ruth, Role.OFFICER, at=clock.now())
        now = clock.now()
        instants = {"roll_closes": now + DAY, "voting_opens": now + DAY, "voting_closes": now + 2 * DAY}
        Election.objects.create(slug="next", name="Next", **instants)
        return "/office/next/act/announce/"

    def proved(self, client: Client, root: User, minutes: float) -> None:
        sign_in(client, root.email)
        set_up_app(client)
        session = client.session
        for record in session["account_authentication_methods"]:
            record["at"] -= minutes * 60
        session.save()

    def test_opens_to_who_proved_it_in_the_last_quarter_of_an_hour(self, client: Client, root: User, page: str) -> None:
        self.proved(client, root, 14.9)
        assert client.get(page).status_code == 200

    def test_asks_again_later_and_leads_back(self, client: Client, root: User, page: str) -> None:
        self.proved(client, root, 15)
        assert client.get("/office/next/").status_code == 200
        assert client.get(page)["Location"] == f"/accounts/reauthenticate/?{urlencode({'next': page})}"

    def test_leaves_time_to_fill_in_the_page(self, client: Client, root: User, page: str) -> None:
        self.proved(client, root, 29.9)
        client.post(page, {"do": ""})
        assert Election.objects.get().announced_at

    def test_does_nothing_afterwards_and_says_so(self, client: Client, root: User, page: str) -> None:
        self.proved(client, root, 30)
        answer = client.post(page, {"do": ""}, follow=True)
        assert "Nothing was done" in answer.content.decode()
        assert Election.objects.get().announced_at is None


ROUTINE = {
    "add_kind", "add_term", "assure", "award", "awards", "board", "candidates", "columns", "count", "delivery",
    "describe", "election", "forget_mapping", "home", "journal", "journal_csv", "journal_json", "kind", "kinds",
    "mail", "mail_anew", "mail_hold", "mail_repeat", "mail_words", "mails", "make", "manual", "members", "news",
    "news_preview", "people", "person", "post", "post_preview", "preflight", "queue", "record_backup", "repair",
    "report", "reports", "revise_post", "revision", "roll", "roll_check", "staff", "stories", "term",
    "test_mail", "turnout", "version", "words_preview", "words_restore", "work", "write_post",
}  # fmt: skip


def test_of_every_page_of_the_office_it_was_decided_whether_it_is_critical() -> None:
    assert {pattern.name for pattern in office_urls} == CRITICAL | ROUTINE


def test_a_superuser_who_is_no_staff_needs_it_for_the_admin_too(client: Client, root: User) -> None:
    User.objects.filter(pk=root.pk).update(is_staff=False)
    sign_in(client, root.email)
    assert client.get(ADMIN)["Location"] == "/accounts/security/"


def test_the_demo_asks_for_no_second_factor(client: Client, root: User, settings: Settings) -> None:
    settings.SECOND_FACTOR_FOR_STAFF = False
    sign_in(client, root.email)
    assert client.get(ADMIN).status_code == 200


def test_the_admin_is_for_superusers(client: Client, root: User) -> None:
    assert client.get(ADMIN, follow=True).request["PATH_INFO"] == "/accounts/login/"
    client.force_login(User.objects.create_user("member@example.org"))
    assert client.get(ADMIN, follow=True).status_code == 403


def test_the_secret_of_an_app_rests_encrypted(client: Client, root: User) -> None:
    sign_in(client, root.email)
    secret = set_up_app(client)
    assert secret not in str(Authenticator.objects.get(type="totp").data)


def test_the_picture_of_the_secret_is_ours_and_not_kept(client: Client, root: User) -> None:
    assert client.get("/accounts/security/app/picture.svg").status_code == 302
    sign_in(client, root.email)
    assert client.get("/accounts/security/app/picture.svg").status_code == 404
    page = client.get("/accounts/security/app/on/").content.decode()
    assert 'src="/accounts/security/app/picture.svg"' in page
    assert "data:" not in page
    picture = client.get("/accounts/security/app/picture.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert "no-store" in picture["Cache-Control"]
    assert b"<svg" in picture.content


def test_a_changed_second_factor_is_told_by_mail(
    client: Client, root: User, django_capture_on_commit_callbacks: Any
) -> None:
    sign_in(client, root.email)
    with django_capture_on_commit_callbacks(execute=True):
        set_up_app(client)
    assert (
        "An authenticator app was added."
        in Mail.objects.get(kind="account security", subject__startswith="Your way").text
    )


@pytest.mark.parametrize(
    "path",
    ["", "app/on/", "passkeys/", "passkeys/add/", "recovery-codes/", "recovery-codes/new/", "app/off/"],
)
def test_every_page_of_ones_own_security_opens(client: Client, root: User, path: str) -> None:
    sign_in(client, root.email)
    if path.startswith(("recovery", "app/off")):
        set_up_app(client)
    assert client.get(f"/accounts/security/{path}").status_code == 200
    assert Client().get(f"/accounts/security/{path}")["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("role", Role)
def test_every_role_of_the_office_needs_one(client: Client, db: None, settings: Settings, role: Role) -> None:
    settings.SECOND_FACTOR_FOR_STAFF = True
    sign_in(client, cast.of_the_office(role).user.email)
    assert client.get("/office/")["Location"] == "/accounts/security/"
    set_up_app(client)
    assert client.get("/office/").status_code == 200
