"""The whole journal of an election, the lines that are not public too."""

from functools import reduce
from operator import or_

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from base import clock
from base.models import JournalLine
from elections.journal_lines import act_in_words, journal_entry
from office.guard import election_or_404, officer_required
from office.search import looked_for

SEARCHED = ("act", "actor", "second", "subject", "reason")


@require_safe
@officer_required
def journal(request: HttpRequest, slug: str) -> HttpResponse:
    """Newest first; found by act, and by a word in name, subject or reason."""
    election, words, act = election_or_404(slug), looked_for(request), looked_for(request, "act")
    lines = JournalLine.objects.filter(election_uuid=election.uuid).order_by("-id")
    acts = set(lines.order_by().values_list("act", flat=True).distinct())
    if act in acts:
        lines = lines.filter(act=act)
    if words:
        lines = lines.filter(reduce(or_, (Q(**{f"{column}__icontains": words}) for column in SEARCHED)))
    page = Paginator(lines, 100).get_page(request.GET.get("page"))
    context = {
        "election": election,
        "now": clock.now(),
        "place": "journal",
        "page": page,
        "words": words,
        "act": act if act in acts else "",
        "acts": sorted(((each, act_in_words(each)) for each in acts), key=lambda pair: pair[1].casefold()),
        "entries": [journal_entry(line) | {"office_only": not line.public} for line in page],
    }
    return render(request, "office/journal.html", context)
