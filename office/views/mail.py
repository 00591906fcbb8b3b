"""What was mailed about an election, and whether it arrived."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from base import clock
from base.mail import repeat
from base.models import Mail, MailAttempt
from elections.models import Election
from office.guard import election_or_404, officer_of, officer_required

TELLS_WHO_VOTED = ("ballot cast",)
IN_FLIGHT = timedelta(minutes=1)
STATES = {
    "queued": (gettext_lazy("queued"), "waiting"),
    "sending": (gettext_lazy("being sent"), "waiting"),
    "sent": (gettext_lazy("sent"), "done"),
    "refused": (gettext_lazy("refused"), "wrong"),
    "unreachable": (gettext_lazy("mail server unreachable"), "wrong"),
    "unknown": (gettext_lazy("unknown: perhaps sent"), "wrong"),
}


@require_safe
@officer_required
def mail(request: HttpRequest, slug: str) -> HttpResponse:
    """Mails of the election with their state; receipts of voters are left out, since they would tell who voted."""
    election, now = election_or_404(slug), clock.now()
    page = Paginator(_mails(election).prefetch_related("attempts"), 100).get_page(request.GET.get("page"))
    context = {
        "election": election,
        "now": now,
        "place": "mail",
        "section": "office",
        "page": page,
        "mails": [_shown(each, now) for each in page],
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


def _mails(election: Election) -> Any:
    return Mail.objects.filter(election_uuid=election.uuid).exclude(kind__in=TELLS_WHO_VOTED)


def _shown(found: Mail, now: datetime) -> dict[str, Any]:
    attempts = list(found.attempts.all())
    state = _state(attempts[-1], now) if attempts else "queued"
    words, kind = STATES[state]
    return {
        "pk": found.pk,
        "to": found.recipient,
        "subject": found.subject,
        "at": found.queued_at,
        "state": words,
        "kind": kind,
        "answer": attempts[-1].answer if attempts else "",
        "repeatable": kind == "wrong" and bool(found.text),
    }


def _state(attempt: MailAttempt, now: datetime) -> str:
    """An attempt that did not finish within a minute is in doubt, for good; given up, its mail waits anew."""
    if attempt.outcome:
        return str(attempt.outcome)
    if attempt.given_up_at:
        return "queued"
    return "unknown" if now - attempt.started_at > IN_FLIGHT else "sending"
