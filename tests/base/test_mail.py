"""Mail: promised with the act it tells of, the same words twice over, sent at most once an attempt."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from pytest_django import Settings

from ballots.tasks import send_bulk
from base import clock, mail, mail_words, sending
from base.mail_html import as_html
from base.models import Mail, MailAttempt
from base.sending import TryAgain
from base.tasks import take_up_mail
from tests.databases import CHECKOUT, DatabaseForTests
from tests.postbox import Postbox, postbox

OURS = "https://elections.example.org"


@pytest.fixture(autouse=True)
def our_address(settings: Settings) -> None:
    settings.PUBLIC_URL = OURS


@pytest.fixture
def box(settings: Settings) -> Iterator[Postbox]:
    with postbox() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", running.port, 5
        yield running


def promise(*, key: str | None = None, secret: bool = False) -> Mail | None:
    return mail.queue(
        kind="sign-in code",
        to="jo@example.org",
        context={"code": "KQXZ-MWRT", "minutes": 10},
        key=key,
        secret=secret,
    )


@pytest.fixture
def letter(db: None) -> Mail:
    promised = promise()
    assert promised
    return promised


def outcomes(letter: Mail) -> list[str | None]:
    return list(letter.attempts.values_list("outcome", flat=True))


def jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'base.send_mail'")
        return int(cursor.fetchone()[0])


# Promising


@pytest.mark.django_db
def test_a_key_is_queued_once() -> None:
    assert promise(key="opened 7") is not None
    assert promise(key="opened 7") is None
    assert promise(key="opened 8") is not None
    assert (Mail.objects.count(), jobs()) == (2, 2)


@pytest.mark.django_db
def test_without_a_key_every_mail_is_its_own() -> None:
    assert promise() != promise()


@pytest.mark.django_db
def test_a_mail_is_promised_with_its_act_or_not_at_all() -> None:
    def act() -> None:
        with transaction.atomic():
            promise()
            raise ValidationError("refused after all")

    with pytest.raises(ValidationError):
        act()
    assert (Mail.objects.count(), jobs()) == (0, 0)


def test_nobodys_name_adds_a_header(settings: Settings, tmp_path: Path) -> None:
    words = "{% autoescape off %}{{ name }} nominated you\n\n{{ name }} did.{% endautoescape %}"
    (tmp_path / "nominated.txt").write_text(words)
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}]
    subject, text = mail_words.rendered("nominated", {"name": "Eve\r\nBcc: all@example.org"})
    assert "\n" not in subject
    assert "\r" not in subject
    assert subject == "Eve"  # the subject ends with its line
    assert text.startswith("Bcc: all@example.org")


def test_a_subject_with_a_line_break_is_not_sent(box: Postbox, letter: Mail) -> None:
    letter.subject = "Hello\nBcc: all@example.org"
    sending.send(letter)
    assert (outcomes(letter), box.arrived) == (["refused"], [])


# The HTML of the same words


@pytest.mark.parametrize("path", ["", "/", "/elections/2026/", "/nominations/3x4?a=1", "/help/#codes"])
def test_addresses_of_ours_become_links(path: str) -> None:
    assert f'See <a href="{OURS}{path}">{OURS}{path}</a>' in unbroken(f"See {OURS}{path}")


@pytest.mark.parametrize("after", [".", ",", ")", "!", "?", ":", ";", " and", "\nNext"])
def test_a_link_ends_before_what_follows_it(after: str) -> None:
    assert f'<a href="{OURS}/me/">' in as_html(f"See {OURS}/me/{after}", "Subject")


@pytest.mark.parametrize(
    "theirs",
    [
        "https://evil.example/",
        f"{OURS}.evil.example/",
        f"{OURS}@evil.example/",
        f"{OURS}:secret@evil.example/",
        f"{OURS}:8443/",
        f"{OURS}evil.example/",
        f"{OURS}-evil.example/",
        "http://elections.example.org/",
        "javascript:alert(1)",
        '<a href="https://evil.example/">us</a>',
    ],
)
def test_nobody_elses_become_links(theirs: str) -> None:
    assert "<a " not in as_html(f"{theirs} said Eve", "Subject")


def unbroken(text: str) -> str:
    return as_html(text, "Subject").replace("<wbr>", "")


def test_a_long_address_can_break_on_a_phone_and_stays_whole_in_its_link() -> None:
    address = f"{OURS}/nominations/{'x' * 43}/"
    page = as_html(f"See {address} & {'y&' * 30}", "Subject")
    assert f'<a href="{address}">' in page
    shown = page.split("<p>")[1]
    assert max(map(len, unescape(re.sub(r"<a [^>]*>|</a>|</p>", "", shown)).replace("<wbr>", " ").split())) <= 20
    assert unescape(unbroken(f"See {'y&' * 30}").split("<p>")[1]).startswith(f"See {'y&' * 30}</p>")


def test_words_are_escaped() -> None:
    page = as_html('Eve <script>alert("1")</script>', "<b>Subject</b>")
    assert "<script>" not in page
    assert "<title>&lt;b&gt;Subject&lt;/b&gt;</title>" in page


def test_nothing_is_loaded_and_nothing_is_styled() -> None:
    page = as_html(f"One\n\nTwo\nThree {OURS}/", "Subject")
    assert not [word for word in ("<img", "<style", "style=", "<link", "src=") if word in page]
    assert "<p>One</p>\n<p>Two<br>\nThree" in page


# Sending


def test_a_mail_arrives_with_both_bodies_and_its_headers(box: Postbox, letter: Mail) -> None:
    sending.send(letter)
    (message,) = box.arrived
    assert message["To"] == "jo@example.org"
    assert message["Subject"] == "Your code to sign in"
    assert message["Message-ID"] == f"<{letter.uuid}@elections.example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain
    assert html
    assert "KQXZ-MWRT" in plain.get_content()
    assert "KQXZ-MWRT" in html.get_content()
    assert outcomes(letter) == ["sent"]


def test_what_was_sent_is_not_sent_again(box: Postbox, letter: Mail) -> None:
    sending.send(letter)
    sending.send(letter)
    assert len(box.arrived) == 1
    assert outcomes(letter) == ["sent"]


@pytest.mark.parametrize("command", ["rcpt", "data"])
def test_a_final_refusal_is_recorded_and_not_tried_again(box: Postbox, letter: Mail, command: str) -> None:
    setattr(box, command, "550 No such mailbox")
    sending.send(letter)
    assert outcomes(letter) == ["refused"]
    assert letter.attempts.get().answer == "550 No such mailbox"


@pytest.mark.parametrize("command", ["rcpt", "data"])
def test_a_refusal_for_now_is_tried_again_under_the_same_name(box: Postbox, letter: Mail, command: str) -> None:
    setattr(box, command, "451 Later")
    with pytest.raises(TryAgain, match="451 Later"):
        sending.send(letter)
    setattr(box, command, "250 OK")
    sending.send(letter)
    assert outcomes(letter) == ["refused", "sent"]
    assert [message["Message-ID"] for message in box.arrived] == [f"<{letter.uuid}@elections.example.org>"]


def test_a_line_that_breaks_after_the_mail_leaves_it_in_doubt_for_good(box: Postbox, letter: Mail) -> None:
    box.break_off = True
    sending.send(letter)
    assert outcomes(letter) == [None]
    assert letter.attempts.get().finished_at is None
    box.break_off = False
    sending.send(letter)
    assert outcomes(letter) == [None]
    assert (len(box.arrived), box.conversations) == (1, 1)


def test_a_worker_that_died_while_sending_leaves_it_in_doubt_for_good(box: Postbox, letter: Mail) -> None:
    MailAttempt.objects.create(mail=letter)
    sending.send(letter)
    assert box.conversations == 0


def test_a_server_that_is_away_is_tried_again(letter: Mail, settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    with pytest.raises(TryAgain):
        sending.send(letter)
    assert outcomes(letter) == ["unreachable"]


def test_a_server_that_never_greets_is_tried_again(letter: Mail, settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", silent.getsockname()[1], 0.2
        with pytest.raises(TryAgain):
            sending.send(letter)
    assert outcomes(letter) == ["unreachable"]


@pytest.mark.django_db
@pytest.mark.parametrize("demo", [False, True])
def test_a_secret_is_wiped_once_delivered_except_in_the_demo(box: Postbox, settings: Settings, demo: bool) -> None:
    settings.DEMO = demo
    letter = promise(secret=True)
    assert letter
    sending.send(letter)
    letter.refresh_from_db()
    assert ("KQXZ-MWRT" in letter.text) == demo


@pytest.mark.django_db
def test_a_secret_that_was_not_delivered_is_kept_for_the_next_try(box: Postbox) -> None:
    letter = promise(secret=True)
    assert letter
    box.data = "451 Later"
    with pytest.raises(TryAgain):
        sending.send(letter)
    letter.refresh_from_db()
    assert "KQXZ-MWRT" in letter.text


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "kept"), [(6.9, True), (7.1, False)])
def test_a_secret_that_never_arrives_is_wiped_after_a_week(days: float, kept: bool) -> None:
    letter = promise(secret=True)
    assert letter
    sending.wipe_secrets(at=letter.queued_at + timedelta(days=days))
    letter.refresh_from_db()
    assert ("KQXZ-MWRT" in letter.text) == kept


def work(database: DatabaseForTests, box: Postbox) -> None:
    """One round of a worker in a process of its own, with the app role."""
    environment = {
        "DATABASE_URL": database.url("app"),
        "DATABASE_OWNER_URL": database.url("owner"),
        "EMAIL_URL": f"smtp://127.0.0.1:{box.port}",
        "PUBLIC_URL": OURS,
    }
    worker = [sys.executable, "manage.py", "procrastinate", "worker", "--one-shot"]
    done = subprocess.run(
        worker, cwd=CHECKOUT, env=os.environ | environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_worker_sends_what_was_promised(committed: DatabaseForTests, box: Postbox) -> None:
    letter = promise()
    assert letter
    one_of_many = Mail.objects.create(
        kind="results", recipient="a@example.org", subject="x", text="x", bulk=True, due_at=clock.now()
    )
    send_bulk.configure().defer(timestamp=0)
    work(committed, box)
    promised = [f"<{each.uuid}@elections.example.org>" for each in (letter, one_of_many)]
    assert [message["Message-ID"] for message in box.arrived] == promised
    assert outcomes(letter) == outcomes(one_of_many) == ["sent"]


def test_the_mail_of_a_killed_worker_is_taken_up_unless_it_is_in_doubt(
    committed: DatabaseForTests, box: Postbox
) -> None:
    untried, in_doubt = promise(), promise()
    assert untried
    assert in_doubt
    MailAttempt.objects.create(mail=in_doubt)
    with connection.cursor() as cursor:  # as a worker leaves it that was killed and has been cleared away
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing' WHERE task_name = 'base.send_mail'")
    take_up_mail.configure(task_kwargs={"timestamp": 0}).defer()
    work(committed, box)
    assert [message["Message-ID"] for message in box.arrived] == [f"<{untried.uuid}@elections.example.org>"]
    assert (outcomes(untried), outcomes(in_doubt)) == (["sent"], [None])
