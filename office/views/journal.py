"""The whole journal of an election, the lines that are not public too."""

from dataclasses import asdict
from functools import reduce
from operator import or_

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from base import clock
from base.journal import head
from base.journal_check import PATIENCE, unchained
from base.models import JournalLine
from elections import data
from elections.journal_lines import act_in_words, journal_entry
from elections.published_journal import COLUMNS, as_csv, office_row
from office.guard import election_or_404, office_page
from office.search import looked_for

SEARCHED = ("act", "actor", "second", "subject", "reason")
OFFICE_COLUMNS = (*COLUMNS, "subject", "public")


@require_safe
@office_page
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
        "head": head(election.uuid),
        "waiting": unchained(before=clock.now() - PATIENCE),
        "page": page,
        "words": words,
        "act": act if act in acts else "",
        "acts": sorted(((each, act_in_words(each)) for each in acts), key=lambda pair: pair[1].casefold()),
        "entries": [journal_entry(line) | {"office_only": not line.public} for line in page],
    }
    return render(request, "office/journal.html", context)


@require_safe
@office_page
def journal_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Every line with names, as a table."""
    election = election_or_404(slug)
    lines = JournalLine.objects.filter(election_uuid=election.uuid).order_by("id").iterator(1_000)
    table = "".join(as_csv(map(office_row, lines), OFFICE_COLUMNS))
    answer = HttpResponse(table, content_type="text/csv; charset=utf-8")
    return data.as_attachment(answer, f"{election.slug}-journal-office.csv")


@require_safe
@office_page
def journal_json(request: HttpRequest, slug: str) -> HttpResponse:
    """Every line with names, as data."""
    election = election_or_404(slug)
    lines = JournalLine.objects.filter(election_uuid=election.uuid).order_by("id").iterator(1_000)
    end = head(election.uuid)
    rows = [office_row(line) | {"at": data.instant(line.at), "facts": line.details} for line in lines]
    return data.answer({"election": election.slug, "head": asdict(end) if end else None, "lines": rows})
