"""Markdown in, safe HTML out: one pipeline for preview, page, mail and import.

`markdown` (base/markdown_dialect.py) makes the HTML, this module decides about links, headings and pictures, and
`bleach` lets nothing pass but a short list of tags. Each of the two alone would keep a page safe. What is rendered
is stored beside its source when it is written, so reading costs nothing.
"""

import html
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from urllib.parse import urljoin, urlsplit

from bleach.sanitizer import Cleaner
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from base.markdown_dialect import ENTITY, Shown, dialect
from base.markdown_lines import unshowable, visible
from base.plain_texts import PlainWriter

STATEMENT_LIMIT = 20_000  # bytes in UTF-8: about 3,000 words of English, twice the longest statement so far
RENDER_LIMIT = 100_000  # bytes; beyond this a text is refused unread

_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
TAGS = _HEADINGS | {"p", "br", "hr", "ul", "ol", "li", "blockquote", "em", "strong", "code", "pre", "a"}
ATTRIBUTES = {"a": ["href", "rel"], "ol": ["start"]}
PICTURE_ATTRIBUTES = frozenset({"alt", "width", "height"})  # besides `src`, which must be a picture of our own
SCHEMES = frozenset({"http", "https", "mailto"})
REL = "nofollow ugc noopener noreferrer"

_ENTITY = re.compile(ENTITY, re.IGNORECASE)
_EMPTY_GOES = frozenset({"p", "li", "ul", "ol", "blockquote"})
_HEADING = re.compile(r"h([1-6])$")
_HEADING_TAG = re.compile(r"(</?h)([2-6])(?=>)")
_WEB_ADDRESS = re.compile(r"https?://[^\s/?#@\\]+(?:[/?#][^\s\\]*)?$", re.IGNORECASE)
_OWN_PICTURE = re.compile(r"/pictures/(?:small/)?[0-9a-f]{64}\.webp")
_MAIL_ADDRESS = re.compile(r"mailto:[^\s@:/\\?]+@[^\s@:/\\?]+(?:\?[^\s\\]*)?$", re.IGNORECASE)


def render(
    markdown_text: str,
    *,
    site: str | None = None,
    heading_offset: int = 1,
    pictures: Mapping[str, Shown] | None = None,
) -> SafeString:
    """The text as HTML that is safe on any of our pages.

    Links that begin with `/` belong to `site` ("https://www.python.org"), and are text without it. The topmost
    headings become `<h2>` (one more than `heading_offset`), the others follow without a gap. Pictures are shown where
    the text names a key of `pictures`, and only from our own storage. Raises ValueError for a text over RENDER_LIMIT;
    `check` refuses it before, in words for its author.
    """
    if len(markdown_text.encode(errors="replace")) > RENDER_LIMIT:
        raise ValueError(f"A text of more than {RENDER_LIMIT} bytes is not rendered.")
    converter = dialect(pictures)
    converter.treeprocessors.register(_Judge(converter, site, heading_offset), "judge", -10)
    converted = converter.convert(visible(markdown_text))
    return mark_safe((_with_pictures() if pictures else _plain_cleaner()).clean(converted))  # noqa: S308  (this is where safety is made)


def _plain_cleaner() -> Cleaner:
    return Cleaner(tags=TAGS, attributes=ATTRIBUTES, protocols=SCHEMES, strip=True, strip_comments=True)


def _with_pictures() -> Cleaner:
    attributes: dict[str, list[str] | Callable[[str, str, str], bool]]
    attributes = {**ATTRIBUTES, "img": _may_stand_at_picture}
    return Cleaner(tags=TAGS | {"img"}, attributes=attributes, protocols=SCHEMES, strip=True, strip_comments=True)


def _may_stand_at_picture(tag: str, name: str, value: str) -> bool:
    return name in PICTURE_ATTRIBUTES or (name == "src" and _OWN_PICTURE.fullmatch(value) is not None)


def plain(markdown_text: str, *, site: str | None = None) -> str:
    """The text for a plain mail: bullets as `-`, quotes behind `>`, the address of a link after its words."""
    return _written(render(markdown_text, site=site), addresses=True)


def summary(markdown_text: str, words: int) -> str:
    """The first words, on one line and without addresses; `…` tells that there is more."""
    return beginning(render(markdown_text), words)


def beginning(rendered: str, words: int) -> str:
    """The same of a text that is rendered."""
    every = _written(rendered, addresses=False).split()
    return " ".join(every[:words]) + ("…" if len(every) > words else "")


def opening(rendered: str, words: int) -> str:
    """How a rendered text of more than so many words begins: its first paragraph, cut off there; else nothing."""
    written = _written(rendered, addresses=False)
    first = written.partition("\n")[0].split()
    return " ".join(first[:words]) + " …" if len(written.split()) > words else ""


def under(rendered: str, level: int) -> SafeString:
    """A text that was rendered with its topmost headings as `<h2>`, for a place under a heading of that level."""
    lowered = _HEADING_TAG.sub(lambda tag: f"{tag[1]}{min(int(tag[2]) + level - 1, 6)}", rendered)
    return mark_safe(lowered)  # noqa: S308  (nothing but digits of tags that `render` made)


def word_count(markdown_text: str) -> int:
    """How many words a reader reads; bullets, quote marks and addresses behind links do not count."""
    written = _written(render(markdown_text), addresses=False)
    return sum(any(letter.isalnum() for letter in word) for word in written.split())


def check(markdown_text: str, limit: int = STATEMENT_LIMIT) -> None:
    """Raises ValidationError, a sentence for each reason, if the text cannot be taken; `limit` in bytes."""
    reasons = []
    size = len(markdown_text.encode(errors="replace"))
    if size > limit:
        said = _("Your text is too long: it has {size} bytes, and {limit} are the most. Most letters take one byte.")
        reasons.append(said.format(size=_number(size), limit=_number(limit)))
    found = unshowable(markdown_text)
    if found:
        said = _("Line {line} holds a character that cannot be shown ({name}). Delete it, or type that line again.")
        reasons.append(said.format(line=_number(found.line), name=found.name))
    if reasons:
        raise ValidationError(reasons)


def safe_address(address: str, site: str | None = None) -> str | None:
    """The address if a link may lead there, made absolute; None if not. Entities in it count as what they name."""
    address = visible(_ENTITY.sub(lambda entity: html.unescape(entity[0]), address)).strip()
    if address.startswith("/") and not address.startswith("//") and "\\" not in address and site:
        address = urljoin(site, address)
    if not (_WEB_ADDRESS.match(address) or _MAIL_ADDRESS.match(address)):
        return None
    try:
        scheme = urlsplit(address).scheme
    except ValueError:  # such as an unclosed bracket in the host
        return None
    return address if scheme in SCHEMES else None


def _written(rendered: str, *, addresses: bool) -> str:
    writer = PlainWriter(addresses=addresses)
    writer.feed(rendered)
    return writer.text()


def _number(number: int) -> str:
    return number_format(number, use_l10n=True, force_grouping=True)


class _Judge(Treeprocessor):
    """Decides about the finished tree: which links lead on, at what level headings stand, what is empty."""

    def __init__(self, md: Markdown, site: str | None, heading_offset: int) -> None:
        super().__init__(md)
        self.site = site
        self.heading_offset = heading_offset

    def run(self, root: ET.Element) -> None:
        _without_empty(root)
        above: list[int] = []
        for element in root.iter():
            if element.tag == "a":
                self._judge_link(element)
            elif element.tag == "img":
                self._judge_picture(element)
            elif heading := _HEADING.match(element.tag):
                element.tag = self._heading(int(heading[1]), above)
            self._escape(element)

    def _judge_link(self, link: ET.Element) -> None:
        address = safe_address(link.get("href", ""), self.site)
        link.attrib.clear()
        if address is None:
            link.tag = "span"  # which bleach takes out, with its words left in place
            return
        link.set("href", address.replace("&", "&amp;"))
        link.set("rel", REL)
        if not "".join(link.itertext()).strip() and link.find(".//img") is None:
            link.text = address

    def _judge_picture(self, picture: ET.Element) -> None:
        alt = visible(picture.get("alt", "")).replace("&", "&amp;")
        if _OWN_PICTURE.fullmatch(picture.get("src", "")):
            picture.set("alt", alt)
        else:
            picture.attrib.clear()
            picture.tag, picture.text = "span", alt

    def _heading(self, level: int, above: list[int]) -> str:
        """Under the headings `above` that it belongs to; no level is skipped, however the author chose them."""
        while above and above[-1] >= level:
            above.pop()
        above.append(level)
        return f"h{min(self.heading_offset + len(above), 6)}"

    def _escape(self, element: ET.Element) -> None:
        """The serializer leaves alone what looks like an entity; entities are all resolved, so here `&` is an `&`."""
        if element.text and element.tag != "code":
            element.text = element.text.replace("&", "&amp;")
        if element.tail:
            element.tail = element.tail.replace("&", "&amp;")


def _without_empty(parent: ET.Element) -> None:
    for element in list(parent):
        _without_empty(element)
        may_go = element.tag in _EMPTY_GOES or _HEADING.match(element.tag)
        if may_go and not len(element) and not (element.text or "").strip():
            parent.remove(element)
