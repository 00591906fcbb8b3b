"""By which rules an election is held, and how it introduces itself."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from base import clock
from elections import making, overview
from office.forms_election import DescribeForm
from office.forms_rules import RulesForm
from office.guard import election_or_404, office_page, staff_person


@require_http_methods(["GET", "POST"])
@office_page
def rules(request: HttpRequest, slug: str) -> HttpResponse:
    """The rules that are fixed before anybody votes."""
    election = election_or_404(slug)
    form = RulesForm(request.POST if request.method == "POST" else None, instance=election)
    if form.is_bound and form.is_valid():
        try:
            reason, seen = form.cleaned_data.get("reason", ""), form.cleaned_data["seen"]
            making.set_rules(election, rules=form.said(), reason=reason, by=staff_person(request), seen=seen)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The rules are saved."))
            return redirect("office:rules", slug)
    context = {
        "election": election,
        "now": clock.now(),
        "place": "rules",
        "form": form,
        "in_force": overview.rules(election) if election.ballot_sealed_at else [],
    }
    return render(request, "office/rules.html", context)


@require_http_methods(["GET", "POST"])
@office_page
def describe(request: HttpRequest, slug: str) -> HttpResponse:
    """The name and the introduction."""
    election = election_or_404(slug)
    form = DescribeForm(election, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            making.describe(election, **form.cleaned_data, by=staff_person(request))
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("office:election", slug)
    context = {"election": election, "now": clock.now(), "form": form}
    return render(request, "office/describe.html", context)
