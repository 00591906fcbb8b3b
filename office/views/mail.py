"""What was mailed about an election, and whether it arrived."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from base import clock
from base.models import Mail, MailAttempt
from base.sending import IN_FLIGHT, repeat
from elections.models import Election
from office.guard import election_or_404, officer_of, officer_required
from office.search import looked_for

LAST = ("outcome", "answer", "started_at", "given_up_at")
STATES = {
    "queued": (gettext_lazy("queued"), "waiting"),
    "sending": (gettext_lazy("being sent"), "waiting"),
    "sent": (gettext_lazy("sent"), "done"),
    "refused": (gettext_lazy("refused"), "wrong"),
    "unreachable": (gettext_lazy("mail server unreachable"), "wrong"),
    "withheld": (gettext_lazy("not sent: mail to this address came back"), "wrong"),
    "unknown": (gettext_lazy("unknown: perhaps sent"), "wrong"),
}


@require_safe
@officer_required
def mail(request: HttpRequest, slug: str) -> HttpResponse:
    """Mails of the election with their state; receipts of voters are left out, since they would tell who voted."""
    election, now, wanted = election_or_404(slug), clock.now(), looked_for(request, "state")
    mails = _with_state(_mails(election), now)
    if wanted in STATES:
        mails = mails.filter(state=wanted)
    page = Paginator(mails, 100).get_page(request.GET.get("page"))
    context = {
        "election": election,
        "now": now,
        "place": "mail",
        "states": [(name, words) for name, (words, _kind) in STATES.items()],
        "wanted": wanted if wanted in STATES else "",
        "page": page,
        "mails": [_shown(each) for each in page],
    }
    return render(request, "office/mail.html", context)


@require_POST
@officer_required
def mail_repeat(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Send one again that was refused or is in doubt."""
    election = election_or_404(slug)
    try:
        repeat(get_object_or_404(_mails(election), pk=pk), by=officer_of(request), at=clock.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The mail is queued again."))
    return redirect("office:mail", slug)


def _mails(election: Election) -> QuerySet[Mail]:
    return Mail.objects.filter(election_uuid=election.uuid).exclude(kind__in=Mail.TELLS_WHO_VOTED)


def _with_state(mails: QuerySet[Mail], now: datetime) -> QuerySet[Any]:
    """The last attempt tells. Unfinished for longer than a try takes, it is in doubt; given up, its mail waits anew."""
    last = MailAttempt.objects.filter(mail=OuterRef("pk")).order_by("-id")
    of_last = {f"last_{name}": Subquery(last.values(name)[:1]) for name in LAST}
    waits = Q(last_started_at=None) | Q(last_given_up_at__isnull=False)
    state = Case(
        When(last_outcome__isnull=False, then=F("last_outcome")),
        When(waits, then=Value("queued")),
        When(last_started_at__lt=now - IN_FLIGHT, then=Value("unknown")),
        default=Value("sending"),
    )
    return mails.annotate(**of_last).annotate(state=state)


def _shown(found: Any) -> dict[str, Any]:
    words, kind = STATES[found.state]
    return {
        "pk": found.pk,
        "to": found.recipient,
        "subject": found.subject,
        "at": found.queued_at,
        "state": words,
        "kind": kind,
        "answer": found.last_answer or "",
        "repeatable": kind == "wrong" and bool(found.text),
    }
