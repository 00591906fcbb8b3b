"""Who works in the election office: two officers appoint and dismiss; and the manual for all of them."""

from collections.abc import Mapping
from functools import cache

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from base import clock, texts
from elections import appointing, proposals
from elections.models import Appointment, Proposal
from elections.models.appointment import ROLES
from elections.roles import RIGHTS, Right, Role
from members.models import Person
from nominees.form_pages import refuse
from office.acts import MERGE
from office.asking import to_the_proposal
from office.duties import DUTIES, RIGHT_WORDS
from office.forms_staff import AppointForm, DismissForm
from office.guard import office_page, staff_person
from office.search import chosen_person, found, looked_for, people_named
from office.views.acts import ASKED, about, decide
from office.waiting import waiting_about_the_office


@require_safe
@office_page
def staff(request: HttpRequest) -> HttpResponse:
    """Who works here as what, what each role includes, and what waits for a second officer."""
    officer, now = staff_person(request), clock.now()
    context = {
        "section": "office",
        "now": now,
        "held": Appointment.objects.filter(dismissed_at=None).select_related("person__user"),
        "waiting": waiting_about_the_office(officer=officer, now=now),
        "roles": [ROLES[role] for role in Role],
        "duties": [(DUTIES[duty], _in_words(rights)) for duty, rights in RIGHTS.items()],
    }
    return render(request, "office/staff.html", context)


@require_http_methods(["GET", "POST"])
@office_page
def appoint(request: HttpRequest) -> HttpResponse:
    """Find somebody with an account, and ask a second officer to give them a role."""
    with_an_account = Person.objects.select_related("user").filter(user__is_active=True)
    typed, person = looked_for(request), chosen_person(request, among=with_an_account)
    context = {"section": "office", "typed": typed}
    if person is None:
        people = people_named(typed).filter(pk__in=with_an_account).select_related("user")
        return render(request, "office/appoint.html", context | found(people, typed))
    form = AppointForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        role = Role(form.cleaned_data["role"])
        try:
            appointing.require_appointable(person, role)
            return _asked(request, "appoint", {"person": person.pk, "role": role.value}, form.cleaned_data["reason"])
        except ValidationError as error:
            refuse(form, error)
    held = [each.get_role_display() for each in person.appointments.filter(dismissed_at=None)]
    return render(request, "office/appoint.html", context | {"person": person, "form": form, "held": held})


@require_http_methods(["GET", "POST"])
@office_page
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a second officer to end somebody's role."""
    held = get_object_or_404(Appointment.objects.select_related("person"), pk=pk)
    form = DismissForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            appointing.require_dismissable(held)
            return _asked(request, "dismiss", {"appointment": held.pk}, form.cleaned_data["reason"])
        except ValidationError as error:
            refuse(form, error)
    return render(request, "office/dismiss.html", {"section": "office", "held": held, "form": form})


@require_http_methods(["GET", "POST"])
@office_page
def staff_proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """What one officer asks for about the office itself, and the buttons of another."""
    now = clock.now()
    asked = get_object_or_404(ASKED.filter(election=None), pk=pk)
    answer, problems = decide(request, asked, now, then=reverse("office:staff"))
    if answer:
        return answer
    context = {"section": "office", "frame": "office/staff_frame.html", "now": now, "told": [_told(asked)]}
    return render(request, "office/proposal.html", context | about(asked, request, now) | {"problems": problems})


@require_safe
@office_page
def manual(request: HttpRequest) -> HttpResponse:
    """docs/election-day.md, so that what engineers read is what officers read."""
    return render(request, "office/manual.html", {"section": "office", "manual": _manual()})


@cache
def _manual() -> SafeString:
    """Without its title, which is the page's."""
    _title, _line, text = (settings.BASE_DIR / "docs" / "election-day.md").read_text().partition("\n")
    return texts.render(text)


def _in_words(rights: Mapping[Role, Right]) -> list[tuple[Promise, Promise, str]]:
    """What each role may: its name, the word, and how the word is shown."""
    return [(ROLES[role], *RIGHT_WORDS[rights[role]]) for role in Role]


def _asked(request: HttpRequest, act: str, arguments: dict[str, object], reason: str) -> HttpResponse:
    proposal = proposals.propose(
        None, act=act, arguments=arguments, reason=reason, by=staff_person(request), at=clock.now()
    )
    return to_the_proposal(request, proposal)


def _told(asked: Proposal) -> str:
    """Who, and as what."""
    given = asked.arguments
    if asked.act == MERGE:
        people = Person.objects.in_bulk([given["person"], given["into"]])
        told = {name: people.get(given[name], "?") for name in ("person", "into")}
        return _("%(person)s becomes %(into)s, with all that is theirs.") % told
    if "appointment" in given:
        held = Appointment.objects.select_related("person").filter(pk=given["appointment"]).first()
        return f"{held.person}: {held.get_role_display()}." if held else "?"
    person = Person.objects.select_related("user").filter(pk=given["person"]).first()
    if person is None:
        return "?"
    email = person.user.email if hasattr(person, "user") else "?"
    return f"{person.name}, {email}: {ROLES[Role(given['role'])]}."
