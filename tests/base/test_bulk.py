"""Mail to many: in turn, not too fast, behind codes, stopped at once; what did not leave is tried again later."""

import socket
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection
from pytest_django import Settings

from ballots.tasks import BEHIND, send_bulk
from base import bulk, clock, mail, sending
from base.bulk import IN_A_ROW, send_waiting
from base.locks import Lock
from base.mail import AHEAD, IN_TURN, Letter
from base.mail_models import Bounce
from base.models import JournalLine, Mail, MailAttempt
from tests import cast
from tests.postbox import Postbox, postbox

pytestmark = pytest.mark.django_db
ELECTION = UUID(int=1)
OURS = "https://elections.example.org"


@pytest.fixture
def box(settings: Settings) -> Iterator[Postbox]:
    settings.PUBLIC_URL, settings.BULK_MAIL_RATE = OURS, 1000
    with postbox() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", running.port, 5
        yield running


def promise(*names: str, kind: str = "results") -> list[Mail]:
    """One of many to each, as they are queued."""
    values = {"election": "Board", "link": f"{OURS}/", "voting_closes": "then", "voting_code": ""}
    letters = [
        Letter(to=f"{name}@example.org", values={"name": name, **values}, key=f"{kind} {name}") for name in names
    ]
    mail.queue_many(kind, letters, election=ELECTION)
    return list(Mail.objects.filter(kind=kind).order_by("pk"))


def arrived(box: Postbox) -> list[str]:
    return [str(message["To"]).partition("@")[0] for message in box.arrived]


def outcomes(letter: Mail) -> list[str | None]:
    return list(letter.attempts.values_list("outcome", flat=True))


def test_each_arrives_once_over_one_line(box: Postbox) -> None:
    promise("ada", "bea", "cyd")
    promise("ada", "bea", "cyd")
    assert send_waiting() is False  # nothing is left
    assert send_waiting() is False
    assert arrived(box) == ["ada", "bea", "cyd"]
    assert box.conversations == 1


def test_its_readers_can_stop_it_by_one_click(box: Postbox) -> None:
    promise("ada")
    promise("ada", kind="voting opened")
    send_waiting()
    results, opened = box.arrived
    address = str(results["List-Unsubscribe"]).strip(" <>")
    assert address.startswith(f"{OURS}/mail/unsubscribe/")
    assert results["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    plain = results.get_body(("plain",))
    assert plain
    assert address in plain.get_content()
    assert opened["List-Unsubscribe"] is None


def test_it_is_not_sent_faster_than_the_rate(box: Postbox, settings: Settings) -> None:
    settings.BULK_MAIL_RATE = 20
    promise(*"abcdef")
    began = time.monotonic()
    send_waiting()
    assert len(box.arrived) == 6
    assert time.monotonic() - began >= 5 / 20


def test_a_run_is_short_and_the_next_goes_on(box: Postbox, settings: Settings) -> None:
    settings.BULK_MAIL_RATE = 20
    promise(*"abcdef")
    assert send_waiting(0.1) is True
    assert 0 < len(box.arrived) < 6
    assert send_waiting() is False
    assert arrived(box) == list("abcdef")


def test_only_one_worker_sends_at_a_time(box: Postbox) -> None:
    promise("ada")
    another = connection.copy()
    with another.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, 0)", [int(Lock.SENDING)])
        assert send_waiting() is False
        assert box.arrived == []
        cursor.execute("SELECT pg_advisory_unlock(%s, 0)", [int(Lock.SENDING)])
    another.close()
    send_waiting()
    assert arrived(box) == ["ada"]


def test_what_was_refused_for_now_waits_longer_each_time(box: Postbox) -> None:
    (letter,) = promise("ada")
    box.rcpt = "451 Later"
    waits = []
    for _try in range(3):
        Mail.objects.update(due_at=clock.now())
        send_waiting()
        letter.refresh_from_db()
        assert letter.due_at
        waits.append(round((letter.due_at - clock.now()).total_seconds()))
    assert [abs(wait - expected) <= 1 for wait, expected in zip(waits, (4, 16, 64), strict=True)] == [True] * 3
    assert outcomes(letter) == ["refused"] * 3


def test_it_is_given_up_in_the_end_and_an_officer_may_repeat_it(box: Postbox) -> None:
    (letter,) = promise("ada")
    box.rcpt = "451 Later"
    for _try in range(sending.TRIES):
        Mail.objects.filter(due_at__isnull=False).update(due_at=clock.now())
        send_waiting()
    letter.refresh_from_db()
    assert letter.due_at is None
    box.rcpt = "250 OK"
    sending.repeat(letter, by=cast.officer(), at=clock.now())
    send_waiting()
    assert arrived(box) == ["ada"]


def test_a_server_that_has_had_enough_is_left_alone(box: Postbox) -> None:
    promise(*"abcdefgh")
    box.rcpt = "451 Slow down"
    assert send_waiting() is False
    assert MailAttempt.objects.count() == IN_A_ROW


@pytest.mark.parametrize("command", ["rcpt", "data"])
def test_a_server_that_closes_the_line_costs_one_try(box: Postbox, command: str) -> None:
    promise(*"abc")
    setattr(box, command, "421 Closing")
    send_waiting()
    assert MailAttempt.objects.count() == 1
    setattr(box, command, "250 OK")
    send_waiting()
    assert arrived(box) == ["b", "c"]


def test_a_server_that_is_away_costs_one_try_and_no_mail(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    promise(*"abc")
    assert send_waiting() is False
    assert list(MailAttempt.objects.values_list("outcome", flat=True)) == ["unreachable"]
    assert Mail.objects.filter(due_at__isnull=False).count() == 3


@pytest.mark.parametrize(
    ("trouble", "outcome"), [("sender", "refused"), ("password", "unreachable")], ids=["a sender", "a password"]
)
def test_a_server_that_refuses_us_refuses_no_reader(
    box: Postbox, settings: Settings, trouble: str, outcome: str
) -> None:
    promise(*"abc")
    if trouble == "sender":
        box.mail = "550 5.1.1 You may not send as that"
    else:
        settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "us", "wrong"
    assert send_waiting() is False
    assert list(MailAttempt.objects.values_list("outcome", flat=True)) == [outcome]
    assert Mail.objects.filter(due_at__isnull=False).count() == 3
    assert not Bounce.objects.exists()


class Quarrelsome(BaseEmailBackend):
    """A provider's own interface, whose errors are its own."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        raise LookupError("no such stream")


def test_an_error_that_only_a_provider_knows_leaves_a_mail_in_doubt(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "tests.base.test_bulk.Quarrelsome"
    first, _second = promise("ada", "bea")
    assert send_waiting() is False
    assert outcomes(first) == [None]
    assert MailAttempt.objects.count() == 2


def test_what_breaks_off_stays_in_doubt_and_the_rest_goes_on(box: Postbox) -> None:
    first, _second = promise("ada", "bea")
    box.break_off = True
    assert send_waiting(0.5) is False
    box.break_off = False
    first.refresh_from_db()
    assert outcomes(first) == [None]
    assert first.due_at is None


def test_a_server_that_dies_for_good_leaves_one_mail_in_doubt_and_the_rest_for_later(settings: Settings) -> None:
    settings.EMAIL_BACKEND, settings.BULK_MAIL_RATE = "django.core.mail.backends.smtp.EmailBackend", 1000
    promise(*"abcde")
    with postbox() as box:
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", box.port, 5
        box.break_off = box.shut = True
        assert send_waiting() is False
    assert list(MailAttempt.objects.values_list("outcome", flat=True)) == [None, "unreachable"]
    assert Mail.objects.filter(due_at__isnull=False).count() == 4


def test_what_nobody_needs_any_more_is_not_sent(box: Postbox) -> None:
    promise("ada", "bea")
    Mail.objects.filter(recipient="ada@example.org").update(until=clock.now())
    send_waiting()
    assert arrived(box) == ["bea"]


class TestTheSwitch:
    def test_mail_to_many_stops_at_once_and_goes_on_where_it_stopped(self, box: Postbox) -> None:
        officer, at = cast.officer(), clock.now()
        promise("ada", "bea")
        bulk.stop(by=officer, at=at, reason="A wrong date.")
        assert send_waiting() is False
        assert box.arrived == []
        with pytest.raises(ValidationError, match="stopped already"):
            bulk.stop(by=officer, at=at, reason="Again.")
        bulk.resume(by=officer, at=at + timedelta(minutes=1))
        send_waiting()
        assert arrived(box) == ["ada", "bea"]
        with pytest.raises(ValidationError, match="not stopped"):
            bulk.resume(by=officer, at=at)
        acts = list(JournalLine.objects.values_list("act", "reason"))
        assert acts == [("stop bulk mail", "A wrong date."), ("resume bulk mail", "")]

    def test_it_takes_a_reason(self) -> None:
        with pytest.raises(ValidationError, match="Give a reason"):
            bulk.stop(by=cast.officer(), at=clock.now(), reason=" ")

    def test_codes_to_sign_in_still_go(self, box: Postbox) -> None:
        bulk.stop(by=cast.officer(), at=clock.now(), reason="x")
        code = mail.queue(kind="sign-in code", to="jo@example.org", context={"code": "KQXZ", "minutes": 10})
        assert code
        sending.send(code)
        assert arrived(box) == ["jo"]


def test_codes_go_ahead_of_mails_of_acts_and_those_ahead_of_mail_to_many() -> None:
    mail.queue(kind="account security", to="jo@example.org", context={"change": "x"})
    values = dict.fromkeys(("name", "nominee", "election", "link"), "x")
    mail.queue(kind="accepted", to="jo@example.org", context=values)
    send_bulk.configure().defer(timestamp=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, priority FROM procrastinate_jobs ORDER BY priority DESC")
        jobs = cursor.fetchall()
    assert jobs == [("base.send_mail", AHEAD), ("base.send_mail", IN_TURN), ("ballots.send_bulk", BEHIND)]
