"""Pages for everybody: made once and handed to all who are not signed in, for some seconds, never past an instant.

A page is kept in the memory of one process, for its address, language and, where it was made in one, the browser's
order of names; lists that `nominees/orders.py` puts in order afterwards need no page of each. It is kept only where
nothing in it can be somebody's: the request carries no session, and the answer sets no cookie.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from django.conf import settings
from django.db.models import Min, Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import get_language_from_request

from base import clock
from community.models import Post
from elections.models import Election
from elections.phases import Instant
from nominees import orders

SHARED = frozenset(
    {
        "pages:home", "pages:election", "pages:help", "pages:candidates_guide", "pages:privacy", "pages:accessibility",
        "pages:contact", "elections:list", "elections:list_json", "elections:election_json", "elections:journal",
        "elections:journal_json", "nominees:candidates", "nominees:candidates_json", "nominees:candidates_feed",
        "nominees:compare", "nominees:guide", "nominees:candidate", "nominees:candidate_json", "nominees:questions",
        "nominees:questions_json", "nominees:question", "ballots:ballot_box", "ballots:trustees",
        "ballots:trustees_json",
        "ballots:how_to_verify", "ballots:practice", "ballots:practice_cast", "ballots:practice_tested",
        "ballots:result", "ballots:result_csv", "ballots:result_json", "ballots:verify",
        "community:news", "community:news_json", "community:feed", "community:tag", "community:tag_json",
        "community:year", "community:year_json", "community:post", "community:post_json", "community:awards",
        "community:awards_json", "community:awards_of_year", "community:stories", "community:stories_json",
        "community:board", "community:board_json",
    }
)  # fmt: skip
SOMEBODYS = frozenset({settings.SESSION_COOKIE_NAME, "messages"})
MOST_PAGES, LARGEST_PAGE = 500, 512 * 1024

Key = tuple[str | int | None, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """`until` is of this process's monotonic clock, in seconds."""

    content: bytes
    headers: dict[str, str]
    until: float
    lists: tuple[orders.NameList, ...] = ()

    def answer(self, request: HttpRequest) -> HttpResponse:
        if self.lists:
            request.META[orders.LISTS] = self.lists
        return HttpResponse(self.content, headers=self.headers)


@dataclass
class Pages:
    """The pages of one process; those that nobody asked for the longest go first."""

    kept: OrderedDict[Key, Page] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def find(self, key: Key) -> Page | None:
        with self.lock:
            page = self.kept.get(key)
            if page is None or page.until <= time.monotonic():
                return None
            self.kept.move_to_end(key)
            return page

    def keep(self, key: Key, page: Page) -> None:
        with self.lock:
            self.kept[key] = page
            self.kept.move_to_end(key)
            while len(self.kept) > MOST_PAGES:
                self.kept.popitem(last=False)


def shared_pages(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Above sessions, so that a page which is here costs no query."""
    pages = Pages()

    def middleware(request: HttpRequest) -> HttpResponseBase:
        seconds = settings.SHARED_PAGES_SECONDS
        if not seconds or request.method != "GET" or SOMEBODYS & request.COOKIES.keys():
            return get_response(request)
        address = _address(request)
        in_own_order = (*address, orders.number(request))
        if page := pages.find(address):
            return page.answer(request)
        if page := pages.find(in_own_order):
            orders.show(request)
            return page.answer(request)
        began = time.monotonic()
        response = get_response(request)
        if isinstance(response, HttpResponse) and _is_for_everybody(request, response):
            at = clock.now() - timedelta(seconds=time.monotonic() - began)
            until = began + min(seconds, _until_next_instant(at))
            key = in_own_order if orders.is_shown(request) else address
            pages.keep(key, Page(response.content, dict(response.items()), until, orders.lists(request)))
        return response

    return middleware


def _address(request: HttpRequest) -> Key:
    return (request.scheme, request.get_host(), request.get_full_path(), get_language_from_request(request))


def _is_for_everybody(request: HttpRequest, response: HttpResponse) -> bool:
    match = request.resolver_match
    return (
        match is not None
        and match.view_name in SHARED
        and response.status_code == 200
        and not response.cookies
        and not response.has_header("Cache-Control")
        and len(response.content) <= LARGEST_PAGE
        and not request.user.is_authenticated
    )


def _until_next_instant(at: datetime) -> float:
    """Seconds from `at` until a page may be another: an election's next instant, or that of a post to come."""
    instants = {name.value: Min(name.value, filter=Q(**{f"{name.value}__gt": at})) for name in Instant}
    ahead = [instant for instant in Election.objects.aggregate(**instants).values() if instant]
    to_come = Post.objects.filter(published_at__gt=at).aggregate(Min("published_at"))
    ahead += [instant for instant in to_come.values() if instant]
    return min(((instant - at).total_seconds() for instant in ahead), default=float("inf"))
