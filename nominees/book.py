"""All candidates of an election as one EPUB 3, for reading away from the screen."""

import html
import re
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import mkepub
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from elections.models import Election
from nominees.reading import Whole

VOID = re.compile(r"<(br|hr|img|wbr|col)\b([^>]*?)\s*/?>")
ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)[A-Za-z]\w*;")
STYLE = """
body { line-height: 1.5; }
h1 { margin-bottom: 0; }
dt { font-weight: bold; }
.soft, .small { font-size: 0.9em; color: #555; }
.endorsement { margin-top: 1.5em; }
img { float: right; width: 30%; margin: 0 0 1em 1em; }
"""


def made(election: Election, people: Sequence[Whole], *, url: str) -> bytes:
    """A title page and one chapter a candidate. Its identity is the election's, so a newer one replaces the older."""
    title = _("%(election)s: the candidates") % {"election": election.name}
    book = mkepub.Book(html.escape(title), language=get_language() or "en", author=html.escape(url))
    book.uuid = election.uuid
    book.set_stylesheet(STYLE)
    first = {"election": election, "title": title, "people": people, "url": url}
    book.add_page(html.escape(title), xhtml(render_to_string("nominees/book_title.html", first)))
    for number, person in enumerate(people, start=1):
        picture = f"{number}.jpg" if person.jpeg else ""
        if picture:
            book.add_image(picture, person.jpeg)
        chapter = render_to_string("nominees/book_chapter.html", {"person": person, "picture": picture})
        book.add_page(html.escape(person.card.name), xhtml(chapter))
    with TemporaryDirectory() as folder:
        file = Path(folder) / "book.epub"
        book.save(str(file))
        return file.read_bytes()


def xhtml(page: str) -> str:
    """Our HTML as XML reads it: empty elements end themselves, and only XML's own five entities have names."""
    closed = VOID.sub(r"<\1\2/>", page)
    return ENTITY.sub(lambda found: html.unescape(found[0]), closed)
