"""What anyone may check: the ballot box, the record and its heads as data, and how to verify them."""

from functools import cache
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from ballots import ballot_box as box
from ballots import late_voters, record_heads, replacing, trackers
from ballots.ballot_box import Box, Found
from ballots.models import Setup
from ballots.observing import may_observe
from ballots.setup import setup_of
from base import clock, columns, journal, texts
from elections.models import Election
from elections.windows import result_is_public


@require_safe
def ballot_box(request: HttpRequest, slug: str) -> HttpResponse:
    """Every ballot in the box by its tracker, in the record's order; a tracker can be looked for."""
    election, setup = sealed(slug)
    head = record_heads.latest(setup)
    typed = request.GET.get("q", "").strip()[:80]
    looked_for = _search(setup, typed) if typed else {}
    context = {
        "election": election,
        "now": clock.now(),
        "place": "ballot_box",
        "page": None if typed else Paginator(Box(setup, head.ballots), box.A_PAGE).get_page(request.GET.get("page")),
        "typed": typed,
        "setup": setup,
        "record_head": head,
        "additions": late_voters.additions(election),
        "other_codes": replacing.replaced(election) if election.strict_credentials else [],
        "head": journal.head(election.uuid),
    }
    return render(request, "ballots/ballot_box.html", context | looked_for)


def _search(setup: Setup, typed: str) -> dict[str, Any]:
    """What begins as it was typed; of one alone, where it stands in the record."""
    beginning = trackers.beginning(typed)
    found: list[Found] = box.find(setup, beginning) if beginning else []
    shown: dict[str, Any] = {"found": found[: box.A_PAGE], "more": len(found) > box.A_PAGE}
    if len(found) == 1:
        shown["recorded"] = box.recorded(setup, found[0].tracker)
        shown["replaced"] = box.is_replaced(setup, found[0].tracker)
    return shown


@require_safe
def verify(request: HttpRequest, slug: str) -> HttpResponse:
    """How anyone checks this election, with our program or with one that we did not write."""
    election, setup = sealed(slug)
    now, days = clock.now(), record_heads.days(setup)
    context = {
        "election": election,
        "now": now,
        "place": "verify",
        "setup": setup,
        "record_head": record_heads.latest(setup),
        "days": days,
        "picture": record_heads.picture(days),
        "sizes": columns.picture([(each.day, each.size // 1024) for each in days]),
        "public_url": settings.PUBLIC_URL,
        "head": journal.head(election.uuid),
        "complete": result_is_public(election.instants, election.facts, now),
        "may_observe": may_observe(election, now),
    }
    return render(request, "ballots/verify.html", context)


@require_safe
def how_to_verify(request: HttpRequest) -> HttpResponse:
    """docs/verify.md, so that what stands beside the code is what everybody reads."""
    return render(request, "ballots/how_to_verify.html", {"manual": _manual(), "section": "elections"})


@cache
def _manual() -> SafeString:
    """Without its title, which is the page's."""
    _title, _line, text = (settings.BASE_DIR / "docs" / "verify.md").read_text().partition("\n")
    return texts.render(text)


def sealed(slug: str) -> tuple[Election, Setup]:
    """A public election and its sealed ballot, or nothing is found."""
    election = get_object_or_404(Election.objects.public(), slug=slug, ballot_sealed_at__isnull=False)
    return election, setup_of(election)
