"""Signing in with a mailed code: who gets one, how long it works, and what nobody can find out."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from base import clock
from base.models import Mail
from members.linking import person_for
from members.models import Person, User
from members.signing_in import KEPT_UNPROVED, entrance_for, purge_unproved

pytestmark = pytest.mark.django_db
LOGIN, CODE = "/accounts/login/", "/accounts/login/code/"


def ask(client: Client, email: str, **more: str) -> Any:
    return client.post(LOGIN, {"email": email, **more})


def code_sent_to(email: str) -> str:
    mail = Mail.objects.filter(recipient=email, kind="sign-in code").latest("pk")
    found = re.search(r"^ +([A-Z]{4}-[A-Z]{4})$", mail.text, re.MULTILINE)
    assert found, mail.text
    return found[1]


def signed_in_as(client: Client) -> str | None:
    user = client.session.get("_auth_user_id")
    return User.objects.get(pk=user).email if user else None


@pytest.fixture
def jo() -> Person:
    return person_for(name="Jo", email="Jo@Example.org")


def test_a_member_signs_in_with_the_code_from_the_mail(client: Client, jo: Person) -> None:
    answer = ask(client, "jo@example.org")
    assert (answer.status_code, answer["Location"]) == (302, CODE)
    page = client.get(CODE).content.decode()
    assert "jo@example.org" in page
    answer = client.post(CODE, {"code": code_sent_to("Jo@Example.org")})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert signed_in_as(client) == "jo@example.org"
    assert User.objects.get().person == jo


def test_the_second_time_it_is_the_same_account(client: Client, jo: Person) -> None:
    for browser in (client, Client()):
        ask(browser, "JO@example.org")
        browser.post(CODE, {"code": code_sent_to("Jo@Example.org")})
        assert signed_in_as(browser) == "jo@example.org"
    assert User.objects.count() == 1


def test_every_address_of_a_person_opens_the_same_account(client: Client, jo: Person) -> None:
    jo.addresses.create(email="home@example.org", normalised="home@example.org", position=1)
    for browser, address in ((client, "Jo@Example.org"), (Client(), "home@example.org")):
        ask(browser, address)
        browser.post(CODE, {"code": code_sent_to(address)})
        assert signed_in_as(browser) == "jo@example.org"


def test_the_code_may_be_typed_in_small_letters_without_its_hyphen(client: Client) -> None:
    ask(client, "new@example.org")
    client.post(CODE, {"code": f" {code_sent_to('new@example.org').replace('-', ' ').lower()} "})
    assert signed_in_as(client) == "new@example.org"


def test_nothing_tells_who_is_a_member(client: Client, jo: Person) -> None:
    stranger = Client()
    known, unknown = ask(client, "jo@example.org"), ask(stranger, "zz@example.org")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    pages = [browser.get(CODE).content.decode() for browser in (client, stranger)]
    pages = [re.sub(r'value="[^"]{64}"', "", page).replace("zz@", "jo@") for page in pages]
    assert pages[0] == pages[1]
    subjects = Mail.objects.values_list("subject", "kind", "secret")
    assert list(subjects) == [("Your code to sign in", "sign-in code", True)] * 2


def test_somebody_unknown_gets_an_account_and_no_person(client: Client) -> None:
    ask(client, "new@example.org")
    client.post(CODE, {"code": code_sent_to("new@example.org")})
    assert signed_in_as(client) == "new@example.org"
    assert User.objects.get().person is None
    assert not User.objects.get().has_usable_password()


def test_a_closed_account_is_told_only_to_its_owner(client: Client, jo: Person) -> None:
    User.objects.create_user("jo@example.org", person=jo, is_active=False)
    assert ask(client, "jo@example.org")["Location"] == CODE
    answer = client.post(CODE, {"code": code_sent_to("Jo@Example.org")})
    assert answer["Location"] == reverse("account_inactive")
    assert signed_in_as(client) is None


def test_the_code_goes_to_the_address_as_we_know_it_never_as_it_was_typed(client: Client) -> None:
    person_for(name="Jo", email="jo@fass.example")
    ask(client, "jo@faß.example")
    assert list(Mail.objects.values_list("recipient", flat=True)) == ["jo@fass.example"]
    assert "jo@fass.example" in client.get(CODE).content.decode()


@pytest.mark.parametrize("proved", [True, False])
def test_an_address_that_looks_alike_opens_an_account_of_its_own(client: Client, proved: bool) -> None:
    ask(client, "jo@fass.example")
    if proved:
        client.post(CODE, {"code": code_sent_to("jo@fass.example")})
    other = Client()
    ask(other, "jo@faß.example")
    other.post(CODE, {"code": code_sent_to("jo@faß.example")})
    assert signed_in_as(other) == "jo@faß.example"


def test_an_account_that_a_command_made_opens_to_its_own_address_alone(client: Client) -> None:
    User.objects.create_superuser("admin@fass.example")
    ask(client, "admin@faß.example")
    client.post(CODE, {"code": code_sent_to("admin@faß.example")})
    assert not User.objects.get(email=signed_in_as(client)).is_superuser


def test_the_code_is_neither_in_the_subject_nor_in_the_page(client: Client) -> None:
    ask(client, "new@example.org")
    code = code_sent_to("new@example.org")
    assert code not in Mail.objects.get().subject
    assert code not in client.get(CODE).content.decode()


def test_two_wrong_codes_leave_a_third_try(client: Client) -> None:
    ask(client, "new@example.org")
    for _try in range(2):
        answer = client.post(CODE, {"code": "BBBB-BBBB"})
        assert answer.status_code == 200
        assert "This is not the code" in answer.content.decode()
    client.post(CODE, {"code": code_sent_to("new@example.org")})
    assert signed_in_as(client) == "new@example.org"


def test_after_three_wrong_codes_the_right_one_is_worthless(client: Client) -> None:
    ask(client, "new@example.org", next="/elections/")
    for _try in range(3):
        answer = client.post(f"{CODE}?next=/elections/", {"code": "BBBB-BBBB"})
    assert answer["Location"] == f"{LOGIN}?next=%2Felections%2F"
    client.post(CODE, {"code": code_sent_to("new@example.org")})
    assert signed_in_as(client) is None


def test_an_expired_code_is_worthless(client: Client, settings: Settings) -> None:
    ask(client, "new@example.org")
    settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT = -1
    answer = client.post(CODE, {"code": code_sent_to("new@example.org")}, follow=True)
    assert signed_in_as(client) is None
    assert "This code has expired" in answer.content.decode()


def test_a_code_works_in_the_browser_that_asked_for_it_alone(client: Client) -> None:
    ask(client, "new@example.org")
    other = Client()
    ask(other, "other@example.org")
    other.post(CODE, {"code": code_sent_to("new@example.org")})
    assert signed_in_as(other) is None
    assert Client().post(CODE, {"code": code_sent_to("new@example.org")})["Location"] == LOGIN


def test_a_code_works_once(client: Client) -> None:
    ask(client, "new@example.org")
    code = code_sent_to("new@example.org")
    client.post(CODE, {"code": code})
    client.post("/accounts/logout/")
    client.post(CODE, {"code": code})
    assert signed_in_as(client) is None


def test_a_new_code_makes_the_old_one_worthless(client: Client) -> None:
    ask(client, "new@example.org")
    old = code_sent_to("new@example.org")
    client.post(CODE, {"action": "resend"})
    assert code_sent_to("new@example.org") != old
    client.post(CODE, {"code": old})
    assert signed_in_as(client) is None


def test_signing_in_makes_a_new_session(client: Client) -> None:
    ask(client, "new@example.org")
    before = client.session.session_key
    client.post(CODE, {"code": code_sent_to("new@example.org")})
    assert client.session.session_key != before


def test_where_one_was_going_is_kept_through_the_code(client: Client) -> None:
    answer = ask(client, "new@example.org", next="/elections/?page=2")
    assert answer["Location"] == f"{CODE}?next=%2Felections%2F%3Fpage%3D2"
    assert 'value="/elections/?page=2"' in client.get(answer["Location"]).content.decode()
    answer = client.post(CODE, {"code": code_sent_to("new@example.org"), "next": "/elections/?page=2"})
    assert answer["Location"] == "/elections/?page=2"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_nobody_is_sent_elsewhere(client: Client, elsewhere: str) -> None:
    assert ask(client, "new@example.org", next=elsewhere)["Location"] == CODE
    answer = client.post(CODE, {"code": code_sent_to("new@example.org"), "next": elsewhere})
    assert answer["Location"] == "/"


def test_whoever_waits_for_a_code_is_shown_on_and_may_use_another_address(client: Client) -> None:
    ask(client, "new@example.org")
    assert client.get(f"{LOGIN}?next=/me/")["Location"] == f"{CODE}?next=%2Fme%2F"
    client.post("/accounts/logout/", {"next": LOGIN})
    assert client.get(LOGIN).status_code == 200


def test_whoever_is_signed_in_goes_where_they_were_going(client: Client) -> None:
    client.force_login(User.objects.create_user("jo@example.org"))
    assert client.get(f"{LOGIN}?next=/me/")["Location"] == "/me/"


@pytest.mark.parametrize("email", ["", "jo", "jo@example", "jo@example.org\nBcc: all@example.org"])
def test_not_an_address(client: Client, email: str) -> None:
    answer = ask(client, email)
    assert answer.status_code == 200
    assert "<title>Error:" in answer.content.decode()
    assert not Mail.objects.exists()


def test_a_get_signs_nobody_out(client: Client) -> None:
    client.force_login(User.objects.create_user("jo@example.org"))
    client.get("/accounts/logout/")
    assert signed_in_as(client) == "jo@example.org"
    client.post("/accounts/logout/")
    assert signed_in_as(client) is None


def test_a_conference_signs_in_behind_one_address(client: Client) -> None:
    answers = [Client(REMOTE_ADDR="192.0.2.7").post(LOGIN, {"email": f"p{n}@example.org"}) for n in range(40)]
    assert {answer.status_code for answer in answers} == {302}


def test_a_network_is_limited_all_the_same(settings: Settings) -> None:
    settings.RATES = settings.RATES | {"ask_for_code": (3, 60)}
    answers = [Client(REMOTE_ADDR="192.0.2.7").post(LOGIN, {"email": f"p{n}@example.org"}) for n in range(4)]
    assert [answer.status_code for answer in answers] == [302, 302, 302, 200]


def test_an_address_that_nobody_proves_is_forgotten_after_a_day(client: Client) -> None:
    asked = clock.now()
    entrance_for("never@example.org", at=asked)
    assert purge_unproved(at=asked + KEPT_UNPROVED) == 0
    assert purge_unproved(at=asked + KEPT_UNPROVED + timedelta(seconds=1)) == 1
    assert not User.objects.exists()


def test_asking_again_gives_another_day() -> None:
    asked = clock.now()
    entrance_for("slow@example.org", at=asked)
    entrance_for("slow@example.org", at=asked + KEPT_UNPROVED)
    assert purge_unproved(at=asked + KEPT_UNPROVED + timedelta(hours=1)) == 0


def test_accounts_that_somebody_uses_or_needs_are_not_forgotten(client: Client, jo: Person) -> None:
    ask(client, "proved@example.org")
    client.post(CODE, {"code": code_sent_to("proved@example.org")})
    User.objects.create_user("member@example.org", person=jo)
    User.objects.create_superuser("root@example.org")
    assert purge_unproved(at=clock.now() + timedelta(days=400)) == 0
    assert User.objects.count() == 3


@pytest.mark.parametrize("path", ["signup/", "password/change/", "password/set/", "password/reset/", "email/"])
def test_there_are_no_passwords_and_no_other_doors(client: Client, path: str) -> None:
    assert client.get(f"/accounts/{path}").status_code == 404
