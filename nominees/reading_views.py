"""Other ways to read who stands: side by side, as a printed guide, and as a book for an e-reader."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.http import require_safe

from base import clock
from elections.models import Election
from nominees import book, ordering, reading
from nominees.models import Nominee
from nominees.published import candidates as public_candidates
from nominees.published import with_public_words

FEWEST, MOST = 2, 4
A_DAY = 24 * 3600


@require_safe
def compare(request: HttpRequest, slug: str) -> HttpResponse:
    """Two to four candidates, field by field; below, or where others than so many are asked for, all to choose from."""
    election = get_object_or_404(Election.objects.visible_to(request.user), slug=slug)
    now = clock.now()
    every = {nominee.slug: nominee for nominee in by_name(election, now)}
    chosen = [every[name] for name in dict.fromkeys(request.GET.getlist("who")) if name in every]
    people = reading.whole(chosen, election) if FEWEST <= len(chosen) <= MOST else []
    context = {
        "election": election,
        "now": now,
        "place": "candidates",
        "section": "elections",
        "people": people,
        "rows": list(zip(*(person.compared for person in people), strict=True)),
        "every": every.values(),
        "chosen": [nominee.slug for nominee in chosen],
    }
    return render(request, "nominees/compare.html", context)


@require_safe
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that every candidate says, on one page: to print."""
    election = get_object_or_404(Election.objects.visible_to(request.user), slug=slug)
    now = clock.now()
    people = reading.whole(by_name(election, now), election)
    context = {"election": election, "now": now, "place": "candidates", "section": "elections", "people": people}
    return render(request, "nominees/guide.html", context)


@require_safe
def epub(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as one EPUB; made once of the same words, and sent only to who has not got it."""
    election = get_object_or_404(Election.objects.public(), slug=slug)
    people = reading.whole(by_name(election, clock.now()), election)
    words = sha256(repr((election.name, settings.PUBLIC_URL, people)).encode()).hexdigest()
    tag = quote_etag(words[:32])
    if unchanged := get_conditional_response(request, etag=tag):
        return unchanged
    made = cache.get_or_set(f"epub-{words}", lambda: _made(election, people), A_DAY)
    answer = HttpResponse(made, content_type="application/epub+zip")
    answer["Content-Disposition"] = f'attachment; filename="{election.slug}-candidates.epub"'
    answer["ETag"] = tag
    return answer


def _made(election: Election, people: Sequence[reading.Whole]) -> bytes:
    return book.made(election, people, url=settings.PUBLIC_URL, at=reading.last_words(people, election))


def by_name(election: Election, now: datetime) -> list[Nominee]:
    """The public candidates in alphabetical order: on paper nobody has an order of their own."""
    nominees = with_public_words(public_candidates(election, now))
    return sorted(nominees, key=lambda nominee: ordering.collation_key(nominee.name))
