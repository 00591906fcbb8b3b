"""Addresses that once led to candidates and still do: names that changed, and the paths of the site of origin."""

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from base import clock
from elections.models import Election
from nominees.models import FormerSlug, NomineeQuerySet
from nominees.published import candidates

View = Callable[..., HttpResponse]


def follows_names(view: View) -> View:
    """For pages of a nominee: under an address that was theirs, what is sent is taken and readers are led on.

    The view decides who may see the nominee, so nobody else learns their present name.
    """

    @wraps(view)
    def following(request: HttpRequest, slug: str, nominee_slug: str, **more: object) -> HttpResponse:
        try:
            return view(request, slug=slug, nominee_slug=nominee_slug, **more)
        except Http404:
            present = present_slug(slug, nominee_slug)
            if present is None or present == nominee_slug:
                raise
        answer = view(request, slug=slug, nominee_slug=present, **more)
        if request.method == "POST" or answer.status_code != 200 or request.resolver_match is None:
            return answer
        return redirect(
            reverse(request.resolver_match.view_name, kwargs={"slug": slug, "nominee_slug": present, **more})
        )

    return following


def present_slug(election_slug: str, slug: str) -> str | None:
    """The slug of who had this one before; None where nobody had."""
    former = FormerSlug.objects.filter(election__slug=election_slug, slug=slug)
    return former.values_list("nominee__slug", flat=True).first()


def moved(nominees: NomineeQuerySet, slug: str) -> HttpResponse:
    """To the page of the one of these nominees who had this slug once; raises Http404 where nobody had."""
    found = nominees.filter(former_slugs__slug=slug).select_related("election").first()
    if found is None:
        raise Http404
    return redirect(found, permanent=True)


@require_safe
def election_of_origin(request: HttpRequest, slug: str) -> HttpResponse:
    """`/nominations/elections/<election>/`, as python.org had it."""
    return redirect(get_object_or_404(Election.objects.public(), slug=slug), permanent=True)


@require_safe
def candidate_of_origin(request: HttpRequest, slug: str, nominee_slug: str) -> HttpResponse:
    """`/nominations/elections/<election>/nominees/<nominee>/`, as python.org had it; for candidates who are public."""
    election = get_object_or_404(Election.objects.public(), slug=slug)
    public = candidates(election, clock.now()).select_related("election")
    found = public.filter(slug=nominee_slug).first()
    return redirect(found, permanent=True) if found else moved(public, nominee_slug)
