"""Who holds the keys, and what each trustee has done, as data: the shape that docs/data.md promises."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import conditional_page, require_safe

from ballots import trustee_shares
from ballots.key_making import key_making
from ballots.trustee_states import State, states
from base import clock
from elections.data import answer, instant
from elections.models import Election


@conditional_page
@require_safe
def trustees(request: HttpRequest, slug: str) -> HttpResponse:
    election = get_object_or_404(Election.objects.public(), slug=slug, imported_at__isnull=True)
    now, making = clock.now(), key_making(election)
    return answer(
        {
            "election": election.slug,
            "needed": making.needed if making else None,
            "awaited": trustee_shares.awaited(election, now),
            "trustees": [_trustee(state) for state in states(election, now)],
        }
    )


def _trustee(state: State) -> dict[str, Any]:
    """Their address is nobody's here."""
    return {
        "name": state.trustee.name,
        "number": state.trustee.owner,
        "did": [{"what": line.what, "at": instant(line.at), "due": line.is_due} for line in state.lines],
    }
