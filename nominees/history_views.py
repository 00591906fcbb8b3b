"""Every version of somebody's words, and what each changed: for their author and the election office."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from base import clock
from elections.models import Election
from elections.officers import may_read
from elections.roles import Duty
from members.models import Person
from nominees import changes
from nominees.form_pages import signed_in
from nominees.models import Nominee
from nominees.old_addresses import follows_names
from nominees.published import visible_to


@never_cache
@login_required
@require_safe
@follows_names
def history(request: HttpRequest, slug: str, nominee_slug: str) -> HttpResponse:
    """What a nominee said of themselves, the newest first."""
    nominee = _seen(request, slug, nominee_slug)
    _require_author(request, nominee.person)
    versions = changes.history(list(changes.profiles().filter(nominee=nominee).order_by("number")))
    return _page(request, nominee, versions)


@never_cache
@login_required
@require_safe
@follows_names
def endorsement_history(request: HttpRequest, slug: str, nominee_slug: str, pk: int) -> HttpResponse:
    """What somebody said about a nominee, the newest first."""
    nominee = _seen(request, slug, nominee_slug)
    nomination = get_object_or_404(nominee.nominations.filter(by_self=False).select_related("nominator"), pk=pk)
    _require_author(request, nomination.nominator)
    versions = changes.history(list(changes.endorsements().filter(nomination=nomination).order_by("number")))
    return _page(request, nominee, versions)


@never_cache
@login_required
@require_safe
@follows_names
def answer_history(request: HttpRequest, slug: str, nominee_slug: str, pk: int) -> HttpResponse:
    """What a nominee answered to one question, the newest first."""
    nominee = _seen(request, slug, nominee_slug)
    _require_author(request, nominee.person)
    given = get_object_or_404(nominee.answers, question=pk)
    versions = changes.history(list(changes.answers().filter(answer=given).order_by("number")))
    return _page(request, nominee, versions)


def _page(request: HttpRequest, nominee: Nominee, versions: list[changes.Version]) -> HttpResponse:
    context = {"election": nominee.election, "now": clock.now(), "nominee": nominee, "versions": versions}
    return render(request, "nominees/history.html", context)


def _seen(request: HttpRequest, slug: str, nominee_slug: str) -> Nominee:
    """Who may not see the nominee learns nothing."""
    user = signed_in(request)
    election = get_object_or_404(Election.objects.visible_to(user), slug=slug)
    return get_object_or_404(
        visible_to(user, election, clock.now()).select_related("election", "person"), slug=nominee_slug
    )


def _require_author(request: HttpRequest, author: Person | None) -> None:
    reader = signed_in(request).person
    if reader is None or (reader != author and not may_read(reader, Duty.WORDS)):
        raise PermissionDenied(_("Only the author and the election office see how words changed."))
