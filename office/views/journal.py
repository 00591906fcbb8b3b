"""The whole journal of an election, the lines that are not public too."""

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from base import clock
from base.models import JournalLine
from elections.journal_lines import journal_entry
from office.guard import election_or_404, officer_required


@require_safe
@officer_required
def journal(request: HttpRequest, slug: str) -> HttpResponse:
    """Newest first; found by act, name, subject or reason."""
    election, wanted = election_or_404(slug), request.GET.get("q", "").strip()
    lines = JournalLine.objects.filter(election_uuid=election.uuid).order_by("-id")
    if wanted:
        anywhere = (Q(**{f"{column}__icontains": wanted}) for column in ("act", "actor", "second", "subject", "reason"))
        found = Q()
        for condition in anywhere:
            found |= condition
        lines = lines.filter(found)
    page = Paginator(lines, 100).get_page(request.GET.get("page"))
    context = {
        "election": election,
        "now": clock.now(),
        "place": "journal",
        "section": "office",
        "page": page,
        "wanted": wanted,
        "entries": [journal_entry(line) for line in page],
    }
    return render(request, "office/journal.html", context)
