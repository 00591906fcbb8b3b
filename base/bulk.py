"""Mail to many: sent by one worker at a time, in short runs, not too fast, behind all else, until it is stopped."""

import contextlib
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from base import clock, journal
from base.locks import Lock
from base.mail import in_time
from base.mail_models import BulkStop
from base.models import Mail
from base.sending import Line, ServerTrouble, TryAgain

RUN = 5.0
"""So many seconds a run takes at most: so long a code to sign in waits for a worker that does one thing at a time."""
FORGET = """
DELETE FROM base_mail AS mail WHERE bulk AND due_at IS NOT NULL AND election_uuid = %s AND starts_with(key, %s)
AND NOT EXISTS (SELECT FROM base_mailattempt AS attempt WHERE attempt.mail_id = mail.id)
"""
IN_A_ROW = 5
"""After so many mails in a row that were refused for now, the server has had enough of us."""


def send_waiting(seconds: float = RUN, *, not_now: Callable[[], Q] = Q) -> bool:
    """Send what is due, for so long. True where more of it waits, and nothing speaks against going on.

    What is `not_now`, as asked before each mail, goes on waiting.
    """
    with _alone() as alone:
        return alone and _send_for(seconds, not_now)


def _send_for(seconds: float, not_now: Callable[[], Q]) -> bool:
    began, sent, troubled = time.monotonic(), 0, 0
    with Line() as line:
        while time.monotonic() - began < seconds:
            mail = next_due(not_now())
            if mail is None:
                return False
            time.sleep(max(0, began + sent / settings.BULK_MAIL_RATE - time.monotonic()))
            sent += 1
            try:
                line.send(mail)
            except ServerTrouble:
                return False
            except TryAgain:
                troubled += 1
                if troubled == IN_A_ROW:
                    return False
            else:
                troubled = 0
    return True


def next_due(but_not: Q | None = None) -> Mail | None:
    """What has waited longest; nothing while mail to many is stopped."""
    if stopped() is not None:
        return None
    now = clock.now()
    due = Mail.objects.filter(in_time(now), bulk=True, due_at__lte=now)
    return due.exclude(but_not or Q()).order_by("due_at", "pk").first()


def waits(election: uuid.UUID, keys: str) -> QuerySet[Mail]:
    """What waits of an election, by how its keys begin."""
    return Mail.objects.filter(election_uuid=election, key__startswith=keys, bulk=True, due_at__isnull=False)


def let_go(mails: QuerySet[Mail], *, at: datetime) -> int:
    """Of these nothing is sent any more: neither what waits, nor, again, what was refused or held back."""
    return mails.filter(in_time(at), bulk=True).update(until=at)


def take_back(election: uuid.UUID, keys: str) -> int:
    """Forget what waits and was never tried, by how its keys begin; says how many. It may then be queued anew."""
    with connection.cursor() as cursor:
        cursor.execute(FORGET, [election, keys])
        return int(cursor.rowcount)


def stopped() -> BulkStop | None:
    return BulkStop.objects.filter(resumed_at=None).first()


def stop(*, by: journal.Actor, at: datetime, reason: str) -> None:
    """No mail to many leaves from now on, except the one that is on its way. Mails of acts and codes still go."""
    if not reason.strip():
        raise ValidationError({"reason": _("Give a reason. It stands in the journal for good.")}, code="reason")
    try:
        with transaction.atomic():
            BulkStop.objects.create(stopped_at=at, stopped_by=by.name, reason=reason.strip())
            journal.write("stop bulk mail", by=by, reason=reason.strip())
    except IntegrityError:
        raise ValidationError(_("Mail to many is stopped already."), code="done") from None


@transaction.atomic
def resume(*, by: journal.Actor, at: datetime) -> None:
    """Everything that waits goes on where it stopped."""
    if not BulkStop.objects.filter(resumed_at=None).update(resumed_at=at, resumed_by=by.name):
        raise ValidationError(_("Mail to many is not stopped."), code="done")
    journal.write("resume bulk mail", by=by)


@contextlib.contextmanager
def _alone() -> Iterator[bool]:
    """Whether nobody else sends to many just now. PostgreSQL lets go of the lock when a worker dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, 0)", [int(Lock.SENDING)])
        alone = bool(cursor.fetchone()[0])
        try:
            yield alone
        finally:
            if alone:
                cursor.execute("SELECT pg_advisory_unlock(%s, 0)", [int(Lock.SENDING)])
