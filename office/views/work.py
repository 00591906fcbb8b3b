"""How far the worker is with what an officer asked for."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from base import clock
from base.models import Work
from office.guard import office_page, staff_person

IMPATIENT = 60  # seconds after which a worker should have begun


@require_safe
@office_page
def work(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """How far it is; then on to the page that shows it, or why it was not done. For who asked for it."""
    asked = get_object_or_404(Work, uuid=uuid, asked_by=staff_person(request).pk)
    if asked.told and "look" not in request.GET:  # which a script asks, for whom no message is meant
        messages.success(request, asked.told)
        return redirect(asked.leads_to)
    waits = asked.began_at is None and (clock.now() - asked.asked_at).total_seconds() > IMPATIENT
    context = {"section": "office", "work": asked, "problems": asked.problems, "nobody_begins": waits}
    return render(request, "office/work.html", context)
