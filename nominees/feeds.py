"""What is new about who stands, as an Atom feed: who was announced, withdrew, or is shown with new words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from base import clock
from elections.models import Election
from nominees.models import EndorsementRevision, Nomination, Nominee
from nominees.published import candidates, public_profile, with_public_words

NEWEST = 60


@dataclass(frozen=True)
class News:
    """One thing that happened. `id` is an address that no other news ever has; `words` are HTML, as Atom takes it."""

    title: str
    words: str
    url: str
    id: str
    at: datetime


class CandidatesFeed(Feed):  # type: ignore[type-arg]  # which cannot be given them at run time
    feed_type = Atom1Feed

    def get_object(self, request: HttpRequest, slug: str) -> Election:
        return get_object_or_404(Election.objects.public(), slug=slug)

    def title(self, election: Election) -> str:
        return _("%(election)s: candidates") % {"election": election.name}

    def link(self, election: Election) -> str:
        return reverse("nominees:candidates", args=[election.slug])

    def items(self, election: Election) -> list[News]:
        shown = with_public_words(candidates(election, clock.now()))
        found = [news for nominee in shown for news in _of(nominee, election)]
        return sorted(found, key=lambda news: (news.at, news.id), reverse=True)[:NEWEST]

    def item_title(self, item: News) -> str:
        return item.title

    def item_description(self, item: News) -> str:
        return item.words

    def item_link(self, item: News) -> str:
        return item.url

    def item_guid(self, item: News) -> str:
        return item.id

    def item_pubdate(self, item: News) -> datetime:
        return item.at

    item_updateddate = item_pubdate


candidates_feed = require_safe(conditional_page(CandidatesFeed()))


def _of(nominee: Nominee, election: Election) -> Iterator[News]:
    """Of one of `with_public_words`. Documents that were taken over do not tell when their words changed."""
    name, url, profile = nominee.name, nominee.get_absolute_url(), public_profile(nominee)
    mark = f"{settings.PUBLIC_URL}/elections/{election.uuid}/{nominee.pk}#"  # stays whatever they are called
    announced = election.candidates_announced or election.voting_opens
    summary = profile.summary if profile else ""
    yield News(_("%(name)s stands") % {"name": name}, escape(summary or name), url, f"{mark}stands", announced)
    if nominee.withdrawn_at:
        said = _("%(name)s withdrew") % {"name": name}
        yield News(said, escape(said), url, f"{mark}withdrew", nominee.withdrawn_at)
    if election.is_imported:
        return
    if profile and profile.approved_at and profile.approved_at > announced:
        said = _("New words by %(name)s") % {"name": name}
        words = escape(profile.summary) or profile.html
        yield News(said, words, url, f"{mark}statement-{profile.number}", profile.approved_at)
    shown: list[Nomination] = nominee.shown_nominations  # type: ignore[attr-defined]  # by `with_public_words`
    for nomination in shown:
        words_of: EndorsementRevision = nomination.last_approved[0]  # type: ignore[attr-defined]  # by the same
        if words_of.approved_at and words_of.approved_at > announced:
            by = nomination.nominator_name or _("somebody")
            said = _("New words about %(name)s by %(by)s") % {"name": name, "by": by}
            key = f"{mark}endorsement-{nomination.pk}-{words_of.number}"
            yield News(said, words_of.html, url, key, words_of.approved_at)
