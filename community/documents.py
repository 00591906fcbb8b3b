"""The published documents of the community pages, in and out: news posts, and stories by programme; pure.

A post is front matter of exactly eight keys and a text. A page of stories is voices between rules: perhaps a heading
that names their programme, a text, and a last bullet that says who speaks (`* Name, Affiliation`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from base.documents import Document, DocumentError, front_matter, take_apart
from nominees.document_kinds import ATTRIBUTION, NOMINEE, POST_KEYS, RULE, TITLE_OF_STORIES
from nominees.documents import escaped, plain_words

MOST_VOICES = 500
LONGEST_WORD = 2_000  # characters: PostgreSQL's search takes time with the square of a word, and of
MOST_COMMENTS = 1_000  # comments that are never closed
_LONG_WORD = re.compile(rf"[\w-]{{{LONGEST_WORD + 1}}}")
_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_PICTURE = re.compile(
    r"!\[[^\]\n]{0,500}\]\(\s*<?([^\s)>]{1,2000})|<img\b[^>]{0,2000}?\bsrc\s*=\s*[\"']?([^\s\"'>]{1,2000})"
)
_GUARDED = re.compile(r"##[ \t]|(?:---+|\*\*\*+|___+)[ \t]*$")
_ELSEWHERE = re.compile(r"(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)


@dataclass(frozen=True)
class PostDocument:
    """A news post; `legacy_url` is its path on the site where it was first published."""

    title: str
    published_on: date
    updated_on: date | None
    author: str
    description: str
    tags: tuple[str, ...]
    is_published: bool
    legacy_url: str
    markdown: str
    line: int = field(default=1, compare=False)


@dataclass(frozen=True)
class Voice:
    """One person's words; `affiliation` is empty where they gave none, the name where nobody is named."""

    name: str
    affiliation: str
    markdown: str
    line: int = field(default=1, compare=False)


@dataclass(frozen=True)
class ProgrammeStories:
    """What people say of one programme. Empty is the name of what stands above the first heading."""

    name: str
    voices: tuple[Voice, ...]


@dataclass(frozen=True)
class Missing:
    """A picture that the document shows from its own folder, which was not taken over with it."""

    line: int
    address: str


def read_post(text: str, path: str | None = None) -> PostDocument:
    """The post. Raises DocumentError with the line of the key that is missing, unknown or not what it must be."""
    document = take_apart(text, path)
    keys = document.front_matter.keys()
    if wrong := [f"lacks “{key}”" for key in POST_KEYS if key not in keys]:
        raise DocumentError(path, 1, f"The front matter of a post {', '.join(wrong)}.")
    if unknown := next((key for key in keys if key not in POST_KEYS), None):
        raise DocumentError(path, document.line_of(unknown), f"“{unknown}” is not one of a post's eight keys.")
    published_on = _date(document, "publishDate", path)
    if published_on is None:
        raise DocumentError(path, document.line_of("publishDate"), "“publishDate” is empty.")
    title = _words(document, "title", path)
    if not title:
        raise DocumentError(path, document.line_of("title"), "“title” is empty.")
    body = document.body.strip("\n")
    _check_words(document, path)
    return PostDocument(
        title=title,
        published_on=published_on,
        updated_on=_date(document, "updatedDate", path),
        author=_words(document, "author", path),
        description=(document.field("description") and _words(document, "description", path)) or "",
        tags=_tags(document, path),
        is_published=_yes(document, "published", path),
        legacy_url=_path(document, "legacyUrl", path),
        markdown=body.rstrip(),
        line=document.first_line + len(document.body) - len(document.body.lstrip("\n")),
    )


def write_post(post: PostDocument) -> str:
    """The post as a document that `read_post` reads back alike."""
    lines = front_matter(
        {
            "title": post.title,
            "publishDate": post.published_on.isoformat(),
            "updatedDate": post.updated_on.isoformat() if post.updated_on else "",
            "author": post.author,
            "description": post.description,
            "tags": post.tags,
            "published": post.is_published,
            "legacyUrl": post.legacy_url,
        }
    )
    return "\n".join([*lines, "", post.markdown, ""])


def missing_pictures(markdown: str, first_line: int) -> list[Missing]:
    """The pictures whose address is relative: they were beside the document, and are not here."""
    return [
        Missing(first_line + number, address)
        for number, line in enumerate(markdown.split("\n"))
        for found in _PICTURE.finditer(line)
        if not _ELSEWHERE.match(address := found[1] or found[2])
    ]


def _check_words(document: Document, path: str | None) -> None:
    """Raises DocumentError for a text that would keep the search's index busy."""
    if long := _LONG_WORD.search(document.body):
        line = document.first_line + document.body.count("\n", 0, long.start())
        raise DocumentError(path, line, f"It holds a word of more than {LONGEST_WORD:,} characters.")
    if document.body.count("<!--") > MOST_COMMENTS:
        raise DocumentError(path, document.first_line, f"It holds more than {MOST_COMMENTS:,} HTML comments.")


def _words(document: Document, key: str, path: str | None) -> str:
    value = document.front_matter[key]
    if not isinstance(value, str):
        raise DocumentError(path, document.line_of(key), f"“{key}” is a list, not a text.")
    return " ".join(value.split())


def _date(document: Document, key: str, path: str | None) -> date | None:
    words = _words(document, key, path)
    if not words:
        return None
    try:
        return date.fromisoformat(words[:10] if words[10:11] in {"T", " "} else words)
    except ValueError:
        reason = f"“{key}” is “{words[:60]}”, not a date such as 2019-02-11."
        raise DocumentError(path, document.line_of(key), reason) from None


def _yes(document: Document, key: str, path: str | None) -> bool:
    words = _words(document, key, path)
    if words not in {"true", "false"}:
        raise DocumentError(path, document.line_of(key), f"“{key}” is “{words[:60]}”, not true or false.")
    return words == "true"


def _tags(document: Document, path: str | None) -> tuple[str, ...]:
    value = document.front_matter["tags"]
    if isinstance(value, str):
        if value.strip():
            raise DocumentError(
                path, document.line_of("tags"), "“tags” is a text, not a list such as [awards, grants]."
            )
        return ()
    return tuple(" ".join(tag.split()) for tag in value if tag.strip())


def _path(document: Document, key: str, path: str | None) -> str:
    words = _words(document, key, path)
    if words and not re.fullmatch(r"/(?!/)[^\s\\?#]*", words):
        reason = f"“{key}” is “{words[:60]}”, not a path on the site of origin such as /2019/02/post.html."
        raise DocumentError(path, document.line_of(key), reason)
    return words


def read_stories(text: str, path: str | None = None) -> list[ProgrammeStories]:
    """Every voice under its programme, in the order of the document.

    A voice without a heading of its own belongs to the programme above it. A bullet that stands alone says who spoke if
    a rule, a heading or the end follows, and before another voice if it reads `Name, Affiliation`.
    """
    document = take_apart(text, path)
    programmes: list[tuple[str, list[Voice]]] = []
    for name, lines, first_line in _sections(document):
        voices = list(_voices(lines, first_line))
        if name is not None and (not programmes or programmes[-1][0] != name):
            programmes.append((name, []))
        elif voices and not programmes:
            programmes.append(("", []))
        if voices:
            programmes[-1][1].extend(voices)
    if sum(len(voices) for _, voices in programmes) > MOST_VOICES:
        raise DocumentError(path, document.first_line, f"It has more than {MOST_VOICES} voices.")
    return [ProgrammeStories(name, tuple(voices)) for name, voices in programmes if voices]


def _sections(document: Document) -> Iterator[tuple[str | None, list[str], int]]:
    """What stands between rules and headings: the programme named by the heading, the lines, and the first of them."""
    name: str | None = None
    lines: list[str] = []
    begins, in_code = document.first_line, False
    for number, line in enumerate(document.body.split("\n"), start=document.first_line):
        if _FENCE.match(line):
            in_code = not in_code
        heading = None if in_code else NOMINEE.match(line)
        if heading or (not in_code and _parts(line, lines)):
            yield name, lines, begins
            name, lines, begins = plain_words(heading[1]) if heading else None, [], number + 1
        elif line.strip() != "#":
            lines.append(line)
    yield name, lines, begins


def _parts(line: str, before: list[str]) -> bool:
    """A rule parts voices; three dashes right under a text are its underline."""
    above = before[-1] if before else ""
    return RULE.match(line) is not None and (not above.strip() or ATTRIBUTION.match(above) is not None)


def _voices(lines: list[str], first_line: int) -> Iterator[Voice]:
    """The voices between two rules or headings: each ends with who spoke, the last perhaps without."""
    written = [place for place, line in enumerate(lines) if line.strip()]
    begins, in_code = 0, False
    for place, after in pairwise([*written, len(lines)]):
        in_code ^= _FENCE.match(lines[place]) is not None
        found = ATTRIBUTION.match(lines[place])
        is_last = place == written[-1]
        alone = place == 0 or not lines[place - 1].strip()
        if is_last and not (found and alone):
            yield Voice("", "", *_told(lines[begins:], first_line + begins))
        elif found and alone and not in_code and (is_last or _speaks(lines, place, after)):
            name, _, affiliation = (plain_words(found[1]) or "").partition(", ")
            yield Voice(name, affiliation, *_told(lines[begins:place], first_line + begins))
            begins = place + 1


def _speaks(lines: list[str], place: int, after: int) -> bool:
    """Whether a bullet amid the text is no item of a list but `Name, Affiliation`, with blank lines around it."""
    words = plain_words(ATTRIBUTION.sub(r"\1", lines[place])) or ""
    name, comma, affiliation = words.partition(", ")
    in_list = any(ATTRIBUTION.match(lines[other]) for other in (place - 1, place - 2, after) if 0 <= other < len(lines))
    is_name = bool(comma) and len(name.split()) <= 6 and not name[:1].islower() and len(words) <= 120
    return is_name and after > place + 1 and not in_list and affiliation[-1:] not in set(".,;:!?")


def _told(lines: list[str], first_line: int) -> tuple[str, int]:
    """The text of the lines, and the line of the file where it begins."""
    blank = next((place for place, line in enumerate(lines) if line.strip()), 0)
    return "\n".join(lines).strip("\n").rstrip(), first_line + blank


def write_stories(programmes: list[ProgrammeStories]) -> str:
    """The stories as one document that `read_stories` reads back alike."""
    voices = [
        [*([f"## {escaped(programme.name)}", ""] if place == 0 and programme.name else []), *_voice_lines(voice)]
        for programme in programmes
        for place, voice in enumerate(programme.voices)
    ]
    lines = [*front_matter({"title": TITLE_OF_STORIES, "description": "..."}), ""]
    for place, each in enumerate(voices):
        lines += [*(["", "---", ""] if place else []), *each]
    return "\n".join([*lines, ""])


def _voice_lines(voice: Voice) -> list[str]:
    who = ", ".join(escaped(words) for words in (voice.name, voice.affiliation) if words)
    return _guarded([*voice.markdown.strip("\n").split("\n"), *(["", f"* {who}"] if who else [])], is_named=bool(who))


def _guarded(lines: list[str], *, is_named: bool) -> list[str]:
    """What would part or end the voice, one space to the right: Markdown reads it alike, `read_stories` as text."""
    written = [place for place, line in enumerate(lines) if line.strip()]
    alone, moved, in_code, ends = list[int](), list[int](), False, False
    for place, after in pairwise([*written, len(lines)]):
        in_code ^= _FENCE.match(lines[place]) is not None
        if in_code:
            continue
        is_last = place == written[-1]
        if ATTRIBUTION.match(lines[place]) and (place == 0 or not lines[place - 1].strip()):
            alone += [] if is_last and is_named else [place]
            ends |= not is_named if is_last else _speaks(lines, place, after)
        elif _GUARDED.match(lines[place]):
            moved.append(place)
    for place in moved + (alone if ends else []):
        lines[place] = f" {lines[place]}"
    return lines
