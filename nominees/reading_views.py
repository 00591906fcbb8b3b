"""Other ways to read who stands: side by side, as a printed guide, and as a book for an e-reader."""

from hashlib import sha256

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from base import clock
from elections.models import Election
from nominees import book, ordering, reading
from nominees.published import candidates as public_candidates
from nominees.published import with_public_words

FEWEST, MOST = 2, 4


@require_safe
def compare(request: HttpRequest, slug: str) -> HttpResponse:
    """Two to four candidates, field by field."""
    election = get_object_or_404(Election.objects.visible_to(request.user), slug=slug)
    now = clock.now()
    wanted = request.GET.getlist("who")
    shown = {nominee.slug: nominee for nominee in with_public_words(public_candidates(election, now))}
    chosen = [shown[name] for name in dict.fromkeys(wanted) if name in shown]
    if len(chosen) < FEWEST:
        messages.info(request, _("Choose two to four candidates to compare."))
        return redirect("nominees:candidates", slug)
    context = {"election": election, "now": now, "place": "candidates", "left_out": len(chosen) > MOST}
    context["people"] = reading.whole(chosen[:MOST], election)
    return render(request, "nominees/compare.html", context)


@require_safe
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that every candidate says, on one page: to print."""
    election = get_object_or_404(Election.objects.visible_to(request.user), slug=slug)
    now = clock.now()
    context = {"election": election, "now": now, "place": "candidates", "people": everybody(election)}
    return render(request, "nominees/guide.html", context)


@require_safe
def epub(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as one EPUB; made anew only when something of it has changed."""
    election = get_object_or_404(Election.objects.public(), slug=slug)
    people = everybody(election)
    tag = quote_etag(sha256(repr((election.name, people)).encode()).hexdigest()[:32])
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    answer = HttpResponse(book.made(election, people, url=settings.PUBLIC_URL), content_type="application/epub+zip")
    answer["Content-Disposition"] = f'attachment; filename="{election.slug}-candidates.epub"'
    answer["ETag"] = tag
    return answer


def everybody(election: Election) -> list[reading.Whole]:
    """The public candidates who still stand, by name: in print nobody has an order of their own."""
    nominees = with_public_words(public_candidates(election, clock.now()).filter(withdrawn_at=None))
    return reading.whole(sorted(nominees, key=lambda nominee: ordering.collation_key(nominee.name)), election)
