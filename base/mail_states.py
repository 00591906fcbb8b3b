"""What became of each mail, told by its last attempt and by what came back; and in numbers by kind."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.translation import gettext_lazy as _

from base import clock
from base.mail import in_time
from base.mail_models import Bounce
from base.models import Mail, MailAttempt
from base.sending import IN_FLIGHT

LAST = ("outcome", "answer", "started_at", "given_up_at")
STATES: Final = {
    "queued": (_("queued"), "waiting"),
    "sending": (_("being sent"), "waiting"),
    "again": (_("is tried again"), "waiting"),
    "sent": (_("sent"), "done"),
    "back": (_("came back"), "wrong"),
    "complained": (_("sent, and reported as unwanted"), "wrong"),
    "refused": (_("refused"), "wrong"),
    "unreachable": (_("mail server unreachable"), "wrong"),
    "withheld": (_("not sent: mail to this address came back"), "wrong"),
    "unknown": (_("unknown: perhaps sent"), "wrong"),
    "over": (_("not sent any more: its time is over"), "none"),
}
"""Each state in words, and as `parts/status.html` shows it."""

CAME_BACK: Final = (Bounce.Kind.HARD, Bounce.Kind.SOFT)
REPEATABLE: Final = frozenset({"refused", "unreachable", "unknown", "withheld"})


@dataclass(frozen=True, slots=True)
class Numbers:
    """Mails of one kind: all, those that a server took, came back, were reported, and wait their turn among many."""

    all: int = 0
    sent: int = 0
    back: int = 0
    complained: int = 0
    waiting: int = 0


def with_state(mails: QuerySet[Mail], now: datetime) -> QuerySet[Any]:
    """The last attempt tells. Unfinished for longer than a try takes, it is in doubt; given up, its mail waits anew."""
    last = MailAttempt.objects.filter(mail=OuterRef("pk")).order_by("-id")
    of_last = {f"last_{name}": Subquery(last.values(name)[:1]) for name in LAST}
    bounces = Bounce.objects.filter(mail=OuterRef("pk"))
    came_back = Exists(bounces.filter(kind__in=CAME_BACK))
    complained = Exists(bounces.filter(kind=Bounce.Kind.COMPLAINT))
    tried_again = Q(due_at__isnull=False) & in_time(now)
    waits = Q(last_started_at=None) | Q(last_given_up_at__isnull=False)
    state = Case(
        When(Q(last_outcome="sent") & came_back, then=Value("back")),
        When(Q(last_outcome="sent") & complained, then=Value("complained")),
        When(Q(last_outcome__in=("refused", "unreachable")) & tried_again, then=Value("again")),
        When(last_outcome__isnull=False, then=F("last_outcome")),
        When(waits & Q(until__lte=now), then=Value("over")),
        When(waits, then=Value("queued")),
        When(last_started_at__lt=now - IN_FLIGHT, then=Value("unknown")),
        default=Value("sending"),
    )
    return mails.annotate(**of_last).annotate(state=state)


def repeatable(found: Any, now: datetime) -> bool:
    """Whether a mail `with_state` can be sent again: it did not surely arrive, has its words, and is still of use."""
    return found.state in REPEATABLE and bool(found.text) and (found.until is None or found.until > now)


def numbers(election: uuid.UUID) -> dict[str, Numbers]:
    """Of each kind in an election. Numbers tell nobody who got one, so those of receipts and reminders are here too."""
    mails = Mail.objects.filter(election_uuid=election).order_by()
    sent = _by_kind(mails.filter(attempts__outcome="sent"))
    back = _by_kind(mails.filter(bounces__kind__in=CAME_BACK))
    complained = _by_kind(mails.filter(bounces__kind=Bounce.Kind.COMPLAINT))
    due = _by_kind(_waiting(mails))
    return {
        kind: Numbers(total, sent.get(kind, 0), back.get(kind, 0), complained.get(kind, 0), due.get(kind, 0))
        for kind, total in _by_kind(mails).items()
    }


def _by_kind(mails: QuerySet[Mail]) -> dict[str, int]:
    return dict(mails.values_list("kind").annotate(number=Count("pk", distinct=True)))


def waiting() -> int:
    """How many mails to many wait for their turn, of all elections."""
    return _waiting(Mail.objects.all()).count()


def _waiting(mails: QuerySet[Mail]) -> QuerySet[Mail]:
    return mails.filter(in_time(clock.now()), bulk=True, due_at__isnull=False)
