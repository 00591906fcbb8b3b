"""Pages on which members ask those who stand, those who stand answer, and everybody reads both."""

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from base import clock
from elections import windows
from elections.models import Election
from members.models import User
from nominees import backers, drafts, questioning, threads
from nominees.backers import Standing
from nominees.form_pages import filled, form_page, refuse, signed_in, writing
from nominees.forms import AnswerForm, AskForm
from nominees.models import Nominee, Question
from nominees.orders import in_order
from nominees.published import candidates as public_candidates


@require_safe
def questions(request: HttpRequest, slug: str) -> HttpResponse:
    """Every question, with the answers of everybody who stands side by side."""
    election, now = _election(request, slug), clock.now()
    return _reading(
        request, election, now, "nominees/questions.html", {"own": threads.own_questions(request.user, election)}
    )


@require_safe
def question(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One question with all its answers; before it is approved who asked it and the election office see it."""
    election, now = _election(request, slug), clock.now()
    found = get_object_or_404(threads.visible_to(request.user, election), pk=pk)
    return _reading(request, election, now, "nominees/question.html", {"question": found})


def _reading(
    request: HttpRequest, election: Election, now: datetime, template: str, more: dict[str, object]
) -> HttpResponse:
    """The threads, in this reader's own order of names, and what they may do about them."""
    nominees = list(public_candidates(election, now).select_related("election"))
    ordered = in_order(nominees, election, request, by_name=False)
    mine = _nominee(request, election)
    context = {
        "election": election,
        "now": now,
        "place": "questions",
        "section": "elections",
        "threads": threads.threads(election, ordered, mine),
        "announced": windows.candidates_are_public(election.instants, election.facts, now),
        "may_ask": windows.may_ask_questions(election.instants, election.facts, now),
        "may_answer": mine is not None and not questioning.refusal_to_answer(mine, election, now),
        **more,
    }
    return render(request, template, context)


@writing
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask everybody who stands."""
    election, user, now = _election(request, slug), signed_in(request), clock.now()
    form = filled(request, AskForm, {"asked_name": user.person.name if user.person else ""})
    asked = questioning.asked_by(user.person, election) if user.person else []
    refusal = _refusal(election, user, len(asked), now)
    if form.is_bound and not refusal and form.is_valid() and user.person:
        try:
            questioning.ask(election, by=user.person, at=now, **form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
        else:
            drafts.drop(user, request.path)
            messages.success(
                request, _("Your question is with the election office, which reads it before it is shown.")
            )
            return redirect("nominees:questions", slug)
    context = {"election": election, "now": now, "place": "questions", "refusal": refusal}
    context |= {"left": max(election.questions_each - len(asked), 0)}
    return form_page(request, "nominees/ask.html", form, context)


@writing
@require_http_methods(["GET", "POST"])
def answer_question(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A nominee answers, or changes what they answered."""
    election, user, now = _election(request, slug), signed_in(request), clock.now()
    found = get_object_or_404(threads.public_questions(election).select_related("election"), pk=pk)
    nominee = _nominee(request, election)
    if nominee is None or user.person is None:
        raise PermissionDenied(_("Only who stands for election answers."))
    newest = threads.own_answers(nominee).get(found.pk)
    form = filled(request, AnswerForm, {"text": newest.text if newest else ""})
    refusal = questioning.refusal_to_answer(nominee, election, now)
    if form.is_bound and not refusal and form.is_valid():
        try:
            revision = questioning.answer(found, by=user.person, at=now, **form.cleaned_data)
        except ValidationError as error:
            refuse(form, error)
        else:
            drafts.drop(user, request.path)
            messages.success(request, _saved(changed=revision != newest, amended=newest is not None))
            return redirect(found)
    context = {"election": election, "now": now, "place": "questions", "refusal": refusal, "newest": newest}
    return form_page(request, "nominees/answer_question.html", form, context | {"question": found})


def _election(request: HttpRequest, slug: str) -> Election:
    """An election that takes questions, or took some."""
    election = get_object_or_404(Election.objects.visible_to(request.user), slug=slug)
    if election.questions_open is None and not Question.objects.filter(election=election).exists():
        raise Http404(_("There are no questions to candidates in this election."))
    return election


def _nominee(request: HttpRequest, election: Election) -> Nominee | None:
    """The reader, where they agreed to stand."""
    person = request.user.person if isinstance(request.user, User) else None
    return election.nominees.accepted().filter(person=person).first() if person else None


def _refusal(election: Election, user: User, asked: int, now: datetime) -> str:
    """Why this person cannot ask here and now; empty where they can."""
    if not windows.may_ask_questions(election.instants, election.facts, now):
        return _("Questions are not open.")
    if backers.standing(user.person, now) < Standing.MEMBER:
        return backers.refusal_to_ask()
    if asked >= election.questions_each:
        return _("You have asked as many questions as one member may here.")
    return ""


def _saved(*, changed: bool, amended: bool) -> str:
    if not changed:
        return _("Your answer stays as it was.")
    if amended:
        return _("Your new answer waits for the election office. Until then what was approved stays.")
    return _("Your answer is with the election office, which reads it before it is shown.")
