"""What the pre-flight is assured of: the mail domain was looked up, a test mail arrived, a backup was verified.

Each is a fact with its date and who found it, and stands in the journal, from which it is read. They are the site's and
not one election's.
"""

import secrets
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from base import journal, mail
from base.mail_domain import MailDomain, domain_of, look_up
from base.models import JournalLine
from elections.officers import require_officer
from members.models import Person

TEST_MAIL_SALT: Final = "elections.assurances.test-mail"
TEST_MAIL_LASTS: Final = timedelta(days=3)


@transaction.atomic
def look_up_mail_domain(*, by: Person) -> MailDomain:
    """Ask the DNS for the records of the domain that our mail comes from."""
    require_officer(by)
    found = look_up(domain_of(settings.DEFAULT_FROM_EMAIL), settings.DKIM_SELECTOR)
    journal.write("look up mail domain", by=by, details=asdict(found))
    return found


@transaction.atomic
def send_test_mail(*, by: Person) -> None:
    """To the officer's own address. Its link, opened by an officer, says that it arrived."""
    require_officer(by)
    token = signing.dumps(secrets.token_hex(8), salt=TEST_MAIL_SALT)
    mail.queue(kind="test mail", to=by.user.email, context={"officer": by, "token": token}, person=by.uuid)


def read_test_mail(token: str) -> str:
    """The number of a test mail; refused where the link is no longer good."""
    try:
        number: str = signing.loads(token, salt=TEST_MAIL_SALT, max_age=TEST_MAIL_LASTS)
    except signing.BadSignature:
        raise ValidationError(_("This link is not good, or older than three days. Send another test mail.")) from None
    return number


@transaction.atomic
def receive_test_mail(token: str, *, by: Person) -> None:
    """The mail is in somebody's mailbox, which no server can know. Said twice, it stands there once."""
    require_officer(by)
    number = read_test_mail(token)
    if not JournalLine.objects.filter(act="receive test mail", details__test=number).exists():
        details = {"domain": domain_of(by.user.email), "test": number}
        journal.write("receive test mail", by=by, details=details)


@transaction.atomic
def record_backup(*, made_at: datetime, how: str, by: Person | str, at: datetime) -> None:
    """A backup was restored somewhere and looked at; one that nobody has restored is none."""
    if isinstance(by, Person):
        require_officer(by)
    if made_at > at:
        raise ValidationError({"made_at": _("A backup was made in the past.")}, code="future")
    if not how.strip():
        raise ValidationError({"how": _("Say how it was verified.")}, code="how")
    journal.write("record backup", by=by, details={"made_at": made_at.isoformat(), "how": how.strip()[:1000]})


def last(act: str) -> JournalLine | None:
    """The latest line of one of these facts."""
    return JournalLine.objects.filter(election_uuid=None, act=act).order_by("-id").first()


def last_mail_domain() -> tuple[JournalLine, MailDomain] | None:
    line = last("look up mail domain")
    return (line, MailDomain(**_known(line.details))) if line else None


def _known(details: Mapping[str, Any]) -> dict[str, Any]:
    """What a line of the journal says, whatever else a later version may have added to it."""
    return {name: value for name, value in details.items() if name in MailDomain.__dataclass_fields__}
