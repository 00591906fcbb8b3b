"""Awards, stories and the board at the office: who a recipient is, what stands on the home page, who was elected."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from base import clock
from community import board as register
from community import correcting, featuring, honouring
from community.models import Award, Story
from elections.models import BoardTerm, Election
from nominees.form_pages import refuse
from office.forms_news import RemoveTermForm, TermForm
from office.guard import office_page, staff_person
from office.search import looked_for, person_or_404

A_PAGE = 50


@require_safe
@office_page
def awards(request: HttpRequest) -> HttpResponse:
    """Every award; those first of which nobody has said yet whose they are."""
    every = Award.objects.select_related("post", "person").order_by("confirmed_at", "-awarded_on", "pk")
    waiting = every.filter(confirmed_at=None)
    page = Paginator(every.filter(confirmed_at__isnull=False), A_PAGE).get_page(request.GET.get("page"))
    context = {"section": "office", "place": "awards", "waiting": waiting, "page": page}
    return render(request, "office/awards.html", context)


@require_http_methods(["GET", "POST"])
@office_page
def award(request: HttpRequest, pk: int) -> HttpResponse:
    """Who received an award: people of that name, or of one that is looked for."""
    found = get_object_or_404(Award.objects.select_related("post", "person"), pk=pk)
    problems: list[str] = []
    officer, now = staff_person(request), clock.now()
    try:
        if "take_back" in request.POST:
            honouring.take_back(found, by=officer, at=now, seen=request.POST["take_back"])
            messages.success(request, _("Nobody is named for this award now."))
            return redirect("office:award", pk)
        if "person" in request.POST:
            person = person_or_404(request.POST["person"])
            honouring.confirm(found, person=person, by=officer, at=now)
            messages.success(request, _("The award stands on the pages of %(name)s.") % {"name": person})
            return redirect("office:awards")
    except ValidationError as error:
        problems = error.messages
        found.refresh_from_db()
    words = looked_for(request)
    people = honouring.suggestions(found, words).prefetch_related("addresses", "candidacies__election")
    context = {"section": "office", "place": "awards", "award": found, "people": people, "words": words}
    return render(request, "office/award.html", context | {"problems": problems})


@require_http_methods(["GET", "POST"])
@office_page
def stories(request: HttpRequest) -> HttpResponse:
    """Every story, and which one stands on the home page."""
    officer, now = staff_person(request), clock.now()
    if request.POST.get("feature", "").isdecimal():
        featuring.feature(get_object_or_404(Story, pk=int(request.POST["feature"])), by=officer, at=now)
        messages.success(request, _("The story stands on the home page."))
        return redirect("office:stories")
    if "feature_none" in request.POST:
        featuring.feature_none(by=officer, at=now)
        messages.success(request, _("The home page shows no story."))
        return redirect("office:stories")
    every = Story.objects.select_related("programme")
    return render(request, "office/stories.html", {"section": "office", "place": "stories", "stories": every})


@require_http_methods(["GET", "POST"])
@office_page
def board(request: HttpRequest) -> HttpResponse:
    """The register of directors, and elections of which nobody is in it yet."""
    problems: list[str] = []
    if request.POST.get("enter", "").isdecimal():
        election = get_object_or_404(Election, pk=int(request.POST["enter"]))
        try:
            terms = register.enter_directors(election, by=staff_person(request), at=clock.now())
            messages.success(request, _("%(number)d directors are entered.") % {"number": len(terms)})
            return redirect("office:board")
        except ValidationError as error:
            problems = error.messages
    context = {
        "section": "office",
        "place": "board",
        "problems": problems,
        "registers": _registers(),
        "waiting": register.not_entered(Election.objects.order_by("-voting_opens")),
    }
    return render(request, "office/board.html", context)


def _registers() -> list[tuple[str, list[BoardTerm]]]:
    """The terms by body, the board first; a body in which nobody has sat is left out."""
    terms = list(BoardTerm.objects.select_related("election").order_by("-since", "name"))
    found = [(name, [term for term in terms if term.body == body]) for body, name in register.bodies().items()]
    return [(name, held) for name, held in found if held]


@require_http_methods(["GET", "POST"])
@office_page
def add_term(request: HttpRequest) -> HttpResponse:
    """A director whom no election here has entered."""
    form = TermForm(request.POST or None)
    if form.is_valid():
        try:
            entered = correcting.enter_term(
                form.said(), by=staff_person(request), at=clock.now(), reason=form.cleaned_data["reason"]
            )
        except ValidationError as error:
            refuse(form, error)
        else:
            messages.success(request, _("%(name)s is in the register.") % {"name": entered.name})
            return redirect("office:board")
    return render(request, "office/term.html", {"section": "office", "place": "board", "form": form, "fields": form})


@require_http_methods(["GET", "POST"])
@office_page
def term(request: HttpRequest, pk: int) -> HttpResponse:
    """A term as the register has it: to be put right, or removed."""
    held = get_object_or_404(BoardTerm.objects.select_related("person", "election"), pk=pk)
    officer, now, removing = staff_person(request), clock.now(), "remove" in request.POST
    form = TermForm(
        request.POST if request.method == "POST" and not removing else None, initial=TermForm.typed_of(held)
    )
    remove = RemoveTermForm(request.POST if removing else None)
    sent = remove if removing else form
    try:
        if remove.is_valid():
            correcting.remove_term(held, by=officer, at=now, reason=remove.cleaned_data["removal_reason"])
            messages.success(request, _("%(name)s is taken out of the register.") % {"name": held.name})
            return redirect("office:board")
        if form.is_valid():
            correcting.correct_term(held, form.said(), by=officer, at=now, reason=form.cleaned_data["reason"])
            messages.success(request, _("The register is put right."))
            return redirect("office:board")
    except ValidationError as error:
        refuse(sent, error)
    context = {"section": "office", "place": "board", "term": held, "fields": form, "remove": remove, "form": sent}
    return render(request, "office/term.html", context)
