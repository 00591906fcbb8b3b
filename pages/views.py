"""Pages that join rooms: home, an election's front page, what concerns me, and help."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from base import clock, texts
from community.featuring import featured
from community.models import Post
from elections import overview, phases, windows
from elections.extensions import extensions
from elections.models import Contest, Election
from elections.phases import Phase
from nominees import support
from nominees.models import Nomination, Nominee
from pages.can_do import can_do
from pages.reader import reader_of

PAST_ON_HOME = 8
POSTS_ON_HOME = 3
POSTS_OF_ELECTION = 10
OPENING_WORDS = 40
OVER = {Phase.PUBLISHED, Phase.VOID, Phase.CANCELLED}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What goes on now, what this reader can do about it, and what was."""
    now = clock.now()
    elections = list(Election.objects.public().prefetch_related("contests__seats"))
    current = _current(elections, now)
    reader = reader_of(request.user, current, now)
    context = {
        "now": now,
        "current": [(election, can_do(election, reader, now)) for election in current],
        "standing": _standing(current[0], now) if current else 0,
        "posts": Post.objects.published(now).defer("search", "text", "html")[:POSTS_ON_HOME],
        "story": featured(),
        "past": [election for election in elections if election not in current][:PAST_ON_HOME],
    }
    return render(request, "pages/home.html", context)


@require_safe
def election(request: HttpRequest, slug: str) -> HttpResponse:
    """The front page of an election: what can be done now, what is voted on, and when."""
    found = get_object_or_404(Election.objects.visible_to(request.user).prefetch_related("contests__seats"), slug=slug)
    now = clock.now()
    announced = windows.candidates_are_public(found.instants, found.facts, now) or not found.instants.has_nominations
    standing = _standing(found, now)
    context = {
        "election": found,
        "now": now,
        "place": "election",
        "can": can_do(found, reader_of(request.user, [found], now), now),
        "contests": [(each, overview.method(each, standing), *_words(each)) for each in found.contests.all()],
        "description": texts.under(found.description_html, 2),
        "may_practise": found.phase(now) in phases.BEFORE_THE_VOTE | phases.CASTING,
        "timetable": overview.timetable(found, now),
        "rules": overview.rules(found),
        "announced": announced,
        "extensions": [] if found.phase(now) in OVER else extensions(found),
        "posts": Post.objects.published(now).filter(election=found).defer("search", "text", "html")[:POSTS_OF_ELECTION],
    }
    return render(request, "pages/election.html", context)


def _standing(found: Election, now: datetime) -> int:
    """How many stand, once everybody may know it; else 0."""
    if not windows.candidates_are_public(found.instants, found.facts, now) and found.instants.has_nominations:
        return 0
    return support.standing(found).count()


def _words(contest: Contest) -> tuple[str, str]:
    """A contest's text, to stand under its title, and how it begins where it is too long to stand there unasked."""
    return texts.under(contest.text_html, 3), texts.opening(contest.text_html, OPENING_WORDS)


@never_cache
@login_required
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """What concerns the person who is signed in: memberships, elections, candidacies, nominations and receipts."""
    now = clock.now()
    elections = list(Election.objects.public())
    reader = reader_of(request.user, elections, now)
    person = reader.person
    context = {
        "now": now,
        "section": "me",
        "person": person,
        "current": [(each, can_do(each, reader, now)) for each in _current(elections, now)],
        "memberships": person.memberships.all() if person else [],
        "candidacies": Nominee.objects.filter(person=person).select_related("election") if person else [],
        "nominations": (
            Nomination.objects.filter(nominator=person).select_related("nominee__election") if person else []
        ),
        "receipts": [(each, reader.trackers[each.pk]) for each in elections if each.pk in reader.trackers],
    }
    return render(request, "pages/me.html", context)


def _current(elections: Sequence[Election], now: datetime) -> list[Election]:
    """What is not over yet: first what can be voted in, then what can be nominated for, then the soonest vote."""
    phase_of = {election.pk: election.phase(now) for election in elections}

    def urgency(election: Election) -> tuple[bool, bool, datetime]:
        phase = phase_of[election.pk]
        return phase not in phases.CASTING, phase is not Phase.NOMINATIONS, election.voting_opens

    return sorted((each for each in elections if phase_of[each.pk] not in OVER), key=urgency)


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/help.html", {"section": "help"})


@require_safe
def candidates_guide(request: HttpRequest) -> HttpResponse:
    """docs/candidates.md, so that what engineers read is what nominees read."""
    return render(request, "pages/candidates_guide.html", {"section": "help", "guide": _guide()})


@cache
def _guide() -> SafeString:
    """Without its title, which is the page's."""
    _title, _line, text = (settings.BASE_DIR / "docs" / "candidates.md").read_text().partition("\n")
    return texts.render(text)


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
        "/accounts/",
        "/office/",
        "/admin/",
        "/nominations/",
        "/preview/",
        "/mail/",
        "/elections/*/ballot/",
        "/elections/*/receipt/",
    ]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in private), ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
