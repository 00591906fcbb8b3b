"""Whose order of names a page has: a signed-in reader's own, or one of 64 that a browser keeps in a cookie."""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.safestring import SafeString, mark_safe

from elections.models import Election
from members.models import User
from nominees import ordering
from nominees.models import Nominee

COOKIE = "order"
NUMBER, SHOWN, LISTS = "ORDER_OF_NAMES", "ORDER_OF_NAMES_IS_SHOWN", "LISTS_OF_NAMES"  # in request.META
A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class NameList:
    """A part of a page in every order at once: something of each name, and a mark that stands for it meanwhile."""

    election: UUID
    names: tuple[int, ...]
    """All those that are ordered, also where some are not shown."""
    lines: Mapping[int, str]
    mark: str = field(default_factory=lambda: f"<!-- {secrets.token_hex(16)} -->")

    def in_order(self, number: int) -> bytes:
        keys = ordering.balanced_order(self.names, self.election, number)
        return "".join(self.lines[key] for key in keys if key in self.lines).encode()


def in_order(nominees: Sequence[Nominee], election: Election, request: HttpRequest, *, by_name: bool) -> list[Nominee]:
    """The reader's own order, which they find again on the ballot; by name where they ask for it."""
    if by_name:
        return sorted(nominees, key=lambda nominee: ordering.collation_key(nominee.name))
    by_id = {nominee.pk: nominee for nominee in nominees}
    return [by_id[key] for key in readers_order(by_id, election.uuid, request)]


def readers_order(names: Iterable[int], election: UUID, request: HttpRequest) -> list[int]:
    """The keys of the names in the order of this reader, signed in or not."""
    user = request.user
    if isinstance(user, User) and user.person_id:
        return own_order(names, election, user.person_id)
    show(request)
    return ordering.balanced_order(sorted(names), election, number(request))


def list_of_names(lines: Mapping[int, str], names: Iterable[int], election: UUID, request: HttpRequest) -> SafeString:
    """The lines of a list, safe HTML by name, in this reader's order among all `names`.

    A browser that is not signed in gets them from `order_cookie`, so that one page serves all 64 orders.
    """
    user = request.user
    if isinstance(user, User) and user.person_id:
        keys = own_order(names, election, user.person_id)
        return mark_safe("".join(lines[key] for key in keys if key in lines))  # noqa: S308  as the caller says
    made = NameList(election, tuple(sorted(names)), dict(lines))
    request.META[LISTS] = (*lists(request), made)
    return mark_safe(made.mark)  # noqa: S308  a comment of ours


def lists(request: HttpRequest) -> tuple[NameList, ...]:
    """Those of the answer that are still to be put into this browser's order."""
    found: tuple[NameList, ...] = request.META.get(LISTS, ())
    return found


def own_order(names: Iterable[int], election: UUID, person_id: int) -> list[int]:
    """The keys of the names in the order of a signed-in reader: the same on the list, the ballot and its review."""
    seed = ordering.seed_for_person(election, person_id, settings.SECRET_KEY.encode())
    return ordering.order(names, seed)


def number(request: HttpRequest) -> int:
    """Which of the 64 orders this browser has; drawn by lot for a new one."""
    if NUMBER not in request.META:
        known = _known(request)
        request.META[NUMBER] = secrets.randbelow(ordering.ORDERS_FOR_COOKIES) if known is None else known
    drawn: int = request.META[NUMBER]
    return drawn


def show(request: HttpRequest) -> None:
    """The answer stands in the browser's order, so that the browser keeps it from now on."""
    request.META[SHOWN] = True


def is_shown(request: HttpRequest) -> bool:
    return SHOWN in request.META


def order_cookie(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A browser gets its order with the first page that has one, and its lists of names in that order."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        _put_in_order(request, response)
        if is_shown(request) and _known(request) is None:
            response.set_cookie(
                COOKIE,
                str(number(request)),
                max_age=A_YEAR,
                httponly=True,
                samesite="Lax",
                secure=settings.PRODUCTION,
            )
        return response

    return middleware


def _put_in_order(request: HttpRequest, response: HttpResponseBase) -> None:
    if not lists(request) or not isinstance(response, HttpResponse):
        return
    show(request)
    content = response.content
    for each in lists(request):
        content = content.replace(each.mark.encode(), each.in_order(number(request)))
    response.content = content
    if response.has_header("Content-Length"):
        response["Content-Length"] = str(len(content))


def _known(request: HttpRequest) -> int | None:
    said = request.COOKIES.get(COOKIE, "")
    known = said.isascii() and said.isdigit() and len(said) < 3 and int(said) < ordering.ORDERS_FOR_COOKIES
    return int(said) if known else None
