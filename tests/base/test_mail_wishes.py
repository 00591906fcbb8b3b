"""What somebody wants by mail: one click without signing in stops a kind; what is necessary cannot be refused."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from base import mail, mail_wishes
from base.mail_kinds import KINDS, refusable
from base.mail_models import MailWishes, Suppression
from base.models import Mail
from tests import cast

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 1, tzinfo=UTC)


def accepted(to: str = "ada@example.org", **more: object) -> Mail | None:
    context = dict.fromkeys(("name", "nominee", "election", "link"), "x")
    return mail.queue(kind="accepted", to=to, context=context, **more)  # type: ignore[arg-type]


def page_of(name: str, kind: str = "accepted") -> str:
    return urlsplit(mail_wishes.link(name, kind)).path


def test_one_click_of_a_mail_program_stops_a_kind_for_good() -> None:
    browser = Client(enforce_csrf_checks=True)  # which has no cookie and no token
    address = page_of("ada@example.org")
    assert browser.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert accepted("ADA@example.org") is None
    assert accepted("bea@example.org") is not None
    assert browser.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200


def test_opening_the_link_shows_a_button_and_changes_nothing() -> None:
    browser, address = Client(), page_of("ada@example.org")
    page = browser.get(address)
    assert "Stop these mails" in page.content.decode()
    assert "“Acceptance”" in page.content.decode()
    browser.head(address)
    assert not MailWishes.objects.exists()


def test_who_stopped_it_can_take_it_back_there() -> None:
    browser, address = Client(), page_of("ada@example.org")
    assert "Send them again" in browser.post(address).content.decode()
    assert "You get these mails again" in browser.post(address, {"again": "1"}).content.decode()
    assert accepted() is not None


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS.values() if kind.essential])
def test_what_is_necessary_has_no_such_link(kind: str) -> None:
    assert Client().post(page_of("ada@example.org", kind)).status_code == 404
    assert not MailWishes.objects.exists()


@pytest.mark.parametrize(
    "token", ["x", "x:y:z", signing.dumps(["a", "accepted"], salt="another")], ids=["word", "parts", "salt"]
)
def test_a_link_that_we_did_not_sign_does_nothing(token: str) -> None:
    assert Client().post(reverse("mail_unsubscribe", args=[token])).status_code == 404


def test_a_persons_wish_holds_for_whatever_address_they_have() -> None:
    ada = cast.person("Ada", "ada@example.org")
    mail_wishes.refuse(mail_wishes.whose("ada@example.org", ada.uuid), "accepted", at=AT)
    assert accepted("new@example.org", person=ada.uuid) is None
    assert accepted("ada@example.org") is not None  # of somebody else who writes from there


def test_how_to_stop_it_stands_under_it_also_where_a_program_puts_the_words_together() -> None:
    question = {"opening": "{way_out}", "pk": 1}
    about = {"nominee": {"name": "Ada"}, "election": {"name": "Board", "slug": "board"}, "answer_until": "then"}
    context = about | {"questions": [question]}
    letter = mail.queue(kind="questions_reminder", to="ada@example.org", context=context)
    assert letter
    text, _line, foot = letter.text.partition("\n\n-- \n")
    assert "> {way_out}" in text
    assert foot.startswith("You can do without mails like this one:\nhttp")
    code = mail.queue(kind="sign-in code", to="ada@example.org", context={"code": "x", "minutes": 1})
    assert code
    assert code.text.endswith("/\n")
    assert not code.text.endswith("\n\n")


def test_a_kind_is_refused_and_not_the_others() -> None:
    mail_wishes.refuse("ada@example.org", "results", at=AT)
    assert accepted() is not None


class TestTheirPage:
    def test_everything_that_one_can_do_without_is_there_and_wanted_at_first(self) -> None:
        browser = Client()
        browser.force_login(cast.person().user)
        page = browser.get(reverse("mail_wishes")).content.decode()
        assert page.count(" checked") == len(list(refusable()))
        assert "Voting has opened" in page  # which always goes

    def test_what_is_unticked_is_not_sent_any_more(self) -> None:
        ada, browser = cast.person("Ada", "ada@example.org"), Client()
        browser.force_login(ada.user)
        wanted = [kind.name for kind in refusable() if kind.name != "accepted"]
        assert browser.post(reverse("mail_wishes"), {"wanted": wanted}).status_code == 302
        assert MailWishes.objects.get().unwanted == ["accepted"]
        assert accepted(person=ada.uuid) is None
        browser.post(reverse("mail_wishes"), {"wanted": [*wanted, "accepted"]})
        assert accepted(person=ada.uuid) is not None

    def test_necessary_kinds_cannot_be_smuggled_out(self) -> None:
        browser = Client()
        browser.force_login(cast.person().user)
        assert browser.post(reverse("mail_wishes"), {"wanted": ["voting opened"]}).status_code == 200
        assert not MailWishes.objects.exists()

    def test_whoever_gets_a_code_there_says_that_their_mailbox_works(self) -> None:
        browser, ada = Client(), cast.person("Ada", "ada@example.org")
        browser.force_login(ada.user)
        assert "It works" not in browser.get(reverse("mail_wishes")).content.decode()
        Suppression.objects.create(address="ada@example.org", reason="hard", since=AT)
        assert "It works" in browser.get(reverse("mail_wishes")).content.decode()
        browser.post(reverse("mail_works"))
        assert not Suppression.objects.exists()
        assert "Nothing is held back" in browser.post(reverse("mail_works"), follow=True).content.decode()

    def test_a_language_is_chosen_where_there_are_several(self, settings: Settings) -> None:
        browser, ada = Client(), cast.person()
        browser.force_login(ada.user)
        assert "Language of my mails" not in browser.get(reverse("mail_wishes")).content.decode()
        settings.LANGUAGES = [("en", "English"), ("hu", "Magyar")]
        browser.post(reverse("mail_wishes"), {"language": "hu"})
        assert MailWishes.objects.get(whose=str(ada.uuid)).language == "hu"
