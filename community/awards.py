"""PURE. Awards in the text of a post: who gets which for what, by the resolutions of the board.

RESOLVED, that the Python Software Foundation award the Q3 2018 Community Service Award to A and B for their work.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_RESOLUTION = 6_000
LONGEST_NAME = 200
MOST_FOUND = 100

_RESOLVED = re.compile(
    r"(?:\bbe it )?(?:\bfurther )?\bresolved\b\s*[,:;]?\s*(?:further\s*,?\s*)?\bthat\b", re.IGNORECASE
)
# Where a sentence ends: not after an initial or a title. What follows begins with no lower-case letter.
_END = r"(?<!\b[A-Z])(?<!\b[DJMS]r)(?<!\bM[rs])(?<!\bMrs)(?<!\bProf)(?<!\bSt)\.(?=[\s”\"’)]|$)"
_SENTENCE_END = re.compile(rf"{_END}(?!\s+[a-z])")
_WHY = r"for|in recognition of|in honou?r of|in gratitude for|in appreciation of|in thanks for|who|whose"
_WHEN = r"(?:,? (?:of|for|in) [\w ]{0,40}?\b(?:\d{4}|quarter|season|half|year))?"
_AWARDED = re.compile(
    rf"\b(?:award|give|grant|present|confer)(?:s|ed)?\b (?P<series>[^.]{{3,160}}?\b[Aa]wards?\b{_WHEN}),? "
    r"(?:be (?:given )?)?(?:to|upon) "
    rf"(?P<to>.{{2,600}}?)(?:,? \b(?P<why>{_WHY})\b (?P<citation>.+)|{_END}|$)",
    re.DOTALL,
)
_AWARDS = re.compile(r"\bAwards\b")
_ARTICLE = re.compile(r"(?:the|a|an|its|our|this|these)\s+", re.IGNORECASE)
_BETWEEN_NAMES = re.compile(r"\s*[,;]\s*(?:and\s+|&\s*)?|\s+(?:and|&)\s+")
_AFTER_A_NAME = frozenset(
    {"jr", "jr.", "sr", "sr.", "ii", "iii", "iv", "phd", "ph.d.", "md", "inc", "inc.", "ltd", "e.v."}
)
_PARTICLES = frozenset({"van", "von", "de", "di", "da", "del", "la", "le", "al", "bin", "ter", "den"})  # of a name
_BEFORE_NAMES = re.compile(r"(?:both|the following(?: \w+){0,4}:?|each of|team of)\s+", re.IGNORECASE)

_LINK = re.compile(r"!?\[([^\[\]]{0,500})\]\([^()\s]{0,2000}(?:\([^()\s]{0,500}\)[^()\s]{0,500})?\)")
_MARK = re.compile(r"(?<!\\)(?:\*{1,3}|_{2,3}|`+|(?<!\w)_|_(?!\w))")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_TAG = re.compile(r"</?[a-z][^<>]{0,500}>", re.IGNORECASE)
_LINE_MARK = re.compile(r"^[ \t]*(?:>[ \t]*|#{1,6}[ \t]+|[*+-][ \t]+)+", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Found:
    """One award to one recipient, in the words of its resolution."""

    series: str
    recipient: str
    citation: str
    """For what, without the full stop; empty where the resolution does not say."""
    resolution: str


def find(markdown: str) -> list[Found]:
    """Every award that a resolution in the text gives, in its order, each recipient of an award once."""
    found: dict[tuple[str, str], Found] = {}
    for paragraph in re.split(r"\n[ \t]*\n", markdown):
        for resolution in _resolutions(_words(paragraph)):
            for award in _awards(resolution):
                found.setdefault((award.series, award.recipient), award)
    return list(found.values())[:MOST_FOUND]


def _words(paragraph: str) -> str:
    """A paragraph of Markdown as its words, on one line."""
    text = _LINE_MARK.sub("", paragraph[:LONGEST_RESOLUTION])
    text = _LINK.sub(r"\1", _LINK.sub(r"\1", text))
    text = _MARK.sub("", _TAG.sub(" ", text))
    return " ".join(_ESCAPED.sub(r"\1", text).split())


def _resolutions(words: str) -> Iterator[str]:
    """Each from its “RESOLVED” to the next."""
    begins = [match.start() for match in _RESOLVED.finditer(words)]
    for begin, end in zip(begins, [*begins[1:], len(words)], strict=False):
        yield words[begin:end].strip()


def _awards(resolution: str) -> Iterator[Found]:
    given = _AWARDED.search(resolution)
    if given is None:
        return
    series = _ARTICLE.sub("", given["series"], count=1).strip() if _ARTICLE.match(given["series"]) else given["series"]
    citation = _SENTENCE_END.split(given["citation"], maxsplit=1)[0].strip() if given["citation"] else ""
    if given["why"] in {"who", "whose"}:
        citation = ""
    for recipient in _names(given["to"]):
        yield Found(_one(series), recipient, citation, resolution)


def _one(series: str) -> str:
    """“Community Service Awards” to two people are a Community Service Award each."""
    return _AWARDS.sub("Award", series)


def _names(words: str) -> Iterator[str]:
    """The names of a list, without what is said about them: that begins with a small letter."""
    names: list[str] = []
    for part in _BETWEEN_NAMES.split(_BEFORE_NAMES.sub("", words.strip(" ,;:"))):
        name = part.strip(" .“”\"'()")
        if part.casefold() in _AFTER_A_NAME and names:
            names[-1] = f"{names[-1]}, {part}"
        elif name and len(name) <= LONGEST_NAME and not _is_said_about(name):
            names.append(name)
    yield from dict.fromkeys(names)


def _is_said_about(part: str) -> bool:
    first = part.split(maxsplit=1)[0]
    return first.islower() and first not in _PARTICLES
