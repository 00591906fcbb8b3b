"""What is new about an election, as an Atom feed: its public journal, dates that moved among it."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from base.models import JournalLine
from elections.models import Election
from elections.published_journal import public_entry, public_lines

NEWEST = 60


@dataclass(frozen=True)
class News:
    """One line. `words` say what moved and why, as HTML, as Atom takes it."""

    title: str
    words: str
    page: str
    id: str
    at: datetime


class JournalFeed(Feed):  # type: ignore[type-arg]  # which cannot be given them at run time
    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, slug: str) -> Election:
        return get_object_or_404(Election.objects.public(), slug=slug, imported_at__isnull=True)

    def title(self, election: Election) -> str:
        return _("%(election)s: what was done, and when") % {"election": election.name}

    def link(self, election: Election) -> str:
        return reverse("elections:journal", args=[election.slug])

    def items(self, election: Election) -> list[News]:
        page = self.link(election)
        return [_news(line, page) for line in public_lines(election.uuid).order_by("-id")[:NEWEST]]

    def item_title(self, item: News) -> str:
        return item.title

    def item_description(self, item: News) -> str:
        return item.words

    def item_link(self, item: News) -> str:
        return item.page

    def item_guid(self, item: News) -> str:
        return item.id

    def item_pubdate(self, item: News) -> datetime:
        return item.at

    item_updateddate = item_pubdate


def _news(line: JournalLine, page: str) -> News:
    entry = public_entry(line)
    words = "".join(f"<p>{escape(entry[part])}</p>" for part in ("details", "reason") if entry[part])
    return News(f"{entry['actor']} {entry['act']}", words, page, f"urn:uuid:{line.election_uuid}#{line.pk}", line.at)


journal_feed = require_safe(conditional_page(JournalFeed()))
