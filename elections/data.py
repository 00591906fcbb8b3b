"""Elections as data: the shapes that docs/data.md promises, and their addresses."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import conditional_page, require_safe

from base import clock
from base.journal import head as head_of
from base.models import JournalLine
from elections import windows
from elections.models import Contest, Election
from elections.published_journal import as_csv, chain_lines, public_lines, public_row

INSTANTS = (
    "nominations_open",
    "nominations_close",
    "acceptance_closes",
    "candidates_announced",
    "roll_closes",
    "voting_opens",
    "voting_closes",
    "questions_open",
    "questions_close",
)


@conditional_page
@require_safe
def elections(request: HttpRequest) -> HttpResponse:
    """Every public election, the latest first."""
    now = clock.now()
    every = Election.objects.public().select_related("archive")
    return answer({"elections": [_in_list(each, now) for each in every]})


@conditional_page
@require_safe
def election(request: HttpRequest, slug: str) -> HttpResponse:
    """One election: its instants, what is on the ballot, and where its other data are."""
    public = Election.objects.public().select_related("archive").prefetch_related("contests__seats")
    found = get_object_or_404(public, slug=slug)
    now = clock.now()
    more = {
        "description": found.description,
        "instants": {name: instant(_dated(found, name)) for name in INSTANTS},
        "contests": [_contest(each) for each in found.contests.all()],
        "candidates": _address("nominees:candidates_json", found) if _has_candidates(found) else None,
        "result": _address("ballots:result_json", found) if _has_result(found, now) else None,
    }
    return answer(_in_list(found, now) | more)


@conditional_page
@require_safe
def journal(request: HttpRequest, slug: str) -> HttpResponse:
    """The public journal, the first line first, in the words of its page, and where its chain ends."""
    found = get_object_or_404(Election.objects.public(), slug=slug, imported_at__isnull=True)
    head = head_of(found.uuid)
    lines = public_lines(found.uuid).order_by("id")
    return answer({"election": found.slug, "head": asdict(head) if head else None, "lines": list(map(_line, lines))})


@conditional_page
@require_safe
def journal_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as a table."""
    found = get_object_or_404(Election.objects.public(), slug=slug, imported_at__isnull=True)
    table = "".join(as_csv(map(public_row, public_lines(found.uuid).order_by("id"))))
    return as_attachment(HttpResponse(table, content_type="text/csv; charset=utf-8"), f"{found.slug}-journal.csv")


@require_safe
def journal_chain(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What it takes to work the chain of the journal out again, in which no name stands. Streamed."""
    found = get_object_or_404(Election.objects.public(), slug=slug, imported_at__isnull=True)
    return StreamingHttpResponse(chain_lines(found.uuid), content_type="text/plain; charset=utf-8")


def answer(data: dict[str, Any]) -> HttpResponse:
    """For people as well: indented, and in the letters in which names are written."""
    return JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2})


def instant(at: datetime | None) -> str | None:
    """In UTC, as ISO 8601 writes it."""
    return at.astimezone(UTC).isoformat() if at else None


def as_attachment(response: HttpResponse, name: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _line(line: JournalLine) -> dict[str, Any]:
    return public_row(line) | {"at": instant(line.at)}


def _in_list(election: Election, now: datetime) -> dict[str, Any]:
    return {
        "slug": election.slug,
        "uuid": str(election.uuid),
        "name": election.name,
        "url": settings.PUBLIC_URL + election.get_absolute_url(),
        "imported": election.is_imported,
        "body": election.body or None,
        "phase": None if election.is_imported else election.phase(now).value,
        "voting_opens": instant(_dated(election, "voting_opens")),
        "voting_closes": instant(_dated(election, "voting_closes")),
    }


def _dated(election: Election, name: str) -> datetime | None:
    """Of an election that was taken over, only what its documents say: its own instants just keep things in order."""
    told = getattr(election, "archive", None) if election.is_imported else election
    at: datetime | None = getattr(told, name, None)
    return at


def _contest(contest: Contest) -> dict[str, Any]:
    return {
        "uuid": str(contest.uuid),
        "kind": contest.kind,
        "title": contest.title,
        "text": contest.text,
        "seats": [seat.years for seat in contest.seats.all()],
        "majority": contest.majority or None,
    }


def _has_candidates(election: Election) -> bool:
    return election.is_imported or election.instants.has_nominations


def _has_result(election: Election, now: datetime) -> bool:
    if election.is_imported:
        return hasattr(election, "past_result")
    return windows.result_is_public(election.instants, election.facts, now)


def _address(name: str, election: Election) -> str:
    return settings.PUBLIC_URL + reverse(name, args=[election.slug])
