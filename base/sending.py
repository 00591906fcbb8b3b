"""Sending a mail: at most one try an attempt, which is written down before the try; what is in doubt stays in doubt."""

import contextlib
import logging
from datetime import datetime, timedelta
from email.utils import parseaddr
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException, SMTPSenderRefused
from types import TracebackType
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from base import bounces, clock, journal, mail_wishes
from base.clock import ClockTimestamp
from base.mail import hand_to_worker
from base.mail_html import as_html
from base.mail_kinds import is_essential
from base.models import Mail, MailAttempt

TRIES = 8
FACTOR = 4
"""A mail that did not leave is tried again after 4, 16, 64 ... seconds: for some six hours in all."""

IN_FLIGHT = timedelta(minutes=1)
"""So long a try may take. Once it is older and unfinished, nobody knows whether the mail left."""

SECRETS_KEPT = timedelta(days=7)

log = logging.getLogger(__name__)


class TryAgain(Exception):  # noqa: N818  # it names what to do
    """The mail surely did not leave; a later try may succeed."""


class ServerTrouble(TryAgain):
    """And no other mail would leave now: the server is away, or takes nothing from us."""


def send(mail: Mail) -> None:
    """Try once, over a line of its own."""
    with Line() as line:
        line.send(mail)


class Line:
    """A connection to the mail server, opened when the first mail needs it, and anew after any trouble."""

    def __init__(self) -> None:
        self._connection: BaseEmailBackend | None = None

    def __enter__(self) -> "Line":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._hang_up()

    def send(self, mail: Mail) -> None:
        """Try once. Raises TryAgain where the mail surely did not leave; an attempt in doubt stays unfinished."""
        attempt = _begin(mail)
        if attempt is None:
            return
        connection = self._opened(attempt)
        try:
            if not _hand_over(mail, attempt, connection):
                self._hang_up()  # so that the next mail finds out whether the server is there before it is at stake
        except SMTPSenderRefused as error:  # it is us whom the server refuses
            raise self._later(attempt, MailAttempt.Outcome.REFUSED, _answer(error)[0], ServerTrouble) from error
        except (SMTPRecipientsRefused, SMTPResponseException) as error:
            answer, permanent = _answer(error)
            if not permanent:
                trouble = ServerTrouble if answer.startswith("421") else TryAgain
                raise self._later(attempt, MailAttempt.Outcome.REFUSED, answer, trouble) from error
            self._hang_up()
            _refused_for_good(attempt, answer)

    def _opened(self, attempt: MailAttempt) -> BaseEmailBackend:
        """Whatever the server says before it has seen a mail is not about the mail, and never final for it."""
        if self._connection is None:
            connection = get_connection()
            try:
                connection.open()
            except (SMTPException, OSError) as error:
                raise self._later(attempt, MailAttempt.Outcome.UNREACHABLE, str(error), ServerTrouble) from error
            self._connection = connection
        return self._connection

    def _later(
        self, attempt: MailAttempt, outcome: MailAttempt.Outcome, answer: str, trouble: type[TryAgain]
    ) -> TryAgain:
        self._hang_up()
        tries = MailAttempt.objects.filter(mail_id=attempt.mail_id).count()
        wait = timedelta(seconds=FACTOR ** (tries % TRIES))
        with transaction.atomic():
            _finish(attempt, outcome, answer)
            due_at = clock.now() + wait if tries % TRIES else None
            Mail.objects.filter(pk=attempt.mail_id).update(due_at=due_at)
        return trouble(answer)

    def _hang_up(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(SMTPException, OSError):
                self._connection.close()
            self._connection = None


def _hand_over(mail: Mail, attempt: MailAttempt, connection: BaseEmailBackend) -> bool:
    """The server's answers are the caller's; False where the connection was lost, which leaves the attempt in doubt."""
    message = message_of(mail)
    try:
        message.message()
    except ValueError as error:  # a header that cannot be; nothing is handed over
        _finish(attempt, MailAttempt.Outcome.REFUSED, str(error))
        return True
    try:
        connection.send_messages([message])
    except (SMTPRecipientsRefused, SMTPResponseException):
        raise
    except Exception:  # a provider's own interface may raise anything
        log.warning("mail %s is in doubt", mail.uuid, exc_info=True)
        return False  # perhaps delivered. The unfinished attempt says so, and an officer decides.
    _finish(attempt, MailAttempt.Outcome.SENT, "")
    if mail.secret and not settings.DEMO:
        Mail.objects.filter(pk=mail.pk).update(text="")
    return True


def wipe_secrets(*, at: datetime) -> None:
    """Codes and receipts that were never delivered: after some days their words help nobody any more."""
    if not settings.DEMO:
        Mail.objects.filter(secret=True, queued_at__lt=at - SECRETS_KEPT).exclude(text="").update(text="")


@transaction.atomic
def repeat(mail: Mail, *, by: journal.Actor, at: datetime) -> None:
    """Send again what was refused, or is in doubt: then it may arrive twice. The caller knows who may decide that."""
    mail = Mail.objects.select_for_update().get(pk=mail.pk)
    if mail.attempts.filter(outcome=MailAttempt.Outcome.SENT).exists():
        raise ValidationError(_("This mail was sent already."), code="sent")
    if not mail.attempts.exists():
        raise ValidationError(_("This mail waits to be sent; there is nothing to repeat."), code="queued")
    if mail.until and mail.until <= at:
        raise ValidationError(_("The time of this mail is over: nobody needs it any more."), code="over")
    if not mail.text:
        raise ValidationError(_("The words of this mail are wiped."), code="wiped")
    unfinished = mail.attempts.filter(outcome__isnull=True, given_up_at__isnull=True)
    if unfinished.filter(started_at__gte=at - IN_FLIGHT).exists():
        raise ValidationError(_("This mail is being sent now. Look again in a minute."), code="in flight")
    unfinished.update(given_up_at=at)
    journal.write("repeat mail", by=by, election=mail.election_uuid, subject=f"{mail.kind}, {mail.recipient}")
    hand_to_worker(mail)


def _begin(mail: Mail) -> MailAttempt | None:
    """A new attempt, committed before the try; None when the mail was sent, is in doubt, or is held back."""
    with transaction.atomic():
        if not Mail.objects.select_for_update().filter(pk=mail.pk).exists():
            return None  # taken back meanwhile, to be written anew
        in_doubt = Q(outcome__isnull=True, given_up_at__isnull=True)
        known = mail.attempts.filter(in_doubt | Q(outcome=MailAttempt.Outcome.SENT)).exists()
        Mail.objects.filter(pk=mail.pk).exclude(due_at=None).update(due_at=None)
        if known:
            return None
        attempt = MailAttempt.objects.create(mail=mail)
        if reason := bounces.held_back(mail):
            _finish(attempt, MailAttempt.Outcome.WITHHELD, reason)
            return None
        return attempt


def _refused_for_good(attempt: MailAttempt, answer: str) -> None:
    with transaction.atomic():
        _finish(attempt, MailAttempt.Outcome.REFUSED, answer)
        bounces.refused(attempt.mail, answer, at=clock.now())


def _finish(attempt: MailAttempt, outcome: MailAttempt.Outcome, answer: str) -> None:
    told = MailAttempt.objects.filter(pk=attempt.pk)
    told.update(outcome=outcome, answer=answer[:500], finished_at=ClockTimestamp())


def message_of(mail: Mail) -> EmailMultiAlternatives:
    """The mail as it goes over the line. What came back is mailed to BOUNCES_TO, where that is set."""
    host = urlsplit(settings.PUBLIC_URL).hostname or parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    headers = {"Message-ID": f"<{mail.uuid}@{host}>", "Auto-Submitted": "auto-generated"}
    if settings.BOUNCES_TO:
        headers["From"] = settings.DEFAULT_FROM_EMAIL
    if not is_essential(mail.kind):
        address = mail_wishes.link(mail_wishes.whose(mail.recipient, mail.person_uuid), mail.kind)
        headers |= {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    sender = settings.BOUNCES_TO or settings.DEFAULT_FROM_EMAIL
    message = EmailMultiAlternatives(mail.subject, mail.text, sender, to=[mail.recipient], headers=headers)
    message.attach_alternative(as_html(mail.text, mail.subject, mail.language), "text/html")
    return message


def _answer(error: SMTPRecipientsRefused | SMTPResponseException) -> tuple[str, bool]:
    """The server's words, and whether they are final (5xx)."""
    words: bytes | str
    if isinstance(error, SMTPRecipientsRefused):
        code, words = next(iter(error.recipients.values()))
    else:
        code, words = error.smtp_code, error.smtp_error
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {text}", code >= 500
