"""The kinds of published documents, told apart by what they hold; and what their front matter and path say."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import PurePosixPath


class DocumentError(ValueError):
    """A document that cannot be read, with its path, the line (from 1) and a sentence that says why."""

    def __init__(self, path: str | None, line: int, reason: str) -> None:
        super().__init__(f"{path or 'document'}, line {line}: {reason}")
        self.path = path
        self.line = line
        self.reason = reason


class Kind(Enum):
    """What a published document is."""

    NOMINEE_PAGE = "nominee page"
    NOMINEE_LIST = "yearly list of nominees"
    STATEMENT = "a nominee's own statement"
    NEWS_POST = "news post"
    STORIES = "page of community stories"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Identity:
    """Whose page it is, by its path: `2019-.../nominees/<nominee>.md`."""

    election: str
    year: int
    nominee: str


@dataclass(frozen=True)
class Document:
    """A document taken apart: its front matter, its body, and the line of the file at which the body begins."""

    front_matter: Mapping[str, str]
    body: str
    first_line: int

    def field(self, key: str) -> str | None:
        """What the front matter says under `key`; a placeholder (`...`) says nothing."""
        value = self.front_matter.get(key, "")
        return value if value.strip(" .") else None


_LABELS = "Name|Previous Board Service|Employer|Other Affiliations|Nominee Statement|Nomination Statements"
FIELD = re.compile(rf"[*+-] \*\*({_LABELS})\*\*:[ \t]*(.*)$")
NOMINEE = re.compile(r"##[ \t]+(\S.*)$")
TITLE_OF_NOMINEES = re.compile(r"Nominees? for .*\b(?:19|20)\d\d\b.*|Nominees? for .*\bElection\b.*", re.IGNORECASE)

_PATH = re.compile(r"(?:^|/)((\d{4})-[\w-]+)/nominees/(\w[\w.-]*?)(?:\.md|\.txt|/)?$")
_NOMINATION_DETAILS = "Nomination details"  # the words that open a nominee's entry in a list
_STORY_ENDS = re.compile(r"[*+-] \S.*\n+---[ \t]*$", re.MULTILINE)


def decode(content: bytes, path: str | None = None) -> str:
    """The text of a file: strict UTF-8, without its byte order mark, every new line as `\\n`."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        bad = f"0x{content[error.start]:02x}"
        raise DocumentError(path, line, f"The byte {bad} is not UTF-8. Save the file as UTF-8 and try again.") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def take_apart(text: str, path: str | None = None) -> Document:
    """Splits front matter from body. A document without front matter is all body."""
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return Document({}, text, 1)
    ends = next((number for number, line in enumerate(lines) if number and line.rstrip() == "---"), None)
    if ends is None:
        raise DocumentError(path, 1, "The front matter begins with --- but no line of --- ends it.")
    fields: dict[str, str] = {}
    for number, line in enumerate(lines[1:ends], start=2):
        if not line.strip() or line.startswith((" ", "\t", "-", "#")):
            continue  # a list's items or a comment: no field that is read here
        key, colon, value = line.partition(":")
        if not colon or (value and not value.startswith((" ", "\t"))):
            raise DocumentError(path, number, f"“{line}” is not of the form “key: value”.")
        if key in fields:
            raise DocumentError(path, number, f"The front matter says “{key}” twice.")
        fields[key] = _unquoted(value.strip())
    return Document(fields, "\n".join(lines[ends + 1 :]), ends + 2)


def _unquoted(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] == "'":
        return value[1:-1].replace("''", "'")
    if len(value) >= 2 and value[0] == value[-1] == '"':
        return re.sub(r"\\(.)", r"\1", value[1:-1])
    return value


def nominee_headings(lines: list[str]) -> list[int]:
    """The places of the `## Name` headings that a nominee's fields follow."""
    return [place for place, line in enumerate(lines) if NOMINEE.match(line) and _fields_follow(lines, place + 1)]


def _fields_follow(lines: list[str], place: int) -> bool:
    while place < len(lines) and lines[place].strip() in {"", _NOMINATION_DETAILS}:
        place += 1
    return place < len(lines) and FIELD.match(lines[place]) is not None


def recognise(text: str, path: str | None = None) -> Kind:
    """The kind of a document by its content; the path decides only where the content does not tell."""
    document = take_apart(text, path)
    lines = document.body.split("\n")
    if "publishDate" in document.front_matter:
        return Kind.NEWS_POST
    if nominees := len(nominee_headings(lines)):
        return Kind.NOMINEE_LIST if nominees > 1 else Kind.NOMINEE_PAGE
    if any(FIELD.match(line) for line in lines):
        return Kind.NOMINEE_PAGE
    return _kind_of_free_text(document, path)


def _kind_of_free_text(document: Document, path: str | None) -> Kind:
    """Of a text without a nominee's fields: a referendum's empty page, stories, or somebody's statement."""
    written = [line for line in document.body.split("\n") if line.strip(" \t#")]
    titled = TITLE_OF_NOMINEES.fullmatch(document.field("title") or "") is not None
    of_nominee = path is not None and _PATH.search(path) is not None
    if not written or (titled and all(NOMINEE.match(line) for line in written)):
        return Kind.NOMINEE_PAGE if titled or of_nominee else Kind.UNKNOWN
    if of_nominee or titled:
        return Kind.STATEMENT
    if len(_STORY_ENDS.findall(document.body)) >= 2:
        return Kind.STORIES
    only_a_title = set(document.front_matter) == {"title", "description"}
    return Kind.STATEMENT if only_a_title and path is None else Kind.UNKNOWN


def identity_from_path(path: str) -> Identity:
    """The election and nominee that a path names; raises DocumentError where it names none."""
    found = _PATH.search(str(PurePosixPath(path.replace("\\", "/"))))
    if found is None:
        raise DocumentError(path, 1, "The path is not of the form <year>-<election>/nominees/<nominee>.md.")
    return Identity(election=found[1], year=int(found[2]), nominee=found[3])
