"""Whose order of names a page has: a signed-in reader's own, or one of 64 that a browser keeps in a cookie."""

import secrets
from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from elections.models import Election
from members.models import User
from nominees import ordering
from nominees.models import Nominee

COOKIE = "order"
NUMBER, SHOWN = "ORDER_OF_NAMES", "ORDER_OF_NAMES_IS_SHOWN"  # in request.META, as Django's token for forms
A_YEAR = 365 * 24 * 3600


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
    """A browser gets its order with the first page that has one."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
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


def _known(request: HttpRequest) -> int | None:
    said = request.COOKIES.get(COOKIE, "")
    known = said.isascii() and said.isdigit() and len(said) < 3 and int(said) < ordering.ORDERS_FOR_COOKIES
    return int(said) if known else None
