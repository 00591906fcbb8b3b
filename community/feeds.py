"""The news as an Atom feed."""

from datetime import UTC, datetime, time

from django.contrib.syndication.views import Feed
from django.db.models import QuerySet
from django.urls import reverse_lazy
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from base import clock, texts
from community.models import Post

NEWEST = 20
OPENING = 60  # words, where a post has no description


class NewsFeed(Feed):  # type: ignore[type-arg]  # which cannot be given them at run time
    feed_type = Atom1Feed
    title = _("News of the Python Software Foundation")
    subtitle = _("What the foundation writes for its members.")
    link = reverse_lazy("community:news")

    def items(self) -> QuerySet[Post]:
        return Post.objects.published(clock.now())[:NEWEST]

    def item_title(self, item: Post) -> str:
        return item.title

    def item_description(self, item: Post) -> str:
        """Atom takes it for HTML."""
        return escape(item.description or texts.opening(item.html, OPENING)) or item.html

    def item_author_name(self, item: Post) -> str:
        return item.author

    def item_pubdate(self, item: Post) -> datetime | None:
        return item.published_at

    def item_updateddate(self, item: Post) -> datetime | None:
        later = datetime.combine(item.updated_on, time(), UTC) if item.updated_on else None
        return max(filter(None, (item.published_at, later)), default=None)

    def item_categories(self, item: Post) -> list[str]:
        return item.tags
