"""The timetable: drawn, filled from a template, and moved once it was seen what follows."""

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from base import clock
from elections import windows
from elections.models import Election
from elections.officers import require_reason
from elections.sentences import instant_name
from elections.timetable import moves, set_instants
from elections.timetable_templates import filled, keep_as_template
from office.acts import possible_acts
from office.forms_election import FillForm, KeepForm, TimetableForm
from office.guard import election_or_404, office_page, staff_person
from office.timetable_changes import after, effects, picture, rows_of

ACTS_OF_TIME = (
    "announce",
    "open-nominations",
    "close-nominations",
    "open",
    "extend",
    "pause",
    "resume",
    "close",
    "cancel",
    "void",
)


@require_http_methods(["GET", "POST"])
@office_page
def timetable(request: HttpRequest, slug: str) -> HttpResponse:
    """Change instants ahead of time; what is to happen now has acts of its own, which are linked."""
    election, now = election_or_404(slug), clock.now()
    if "keep" in request.POST:
        return _keep(request, election, now)
    form = TimetableForm(election, now, request.POST if request.method == "POST" else None)
    if form.is_bound and "back" not in request.POST and form.is_valid():
        try:
            return _looked_at(request, election, form, now) or _moved(request, election, form)
        except ValidationError as error:
            form.refuse(error)
    return _page(request, election, form, now)


def _looked_at(request: HttpRequest, election: Election, form: TimetableForm, now: datetime) -> HttpResponse | None:
    """What follows from the move, once somebody else is concerned; None where it is seen, or concerns nobody."""
    moved = moves(election, form.instants(), now, seen=form.cleaned_data["seen"])
    if not moved or election.announced_at is None or "confirm" in request.POST:
        return None
    reason = require_reason(form.cleaned_data["reason"])
    context = {
        "election": election,
        "now": now,
        "place": "timetable",
        "form": form,
        "rows": rows_of(election, moved),
        "picture": picture(after(election, moved), now, before=election.instants),
        "effects": effects(election, moved, now),
        "reason": reason,
    }
    return render(request, "office/timetable_preview.html", context)


def _moved(request: HttpRequest, election: Election, form: TimetableForm) -> HttpResponse:
    reason, seen = form.cleaned_data.get("reason", ""), form.cleaned_data["seen"]
    set_instants(election, instants=form.instants(), by=staff_person(request), reason=reason, seen=seen)
    messages.success(request, _("The timetable is saved."))
    return redirect("office:timetable", election.slug)


def _keep(request: HttpRequest, election: Election, now: datetime) -> HttpResponse:
    keep = KeepForm(request.POST)
    if not keep.is_valid():
        return _page(request, election, TimetableForm(election, now), now, keep=keep)
    kept = keep_as_template(election, name=keep.cleaned_data["name"], by=staff_person(request))
    messages.success(request, _("“%(name)s” can now fill other timetables.") % {"name": kept.name})
    return redirect("office:timetable", election.slug)


def _page(
    request: HttpRequest, election: Election, form: TimetableForm, now: datetime, keep: KeepForm | None = None
) -> HttpResponse:
    fill, template = FillForm(request.GET or None, initial={"opens": election.voting_opens}), ""
    if not form.is_bound and fill.is_bound and fill.is_valid():
        template = fill.cleaned_data["template"].name
        form.initial.update(filled(fill.cleaned_data["template"].minutes, fill.cleaned_data["opens"]))
    context = {
        "election": election,
        "now": now,
        "place": "timetable",
        "form": form if keep is None else keep,
        "fill": fill,
        "keep": keep or KeepForm(),
        "filled": template,
        "changeable": windows.may_change_timetable(election.instants, election.facts, now),
        "picture": picture(election.instants, now),
        "passed": [{"label": instant_name(name), "instant": at, "state": "past"} for name, at in form.passed.items()],
        "acts": possible_acts(election, now, ACTS_OF_TIME),
    }
    return render(request, "office/timetable.html", context)
