"""The pre-flight: what stands in the way, who can mend it and where, and the trials that it asks for."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ballots.preflight import Check
from ballots.preflight import preflight as checks_of
from ballots.trial_count import try_count
from base import clock
from elections import assurances
from elections.models import Election
from members.models import Person
from nominees.form_pages import refuse
from office.acts import possible_acts
from office.forms import BackupForm
from office.guard import election_or_404, office_page, staff_person
from office.mending import EVERY_TIME, MENDING, OF_THE_HOUSE
from office.waiting import waiting


@require_safe
@office_page
def preflight(request: HttpRequest, slug: str) -> HttpResponse:
    """Every reason why the ballot cannot be sealed, what had better be otherwise, and what is good."""
    election, now = election_or_404(slug), clock.now()
    checks = checks_of(election, now)
    context = {
        "election": election,
        "now": now,
        "place": "preflight",
        "total": len(checks),
        "passed": sum(check.passed for check in checks),
        "failing": [shown(check, election) for check in checks if check.fails],
        "warnings": [shown(check, election) for check in checks if not check.passed and not check.fails],
        "good": [shown(check, election) for check in checks if check.passed],
        "acts": possible_acts(election, now, ["seal-ballot"]),
        "waiting": waiting([election], officer=staff_person(request), now=now, acts=["seal-ballot"]),
    }
    return render(request, "office/preflight.html", context)


def shown(check: Check, election: Election) -> dict[str, Any]:
    """One line of `office/checks.html`."""
    mend = MENDING[check.name]
    arguments = [] if mend.page in OF_THE_HOUSE else [election.slug]
    again = not check.passed or check.name in EVERY_TIME
    return {
        "ok": check.passed,
        "warning": check.is_warning,
        "label": check.sentence,
        "who": mend.who,
        "fix": mend.words if again else "",
        "url": reverse(f"office:{mend.page}", args=arguments) if mend.page else "",
        "button": mend.button,
    }


@require_POST
@office_page
def assure(request: HttpRequest, slug: str, what: str) -> HttpResponse:
    """Try the count, look the mail domain up, or send a test mail; the pre-flight then says what came of it."""
    election = election_or_404(slug)
    try:
        messages.info(request, _assured(election, what, by=staff_person(request), at=clock.now()))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("office:preflight", slug)


def _assured(election: Election, what: str, *, by: Person, at: datetime) -> str:
    if what == "trial":
        trial = try_count(election, by=by, at=at)
        told = {"ballots": trial.ballots, "seats": trial.seats, "seated": trial.seated}
        if trial.went_well:
            return _("The count was tried with %(ballots)d invented ballots: its numbers agree.") % told
        return _("The count was tried: %(seated)d of %(seats)d seats are filled. Look below at what is wrong.") % told
    if what == "mail-domain":
        assurances.look_up_mail_domain(by=by)
        return _("The name servers were asked. What they said stands below.")
    if what == "test-mail":
        assurances.send_test_mail(by=by)
        return _("A test mail is on its way to you. Open the link in it.")
    raise Http404


@require_http_methods(["GET", "POST"])
@office_page
def record_backup(request: HttpRequest, slug: str) -> HttpResponse:
    """When a backup was made, and how it was verified."""
    election, now = election_or_404(slug), clock.now()
    form = BackupForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            assurances.record_backup(**form.cleaned_data, by=staff_person(request), at=now)
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("Recorded. The pre-flight of every election shows it."))
            return redirect("office:preflight", slug)
    return render(request, "office/record_backup.html", {"election": election, "now": now, "form": form})


@require_http_methods(["GET", "POST"])
@office_page
def test_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Where the link in a test mail leads: the officer says that it arrived."""
    problems: list[str] = []
    try:
        assurances.read_test_mail(token)
        if request.method == "POST":
            assurances.receive_test_mail(token, by=staff_person(request))
            messages.success(request, _("Noted: mail arrives. The pre-flight of every election shows it."))
            return redirect("office:home")
    except ValidationError as error:
        problems = error.messages
    return render(request, "office/test_mail.html", {"problems": problems, "section": "office"})
