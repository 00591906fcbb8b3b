"""The timetable: every instant that can still change."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from base import clock
from elections.sentences import instant_name
from elections.timetable import set_instants
from nominees.form_pages import refuse
from office.acts import possible_acts
from office.forms_election import TimetableForm
from office.guard import election_or_404, officer_of, officer_required

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
@officer_required
def timetable(request: HttpRequest, slug: str) -> HttpResponse:
    """Change instants ahead of time; what is to happen now has acts of its own, which are linked."""
    election, now = election_or_404(slug), clock.now()
    form = TimetableForm(election, now, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            set_instants(
                election,
                instants=form.instants(),
                by=officer_of(request),
                at=now,
                reason=form.cleaned_data.get("reason", ""),
            )
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("The timetable is saved."))
            return redirect("office:timetable", slug)
    context = {
        "election": election,
        "now": now,
        "place": "timetable",
        "form": form,
        "passed": [{"label": instant_name(name), "instant": at, "state": "past"} for name, at in form.passed.items()],
        "acts": possible_acts(election, now, ACTS_OF_TIME),
    }
    return render(request, "office/timetable.html", context)
