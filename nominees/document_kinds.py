"""The kinds of published documents, told apart by what they hold; and what their path says."""

import re
from dataclasses import dataclass
from enum import Enum
from pathlib import PurePosixPath

from base.documents import Document, DocumentError, take_apart


class Kind(Enum):
    """What a published document is."""

    ELECTION_LIST = "list of elections"
    NOMINEE_LIST = "yearly list of nominees"
    NOMINEE_PAGE = "nominee page"
    STATEMENT = "nominee's own statement"
    NEWS_POST = "news post"
    STORIES = "page of community stories"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Identity:
    """Whose page it is, by its path: `2019-.../nominees/<nominee>.md`."""

    election: str
    year: int
    nominee: str


POST_KEYS = ("title", "publishDate", "updatedDate", "author", "description", "tags", "published", "legacyUrl")
TITLE_OF_STORIES = "Community stories"
_LABELS = "Name|Previous Board Service|Employer|Other Affiliations|Nominee Statement|Nomination Statements"
FIELD = re.compile(rf"[*+-] \*\*({_LABELS})\*\*:[ \t]*(.*)$")
ELECTION_FIELD = re.compile(
    r"[*+-] \*\*((?:Nominations?|Voting|Vote)(?: (?:open|close)(?:s|ed)?| period)?"
    r"|Elected(?: directors)?|Directors elected|Winners?)(?:\*\*:|:\*\*)[ \t]*(.*)$",
    re.IGNORECASE,
)
NOMINEE = re.compile(r"##[ \t]+(\S.*)$")
TITLE_OF_NOMINEES = re.compile(r"Nominees? for .*\b(?:19|20)\d\d\b.*|Nominees? for .*\bElection\b.*", re.IGNORECASE)

_PATH = re.compile(r"(?:^|/)((\d{4})-[\w-]+)/nominees/(\w[\w.-]*?)(?:\.md|\.txt|/)?$")
_NOMINATION_DETAILS = "Nomination details"  # the words that open a nominee's entry in a list
_OF_POSTS_ALONE = frozenset({"publishDate", "updatedDate", "legacyUrl", "published"})
_OF_A_BROKEN_POST = _OF_POSTS_ALONE - {"published"}  # a key that pages of other sites have too
ATTRIBUTION = re.compile(r"[*+-][ \t]+(\S.*)$")
RULE = re.compile(r"(?:---+|\*\*\*+|___+)[ \t]*$")


def nominee_headings(lines: list[str]) -> list[int]:
    """The places of the `## Name` headings that a nominee's fields follow."""
    return [place for place, line in enumerate(lines) if NOMINEE.match(line) and _follows(FIELD, lines, place + 1)]


def election_headings(lines: list[str]) -> list[int]:
    """The places of the `## Election` headings that an election's dates or winners follow."""
    return [
        place for place, line in enumerate(lines) if NOMINEE.match(line) and _follows(ELECTION_FIELD, lines, place + 1)
    ]


def _follows(field: re.Pattern[str], lines: list[str], place: int) -> bool:
    while place < len(lines) and lines[place].strip() in {"", _NOMINATION_DETAILS}:
        place += 1
    return place < len(lines) and field.match(lines[place]) is not None


def recognise(text: str, path: str | None = None) -> Kind:
    """The kind of a document by its content; the path decides only where the content does not tell."""
    document = take_apart(text, path)
    lines = document.body.split("\n")
    if len(document.front_matter.keys() & _OF_POSTS_ALONE) >= 2:
        return Kind.NEWS_POST
    if nominees := len(nominee_headings(lines)):
        return Kind.NOMINEE_LIST if nominees > 1 else Kind.NOMINEE_PAGE
    if election_headings(lines):
        return Kind.ELECTION_LIST
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
    if _are_stories(document, written):
        return Kind.STORIES
    if document.front_matter.keys() & _OF_A_BROKEN_POST:
        return Kind.NEWS_POST  # its reader names the keys that lack
    only_a_title = set(document.front_matter) == {"title", "description"}
    return Kind.STATEMENT if only_a_title and path is None else Kind.UNKNOWN


def _are_stories(document: Document, written: list[str]) -> bool:
    """Two voices or more, each ended by who spoke; or one, where the title says so."""
    ended = sum(
        ATTRIBUTION.match(line) is not None and RULE.match(after) is not None
        for line, after in zip(written, [*written[1:], "---"], strict=True)
    )
    return ended >= (1 if document.field("title") == TITLE_OF_STORIES else 2)


def identity_from_path(path: str) -> Identity:
    """The election and nominee that a path names; raises DocumentError where it names none."""
    found = _PATH.search(str(PurePosixPath(path.replace("\\", "/"))))
    if found is None:
        raise DocumentError(path, 1, "The path is not of the form <year>-<election>/nominees/<nominee>.md.")
    return Identity(election=found[1], year=int(found[2]), nominee=found[3])
