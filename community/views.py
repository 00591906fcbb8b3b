"""Pages of the community: the news, service awards, community stories and the board."""

from datetime import UTC
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from base import clock
from community import board as register
from community import reading
from community.honouring import public_awards
from community.models import Award, Post
from community.reading import Asked
from elections.models import BoardTerm


@require_safe
def news(request: HttpRequest, year: int | None = None, tag: str = "") -> HttpResponse:
    """The archive: all of it, a year, a tag, or what is looked for."""
    now = clock.now()
    these = reading.asked(request, year, tag)
    page = reading.page_of(reading.posts(these, now), request)
    context = {
        "section": "news",
        "place": "news",
        "now": now,
        "asked": these,
        "page": page,
        "years": reading.years(now),
        "tags": reading.tags(now),
        "data_url": data_url(these),
        "canonical": settings.PUBLIC_URL + request.path,
    }
    return render(request, "community/news.html", context, status=_found(these, page.paginator.count))


def _found(these: Asked, number: int) -> int:
    """A year or a tag without posts is no page; words without a match are."""
    return 404 if not number and not these.words and (these.year is not None or these.tag) else 200


def data_url(these: Asked) -> str:
    """The same as data."""
    if these.year is not None:
        return reverse("community:year_json", args=[these.year])
    return reverse("community:tag_json", args=[these.tag]) if these.tag else reverse("community:news_json")


@require_safe
def post(request: HttpRequest, slug: str) -> HttpResponse:
    """One post, with the awards that it tells of and the election that it belongs to."""
    now = clock.now()
    found = get_object_or_404(Post.objects.published(now).select_related("election"), slug=slug)
    pictures = found.pictures.select_related("picture").defer("picture__large", "picture__small", "picture__tiny")
    context = {
        "section": "news",
        "place": "news",
        "now": now,
        "post": found,
        "html": mark_safe(found.html),  # noqa: S308  made by texts.render when it was written
        "awards": found.awards.order_by("position", "pk"),
        "election": reading.election_of(found),
        "canonical": settings.PUBLIC_URL + found.get_absolute_url(),
        "picture_url": settings.PUBLIC_URL + pictures[0].picture.get_absolute_url() if pictures else "",
    }
    return render(request, "community/post.html", context)


@require_safe
def former_address(request: HttpRequest, path: str) -> HttpResponse:
    """Where a post was first published leads to it."""
    if not path.isprintable():  # a NUL would be refused by the database
        raise Http404
    found = get_object_or_404(Post.objects.published(clock.now()), legacy_url=f"/{path}.html")
    return HttpResponsePermanentRedirect(found.get_absolute_url())


@require_safe
def awards(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """Every award by year, the latest first; or those of one year."""
    every = list(public_awards(clock.now()))
    context = {
        "section": "news",
        "place": "awards",
        "year": year,
        "years": sorted({_year(award) for award in every} - {None}, key=lambda one: -(one or 0)),
        "by_year": _by_year([award for award in every if year in {None, _year(award)}]),
        "canonical": settings.PUBLIC_URL + request.path,
    }
    return render(
        request, "community/awards.html", context, status=404 if year is not None and not context["by_year"] else 200
    )


def _year(award: Award) -> int | None:
    return award.awarded_on.year if award.awarded_on else None


def _by_year(these: list[Award]) -> list[tuple[int | None, list[Award]]]:
    years: dict[int | None, list[Award]] = {}
    for award in these:
        years.setdefault(_year(award), []).append(award)
    return sorted(years.items(), key=lambda each: -(each[0] or 0))


@require_safe
def stories(request: HttpRequest) -> HttpResponse:
    """What people say, by programme."""
    context: dict[str, Any] = {"section": "news", "place": "stories", "programmes": reading.programmes()}
    return render(request, "community/stories.html", context | {"canonical": settings.PUBLIC_URL + request.path})


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Who sits on the board now by cohort, and who sat before."""
    return body(request, register.BOARD)


@require_safe
def body(request: HttpRequest, body: str) -> HttpResponse:
    """The same of another body that is elected here, such as a council."""
    names = register.bodies()
    if body not in names:
        raise Http404
    today = clock.now().astimezone(UTC).date()
    terms = list(BoardTerm.objects.filter(body=body).select_related("election").order_by("-since", "name"))
    now_sitting = sorted(register.sitting(terms, today), key=lambda term: (term.until.year, term.cohort, term.name))
    context = {
        "section": "news",
        "place": "board",
        "body": body,
        "name": names.pop(body),
        "others": [(each, name) for each, name in names.items()],
        "today": today,
        "sitting": now_sitting,
        "before": [term for term in terms if term.since <= today and term not in now_sitting],
        "to_come": [term for term in terms if term.since > today],
        "canonical": settings.PUBLIC_URL + request.path,
    }
    return render(request, "community/board.html", context)
