"""Mail that came back: which addresses get none for now, what the office can do about it, and who may say so."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from base import journal
from base.addresses import normalised
from base.delivery_reports import Finding, Report, is_about_the_mailbox
from base.mail import hand_to_worker, in_time
from base.mail_kinds import KINDS, is_essential, is_urgent
from base.mail_models import Bounce, Suppression
from base.models import Mail, MailAttempt


def held_back(mail: Mail) -> str:
    """Why this mail is not tried, or nothing. Codes always go; what is necessary goes to who complained."""
    if is_urgent(mail.kind):
        return ""
    found = Suppression.objects.filter(address=normalised(mail.recipient)).first()
    if found is None or (found.reason == Bounce.Kind.COMPLAINT and is_essential(mail.kind)):
        return ""
    return str(found.get_reason_display())


def refused(mail: Mail, answer: str, *, at: datetime) -> None:
    """The server refused it for good, while we were there."""
    finding = Finding.HARD if is_about_the_mailbox(answer) else Finding.SOFT
    _take(mail, finding, answer, "answer", at)


@transaction.atomic
def take(report: Report, *, source: str, at: datetime) -> bool:
    """Note what is reported of a mail of ours. False where there is no such mail, or it went to somebody else."""
    mail = Mail.objects.filter(uuid=report.mail).first()
    if mail is None or (report.address and normalised(report.address) != normalised(mail.recipient)):
        return False
    _take(mail, report.finding, report.words, source, at)
    return True


def _take(mail: Mail, finding: Finding, words: str, source: str, at: datetime) -> None:
    """The same twice is noted once, and is open again for the office. Of codes nothing is: people mistype addresses."""
    if is_urgent(mail.kind):
        return
    address = normalised(mail.recipient)
    Bounce.objects.update_or_create(
        mail=mail,
        kind=finding.value,
        defaults={
            "address": address,
            "words": words[:500],
            "source": source,
            "received_at": at,
            "settled_at": None,
            "settled_by": "",
        },
    )
    if finding is Finding.HARD:
        Suppression.objects.update_or_create(address=address, defaults={"reason": finding.value, "since": at})
    elif finding is Finding.COMPLAINT:  # which does not bring back a mailbox that is not there
        Suppression.objects.get_or_create(address=address, defaults={"reason": finding.value, "since": at})


@transaction.atomic
def settle(address: str, *, by: journal.Actor, at: datetime) -> None:
    """Nothing is left to do about this address; it gets no mail as before."""
    _settle(normalised(address), by=by, at=at)
    journal.write("settle bounces", by=by, subject=address)


@transaction.atomic
def lift(address: str, *, by: journal.Actor, at: datetime) -> int:
    """The address works again: it gets mail, and what it missed is sent. Says how many mails that are."""
    folded = normalised(address)
    suppressed = Suppression.objects.filter(address=folded)
    if not suppressed.exists() and not _open(folded).exists():
        raise ValidationError(_("Nothing is held back from this address."), code="not held back")
    suppressed.delete()
    number = _again(missed(folded, at=at), to="", by=by)
    _settle(folded, by=by, at=at)
    journal.write("lift suppression", by=by, subject=address, details={"mails": number})
    return number


@transaction.atomic
def send_elsewhere(address: str, *, to: str, by: journal.Actor, at: datetime) -> int:
    """What this address missed goes to another one of the same reader. Says how many mails that are."""
    folded = normalised(address)
    number = _again(missed(folded, at=at), to=to, by=by)
    _settle(folded, by=by, at=at)
    journal.write("send mail elsewhere", by=by, subject=f"{address} → {to}", details={"mails": number})
    return number


def missed(address: str, *, at: datetime) -> list[Mail]:
    """What came back or was held back and can be sent: it has its words, is of use, and who gets it may be seen."""
    mails = Mail.objects.filter(in_time(at), recipient__iexact=address)
    mails = mails.exclude(text="").exclude(kind__in=Mail.TELLS_WHO_VOTED)
    bounced = mails.filter(bounces__address=address, bounces__settled_at=None)
    held = mails.filter(attempts__outcome=MailAttempt.Outcome.WITHHELD).exclude(
        attempts__outcome=MailAttempt.Outcome.SENT
    )
    return sorted({*bounced, *held}, key=lambda mail: mail.pk)


def _again(mails: Iterable[Mail], *, to: str, by: journal.Actor) -> int:
    """A copy, which is a mail of its own: what was taken by a server once is never sent twice under one name.

    Of a mail to many it waits its turn, and ends with it.
    """
    number = 0
    for mail in mails:
        copy = Mail(
            kind=mail.kind,
            recipient=to or mail.recipient,
            subject=mail.subject,
            text=mail.text,
            language=mail.language,
            election_uuid=mail.election_uuid,
            person_uuid=mail.person_uuid,
            secret=mail.secret,
            bulk=mail.bulk,
            until=mail.until,
            key=f"again {mail.pk}: {to or mail.recipient}"[:200],
        )
        if Mail.objects.filter(key=copy.key).exists():
            continue
        copy.save()
        hand_to_worker(copy)
        number += 1
    return number


def _open(folded: str) -> QuerySet[Bounce]:
    return Bounce.objects.filter(address=folded, settled_at=None)


def _settle(folded: str, *, by: journal.Actor, at: datetime) -> None:
    _open(folded).update(settled_at=at, settled_by=by.name)


def told(kind: str) -> str:
    """A kind's name for the repair list. Receipts and reminders go by one name: which it was would tell who voted."""
    if kind in Mail.TELLS_WHO_VOTED:
        return _("a mail about the ballot")
    return str(KINDS[kind].title) if kind in KINDS else kind
