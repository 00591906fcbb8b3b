"""What readers ask of the news: a year, a tag, words; and what stands beside the posts they get."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.core.paginator import Page, Paginator
from django.db.models import CharField, Count, F, Func, Prefetch
from django.db.models.functions import ExtractYear
from django.http import HttpRequest

from community.models import Post, PostQuerySet, Programme, Story
from elections.models import Election

A_PAGE = 20
MOST_TAGS = 30
LONGEST_SEARCH = 200
FIRST_YEAR, LAST_YEAR = 1900, 2999  # that PostgreSQL is asked for


@dataclass(frozen=True)
class Asked:
    """Which of the posts; everything empty asks for all."""

    year: int | None = None
    tag: str = ""
    words: str = ""


def asked(request: HttpRequest, year: int | None = None, tag: str = "") -> Asked:
    """What the address says, and the words looked for; without what no text holds."""
    words = "".join(filter(str.isprintable, request.GET.get("q", ""))).strip()[:LONGEST_SEARCH]
    return Asked(year, "".join(filter(str.isprintable, tag)), words)


def posts(these: Asked, now: datetime) -> PostQuerySet:
    """Public posts without their texts, the newest first; looked for by words, the most fitting first."""
    found = Post.objects.published(now).defer("search", "text", "html")
    if these.year is not None:
        found = found.filter(published_at__year=these.year) if FIRST_YEAR <= these.year <= LAST_YEAR else found.none()
    if these.tag:
        found = found.filter(tags__contains=[these.tag])
    if these.words:
        query = SearchQuery(these.words, config="english", search_type="websearch")
        found = found.filter(search=query).order_by(SearchRank(F("search"), query).desc(), "-published_at", "-id")
    return found


def page_of(these: PostQuerySet, request: HttpRequest) -> "Page[Post]":
    return Paginator(these, A_PAGE).get_page(request.GET.get("page"))


def years(now: datetime) -> list[tuple[int, int]]:
    """Each year with posts and how many, the newest first."""
    by_year = Post.objects.published(now).annotate(year=ExtractYear("published_at")).values("year")
    return list(by_year.annotate(number=Count("id")).order_by("-year").values_list("year", "number"))


def tags(now: datetime) -> list[tuple[str, int]]:
    """The tags that most posts have, and how many."""
    each = Func(F("tags"), function="unnest", output_field=CharField())
    by_tag = Post.objects.published(now).annotate(tag=each).values("tag")
    return list(by_tag.annotate(number=Count("id")).order_by("-number", "tag").values_list("tag", "number")[:MOST_TAGS])


def election_of(post: Post) -> Election | None:
    """The election that a post belongs to, once everybody may know of it."""
    election = post.election
    return election if election and election.is_known else None


def programmes() -> list[Programme]:
    """Those that somebody tells of, with every story and who tells it."""
    told = Prefetch("stories", Story.objects.order_by("position", "id").prefetch_related("voices"))
    return list(Programme.objects.filter(stories__isnull=False).distinct().prefetch_related(told))
