"""What is on the ballot, by which rules, and how the election introduces itself."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from base import clock
from elections import making, overview
from elections.models import Contest, Election
from members.models import Person
from nominees.form_pages import refuse
from office.forms_election import DescribeForm, RemoveForm, ResolutionForm, SeatsForm
from office.forms_rules import RulesForm
from office.guard import election_or_404, office_page, staff_person


@require_http_methods(["GET", "POST"])
@office_page
def contests(request: HttpRequest, slug: str) -> HttpResponse:
    """Contests for seats and resolutions: added and removed until the ballot is sealed."""
    election, act = election_or_404(slug), request.POST.get("act", "")
    seats = SeatsForm(election, request.POST if act == "seats" else None, prefix="seats")
    resolution = ResolutionForm(election, request.POST if act == "resolution" else None, prefix="resolution")
    remove = RemoveForm(election, request.POST if act == "remove" else None, prefix="remove")
    asked: Form = {"resolution": resolution, "remove": remove}.get(act, seats)
    try:
        if asked.is_valid():
            _do(election, act, request, asked, staff_person(request))
            return redirect("office:contests", slug)
    except ValidationError as error:
        refuse(asked, error)
    context = {
        "election": election,
        "now": clock.now(),
        "place": "contests",
        "seats": seats,
        "resolution": resolution,
        "form": asked,
        "remove": remove,
        "to_remove": request.POST.get("contest", ""),
        "sealed": election.ballot_sealed_at is not None,
    }
    return render(request, "office/contests.html", context)


def _do(election: Election, act: str, request: HttpRequest, form: Form, by: Person) -> None:
    if act == "remove":
        contest = _contest(election, request.POST.get("contest", ""))
        making.remove_contest(contest, by=by, **form.cleaned_data)
        messages.success(request, _("Removed: %(title)s.") % {"title": contest.title})
        return
    asked = form.cleaned_data
    if act == "seats":
        contest = making.add_seats_contest(election, **asked, by=by)
    else:
        contest = making.add_resolution(election, **asked, by=by)
    messages.success(request, _("Added: %(title)s.") % {"title": contest.title})


def _contest(election: Election, number: str) -> Contest:
    """The contest to remove; another officer may have been faster."""
    if not number:
        raise ValidationError(_("Choose the contest to remove."), code="required")
    contest = election.contests.filter(pk=number).first() if number.isdecimal() else None
    if contest is None:
        raise ValidationError(_("This contest is not on the ballot any more."), code="gone")
    return contest


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
