"""Pages of elections: the list, the right to vote, the timetable as a calendar, and the public journal."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from base import clock
from base.journal import head
from elections import affirming, opting_in, overview, reporting, rights, sentences, windows
from elections.calendar import timetable_ics as as_calendar
from elections.models import Election, MistakeReport
from elections.phases import BEFORE_THE_VOTE, CASTING, Phase
from elections.published_journal import public_entry, public_lines
from elections.voters import tests_for
from members.models import User


@require_safe
def election_list(request: HttpRequest) -> HttpResponse:
    """All elections, the latest first."""
    now = clock.now()
    elections = Election.objects.visible_to(request.user)
    rows = [(election, sentences.phase_name(election.phase(now))) for election in elections]
    return render(request, "elections/election_list.html", {"rows": rows, "now": now, "section": "elections"})


@never_cache
@require_safe
def can_i_vote(request: HttpRequest, slug: str) -> HttpResponse:
    """Every test of the right to vote, with what was found and what to do about it."""
    election = get_object_or_404(Election.objects.visible_to(request.user), slug=slug, imported_at__isnull=True)
    now = clock.now()
    person = request.user.person if isinstance(request.user, User) else None
    tests = tests_for(election, person, now) if person else []
    may_vote = bool(tests) and rights.may_vote(tests)
    context = {
        "election": election,
        "now": now,
        "place": "can_i_vote",
        "headline": _headline(election, may_vote, now) if tests else _("Can I vote?"),
        "person": person,
        "tests": [(test, sentences.test_title(test), sentences.test_sentence(test)) for test in tests],
        "final": election.roll_sealed_at is not None,
        "who_votes": overview.voters(election),
        "lacks": [test for test in tests if test.decides and not test.passed],
        "may_affirm": affirming.may_affirm(election, tests, now),
        "may_opt_in": opting_in.may_opt_in(election, tests, now),
        "may_report": request.user.is_authenticated and reporting.may_report(election, now),
        "reported": _reported(election, request.user) if request.user.is_authenticated else None,
        "may_ask_for_list": may_vote and reporting.may_report(election, now),
        "may_cast": may_vote and windows.may_cast(election.instants, election.facts, now),
        "over": _is_over(election, now),
    }
    return render(request, "elections/can_i_vote.html", context)


@login_required
@require_POST
def affirm(request: HttpRequest, slug: str) -> HttpResponse:
    """The member says that they intend to vote."""
    election = get_object_or_404(Election.objects.visible_to(request.user), slug=slug, imported_at__isnull=True)
    if not isinstance(request.user, User) or request.user.person is None:
        raise PermissionDenied(_("Nobody on the member list has the address with which you are signed in."))
    try:
        affirming.affirm(election, by=request.user.person, at=clock.now())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Noted: you intend to vote."))
    return redirect("elections:can_i_vote", election.slug)


def _reported(election: Election, user: AbstractBaseUser | AnonymousUser) -> MistakeReport | None:
    """The last mistake that they reported, with its answer once there is one."""
    if not isinstance(user, User):
        return None
    return election.mistake_reports.filter(email=user.email).order_by("-pk").first()


def _headline(election: Election, may_vote: bool, now: datetime) -> str:
    """The answer, as certain as it is: the sealed roll settles it."""
    if _is_over(election, now):
        return _("You were able to vote in this election") if may_vote else _("You had no vote in this election")
    if election.roll_sealed_at:
        return _("You can vote in this election") if may_vote else _("You can’t vote in this election")
    return _("As things stand, you can vote") if may_vote else _("As things stand, you can’t vote")


def _is_over(election: Election, now: datetime) -> bool:
    return election.phase(now) not in BEFORE_THE_VOTE | CASTING | {Phase.DRAFT}


@require_safe
def timetable_ics(request: HttpRequest, slug: str) -> HttpResponse:
    """The timetable as a calendar file."""
    election = get_object_or_404(Election.objects.public(), slug=slug, imported_at__isnull=True)
    url = request.build_absolute_uri(election.get_absolute_url())
    answer = HttpResponse(as_calendar(election, url=url), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'inline; filename="{election.slug}.ics"'
    return answer


@require_safe
def journal(request: HttpRequest, slug: str) -> HttpResponse:
    """What the office did, as far as it is public: nothing in it tells who voted."""
    election = get_object_or_404(Election.objects.visible_to(request.user), slug=slug, imported_at__isnull=True)
    page = Paginator(public_lines(election.uuid).order_by("-id"), 50).get_page(request.GET.get("page"))
    context = {"election": election, "now": clock.now(), "place": "journal", "page": page}
    context |= {"entries": [public_entry(line) for line in page], "head": head(election.uuid)}
    return render(request, "elections/journal.html", context)
