"""How the words of posts and stories become HTML: one rule for writing, previewing and taking over."""

from collections.abc import Iterable, Mapping

from django.conf import settings
from django.utils.safestring import SafeString

from base import texts
from base.markdown_dialect import Shown
from community.models import Post, PostPicture

SITE_OF_ORIGIN = "https://www.python.org"  # where links that begin with `/` lead in what was published there


def post_html(post: Post, text: str | None = None) -> SafeString:
    """A post's text, or another that it might get, with the pictures that it holds."""
    pictures = pictures_of(post.pictures.select_related("picture")) if post.pk else {}
    return texts.render(post.text if text is None else text, site=site_of(post), pictures=pictures)


def story_html(text: str) -> SafeString:
    """A story stands under the heading of its programme."""
    return texts.render(text, site=SITE_OF_ORIGIN, heading_offset=2)


def site_of(post: Post) -> str:
    """Where its links from the root lead: where it was first published, be that here."""
    return SITE_OF_ORIGIN if post.legacy_url else str(settings.PUBLIC_URL)


def pictures_of(held: Iterable[PostPicture]) -> Mapping[str, Shown]:
    """Under the names that the text may give them."""
    return {
        each.name: Shown(each.picture.get_absolute_url(), each.picture.width, each.picture.height, each.alt)
        for each in held
    }
