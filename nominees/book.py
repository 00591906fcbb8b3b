"""All candidates of an election as one EPUB 3, for reading away from the screen."""

import html
import io
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import mkepub
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from base.models import Picture
from base.pictures import as_jpeg
from elections.models import Election
from nominees.reading import Whole
from nominees.threads import Thread

VOID = re.compile(r"<(br|hr|img|wbr|col)\b([^>]*?)\s*/?>")
ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)[A-Za-z]\w*;")
MIMETYPE = "mimetype"
STYLE = """
body { line-height: 1.5; }
h1 { margin-bottom: 0; }
dt { font-weight: bold; }
.soft { font-size: 0.9em; }
.endorsement { margin-top: 1.5em; }
.line { display: block; }
img { float: right; width: 30%; margin: 0 0 1em 1em; }
"""


def made(election: Election, people: Sequence[Whole], questions: Sequence[Thread], *, url: str, at: datetime) -> bytes:
    """A title page, what members asked, and one chapter a candidate. Its identity is the election's, so a newer one
    replaces the older.
    """
    title = escape(_("%(election)s: the candidates") % {"election": election.name})
    book = mkepub.Book(title, lang=get_language() or "en", author=escape(_("The candidates")))
    book.uuid = f"urn:uuid:{election.uuid}"
    book.set_stylesheet(STYLE)
    first = {"election": election, "title": title, "people": people, "url": url}
    book.add_page(title, xhtml(render_to_string("nominees/book_title.html", first)))
    if questions:
        asked = render_to_string("nominees/book_questions.html", {"threads": questions})
        book.add_page(_("What members asked"), xhtml(asked))
    photos = photos_of(people)
    for number, person in enumerate(people, start=1):
        picture = f"{number}.jpg" if person.photo else ""
        if person.photo:
            book.add_image(picture, as_jpeg(photos[person.photo.pk]))
        chapter = render_to_string("nominees/book_chapter.html", {"person": person, "picture": picture})
        book.add_page(escape(person.card.name), xhtml(chapter))
    with TemporaryDirectory() as folder:
        file = Path(folder) / "book.epub"
        book.save(str(file))
        return settled(file, at)


def photos_of(people: Sequence[Whole]) -> dict[int, bytes]:
    """The small pictures by their keys, in one query: pages leave it to the browser to ask for them."""
    shown = [person.photo.pk for person in people if person.photo]
    return {key: bytes(small) for key, small in Picture.objects.filter(pk__in=shown).values_list("pk", "small")}


def xhtml(page: str) -> str:
    """Our HTML as XML reads it: empty elements end themselves, and only XML's own five entities have names."""
    closed = VOID.sub(r"<\1\2/>", page)
    return ENTITY.sub(lambda found: html.unescape(found[0]), closed)


def settled(file: Path, at: datetime) -> bytes:
    """The book with the same bytes whenever it is made of the same words: its parts in order, dated by the words.

    mkepub dates a book by this machine's clock.
    """
    modified = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    dated = re.compile(r"(<dc:date>|<meta property=\"dcterms:modified\">)[^<]*")
    out = io.BytesIO()
    with ZipFile(file) as book, ZipFile(out, "w") as archive:
        for name in sorted(book.namelist(), key=lambda each: (each != MIMETYPE, each)):
            content = book.read(name)
            if name.endswith("package.opf"):
                content = dated.sub(rf"\g<1>{modified}", content.decode()).encode()
            kind = ZIP_STORED if name == MIMETYPE else ZIP_DEFLATED
            archive.writestr(ZipInfo(name), content, kind)
    return out.getvalue()
