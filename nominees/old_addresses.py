"""Addresses that once led to candidates and still do: names that changed, and the paths of the site of origin."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from base import clock
from elections.models import Election
from nominees.models import NomineeQuerySet
from nominees.published import candidates


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
