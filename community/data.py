"""The community's pages as data: the shapes that docs/data.md promises, and their addresses."""

from datetime import UTC, date
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from base import clock
from community import board as register
from community import reading
from community.honouring import public_awards
from community.models import Award, Post, Story
from elections.models import BoardTerm


@require_safe
def news(request: HttpRequest, year: int | None = None, tag: str = "") -> HttpResponse:
    """A page of posts, without their texts."""
    page = reading.page_of(reading.posts(reading.asked(request, year, tag), clock.now()), request)
    data = {"page": page.number, "pages": page.paginator.num_pages, "posts": [_in_list(each) for each in page]}
    return _answer(data)


@require_safe
def post(request: HttpRequest, slug: str) -> HttpResponse:
    """One post, whole."""
    found = get_object_or_404(Post.objects.published(clock.now()).select_related("election"), slug=slug)
    election = reading.election_of(found)
    awards = [_award(each, found) for each in found.awards.order_by("position", "pk")]
    more = {"text": found.text, "html": found.html, "election": election.slug if election else None, "awards": awards}
    return _answer(_in_list(found) | more)


@require_safe
def awards(request: HttpRequest) -> HttpResponse:
    return _answer({"awards": [_award(each, each.post) for each in public_awards(clock.now())]})


@require_safe
def stories(request: HttpRequest) -> HttpResponse:
    told = [
        {"slug": each.slug, "title": each.title, "stories": [_story(story) for story in each.stories.all()]}
        for each in reading.programmes()
    ]
    return _answer({"programmes": told})


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Every term on the board, those to come too; `sits` tells who sits today."""
    return _register(register.BOARD)


@require_safe
def body(request: HttpRequest, body: str) -> HttpResponse:
    """The same of another body."""
    if body not in register.bodies():
        raise Http404
    return _register(body)


def _register(body: str) -> HttpResponse:
    terms = list(BoardTerm.objects.filter(body=body).select_related("election").order_by("-since", "name"))
    now_sitting = register.sitting(terms, clock.now().astimezone(UTC).date())
    return _answer({"terms": [_term(term, sits=term in now_sitting) for term in terms]})


def _in_list(post: Post) -> dict[str, Any]:
    return {
        "slug": post.slug,
        "url": settings.PUBLIC_URL + post.get_absolute_url(),
        "title": post.title,
        "author": post.author,
        "description": post.description,
        "tags": post.tags,
        "published_at": post.published_at.astimezone(UTC).isoformat() if post.published_at else None,
        "updated_on": _day(post.updated_on),
        "legacy_url": post.legacy_url,
    }


def _award(award: Award, post: Post | None) -> dict[str, Any]:
    return {
        "series": award.series,
        "recipient": award.recipient,
        "citation": award.citation,
        "resolution": award.resolution,
        "awarded_on": _day(award.awarded_on),
        "post": post.slug if post else None,
    }


def _story(story: Story) -> dict[str, Any]:
    voices = [{"name": voice.name, "affiliation": voice.affiliation} for voice in story.voices.all()]
    return {"text": story.text, "html": story.html, "attribution": story.attribution, "voices": voices}


def _term(term: BoardTerm, *, sits: bool) -> dict[str, Any]:
    election = term.election if term.election and term.election.is_known else None
    return {
        "name": term.name,
        "seat": term.seat,
        "cohort": term.cohort,
        "how": term.how,
        "since": _day(term.since),
        "until": _day(term.until),
        "election": election.slug if election else None,
        "sits": sits,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _answer(data: dict[str, Any]) -> HttpResponse:
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2})
