"""The Markdown that members write: Python-Markdown with its known faults mended, in time linear in the text.

Different from the original, each for a reason met in published documents or in attacks:

- Every punctuation mark can be escaped (`\\&`), a list may follow a paragraph without a blank line, an indented
  text or list is no code (code stands between fences), and `#1` is no heading.
- HTML tags are taken out and their text is kept; the content of `<script>`, `<style>`, `<iframe>` and their like
  goes with them. What only looks like a tag (`<T>`, `<3`) is shown as typed.
- Links are written `[text](address)`, `<address>` or as the bare address. There are no reference links: their
  definitions would vanish from the page, and looking for them takes quadratic time.
- A picture becomes its description, but for those that the caller knows. Quotes and lists deeper than anyone reads
  are made flatter.
"""

import html
import re
import string
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.util import AtomicString

from base.markdown_lines import short_blocks, tidy_lines, visible

_FENCE = re.compile(r" *(`{3,}|~{3,})([^`]*)$")
# With these, the content goes too; it is not text, or not text for readers.
_SILENT = "script|style|template|noscript|iframe|object|svg|math|title|head|select|noembed|noframes|xmp"
_SILENT_TAG = re.compile(rf"<({_SILENT})\b[^<>]*+>|<!--", re.IGNORECASE)
_BREAKING = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
    "html", "li", "main", "nav", "ol", "optgroup", "option", "p", "pre", "section", "summary", "table", "tbody",
    "td", "tfoot", "th", "thead", "tr", "ul",
})  # fmt: skip
_FLOWING = frozenset({
    "a", "abbr", "acronym", "applet", "area", "audio", "b", "base", "basefont", "bdi", "bdo", "big", "blink",
    "button", "canvas", "cite", "code", "col", "colgroup", "data", "del", "dfn", "dialog", "dir", "em", "embed",
    "font", "frame", "frameset", "i", "img", "input", "ins", "kbd", "label", "legend", "link", "map", "mark",
    "marquee", "meta", "meter", "nobr", "output", "param", "picture", "plaintext", "progress", "q", "rp", "rt",
    "ruby", "s", "samp", "slot", "small", "source", "span", "strike", "strong", "sub", "sup", "textarea", "time",
    "track", "tt", "u", "var", "video", "wbr",
})  # fmt: skip
_TAG = rf"</?+({'|'.join((*sorted(_BREAKING | _FLOWING), *_SILENT.split('|')))})(?=[\s/>])[^<>]*+>"

# An address may hold one pair of parentheses; a label one pair of brackets, so that a picture can be a link.
_ADDRESS = r"<([^<>\n]*+)>|((?:[^\s()<>]|\([^\s()<>]*+\))*+)"
_TITLE = r"""(?:"[^"\n]*+"|'[^'\n]*+'|\([^()\n]*+\))"""
_LABEL = r"((?:[^\[\]]|!?\[[^\[\]]*+\](?:\([^\s()]*+\))?)*+)"
_LINK = rf"\[{_LABEL}\]\(\s*+(?:{_ADDRESS})\s*+(?:{_TITLE}\s*+)?\)"
_AUTOLINK = r"<((?:https?://|mailto:)[^\s<>]++)>"
_AUTOMAIL = r"<([^\s<>@:]++@[^\s<>@]++)>"
# An escaped character is held by Python-Markdown as its number between two control characters.
_BARE_ADDRESS = r"(?<![\w/])https?://(?:[^\s<>*\[\]\x02\x03\"]|\x02\d+\x03)++"
_AFTER_AN_ADDRESS = re.compile(r"(?:[.,;:!?')}_]|\x02\d+\x03)++$")
ENTITY = r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});"


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture that a text may show: where it is, its size in points, and what it shows."""

    address: str
    width: int
    height: int
    alt: str


def dialect(pictures: Mapping[str, Shown] | None = None) -> Markdown:
    """A converter for one text; it leaves links and headings as they are for `base.texts` to judge.

    A picture whose address is a key of `pictures` is shown; every other one is its description.
    """
    return Markdown(extensions=["sane_lists", _Dialect(pictures or {})], output_format="html")


class _Dialect(Extension):
    def __init__(self, pictures: Mapping[str, Shown]) -> None:
        super().__init__()
        self.pictures = pictures

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  (Python-Markdown's name)
        md.ESCAPED_CHARS = list(string.punctuation)
        md.preprocessors.deregister("html_block")
        md.preprocessors.register(_Lines(md), "lines", 25)
        for name in ("code", "reference"):
            md.parser.blockprocessors.deregister(name)
        for name in ("reference", "image_link", "image_reference", "short_reference", "short_image_ref"):
            md.inlinePatterns.deregister(name)
        md.inlinePatterns.register(_Picture(f"!{_LINK}", md, self.pictures), "picture", 165)
        md.inlinePatterns.register(_Link(_LINK, md), "link", 160)
        md.inlinePatterns.register(_Autolink(_AUTOLINK, md), "autolink", 120)
        md.inlinePatterns.register(_Automail(_AUTOMAIL, md), "automail", 110)
        md.inlinePatterns.register(_BareAddress(_BARE_ADDRESS, md), "bare address", 105)
        md.inlinePatterns.register(_Tag(f"(?i:{_TAG})", md), "html", 90)
        md.inlinePatterns.register(_Entity(f"(?i:{ENTITY})", md), "entity", 80)


class _Lines(Preprocessor):
    """Prepares the lines: code between fences set aside, silent HTML taken out, nesting and blocks kept in bounds."""

    def run(self, lines: list[str]) -> list[str]:
        text = _without_silent_html("\n".join(self._without_code(lines)))
        return list(short_blocks(tidy_lines(text.split("\n"))))

    def _without_code(self, lines: list[str]) -> Iterator[str]:
        """The lines, with each piece of fenced code kept aside; a fence that is never closed runs to the end."""
        fence, indent, code = "", 0, list[str]()
        for line in lines:
            found = _FENCE.match(line)
            if not fence and found:
                fence, indent, code = found[1], len(line) - len(line.lstrip(" ")), []
            elif fence and found and found[1].startswith(fence) and not found[2].strip():
                yield from self._set_aside(code, indent)
                fence = ""
            elif fence:
                code.append(line[min(indent, len(line) - len(line.lstrip(" "))) :])
            else:
                yield line
        if fence:
            yield from self._set_aside(code, indent)

    def _set_aside(self, code: list[str], indent: int) -> Iterator[str]:
        escaped = html.escape("\n".join(code), quote=False)
        yield from ("", " " * indent + self.md.htmlStash.store(f"<pre><code>{escaped}\n</code></pre>"), "")


def _without_silent_html(text: str) -> str:
    """Without comments and elements whose content is not for readers; an unclosed one loses its tag alone, later."""
    lowered, kept, position = text.lower(), list[str](), 0
    never_closed: set[str] = set()
    for found in _SILENT_TAG.finditer(text):
        closing = f"</{found[1].lower()}" if found[1] else "-->"
        if found.start() < position or closing in never_closed or _in_code(text, found.start()):
            continue
        end = lowered.find(closing, found.end())
        if end < 0:
            never_closed.add(closing)
            continue
        kept.append(text[position : found.start()])
        position = end + 3 if closing == "-->" else lowered.find(">", end) + 1 or len(text)
    return "".join((*kept, text[position:]))


def _in_code(text: str, position: int) -> bool:
    """Whether a place in a line stands after an odd number of backticks."""
    return text.count("`", text.rfind("\n", 0, position) + 1, position) % 2 == 1


def _link(address: str, text: str) -> ET.Element:
    link = ET.Element("a", href=address)
    link.text = text
    return link


class _Picture(InlineProcessor):
    """`![description](address)` is the picture of that address if there is one, and else its description."""

    def __init__(self, pattern: str, md: Markdown, pictures: Mapping[str, Shown]) -> None:
        super().__init__(pattern, md)
        self.pictures = pictures

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[ET.Element | str, int, int]:  # type: ignore[override]  # noqa: N802
        shown = self.pictures.get(self.unescape(m[2] or m[3] or ""))
        if shown is None:
            return m[1], m.start(), m.end()
        alt = str(self.unescape(m[1])).strip() or shown.alt
        picture = ET.Element("img", src=shown.address, alt=alt, width=str(shown.width), height=str(shown.height))
        return picture, m.start(), m.end()


class _Link(InlineProcessor):
    """`[text](address "title")`; titles are not kept."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[ET.Element, int, int]:  # type: ignore[override]  # noqa: N802
        return _link(self.unescape(m[2] or m[3] or ""), m[1]), m.start(), m.end()


class _Autolink(InlineProcessor):
    """`<https://…>`"""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[ET.Element, int, int]:  # type: ignore[override]  # noqa: N802
        return _link(m[1], AtomicString(m[1])), m.start(), m.end()


class _Automail(InlineProcessor):
    """`<name@example.org>`"""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[ET.Element, int, int]:  # type: ignore[override]  # noqa: N802
        return _link(f"mailto:{m[1]}", AtomicString(m[1])), m.start(), m.end()


class _BareAddress(InlineProcessor):
    """`https://…` in running text, without the full stop or bracket that follows it."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[ET.Element, int, int]:  # type: ignore[override]  # noqa: N802
        address = m[0] if "(" in m[0] else _AFTER_AN_ADDRESS.sub("", m[0])
        return _link(address, AtomicString(address)), m.start(), m.start() + len(address)


class _Tag(InlineProcessor):
    """An HTML tag is taken out; one that separates leaves a space, `<br>` a line break."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[ET.Element | str, int, int]:  # type: ignore[override]  # noqa: N802
        name = m[1].lower()
        if name == "br":
            return ET.Element("br"), m.start(), m.end()
        return " " if name in _BREAKING else "", m.start(), m.end()


class _Entity(InlineProcessor):
    """`&eacute;` and `&#233;` are the character that they name."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str, int, int]:  # type: ignore[override]  # noqa: N802
        return visible(html.unescape(m[0])), m.start(), m.end()
