"""What is mailed about an election: when each kind goes and to how many, what went, and whether it arrived."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ballots import mailings
from base import bulk, clock
from base.mail_kinds import BY_SLUG, KINDS
from base.mail_models import MailWords
from base.mail_states import STATES, numbers, repeatable, waiting, with_state
from base.models import Mail
from base.sending import repeat
from elections.models import Election
from office.forms_mail import RemindersForm
from office.guard import election_or_404, office_page, staff_person
from office.mail_plan import rows
from office.search import looked_for


@require_http_methods(["GET", "POST"])
@office_page
def mail(request: HttpRequest, slug: str) -> HttpResponse:
    """Every kind: when it goes, to how many, and what went. A POST sets how often voters are reminded."""
    election, now = election_or_404(slug), clock.now()
    rules = mailings.rules_for(election)
    present = mailings.shown_reminders(rules)
    form = RemindersForm(request.POST if request.method == "POST" else None, initial=present)
    form.fill(present)
    if form.is_bound and form.is_valid():
        try:
            mailings.set_reminders(election, by=staff_person(request), **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The rule for reminders is saved."))
            return redirect("office:mail", slug)
    went, own = numbers(election.uuid), _own_words(election)
    context = {
        "election": election,
        "now": now,
        "place": "mail",
        "form": form,
        "to_many": rows(election, went=went, own=own, now=now),
        "with_acts": [
            {"kind": kind, "went": went.get(kind.name), "own": kind.name in own}
            for kind in KINDS.values()
            if kind.of_election and not kind.bulk
        ],
        "stopped": bulk.stopped(),
        "waiting": waiting(),
    }
    return render(request, "office/mail.html", context)


@require_safe
@office_page
def mails(request: HttpRequest, slug: str) -> HttpResponse:
    """Mails of the election with their state; receipts and reminders of voters are left out: they tell who voted."""
    election, now, wanted = election_or_404(slug), clock.now(), looked_for(request, "state")
    found = with_state(_mails(election), now)
    address = looked_for(request)
    if address:
        found = found.filter(recipient__icontains=address)
    if wanted in STATES:
        found = found.filter(state=wanted)
    page = Paginator(found, 100).get_page(request.GET.get("page"))
    context = {
        "election": election,
        "now": now,
        "place": "mail",
        "states": [(name, words) for name, (words, _kind) in STATES.items()],
        "wanted": wanted if wanted in STATES else "",
        "address": address,
        "page": page,
        "mails": [_shown(each, now) for each in page],
    }
    return render(request, "office/mails.html", context)


@require_POST
@office_page
def mail_repeat(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Send one again that was refused or is in doubt."""
    election = election_or_404(slug)
    try:
        repeat(get_object_or_404(_mails(election), pk=pk), by=staff_person(request), at=clock.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The mail is queued again."))
    return redirect("office:mails", slug)


@require_POST
@office_page
def mail_hold(request: HttpRequest, slug: str, letter: str) -> HttpResponse:
    """A mail to many does not go by itself, or goes again."""
    election, kind = election_or_404(slug), BY_SLUG.get(letter)
    if kind is None or not kind.bulk:
        raise Http404
    if "release" in request.POST:
        mailings.release(election, kind, by=staff_person(request))
        messages.success(request, _("It goes when it is due."))
    else:
        mailings.hold_back(election, kind, by=staff_person(request))
        messages.success(request, _("It is held back until you let it go. What waits to be sent already still goes."))
    return redirect("office:mail", slug)


@require_POST
@office_page
def mail_anew(request: HttpRequest, slug: str, letter: str) -> HttpResponse:
    """What waits of a mail to many gets the words of today."""
    election, kind = election_or_404(slug), BY_SLUG.get(letter)
    if kind is None or not kind.bulk:
        raise Http404
    try:
        number = mailings.write_anew(election, kind, by=staff_person(request), at=clock.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        said = ngettext("%(number)s mail is written anew.", "%(number)s mails are written anew.", number)
        messages.success(request, said % {"number": number})
    return redirect("office:mail", slug)


def _mails(election: Election) -> QuerySet[Mail]:
    return Mail.objects.filter(election_uuid=election.uuid).exclude(kind__in=Mail.TELLS_WHO_VOTED)


def _own_words(election: Election) -> set[str]:
    return set(MailWords.objects.filter(election_uuid=election.uuid).values_list("kind", flat=True))


def _shown(found: Any, now: datetime) -> dict[str, Any]:
    words, kind = STATES[found.state]
    return {
        "pk": found.pk,
        "to": found.recipient,
        "subject": found.subject,
        "at": found.queued_at,
        "state": words,
        "kind": kind,
        "answer": found.last_answer or "",
        "repeatable": repeatable(found, now),
    }
