"""Observers: an address is typed, confirmed from its mailbox, and then gets the heads of a record, out of our reach."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from ballots import record_heads
from ballots.models import Setup
from ballots.record import FILES
from ballots.record_models import HeadMailing, Observer, RecordHead
from base import mail, mail_wishes
from base.addresses import normalised
from base.locks import Lock, hold
from base.mail import Letter
from elections.models import Election
from elections.phases import CASTING, STOPPED, Phase

SALT: Final = "ballots.observing"
KIND: Final = "record head"
TO_CONFIRM: Final = timedelta(days=3)
DAY: Final = timedelta(days=1)
STALE: Final = timedelta(days=2)
"""So long a head that could not be sent is still worth sending."""
KEPT: Final = timedelta(days=30)
"""So long after the record's last event the addresses of its observers are forgotten."""


def may_observe(election: Election, now: datetime) -> bool:
    """Heads are still to come."""
    return election.ballot_sealed_at is not None and election.phase(now) not in STOPPED | {Phase.PUBLISHED}


def ask(election: Election, *, email: str, at: datetime) -> None:
    """Mail a link to the address. Nothing is kept of it before that link was followed."""
    if not may_observe(election, at):
        raise ValidationError(_("This record is complete: no head is still to come."), code="over")
    token = signing.dumps([str(election.uuid), email], salt=SALT)
    address = reverse("ballots:observe_confirm", args=[election.slug])
    context = {"election": election.name, "link": f"{settings.PUBLIC_URL}{address}?token={token}"}
    mail.queue(kind="observe", to=email, context=context, election=election.uuid, secret=True)


def address_in(election: Election, token: str) -> str:
    """The address that a mailed link is of. Raises ValidationError with a sentence where it cannot be used."""
    try:
        of, email = signing.loads(token, salt=SALT, max_age=TO_CONFIRM)
    except signing.SignatureExpired:
        raise ValidationError(_("This link is older than three days. Ask for a new one."), code="expired") from None
    except (signing.BadSignature, ValueError):
        raise ValidationError(_("This link is not one of ours, or a part of it is missing."), code="token") from None
    if of != str(election.uuid):
        raise ValidationError(_("This link is of another election."), code="election")
    return str(email)


@transaction.atomic
def confirm(election: Election, token: str, *, at: datetime) -> Observer:
    """From now on this address gets the heads; also if it did without them before. Twice is once."""
    email = address_in(election, token)
    if not may_observe(election, at):
        raise ValidationError(_("This record is complete: no head is still to come."), code="over")
    mail_wishes.take_again(mail_wishes.whose(email), KIND, at=at)
    observer, _new = Observer.objects.get_or_create(
        election=election, normalised=normalised(email), defaults={"email": email, "confirmed_at": at}
    )
    return observer


def mail_heads(at: datetime) -> int:
    """Queue every head that is due to its observers; says how many mails."""
    observed = Setup.objects.defer(*FILES).filter(
        Exists(Observer.objects.filter(election=OuterRef("election"))),
        election__voided_at=None,
        election__cancelled_at=None,
    )
    return sum(_mail_head(setup, at) for setup in observed.select_related("election"))


@transaction.atomic
def _mail_head(setup: Setup, at: datetime) -> int:
    hold(Lock.QUEUEING)
    head = _due(setup, at)
    if head is None:
        return 0
    mailing, election = HeadMailing.objects.create(head=head, at=at), setup.election
    letters = [
        Letter(to=observer.email, values={}, key=f"{KIND} {mailing.pk} {observer.pk}")
        for observer in Observer.objects.filter(election=election)
    ]
    values = {
        "election": election.name,
        "height": head.height,
        "head": head.hash,
        "made_at": head.made_at,
        "ballots": head.ballots,
        "link": settings.PUBLIC_URL + reverse("ballots:verify", args=[election.slug]),
    }
    alike = {language: values for language, _name in settings.LANGUAGES}
    return mail.queue_many(KIND, letters, election=election.uuid, until=at + STALE, alike=alike)


def _due(setup: Setup, at: datetime) -> RecordHead | None:
    """Each day while people vote, also where nothing joined; and at once what stands behind the ballots."""
    head = record_heads.latest(setup)
    last = HeadMailing.objects.filter(head__setup=setup).select_related("head").last()
    is_later_event = head.height > head.ballots and (last is None or last.head.height < head.height)
    is_daily = setup.election.phase(at) in CASTING and (last is None or last.at + DAY <= at)
    return head if is_later_event or is_daily else None


def forget(at: datetime) -> int:
    """Addresses are not needed any more once the record has been complete for a while; says how many."""
    over = Q()
    for fact in ("published_at", "voided_at", "cancelled_at"):
        over |= Q(**{f"election__{fact}__lte": at - KEPT})
    return Observer.objects.filter(over).delete()[0]
