"""The right to vote at the office's desk: any member's tests, mistakes that members report, requests for the list."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from base import clock
from elections import reporting, rights, voter_list, windows
from elections.models import MistakeReport, RollRequest
from elections.sentences import test_sentence, test_title
from elections.voters import tests_for
from members.models import Person
from nominees.form_pages import refuse
from office.forms_people import AnswerForm, RefusalForm
from office.guard import election_or_404, office_page, staff_person
from office.search import chosen_person, found, looked_for, people_named


@require_safe
@office_page
def roll_check(request: HttpRequest, slug: str) -> HttpResponse:
    """Find anybody, and read what they read on their own page “Can I vote?”."""
    election, now = election_or_404(slug), clock.now()
    typed, person = looked_for(request), chosen_person(request, among=_people())
    context: dict[str, Any] = {"election": election, "now": now, "place": "roll", "typed": typed}
    if person:
        tests = tests_for(election, person, now)
        context |= {
            "person": person,
            "tests": [(test, test_title(test), test_sentence(test)) for test in tests],
            "may_vote": rights.may_vote(tests),
            "correctable": windows.may_correct_roll(election.instants, election.facts, now),
            "reports": election.mistake_reports.filter(person=person),
        }
    else:
        context |= found(people_named(typed), typed)
    return render(request, "office/roll_check.html", context)


@require_safe
@office_page
def reports(request: HttpRequest) -> HttpResponse:
    """Mistakes that members report, those that wait first."""
    said = MistakeReport.objects.select_related("election", "answered_by")
    waiting, answered = said.filter(answered_at=None), said.filter(answered_at__isnull=False).order_by("-answered_at")
    context = {"section": "office", "now": clock.now(), "waiting": waiting, "answered": answered[:50]}
    return render(request, "office/reports.html", context)


@require_http_methods(["GET", "POST"])
@office_page
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """What a member reports, what they read now, and the answer that goes to them by mail."""
    now, officer = clock.now(), staff_person(request)
    said = get_object_or_404(MistakeReport.objects.select_related("election", "person", "answered_by"), pk=pk)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            reporting.answer(said, by=officer, at=now, text=form.cleaned_data["answer"])
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("They get your answer by mail."))
            return redirect("office:reports")
    tests = tests_for(said.election, said.person, now) if said.person else []
    context = {
        "section": "office",
        "now": now,
        "said": said,
        "form": form,
        "tests": [(test, test_title(test), test_sentence(test)) for test in tests],
    }
    return render(request, "office/report.html", context)


@require_http_methods(["GET", "POST"])
@office_page
def roll_request(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A member asks for the list of voters: give it out, or say why not."""
    election, now, officer = election_or_404(slug), clock.now(), staff_person(request)
    asked = get_object_or_404(
        RollRequest.objects.select_related("person", "granted_by", "refused_by"), pk=pk, election=election
    )
    refusing = "refuse" in request.POST
    form = RefusalForm(request.POST if refusing else None)
    problems: list[str] = []
    try:
        if "grant" in request.POST:
            voter_list.grant(asked, by=officer, at=now)
            messages.success(request, _("They can download the list for a week. We told them by mail."))
            return redirect("office:roll", slug)
        if refusing and form.is_valid():
            voter_list.refuse(asked, by=officer, at=now, **form.cleaned_data)
            messages.success(request, _("It is not given out. They get your reason by mail."))
            return redirect("office:roll", slug)
        if request.method == "POST" and not refusing:
            problems = [_("Give the list out, or say why not.")]
    except ValidationError as error:
        problems = error.messages
    context = {"election": election, "now": now, "place": "roll", "asked": asked, "form": form, "problems": problems}
    context["due"] = asked.asked_at + voter_list.DUE
    return render(request, "office/roll_request.html", context)


def _people() -> QuerySet[Person]:
    """With all that the tests look at."""
    return Person.objects.select_related("user").prefetch_related("addresses", "memberships", "affirmations")
