"""What members do about their right to vote: take part, report a mistake, ask for the list of voters."""

import csv

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from base import clock
from base.spreadsheets import harmless
from elections import opting_in, reporting
from elections import voter_list as lists
from elections.models import Election, RollRequest
from members.models import Person, User


class ListForm(forms.Form):
    """What somebody wants the list of voters for, and that they keep to the conditions."""

    purpose = forms.CharField(
        label=gettext_lazy("What do you want it for?"),
        help_text=gettext_lazy("The office reads it."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        max_length=lists.LONGEST,
        error_messages={"required": gettext_lazy("Say what you want the list for.")},
    )
    agrees = forms.BooleanField(
        label=gettext_lazy("I keep to these conditions"),
        error_messages={"required": gettext_lazy("The list is given out under these conditions.")},
    )


@login_required
@require_POST
def opt_in(request: HttpRequest, slug: str) -> HttpResponse:
    """The member says that they take part in this election."""
    election = _election(request, slug)
    try:
        opting_in.opt_in(election, by=_person(request), at=clock.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Noted: you take part in this election."))
    return redirect("elections:can_i_vote", election.slug)


@login_required
@require_POST
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """Somebody signed in says that what stands on their page is wrong."""
    election = _election(request, slug)
    if not isinstance(request.user, User):
        raise PermissionDenied
    try:
        reporting.report(election, by=request.user, at=clock.now(), text=request.POST.get("text", "").replace("\0", ""))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The election office has it, and answers by mail."))
    return redirect("elections:can_i_vote", election.slug)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def voter_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for the list [bylaws 3.8]; see how it was answered; take it."""
    election, person, now = _election(request, slug), _person(request), clock.now()
    asked = RollRequest.objects.filter(election=election, person=person).order_by("-pk").first()
    form = ListForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            lists.ask(election, by=person, at=now, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("The election office has it, and answers within five days."))
            return redirect("elections:voter_list", slug)
    context = {
        "election": election,
        "now": now,
        "place": "can_i_vote",
        "form": form,
        "asked": asked,
        "may_ask": lists.may_ask(election, person, now),
        "open": asked is not None and lists.is_open(asked, now),
        "waits": asked is not None and not asked.granted_at and not asked.refused_at,
        "until": asked.granted_at + lists.OPEN_FOR if asked and asked.granted_at else None,
    }
    return render(request, "elections/voter_list.html", context)


@login_required
@require_POST
def voter_list_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The list that an officer gave out; every time it is taken stands in the journal, so it is asked for by a POST."""
    election, person = _election(request, slug), _person(request)
    asked = RollRequest.objects.filter(election=election, person=person, granted_at__isnull=False).last()
    if asked is None:
        raise PermissionDenied(_("Nobody gave you the list of voters."))
    try:
        listed = lists.download(asked, by=person, at=clock.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("elections:voter_list", slug)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{election.slug}-voters.csv"'
    writer = csv.writer(answer)
    writer.writerow(["name", "email"])
    writer.writerows([harmless(name), harmless(email)] for name, email in listed)
    return answer


def _election(request: HttpRequest, slug: str) -> Election:
    return get_object_or_404(Election.objects.visible_to(request.user), slug=slug, imported_at__isnull=True)


def _person(request: HttpRequest) -> Person:
    if isinstance(request.user, User) and request.user.person:
        return request.user.person
    raise PermissionDenied(_("Nobody on the member list has the address with which you are signed in."))
