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
from nominees import book, ordering, reading, threads
from nominees.models import Nominee
from nominees.published import candidates as public_candidates
from nominees.published import with_public_words
from nominees.threads import Answered, Thread

FEWEST, MOST = 2, 4
A_DAY = 24 * 3600


@require_safe
def compare(request: HttpRequest, slug: str) -> HttpResponse:
    """Two to four candidates, field by field; below, or where others than so many are asked for, all to choose from."""
    election = get_object_or_404(Election.objects.visible_to(request.user), slug=slug)
    now = clock.now()
    every = {nominee.slug: nominee for nominee in by_name(election, now)}
    chosen = [every[name] for name in dict.fromkeys(request.GET.getlist("who")) if name in every]
    compared = chosen if FEWEST <= len(chosen) <= MOST else []
    questions = _questions(election, compared)
    people = reading.whole(compared, election, questions)
    context = {
        "election": election,
        "now": now,
        "place": "candidates",
        "section": "elections",
        "people": people,
        "rows": list(zip(*(person.compared for person in people), strict=True)),
        "answers": [(thread, [_answer(person, thread) for person in people]) for thread in questions],
        "every": every.values(),
        "chosen": [nominee.slug for nominee in chosen],
    }
    return render(request, "nominees/compare.html", context)


@require_safe
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that every candidate says, on one page: to print."""
    election = get_object_or_404(Election.objects.visible_to(request.user), slug=slug)
    now = clock.now()
    people, questions = _everybody(election, now)
    context = {
        "election": election,
        "now": now,
        "place": "candidates",
        "section": "elections",
        "people": people,
        "threads": questions,
    }
    return render(request, "nominees/guide.html", context)


@require_safe
def epub(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as one EPUB; made once of the same words, and sent only to who has not got it."""
    election = get_object_or_404(Election.objects.public(), slug=slug)
    people, questions = _everybody(election, clock.now())
    words = sha256(repr((election.name, settings.PUBLIC_URL, people)).encode()).hexdigest()
    tag = quote_etag(words[:32])
    if unchanged := get_conditional_response(request, etag=tag):
        return unchanged
    made = cache.get_or_set(f"epub-{words}", lambda: _made(election, people, questions), A_DAY)
    answer = HttpResponse(made, content_type="application/epub+zip")
    answer["Content-Disposition"] = f'attachment; filename="{election.slug}-candidates.epub"'
    answer["ETag"] = tag
    return answer


def _made(election: Election, people: Sequence[reading.Whole], questions: Sequence[Thread]) -> bytes:
    at = reading.last_words(people, election)
    return book.made(election, people, questions, url=settings.PUBLIC_URL, at=at)


def _everybody(election: Election, now: datetime) -> tuple[list[reading.Whole], list[Thread]]:
    """All candidates by name, and the questions that their answers answer."""
    nominees = by_name(election, now)
    questions = _questions(election, nominees)
    return reading.whole(nominees, election, questions), questions


def _questions(election: Election, nominees: Sequence[Nominee]) -> list[Thread]:
    """None where nobody is shown, nor where the election takes none."""
    return threads.threads(election, nominees) if nominees and election.questions_open else []


def _answer(person: reading.Whole, thread: Thread) -> Answered | None:
    """Nothing where they withdrew before they answered."""
    return next((answer for answer in person.answers if answer.number == thread.number), None)


def by_name(election: Election, now: datetime) -> list[Nominee]:
    """The public candidates in alphabetical order: on paper nobody has an order of their own."""
    nominees = with_public_words(public_candidates(election, now))
    return sorted(nominees, key=lambda nominee: ordering.collation_key(nominee.name))
