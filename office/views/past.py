"""Figures of elections that were held elsewhere: typed, or taken from a file, and read back before they are kept."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ballots.models import PastResult
from ballots.past_results import enter_all
from base import clock
from nominees.form_pages import refuse
from office.forms_past import PastFileForm, PastForm
from office.guard import office_page, staff_person


@require_http_methods(["GET", "POST"])
@office_page
def past(request: HttpRequest) -> HttpResponse:
    """What is entered, a form for one election, and one for a file of many. All of it or nothing."""
    act = request.POST.get("act", "")
    typed = PastForm(request.POST if act == "typed" else None, prefix="typed")
    file = PastFileForm(request.POST if act == "file" else None, request.FILES or None, prefix="file")
    asked: Any = file if act == "file" else typed
    if asked.is_bound and asked.is_valid():
        try:
            entered = enter_all(asked.elections(), by=staff_person(request), at=clock.now())
        except ValidationError as error:
            refuse(asked, error)
        else:
            names = ", ".join(str(election) for election, _outcome in entered)
            messages.success(request, _("Entered: %(names)s.") % {"names": names})
            return redirect("office:past")
    held = PastResult.objects.select_related("election", "entered_by").order_by("-election__voting_closes")
    context = {"held": held, "typed": typed, "file": file, "form": asked, "section": "office"}
    return render(request, "office/past.html", context)
