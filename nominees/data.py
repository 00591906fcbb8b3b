"""Candidates as data: the shapes that docs/data.md promises, and their addresses. They show what everybody may read."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import conditional_page, require_safe

from base import clock
from elections.data import answer, instant
from elections.models import BoardTerm, Election
from nominees import ordering, past
from nominees.affiliations import rows_of
from nominees.models import Nominee, ProfileRevision
from nominees.past import Candidacy
from nominees.published import Endorsement, public_endorsements, public_profile, with_public_words
from nominees.published import candidates as public_candidates
from nominees.threads import Reply, Thread, threads


@conditional_page
@require_safe
def candidates(request: HttpRequest, slug: str) -> HttpResponse:
    """Who stands, by name, without statements; nobody before the announcement."""
    election = get_object_or_404(Election.objects.public(), slug=slug)
    found = with_public_words(public_candidates(election, clock.now()))
    by_name = sorted(found, key=lambda nominee: ordering.collation_key(nominee.name))
    announced = None if election.is_imported else instant(election.candidates_announced)
    listed = [_in_list(each, public_profile(each)) for each in by_name]
    return answer({"election": election.slug, "candidates_announced": announced, "candidates": listed})


@conditional_page
@require_safe
def candidate(request: HttpRequest, slug: str, nominee_slug: str) -> HttpResponse:
    """One candidate, whole. A former address leads to the present one."""
    election = get_object_or_404(Election.objects.public(), slug=slug)
    now = clock.now()
    public = public_candidates(election, now)
    nominee = with_public_words(public).filter(slug=nominee_slug).first()
    if nominee is None:
        renamed = get_object_or_404(public, former_slugs__slug=nominee_slug)
        return redirect("nominees:candidate_json", slug, renamed.slug, permanent=True)
    profile, terms = public_profile(nominee), past.terms_of([nominee]).get(nominee.person_id, ())
    more = {
        "election": election.slug,
        "statement": profile.text if profile else "",
        "statement_html": profile.html if profile else "",
        "endorsed_by": [_endorsement(each) for each in public_endorsements(nominee)],
        "board_terms": [_term(each) for each in past.begun(terms, now.date())],
        "stood_before": [_candidacy(each) for each in past.candidacies(nominee, now)],
    }
    return answer(_in_list(nominee, profile) | more)


@conditional_page
@require_safe
def questions(request: HttpRequest, slug: str) -> HttpResponse:
    """What members asked, in the order of the page, and what everybody who stands answers, by name."""
    election = get_object_or_404(Election.objects.public(), slug=slug, questions_open__isnull=False)
    found = public_candidates(election, clock.now()).select_related("election")
    by_name = sorted(found, key=lambda nominee: ordering.collation_key(nominee.name))
    return answer({"election": election.slug, "questions": [_thread(each) for each in threads(election, by_name)]})


def _thread(thread: Thread) -> dict[str, Any]:
    question = thread.question
    return {
        "number": thread.number,
        "url": settings.PUBLIC_URL + question.get_absolute_url(),
        "asked_by": question.asked_name,
        "asked_at": instant(question.asked_at),
        "text": question.text,
        "html": question.html,
        "answers": [_reply(reply) for reply in thread.replies],
    }


def _reply(reply: Reply) -> dict[str, Any]:
    """Without words there is no answer yet."""
    words = reply.words
    return {
        "candidate": reply.nominee.slug,
        "name": reply.nominee.name,
        "text": words.text if words else None,
        "html": words.html if words else None,
        "written_at": instant(words.written_at) if words else None,
    }


def _in_list(nominee: Nominee, profile: ProfileRevision | None) -> dict[str, Any]:
    said = profile or ProfileRevision()
    page = nominee.get_absolute_url()
    return {
        "slug": nominee.slug,
        "name": nominee.name,
        "url": settings.PUBLIC_URL + page,
        "json": settings.PUBLIC_URL + reverse("nominees:candidate_json", args=[nominee.election.slug, nominee.slug]),
        "withdrawn_at": instant(nominee.withdrawn_at),
        "summary": said.summary,
        "pronouns": said.pronouns,
        "languages": said.languages,
        "country": said.country.code or "",
        "links": said.links,
        "photo": settings.PUBLIC_URL + said.photo.get_absolute_url() if said.photo else None,
        "photo_text": said.photo_text,
        "previous_service": said.previous_service,
        "employer": said.employer,
        "other_affiliations": said.other_affiliations,
        "affiliations": _affiliations(profile),
        "endorsements": len(public_endorsements(nominee)),
    }


def _affiliations(profile: ProfileRevision | None) -> list[dict[str, Any]] | None:
    """An empty list says that there are none; None is not provided."""
    if profile is None:
        return None
    rows = [
        {
            "organisation": row.organisation,
            "relation": row.relation,
            "role": row.role,
            "since": row.since,
            "until": row.until,
            "parent": row.parent,
        }
        for row in (rows_of(profile) if profile.affiliations.all() else [])
    ]
    return rows if rows or profile.has_no_affiliations else None


def _term(term: BoardTerm) -> dict[str, Any]:
    """By the register, whatever they say of it."""
    election = term.election if term.election and term.election.is_known else None
    return {
        "seat": term.seat,
        "cohort": term.cohort,
        "how": term.how,
        "since": term.since.isoformat(),
        "until": term.until.isoformat(),
        "election": election.slug if election else None,
    }


def _candidacy(candidacy: Candidacy) -> dict[str, Any]:
    return {
        "election": candidacy.election.slug,
        "url": settings.PUBLIC_URL + candidacy.url,
        "outcome": candidacy.outcome or None,
    }


def _endorsement(endorsement: Endorsement) -> dict[str, Any]:
    return {
        "author": endorsement.author,
        "membership": str(endorsement.membership),
        "html": endorsement.html,
        "written_at": instant(endorsement.written_at),
    }
