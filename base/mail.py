"""Mail: promised in the transaction of the act it tells of, sent by the worker, tried at most once an attempt."""

import contextlib
import re
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import parseaddr
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from base import journal
from base.models import Mail, MailAttempt

HOST_ENDS = r"(?![\w-]|[.:]\w|@)"  # our host, not the beginning of another's: elections.example.org.example.net
PATH = r"(?:[/?#][^\s<>\"'\u201d\u00bb]*[^\s<>\"'\u201d\u00bb.,;:!?)])?/?"

VIEWPORT = mark_safe('<meta name="viewport" content="width=device-width, initial-scale=1">')
TAG = re.compile(r"(<[^>]*>)")
LONG_RUN = re.compile(r"(?:&[#\w]+;|[^\s&]){20}(?=\S)")

IN_FLIGHT = timedelta(minutes=1)
"""So long a try may take. Once it is older and unfinished, nobody knows whether the mail left."""


class TryAgain(Exception):  # noqa: N818  # it names what to do
    """The mail surely did not leave; a later try may succeed."""


def queue(
    *,
    kind: str,
    to: str,
    template: str,
    context: Mapping[str, object],
    election: uuid.UUID | None = None,
    key: str | None = None,
    secret: bool = False,
) -> Mail | None:
    """Render `<template>.txt` (its first line is the subject) and queue it. None when `key` was queued before."""
    from base.tasks import send_mail

    subject, text = compose(template, context)
    try:
        with transaction.atomic():
            mail = Mail.objects.create(
                kind=kind,
                recipient=to,
                subject=subject,
                text=text,
                html=as_html(text, subject),
                election_uuid=election,
                key=key,
                secret=secret,
            )
    except IntegrityError:
        if key is None:
            raise
        return None
    send_mail.defer(mail_id=mail.pk)
    return mail


def compose(template: str, context: Mapping[str, object]) -> tuple[str, str]:
    """Subject and plain text. Line breaks in a subject become spaces, so nobody's name can add a header."""
    rendered = render_to_string(f"{template}.txt", {"public_url": settings.PUBLIC_URL, **context})
    subject, _newline, text = rendered.strip().partition("\n")
    return " ".join(subject.split())[:300], re.sub(r"\n{3,}", "\n\n", text.strip()) + "\n"


def as_html(text: str, subject: str) -> SafeString:
    """The same words as HTML. Only addresses of our own site become links, whoever's words stand around them."""
    ours = re.compile(re.escape(escape(settings.PUBLIC_URL)) + HOST_ENDS + PATH)
    paragraphs = [
        ours.sub(lambda found: f'<a href="{found[0]}">{found[0]}</a>', escape(paragraph)).replace("\n", "<br>\n")
        for paragraph in text.strip().split("\n\n")
    ]
    body = mark_safe("\n".join(f"<p>{_breakable(paragraph)}</p>" for paragraph in paragraphs))  # noqa: S308  # escaped
    head = format_html('<head><meta charset="utf-8">{}<title>{}</title></head>', VIEWPORT, subject)
    return format_html(
        '<!doctype html>\n<html lang="{}">{}<body>\n{}\n</body></html>\n', settings.LANGUAGE_CODE, head, body
    )


def _breakable(html: str) -> str:
    """With places where a long address may break, so that a phone shows all of it. Tags stay as they are."""
    pieces = TAG.split(html)
    pieces[::2] = [LONG_RUN.sub(r"\g<0><wbr>", piece) for piece in pieces[::2]]
    return "".join(pieces)


def send(mail: Mail) -> None:
    """Try once. Raises TryAgain where the mail surely did not leave; an attempt in doubt stays unfinished for good."""
    attempt = _begin(mail)
    if attempt is None:
        return
    connection = get_connection()
    try:
        connection.open()
        _hand_over(mail, attempt, connection)
    except (SMTPRecipientsRefused, SMTPResponseException) as error:
        answer, permanent = _answer(error)
        _finish(attempt, MailAttempt.Outcome.REFUSED, answer)
        if not permanent:
            raise TryAgain(answer) from error
    except ValueError as error:  # a header that cannot be
        _finish(attempt, MailAttempt.Outcome.REFUSED, str(error))
    except (SMTPException, OSError) as error:  # from `open`: nothing was handed over yet
        _finish(attempt, MailAttempt.Outcome.UNREACHABLE, str(error))
        raise TryAgain(str(error)) from error
    finally:
        with contextlib.suppress(SMTPException, OSError):
            connection.close()


def _hand_over(mail: Mail, attempt: MailAttempt, connection: BaseEmailBackend) -> None:
    """The server's answers are the caller's; a connection lost meanwhile leaves the attempt in doubt."""
    message = _message(mail)
    message.message()  # raises ValueError before anything is handed over
    try:
        connection.send_messages([message])
    except (SMTPRecipientsRefused, SMTPResponseException):
        raise
    except (SMTPException, OSError):
        return  # perhaps delivered. The unfinished attempt says so, and an officer decides.
    _finish(attempt, MailAttempt.Outcome.SENT, "")
    if mail.secret and not settings.DEMO:
        Mail.objects.filter(pk=mail.pk).update(text="", html="")


@transaction.atomic
def repeat(mail: Mail, *, by: journal.Actor, at: datetime) -> None:
    """Send again what was refused, or is in doubt: then it may arrive twice. The caller knows who may decide that."""
    from base.tasks import send_mail

    mail = Mail.objects.select_for_update().get(pk=mail.pk)
    if mail.attempts.filter(outcome=MailAttempt.Outcome.SENT).exists():
        raise ValidationError(_("This mail was sent already."), code="sent")
    if not mail.attempts.exists():
        raise ValidationError(_("This mail waits to be sent; there is nothing to repeat."), code="queued")
    if not mail.text:
        raise ValidationError(_("The words of this mail are wiped."), code="wiped")
    unfinished = mail.attempts.filter(outcome__isnull=True, given_up_at__isnull=True)
    if unfinished.filter(started_at__gte=at - IN_FLIGHT).exists():
        raise ValidationError(_("This mail is being sent now. Look again in a minute."), code="in flight")
    unfinished.update(given_up_at=at)
    journal.write("repeat mail", by=by, election=mail.election_uuid, subject=f"{mail.kind}, {mail.recipient}")
    send_mail.defer(mail_id=mail.pk)


def _begin(mail: Mail) -> MailAttempt | None:
    """A new attempt, committed before the try; None when the mail was sent already or an attempt is in doubt."""
    with transaction.atomic():
        Mail.objects.select_for_update().get(pk=mail.pk)
        in_doubt = Q(outcome__isnull=True, given_up_at__isnull=True)
        if mail.attempts.filter(in_doubt | Q(outcome=MailAttempt.Outcome.SENT)).exists():
            return None
        return MailAttempt.objects.create(mail=mail)


def _finish(attempt: MailAttempt, outcome: MailAttempt.Outcome, answer: str) -> None:
    attempt.outcome, attempt.answer, attempt.finished_at = outcome, answer[:500], timezone.now()
    attempt.save(update_fields=["outcome", "answer", "finished_at"])


def _message(mail: Mail) -> EmailMultiAlternatives:
    host = urlsplit(settings.PUBLIC_URL).hostname or parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        to=[mail.recipient],
        headers={"Message-ID": f"<{mail.uuid}@{host}>", "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(mail.html, "text/html")
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
