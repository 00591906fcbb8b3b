"""Who holds keys beside the server: named, asked for keys, replaced; and what each of them has done."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ballots import exposed_keys
from ballots import trustees as acts
from ballots.key_making import key_making
from ballots.trustee_models import Trustee
from ballots.trustee_states import states
from base import clock
from elections import windows
from members.models import Person
from nominees.form_pages import refuse
from office.forms_trustees import NeededForm, RemoveForm, ReplaceForm, TrusteeForm
from office.guard import election_or_404, office_page, staff_person


@require_http_methods(["GET", "POST"])
@office_page
def trustees(request: HttpRequest, slug: str) -> HttpResponse:
    """All of them with what they have done; forms for one more, and for asking them for keys."""
    election, now, act = election_or_404(slug), clock.now(), request.POST.get("act", "")
    number = acts.present(election).count()
    add = TrusteeForm(request.POST if act == "add" else None, prefix="add")
    begin = NeededForm(number, request.POST if act == "begin" else None, prefix="begin")
    asked = begin if act == "begin" else add
    if asked.is_bound and asked.is_valid():
        try:
            if isinstance(asked, NeededForm):
                acts.begin(election, threshold=asked.threshold, by=staff_person(request), at=now)
                told = _("The trustees are asked for their keys, by mail.")
            else:
                added = acts.add(election, **asked.cleaned_data, by=staff_person(request), at=now)
                told = _("Named: %(name)s.") % {"name": added.name}
        except ValidationError as error:
            refuse(asked, error)
        else:
            messages.success(request, told)
            return redirect("office:trustees", slug)
    making = key_making(election)
    context = {
        "election": election,
        "now": now,
        "place": "trustees",
        "making": making,
        "exposed": exposed_keys.exposed(making),
        "states": states(election, now),
        "open": windows.may_choose_trustees(election.instants, election.facts, now),
        "add": add,
        "begin": begin,
        "form": asked,
    }
    return render(request, "office/trustees.html", context)


@require_http_methods(["GET", "POST"])
@office_page
def trustee(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One of them: a new link, somebody else instead, or nobody."""
    election, now, act = election_or_404(slug), clock.now(), request.POST.get("act", "")
    found = get_object_or_404(acts.present(election), pk=pk)
    same = {"name": found.name, "email": found.email}
    replace = ReplaceForm(request.POST if act == "replace" else None, prefix="replace", initial=same)
    remove = RemoveForm(request.POST if act == "remove" else None, prefix="remove")
    link = forms.Form(request.POST if act == "link" else None, prefix="link")
    asked = next((form for form in (remove, link) if form.is_bound), replace)
    if asked.is_bound and asked.is_valid():
        try:
            told = _do(found, act, asked.cleaned_data, staff_person(request))
        except ValidationError as error:
            refuse(asked, error)
        else:
            messages.success(request, told)
            return redirect("office:trustees", slug)
    context = {
        "election": election,
        "now": now,
        "place": "trustees",
        "trustee": found,
        "making": key_making(election),
        "open": windows.may_choose_trustees(election.instants, election.facts, now),
    }
    forms_of = {"replace": replace, "remove": remove, "form": asked}
    return render(request, "office/trustee.html", context | forms_of)


def _do(trustee: Trustee, act: str, said: dict[str, Any], by: Person) -> str:
    """What is true then."""
    told, now = {"name": trustee.name}, clock.now()
    if act == "link":
        acts.send_link(trustee, by=by, at=now)
        return _("A new link is on its way to %(name)s.") % told
    if act == "remove":
        acts.remove(trustee, **said, by=by, at=now)
        return _("%(name)s is no trustee any more.") % told
    instead = acts.replace(trustee, **said, by=by, at=now)
    return _("Named: %(name)s.") % {"name": instead.name}
