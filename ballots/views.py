"""Voting: mark, review, cast, receipt. Nothing is stored before the cast, and no answer may be cached."""

import base64
import binascii
from collections.abc import Sequence

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ballots import casting, marking, trackers
from ballots.setup import setup_of
from base import clock
from elections import phases, rights
from elections.models import Election
from elections.sentences import explained
from elections.voters import tests_for
from members.models import Person, User
from nominees import ordering
from nominees.models import Nominee


@never_cache
@csrf_protect
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def ballot(request: HttpRequest, slug: str) -> HttpResponse:
    """The empty ballot; sent back from the review with its marks, the ballot as it was."""
    election = _election(slug)
    if refusal := _refusal(request, election):
        return refusal
    data = request.POST if request.method == "POST" else None
    return _ballot_page(request, election, marking.pages(setup_of(election), _order(request, election), data))


@never_cache
@csrf_protect
@sensitive_post_parameters()
@require_POST
def review(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that was marked, once more. The server seals here, since the voter agreed; nothing is cast yet."""
    election = _election(slug)
    if refusal := _refusal(request, election):
        return refusal
    pages = marking.pages(setup_of(election), _order(request, election), request.POST)
    complete, agreed = marking.check(pages), "agree" in request.POST
    if not complete or not agreed:
        return _ballot_page(request, election, pages, checked=True)
    marks = {page.contest.pk: page.marks for page in pages}
    try:
        sealed = casting.seal_for(election, marks, person=_person(request))
    except ValidationError as error:
        return _ballot_page(request, election, pages, problems=error.messages, checked=True)
    context = {
        "election": election,
        "contests": pages,
        "marks": marking.hidden_fields(pages),
        "sealed": base64.b64encode(sealed).decode(),
        "section": "elections",
    }
    return render(request, "ballots/review.html", context)


@never_cache
@csrf_protect
@sensitive_post_parameters()
@require_POST
def cast(request: HttpRequest, slug: str) -> HttpResponse:
    """Put the sealed ballot into the box. Success is shown only from the committed row: by the receipt's own page."""
    election = _election(slug)
    if not isinstance(request.user, User):
        return _signed_out(request, election)
    try:
        sealed = base64.b64decode(request.POST.get("sealed", ""), validate=True)
    except binascii.Error:
        sealed = b""
    try:
        receipt = casting.cast(election, sealed=sealed, by=_person(request), sealed_by_server=True)
    except (ValidationError, PermissionDenied) as error:
        sentences = error.messages if isinstance(error, ValidationError) else [str(error)]
        context = {"election": election, "sentences": sentences, "section": "elections"}
        return render(request, "ballots/not_cast.html", context, status=409)
    return redirect("ballots:receipt", election.slug, receipt.tracker)


@never_cache
@login_required
@require_safe
def receipt(request: HttpRequest, slug: str, tracker: str) -> HttpResponse:
    """The voter's own receipt, with the present state of that ballot. Nobody else learns that it exists."""
    election = _election(slug)
    person = _person(request)
    found = next((each for each in casting.receipts(election, person=person) if each.tracker == tracker), None)
    if found is None:
        raise Http404
    now = clock.now()
    context = {
        "election": election,
        "receipt": found,
        "tracker": {"value": tracker, "groups": trackers.groups(tracker), "qr": trackers.qr(tracker)},
        "now": now,
        "open": phases.may_cast(election.instants, election.facts, now),
        "section": "elections",
    }
    return render(request, "ballots/receipt.html", context)


def _election(slug: str) -> Election:
    """Only an announced election with a sealed ballot has anything to vote on."""
    return get_object_or_404(Election.objects.public(), slug=slug, imported_at__isnull=True)


def _person(request: HttpRequest) -> Person:
    if isinstance(request.user, User) and request.user.person:
        return request.user.person
    raise PermissionDenied(_("Nobody on the member list has the address with which you are signed in."))


def _refusal(request: HttpRequest, election: Election) -> HttpResponse | None:
    """Where this reader cannot mark a ballot: to the sign-in, or a page that says why. Marks sent along are kept."""
    if not isinstance(request.user, User):
        if request.method == "POST":
            return _signed_out(request, election)
        return redirect_to_login(request.path)
    now = clock.now()
    if not phases.may_cast(election.instants, election.facts, now):
        context = {"election": election, "now": now, "section": "elections"}
        return render(request, "ballots/not_open.html", context, status=409)
    person = request.user.person
    tests = tests_for(election, person, now) if person else []
    if tests and rights.may_vote(tests):
        return None
    context = {"election": election, "reason": explained(tests), "section": "elections"}
    return render(request, "ballots/not_on_roll.html", context, status=403)


def _signed_out(request: HttpRequest, election: Election) -> HttpResponse:
    """The session ended between marking and casting: sign in beside this page, come back, go on. No mark is lost."""
    kept = [
        (name, value) for name in request.POST for value in request.POST.getlist(name) if name != "csrfmiddlewaretoken"
    ]
    context = {"election": election, "kept": kept, "section": "elections"}
    return render(request, "ballots/signed_out.html", context, status=401)


def _order(request: HttpRequest, election: Election) -> list[int]:
    """The names in this reader's own order: the same as on the list of candidates."""
    seed = ordering.seed_for_person(election.uuid, _person(request).pk, settings.SECRET_KEY.encode())
    return ordering.order(Nominee.objects.filter(election=election).accepted().values_list("pk", flat=True), seed)


def _ballot_page(
    request: HttpRequest,
    election: Election,
    pages: Sequence[marking.Page],
    *,
    problems: Sequence[str] = (),
    checked: bool = False,
) -> HttpResponse:
    agreed = "agree" in request.POST
    context = {
        "election": election,
        "contests": pages,
        "problems": problems,
        "agreed": agreed,
        "must_agree": checked and not agreed,
        "wrong": checked,
        "now": clock.now(),
        "section": "elections",
    }
    return render(request, "ballots/ballot.html", context)
