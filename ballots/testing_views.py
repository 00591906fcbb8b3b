"""What anyone needs to look at a ballot that was tested: the sealed election, and a page that recomputes it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ballots.public_views import sealed
from base import clock


@require_safe
def election_file(request: HttpRequest, slug: str) -> HttpResponse:
    """`election.json` as it was sealed, to the byte: what every program that seals or audits begins with."""
    _election, setup = sealed(slug)
    answer = HttpResponse(bytes(setup.election_json), content_type="application/json")
    answer["Content-Disposition"] = 'attachment; filename="election.json"'
    return answer


@require_safe
def tested(request: HttpRequest, slug: str) -> HttpResponse:
    """The reader's own browser opens the file and recomputes it; nothing of it is sent."""
    election, setup = sealed(slug)
    context = {
        "election": election,
        "now": clock.now(),
        "place": "tested",
        "sealed": bytes(setup.election_json).decode(),
        "uuid": setup.uuid,
    }
    return render(request, "ballots/tested.html", context)
