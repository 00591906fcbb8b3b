"""The published Markdown documents of past elections, in and out.

They are read line by line, not as Markdown: what belongs to a nominee's page is told by tabs and bullets. Lines
that begin at the margin with a known label in bold are fields; under them one tab stands before all that is
theirs, and that tab is taken away. Texts stay Markdown, escapes included; single fields become plain words.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import quote

from base.documents import Document, DocumentError, front_matter, take_apart
from nominees.document_kinds import FIELD, NOMINEE, TITLE_OF_NOMINEES, nominee_headings

MOST_NOMINEES = 500  # of one list; 26 were the most
MOST_NOMINATIONS = 500  # of one nominee; 13 were the most

_NOMINATION = re.compile(r"([ \t]*(?:[*+-][ \t]+)?)\*\*\*Nomination by\*\*\*:(.*)$")
_LOOKS_LIKE_NOMINATION = re.compile(r"[*+-][ \t]+\*\*\*Nomination by\*\*\*:")
_LINKED = re.compile(r"\[(.+)\]\(([^\s()]+)\)$")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_TO_ESCAPE = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>&~])")
_BULLET = re.compile(r"[ \t]*(?:[*+-]|\d+[.)])[ \t]+\S")
_FENCE = re.compile(r"[ \t]*(?:```|~~~)")
_NOTHING_SAID = frozenset({"", "na", "none", "nil", "tbd"})


@dataclass(frozen=True)
class Nominated:
    """One endorsement; `nominator` is None where the document leaves the name blank."""

    nominator: str | None
    text_markdown: str
    line: int = field(default=1, compare=False)


@dataclass(frozen=True)
class NomineePage:
    """What a page says of one nominee; None is what it does not say."""

    title: str | None = None
    name: str | None = None
    link: str | None = None
    previous_service: str | None = None
    employer: str | None = None
    other_affiliations: str | None = None
    statement: str | None = None
    nominations: tuple[Nominated, ...] = ()
    line: int = field(default=1, compare=False)


@dataclass(frozen=True)
class StatementPage:
    """A nominee's own statement; `title` is its first heading, which the body then lacks."""

    title: str | None
    markdown: str

    @property
    def says_nothing(self) -> bool:
        """Whether it is empty or a mere "NA"."""
        return "".join(filter(str.isalnum, self.markdown)).casefold() in _NOTHING_SAID


def read_nominee_page(text: str, path: str | None = None) -> NomineePage:
    """The one nominee of a page; also a page that says nothing of anyone, as for a referendum."""
    pages = read_nominee_pages(text, path)
    if len(pages) > 1:
        first_line = take_apart(text, path).first_line
        raise DocumentError(path, first_line, f"This is a list of {len(pages)} nominees, not the page of one.")
    return pages[0]


def read_nominee_pages(text: str, path: str | None = None) -> list[NomineePage]:
    """Every nominee of a page or of a yearly list, in the order of the document."""
    document = take_apart(text, path)
    lines = document.body.split("\n")
    places = nominee_headings(lines)
    if not places:
        return [_read_page_without_fields_under_its_name(document, lines, path)]
    if len(places) > MOST_NOMINEES:
        line = document.first_line + places[MOST_NOMINEES]
        raise DocumentError(path, line, f"It lists {len(places):,} nominees, and {MOST_NOMINEES} are the most.")
    ends = [*places[1:], len(lines)]
    title = document.field("title")
    return [
        _read_nominee(title, lines[place:end], document.first_line + place, path)
        for place, end in zip(places, ends, strict=True)
    ]


def _read_page_without_fields_under_its_name(document: Document, lines: list[str], path: str | None) -> NomineePage:
    """A page whose name or fields are missing. Free text is refused, lest a statement be lost."""
    first_field = next((place for place, line in enumerate(lines) if FIELD.match(line)), len(lines))
    name = ""
    for place, words in enumerate(lines[:first_field]):
        heading = NOMINEE.match(words)
        if heading and not name:
            name = words
        elif words.strip(" \t#"):
            reason = f"“{words.strip()[:60]}” is neither a nominee's name nor one of the known fields."
            raise DocumentError(path, document.first_line + place, reason)
    line = document.first_line + first_field - 1
    return _read_nominee(document.field("title"), [name, *lines[first_field:]], line, path)


def _read_nominee(title: str | None, lines: list[str], line: int, path: str | None) -> NomineePage:
    """The nominee whose heading is the first of the lines, which stands at `line` of the file."""
    fields, begins = _fields(lines[1:])
    name, link = name_and_link(lines[0])
    nominations = _nominations(
        fields.get("Nomination Statements", []), line + 1 + begins.get("Nomination Statements", 0)
    )
    if len(nominations) > MOST_NOMINATIONS:
        reason = f"It has {len(nominations):,} nominations of one nominee, and {MOST_NOMINATIONS} are the most."
        raise DocumentError(path, nominations[MOST_NOMINATIONS].line, reason)
    return NomineePage(
        title=title,
        name=name or _words(fields, "Name"),
        link=link,
        previous_service=_words(fields, "Previous Board Service"),
        employer=_words(fields, "Employer"),
        other_affiliations=_words(fields, "Other Affiliations"),
        statement=_text(fields.get("Nominee Statement", [])) or None,
        nominations=tuple(nominations),
        line=line,
    )


def name_and_link(heading: str) -> tuple[str | None, str | None]:
    """Of `## Name` or `## [Name](address)`: the name in plain words, and the address."""
    found = NOMINEE.match(heading)
    if found is None:
        return None, None
    linked = _LINKED.match(found[1].strip())
    return plain_words(linked[1] if linked else found[1]), linked[2] if linked else None


def _fields(lines: list[str]) -> tuple[dict[str, list[str]], dict[str, int]]:
    """The lines of each field, and the place of its label; the first line is what stands behind the label."""
    fields: dict[str, list[str]] = {}
    begins: dict[str, int] = {}
    lines_of_field: list[str] = []
    for place, line in enumerate(lines):
        found = FIELD.match(line)
        if found and found[1] not in fields:
            lines_of_field = fields[found[1]] = [found[2]]
            begins[found[1]] = place
        else:
            lines_of_field.append(line)
    return fields, begins


def _words(fields: dict[str, list[str]], label: str) -> str | None:
    return plain_words(" ".join(fields.get(label, [])))


def plain_words(written: str) -> str | None:
    """A field of one line without its Markdown escapes; None if nothing is left."""
    return " ".join(_ESCAPED.sub(r"\1", written).split()) or None


def _nominations(lines: list[str], line: int) -> list[Nominated]:
    """The endorsements: each begins with a line like the first one's, bullet and indent included."""
    every = [(place, found) for place, line in enumerate(lines) if (found := _NOMINATION.match(line))]
    begins = [(place, found) for place, found in every if found[1] == every[0][1][1]]
    ends = [place for place, _ in begins[1:]] + [len(lines)] * bool(begins)
    return [
        Nominated(plain_words(found[2]), _text(lines[place + 1 : end]), line + place)
        for (place, found), end in zip(begins, ends, strict=True)
    ]


def _text(lines: list[str]) -> str:
    """A text under a field, one tab to the left, each run of blank lines as one."""
    kept: list[str] = []
    in_code = False
    for line in (line.removeprefix("\t") for line in lines):
        if not line.strip() and not in_code:
            if kept and kept[-1]:
                kept.append("")
            continue
        if _FENCE.match(line):
            in_code = not in_code
        if kept and not in_code and _ends_nested_list(kept[-1], line):
            kept.append("")
        kept.append(line)
    return "\n".join(kept).rstrip()


def _ends_nested_list(before: str, line: str) -> bool:
    """A text to the left of the item before it is no part of that item, though no blank line parts them."""
    is_nested_item = before.startswith("\t") and _BULLET.match(before) is not None
    return is_nested_item and not line.startswith("\t") and not _BULLET.match(line)


def read_statement(text: str, path: str | None = None) -> StatementPage:
    """A nominee's own statement as it was written, without front matter and the empty heading above it."""
    document = take_apart(text, path)
    title = document.field("title")
    if title == "index.html" or TITLE_OF_NOMINEES.fullmatch(title or ""):
        title = None
    lines = document.body.strip("\n").split("\n")
    if lines[0].strip() == "#":
        lines = lines[1:]
    return StatementPage(title, "\n".join(lines).strip("\n").rstrip())


def write_nominee_page(page: NomineePage) -> str:
    """The page as a document that `read_nominee_page` reads back alike.

    A line of an endorsement that would pass for the beginning of the next one is escaped, so it is shown as typed.
    """
    lines = [*front_matter({"title": page.title or "...", "description": "..."}), "", "# ", ""]
    if page.name:
        name = escaped(page.name)
        lines += [f"## [{name}]({quote(page.link, safe=':/?#@!$&*+,;=%~')})" if page.link else f"## {name}", ""]
    for label, words in (
        ("Previous Board Service", page.previous_service),
        ("Employer", page.employer),
        ("Other Affiliations", page.other_affiliations),
    ):
        lines += [f"* **{label}**: {escaped(words)}"] if words else []
    if page.statement:
        lines += ["* **Nominee Statement**:", *_indented(page.statement)]
    if page.nominations:
        lines.append("* **Nomination Statements**:")
    for nominated in page.nominations:
        lines += [f"\t+ ***Nomination by***: {escaped(nominated.nominator or '')}".rstrip(), "\t "]
        lines += _indented(nominated.text_markdown)
    return "\n".join([*lines, ""])


def _indented(text: str) -> list[str]:
    lines = text.split("\n")
    return ["\t" + (f"\\{line}" if _LOOKS_LIKE_NOMINATION.match(line) else line) for line in lines]


def escaped(words: str) -> str:
    return _TO_ESCAPE.sub(r"\\\1", " ".join(words.split()))
