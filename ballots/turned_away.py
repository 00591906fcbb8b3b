"""Pages for who cannot mark or cast a ballot now: each says why, and gives back the marks that came along."""

from datetime import datetime

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from ballots import marking
from base import clock, kept
from base.moments import in_words
from elections import phases, rights, windows
from elections.models import Election
from elections.phases import Phase
from elections.sentences import explained, why_late
from elections.voters import tests_for
from members.models import User

Refusal = ValidationError | PermissionDenied


def refusal(request: HttpRequest, election: Election) -> HttpResponse | None:
    """Who is not signed in, comes when voting is not open, or may not vote; None for who may go on."""
    if not isinstance(request.user, User):
        return signed_out(request, election) if request.method == "POST" else _to_sign_in(request, election)
    now = clock.now()
    if not windows.may_cast(election.instants, election.facts, now):
        return not_open(request, election, now)
    person = request.user.person
    tests = tests_for(election, person, now) if person else []
    if tests and rights.may_vote(tests):
        return None
    context = {"election": election, "reason": explained(tests), "section": "elections"}
    return render(request, "ballots/not_on_roll.html", context, status=403)


def _to_sign_in(request: HttpRequest, election: Election) -> HttpResponse:
    """A “#” at its end keeps browsers from carrying over what stood behind the page's: the code of a mailed link."""
    answer = redirect_to_login(request.path)
    if election.strict_credentials:
        answer["Location"] += "#"
    return answer


def signed_out(request: HttpRequest, election: Election) -> HttpResponse:
    """The session ended between marking and casting: sign in beside this page, come back, go on. No mark is lost."""
    context = _context(request, election)
    action = reverse(str(context["go_on"]), args=[election.slug])
    context |= {"then": election.get_absolute_url(), "action": action}
    return kept.signed_out(request, "ballots/signed_out.html", context)


def not_open(request: HttpRequest, election: Election, now: datetime) -> HttpResponse:
    heading, sentence = why_not_open(election, now)
    phase = election.phase(now)
    before = phase in phases.BEFORE_THE_VOTE
    context = {"heading": heading, "sentence": sentence, "paused": phase is Phase.PAUSED, "before": before}
    return render(request, "ballots/not_open.html", _context(request, election) | context, status=409)


def not_cast(request: HttpRequest, election: Election, refused: Refusal) -> HttpResponse:
    """The one door refused the ballot: nothing of it is stored."""
    open_still = windows.may_cast(election.instants, election.facts, clock.now())
    return _not_cast(request, election, sentences(refused), open_still, status=409)


def too_often(request: HttpRequest, election: Election) -> HttpResponse:
    """Nothing was looked at. The marks stay, for when the account may try again."""
    said = [_("You tried very often in a short time. Wait a few minutes, then go on.")]
    return _not_cast(request, election, said, True, status=429)


def by_script(request: HttpRequest) -> bool:
    """The voting page's script asks for data; a form is answered with pages."""
    return request.headers.get("Accept") == "application/json"


def _not_cast(
    request: HttpRequest, election: Election, said: list[str], open_still: bool, *, status: int
) -> HttpResponse:
    if by_script(request):
        return JsonResponse({"sentences": said}, status=status)
    context = _context(request, election) | {"sentences": said, "open": open_still, "wrong": True}
    return render(request, "ballots/not_cast.html", context, status=status)


def sentences(refused: Refusal) -> list[str]:
    return refused.messages if isinstance(refused, ValidationError) else [str(refused)]


def why_not_open(election: Election, now: datetime) -> tuple[str, str]:
    """A heading and a sentence, true in every phase but voting."""
    phase = election.phase(now)
    if phase is Phase.PAUSED:
        return _("Voting is paused"), _("Ballots that were cast are safe. The reason stands in the election’s journal.")
    if phase in phases.STOPPED:
        return _("There is no vote"), _("It was stopped. The reason stands in the election’s journal.")
    if phases.overdue(election.instants, election.facts, now):
        return _("Voting is not open yet"), why_late(election.facts)
    if phase in phases.BEFORE_THE_VOTE:
        opens = in_words(election.voting_opens, now)
        return _("Voting is not open yet"), _("It opens %(when)s.") % {"when": opens}
    return _("Voting has closed"), _("It closed %(when)s.") % {"when": in_words(election.voting_closes, now)}


def _context(request: HttpRequest, election: Election) -> dict[str, object]:
    """`go_on` is the page to which kept marks return; from the cast it is the review, which seals them again."""
    page = request.resolver_match
    goes_on = "ballots:ballot" if page and page.url_name == "ballot" else "ballots:review"
    marks = marking.kept(request.POST)
    return {"election": election, "kept": marks, "go_on": goes_on, "section": "elections"}
