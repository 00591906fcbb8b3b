"""Who may enter the office, and which of its pages."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from elections.models import Election
from elections.officers import roles_of
from elections.roles import Right, Role, right
from members.models import Person, User
from office.duties import PAGES

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
READING = frozenset({"GET", "HEAD"})


@dataclass(frozen=True)
class Staff:
    """Somebody of the office who is signed in, and their roles as this request began."""

    person: Person
    roles: frozenset[Role]

    def may(self, page: str, wanted: Right = Right.READS) -> bool:
        duty = PAGES.get(page)
        return Role.OFFICER in self.roles if duty is None else right(self.roles, duty) >= wanted

    def require_acts(self, page: str) -> None:
        if not self.may(page, Right.ACTS):
            raise PermissionDenied(_("Your role in the election office reads this page, and changes nothing on it."))


def office_page(view: View[P]) -> View[P]:
    """For who works in the office in a role that includes the page; who is signed out signs in first.

    Reading takes the right to read, anything else the right to act (`elections/roles.py`). Nothing here is cached.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        staff_person(request)
        return view(request, *args, **kwargs)

    return cast("View[P]", never_cache(guarded))


def staff_person(request: HttpRequest) -> Person:
    """Who of the office is signed in, in whatever role, if they may do what this asks for; else PermissionDenied."""
    staff, match = staff_of(request), request.resolver_match
    page = match.url_name or "" if match else ""
    if not staff.may(page):
        raise PermissionDenied(_("Your role in the election office does not include this page."))
    if request.method not in READING:
        staff.require_acts(page)
    return staff.person


def staff_of(request: HttpRequest) -> Staff:
    """Who of the office is signed in, asked of the database once a request; PermissionDenied for everybody else."""
    known = getattr(request, "staff", None)
    if isinstance(known, Staff):
        return known
    user = request.user
    roles = roles_of(user.person) if isinstance(user, User) and user.person else frozenset()
    if not roles:
        raise PermissionDenied(_("Only the election office can enter here."))
    staff = Staff(user.person, roles)  # type: ignore[union-attr, arg-type]  # who has roles is a person
    request.staff = staff  # type: ignore[attr-defined]
    return staff


def election_or_404(slug: str) -> Election:
    """Any election that is ours to run: drafts too, imported ones not."""
    return get_object_or_404(Election.objects.prefetch_related("contests__seats"), slug=slug, imported_at__isnull=True)
