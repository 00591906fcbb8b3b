"""Voting: mark, review, cast, receipt. Nothing is stored before the cast, and no answer may be cached."""

import base64
import binascii
from collections.abc import Callable, Sequence

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from ballots import browser_sealing, casting, casting_rows, marking, testing, trackers, turned_away
from ballots.ballot_box import recorded
from ballots.setup import setup_of
from base import clock, limits
from base.kept import shown_again_by
from base.limits import Costly
from elections import windows
from elections.extensions import extensions
from elections.models import Election
from members.models import Person, User
from nominees.models import Nominee
from nominees.orders import own_order

View = Callable[..., HttpResponse]
LARGEST_FILE = 10_000_000  # more than any ballot takes: the one door knows how large one of its election can be


def secret(view: View) -> View:
    """What comes in and goes out is the voter's alone: in no cache, and in no report of an error."""
    return never_cache(sensitive_post_parameters()(view))


@secret
def shown_again(request: HttpRequest, slug: str) -> HttpResponse:
    """In place of a refusal: a form that our own page sent with a token from before the voter signed in again.

    The ballot is shown with its marks and a good token. Nothing that the form asked for is done.
    """
    election = _election(slug)
    if refusal := turned_away.refusal(request, election):
        return refusal
    answer = _ballot_page(request, election, _pages(request, election), again=True)
    answer.status_code = 403
    return answer


@shown_again_by(shown_again)
@secret
@require_http_methods(["GET", "HEAD", "POST"])
def ballot(request: HttpRequest, slug: str) -> HttpResponse:
    """The empty ballot; sent back from the review with its marks, the ballot as it was."""
    election = _election(slug)
    if refusal := turned_away.refusal(request, election):
        return refusal
    return _ballot_page(request, election, _pages(request, election))


@shown_again_by(shown_again)
@secret
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that was marked, once more. The server seals here, since the voter agreed; nothing is cast yet."""
    election = _election(slug)
    if request.method != "POST":
        return redirect("ballots:ballot", slug)
    if refusal := turned_away.refusal(request, election):
        return refusal
    pages = _pages(request, election)
    if not marking.check(pages) or marking.AGREE not in request.POST:
        return _ballot_page(request, election, pages, checked=True)
    if not limits.spend(request, Costly.SEAL_BALLOT):
        return turned_away.too_often(request, election)
    try:
        marks = {page.key: page.marks for page in pages}
        sealed = casting.seal_for(election, marks, person=_person(request))
    except (ValidationError, PermissionDenied) as refused:
        return _ballot_page(request, election, pages, problems=turned_away.sentences(refused), checked=True)
    context = {
        "election": election,
        "contests": pages,
        "marks": marking.hidden_fields(pages),
        "sealed": base64.b64encode(sealed).decode(),
        "earlier": _earlier(request, election),
        "now": clock.now(),
        "section": "elections",
    }
    return render(request, "ballots/review.html", context)


@shown_again_by(shown_again)
@secret
@require_http_methods(["GET", "HEAD", "POST"])
def cast(request: HttpRequest, slug: str) -> HttpResponse:
    """Put the sealed ballot into the box. Success is shown only from the committed row: by the receipt's own page.

    The page's script sends what it sealed and nothing else, and is answered with data.
    """
    election = _election(slug)
    if request.method != "POST":
        return redirect("ballots:ballot", slug)
    if not isinstance(request.user, User):
        return turned_away.signed_out(request, election)
    if limits.is_spent(request, Costly.REFUSED_BALLOT):
        return turned_away.too_often(request, election)
    by_server = request.POST.get("sealed_by") != "browser"
    try:
        receipt = casting.cast(election, sealed=_sealed(request), by=_person(request), sealed_by_server=by_server)
    except (ValidationError, PermissionDenied) as refused:
        limits.spend(request, Costly.REFUSED_BALLOT)
        return turned_away.not_cast(request, election, refused)
    address = reverse("ballots:receipt", args=[election.slug, receipt.tracker])
    return JsonResponse({"receipt": address}) if turned_away.by_script(request) else redirect(address)


@secret
@require_safe
def own_program(request: HttpRequest, slug: str) -> HttpResponse:
    """For who trusts no script that a server hands out: the voting code, and a place for the sealed file."""
    election = _election(slug)
    if refusal := turned_away.refusal(request, election):
        return refusal
    try:
        sealing = browser_sealing.for_voter(election, person=_person(request))
    except (ValidationError, PermissionDenied) as refused:
        return turned_away.not_cast(request, election, refused)
    context = {"election": election, "sealing": sealing, "section": "elections"}
    return render(request, "ballots/own_program.html", context)


@secret
@require_http_methods(["GET", "HEAD", "POST"])
def test(request: HttpRequest, slug: str) -> HttpResponse:
    """The page's script gives a sealed ballot up before it opens it. What it held stays on the voter's machine."""
    election = _election(slug)
    if request.method != "POST":
        return redirect("ballots:ballot", slug)
    if not isinstance(request.user, User):
        return turned_away.signed_out(request, election)
    if not limits.spend(request, Costly.TEST_BALLOT):
        return turned_away.too_often(request, election)
    try:
        testing.give_up(election, request.POST.get("alphas", "").split(), by=_person(request))
    except (ValidationError, PermissionDenied) as refused:
        return turned_away.not_cast(request, election, refused)
    return JsonResponse({})


@never_cache
@login_required
@require_safe
def receipt(request: HttpRequest, slug: str, tracker: str) -> HttpResponse:
    """The voter's own receipt, with the present state of that ballot. Nobody else learns that it exists."""
    election, person, now = _election(slug), _person(request), clock.now()
    context = {
        "election": election,
        "receipt": _own_receipt(election, person, tracker),
        "tracker": {
            "value": tracker,
            "groups": trackers.groups(tracker),
            "qr": trackers.qr(f"{settings.PUBLIC_URL}{_in_the_box(slug, tracker)}"),
        },
        "in_the_box": _in_the_box(slug, tracker),
        "recorded": recorded(setup_of(election), tracker),
        "mailed": election.roll.filter(person=person).exclude(email="").exists(),
        "now": now,
        "open": windows.may_cast(election.instants, election.facts, now),
        "section": "elections",
    }
    return render(request, "ballots/receipt.html", context)


@never_cache
@login_required
@require_safe
def receipt_file(request: HttpRequest, slug: str, tracker: str) -> HttpResponse:
    """The same to keep: a small text, without the voter's name or choices."""
    election = _election(slug)
    context = {
        "election": election,
        "receipt": _own_receipt(election, _person(request), tracker),
        "fingerprint": setup_of(election).fingerprint,
        "groups": " ".join(trackers.groups(tracker)),
        "recorded": recorded(setup_of(election), tracker),
        "in_the_box": f"{settings.PUBLIC_URL}{_in_the_box(slug, tracker)}",
        "how": f"{settings.PUBLIC_URL}{reverse('ballots:verify', args=[slug])}",
    }
    answer = render(request, "ballots/receipt.txt", context, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="receipt-{slug}.txt"'
    return answer


def _own_receipt(election: Election, person: Person, tracker: str) -> casting.Receipt:
    for each in casting.receipts(election, person=person):
        if each.tracker == tracker:
            return each
    raise Http404


def _in_the_box(slug: str, tracker: str) -> str:
    """The ballot box, opened at this tracker."""
    return f"{reverse('ballots:ballot_box', args=[slug])}?q={tracker.translate(trackers.TO_ADDRESS)}"


def _election(slug: str) -> Election:
    """Drafts and elections held elsewhere have no ballot."""
    election = casting_rows.election_at(slug)
    if election is None:
        raise Http404
    return election


def _person(request: HttpRequest) -> Person:
    if isinstance(request.user, User) and request.user.person:
        return request.user.person
    raise PermissionDenied(_("Nobody on the member list has the address with which you are signed in."))


def _pages(request: HttpRequest, election: Election) -> list[marking.Page]:
    """The contests with the marks that were sent, names in this reader's own order."""
    nominees = Nominee.objects.filter(election=election).accepted().values_list("pk", flat=True)
    order = own_order(nominees, election.uuid, _person(request).pk)
    return marking.pages(setup_of(election), order, request.POST if request.method == "POST" else None)


def _sealed(request: HttpRequest) -> bytes:
    """Nothing where it cannot be read: the one door then says so. A file on disk ends with a newline of its own."""
    if file := request.FILES.get("file"):
        return bytes(file.read(LARGEST_FILE)).removesuffix(b"\n")
    try:
        return base64.b64decode(request.POST.get("sealed", ""), validate=True)
    except (binascii.Error, ValueError):
        return b""


def _earlier(request: HttpRequest, election: Election) -> str | None:
    """The tracker of the ballot that this one would replace."""
    return trackers.last_of(_person(request), [election]).get(election.pk)


def _ballot_page(
    request: HttpRequest,
    election: Election,
    pages: Sequence[marking.Page],
    *,
    problems: Sequence[str] = (),
    checked: bool = False,
    again: bool = False,
) -> HttpResponse:
    agreed = marking.AGREE in request.POST
    try:
        sealing = browser_sealing.for_voter(election, person=_person(request))
    except (ValidationError, PermissionDenied) as refused:
        sealing, problems, checked = None, problems or turned_away.sentences(refused), True
    context = {
        "election": election,
        "contests": pages,
        "sealing": sealing,
        "problems": problems,
        "extensions": extensions(election),
        "agreed": agreed,
        "must_agree": checked and not agreed,
        "wrong": checked,
        "again": again,
        "earlier": _earlier(request, election),
        "now": clock.now(),
        "section": "elections",
    }
    return render(request, "ballots/ballot.html", context)
