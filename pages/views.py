"""Pages that join rooms: home, an election's front page, what concerns me, and help."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from base import clock
from elections import overview
from elections.models import Election
from elections.phases import Phase
from members.models import User
from nominees.models import Nomination, Nominee
from pages.can_do import can_do

OVER = {Phase.PUBLISHED, Phase.VOID, Phase.CANCELLED}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What goes on now, what anyone can do about it, and what was."""
    now = clock.now()
    elections = list(Election.objects.public().prefetch_related("contests__seats"))
    current = [election for election in elections if election.phase(now) not in OVER]
    current.sort(key=lambda election: (election.phase(now) is not Phase.VOTING, election.voting_opens))
    context = {
        "now": now,
        "current": [(election, can_do(election, request.user, now)) for election in current],
        "past": [election for election in elections if election.phase(now) in OVER],
    }
    return render(request, "pages/home.html", context)


@require_safe
def election(request: HttpRequest, slug: str) -> HttpResponse:
    """The front page of an election: what can be done now, what is voted on, and when."""
    found = get_object_or_404(Election.objects.visible_to(request.user).prefetch_related("contests__seats"), slug=slug)
    now = clock.now()
    context = {
        "election": found,
        "now": now,
        "place": "election",
        "can": can_do(found, request.user, now),
        "timetable": overview.timetable(found, now),
        "rules": overview.rules(found),
        "standing": Nominee.objects.filter(election=found).standing().count(),
    }
    return render(request, "pages/election.html", context)


@login_required
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """What concerns the person who is signed in: memberships, elections, candidacies and nominations."""
    now = clock.now()
    person = request.user.person if isinstance(request.user, User) else None
    current = [each for each in Election.objects.public() if each.phase(now) not in OVER]
    context = {
        "now": now,
        "section": "me",
        "person": person,
        "current": [(each, can_do(each, request.user, now)) for each in current],
        "memberships": person.memberships.all() if person else [],
        "candidacies": Nominee.objects.filter(person=person).select_related("election") if person else [],
        "nominations": (
            Nomination.objects.filter(nominator=person).select_related("nominee__election") if person else []
        ),
    }
    return render(request, "pages/me.html", context)


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/help.html", {"section": "help"})


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/privacy.html", {"section": "help"})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/accessibility.html", {"section": "help"})


@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/contact.html", {"section": "help", "office_email": settings.OFFICE_EMAIL})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Public pages may be indexed; pages that belong to one person may not."""
    private = [
        "/me/",
        "/account/",
        "/office/",
        "/admin/",
        "/nominations/",
        "/elections/*/ballot/",
        "/elections/*/receipt/",
    ]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in private), ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
