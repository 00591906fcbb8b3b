"""What is on the ballot: contests for seats and resolutions, added, changed, moved and removed until it is sealed."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from base import clock
from elections import contests as acts
from elections.models import Contest
from members.models import Person
from nominees.form_pages import refuse
from office.forms_election import ChangeResolutionForm, ChangeSeatsForm, MoveForm, ResolutionForm, SeatsForm
from office.guard import election_or_404, office_page, staff_person


@require_http_methods(["GET", "POST"])
@office_page
def contests(request: HttpRequest, slug: str) -> HttpResponse:
    """All of them in their order, and forms for one more."""
    election, act = election_or_404(slug), request.POST.get("act", "")
    seats = SeatsForm(election, request.POST if act == "seats" else None, prefix="seats")
    resolution = ResolutionForm(election, request.POST if act == "resolution" else None, prefix="resolution")
    asked = resolution if act == "resolution" else seats
    add = acts.add_resolution if act == "resolution" else acts.add_seats_contest
    if asked.is_valid():
        try:
            contest = add(election, **asked.cleaned_data, by=staff_person(request))
        except ValidationError as error:
            refuse(asked, error)
        else:
            messages.success(request, _("Added: %(title)s.") % {"title": contest.title})
            return redirect("office:contests", slug)
    context = {
        "election": election,
        "now": clock.now(),
        "place": "contests",
        "seats": seats,
        "resolution": resolution,
        "form": asked,
        "sealed": election.ballot_sealed_at is not None,
    }
    return render(request, "office/contests.html", context)


@require_http_methods(["GET", "POST"])
@office_page
def contest(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One of them: other words or seats, another place, or none."""
    election = election_or_404(slug)
    found = get_object_or_404(election.contests, pk=pk)
    act, by = request.POST.get("act", ""), staff_person(request)
    form = _change_form(found, request)
    move = MoveForm(election, request.POST if act in {"up", "remove"} else None, prefix="move")
    asked = move if move.is_bound else form
    if asked.is_bound and asked.is_valid():
        try:
            told = _do(found, act, asked, by)
        except ValidationError as error:
            if asked is form:
                form.refuse(error)
            else:
                refuse(move, error)
        else:
            messages.success(request, told)
            return redirect("office:contests", slug)
    above = election.contests.filter(position__lt=found.position)
    context = {"election": election, "now": clock.now(), "place": "contests", "contest": found, "form": asked}
    return render(request, "office/contest.html", context | {"change": form, "move": move, "is_first": not above})


def _change_form(contest: Contest, request: HttpRequest) -> ChangeSeatsForm | ChangeResolutionForm:
    """Filled with what is on the ballot."""
    kind = ChangeResolutionForm if contest.kind == Contest.Kind.RESOLUTION else ChangeSeatsForm
    shown = acts.shown(contest)
    sent = request.POST if request.POST.get("act") == "change" else None
    form = kind(contest.election, sent, prefix="change", initial=shown)
    form.fill(shown)
    return form


def _do(contest: Contest, act: str, form: MoveForm | ChangeSeatsForm | ChangeResolutionForm, by: Person) -> str:
    """What is true then."""
    asked, told = form.cleaned_data, {"title": contest.title}
    if act == "up":
        acts.move_up(contest, by=by, **asked)
        return _("Moved up: %(title)s.") % told
    if act == "remove":
        acts.remove_contest(contest, by=by, **asked)
        return _("Removed: %(title)s.") % told
    change = acts.change_resolution if contest.kind == Contest.Kind.RESOLUTION else acts.change_seats
    change(contest, by=by, **asked)
    return _("Saved: %(title)s.") % {"title": asked["title"]}
