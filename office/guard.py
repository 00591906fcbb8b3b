"""Who may enter the office."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from elections.models import Election
from elections.officers import is_officer
from members.models import Person, User

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def officer_required(view: View[P]) -> View[P]:
    """Officers enter; whoever is signed out signs in first; everybody else is refused. Nothing here is cached."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        officer_of(request)
        return view(request, *args, **kwargs)

    return cast("View[P]", never_cache(guarded))


def officer_of(request: HttpRequest) -> Person:
    """The officer who is signed in; PermissionDenied for everybody else."""
    user = request.user
    if isinstance(user, User) and user.person and is_officer(user.person):
        return user.person
    raise PermissionDenied(_("Only the election office can enter here."))


def election_or_404(slug: str) -> Election:
    """Any election that is ours to run: drafts too, imported ones not."""
    return get_object_or_404(Election.objects.prefetch_related("contests__seats"), slug=slug, imported_at__isnull=True)
