"""Lists of elections, in and out: of each its name, its dates and who was elected; pure.

## [2031 Example Board Election](/nominations/elections/2031-example-board-election/)

* **Nominations**: 2031-04-01 14:00 UTC – 2031-05-01 14:00 UTC
* **Voting**: 1 June 2031 – 30 June 2031
* **Elected**:
    + [Ann One](/nominations/elections/2031-example-board-election/nominees/ann-one/), 3 years
    + Bo Two
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from base.documents import DocumentError, front_matter, take_apart
from nominees.document_kinds import ELECTION_FIELD, election_headings
from nominees.documents import escaped, name_and_link, plain_words
from nominees.written_dates import Period, instant, period, written

MOST_ELECTIONS = 500
MOST_ELECTED = 100
LONGEST_NAME = 200
UNKNOWN = Period()
_ITEM = re.compile(r"[ \t]+[*+-][ \t]+(\S.*)$")
_YEARS = re.compile(r"(.*?)[,(][ \t]*(\d{1,2})[ \t]*(?:-year term|years?)\)?$")


@dataclass(frozen=True)
class Elected:
    """One winner, in the order of the document; `years` is the length of the term where it is said."""

    name: str
    link: str | None = None
    years: int | None = None


@dataclass(frozen=True)
class ListedElection:
    """What a list says of one election, and the line where it says so."""

    name: str
    link: str | None = None
    nominations: Period = UNKNOWN
    voting: Period = UNKNOWN
    elected: tuple[Elected, ...] = ()
    line: int = 1


def read_election_list(text: str, path: str | None = None) -> list[ListedElection]:
    """Every election of the list. Raises DocumentError with the line of a date that cannot be told."""
    document = take_apart(text, path)
    lines = document.body.split("\n")
    places = election_headings(lines)
    if not 0 < len(places) <= MOST_ELECTIONS:
        raise DocumentError(path, document.first_line, f"It lists {len(places)} elections, not 1 to {MOST_ELECTIONS}.")
    ends = [*places[1:], len(lines)]
    return [
        _read_election(lines[place:end], document.first_line + place, path)
        for place, end in zip(places, ends, strict=True)
    ]


def _read_election(lines: list[str], first_line: int, path: str | None) -> ListedElection:
    name, link = name_and_link(lines[0])
    if not name or len(name) > LONGEST_NAME:
        raise DocumentError(path, first_line, f"The name of an election has 1 to {LONGEST_NAME} characters.")
    listed = ListedElection(name, link, line=first_line)
    elected: list[Elected] = []
    in_winners = False
    for number, line in enumerate(lines[1:], start=first_line + 1):
        found, item = ELECTION_FIELD.match(line), _ITEM.match(line)
        try:
            if found:
                label = found[1].lower()
                in_winners = label.startswith(("elected", "directors", "winner"))
                if in_winners:
                    elected += [_elected(words) for words in _parted(found[2])]
                else:
                    listed = _with_dates(listed, label, found[2])
            elif item and in_winners:
                elected.append(_elected(item[1]))
            elif line.strip():
                raise ValueError(f"“{line.strip()[:60]}” is neither a date of the election nor one of its winners.")
        except ValueError as error:
            raise DocumentError(path, number, str(error)) from error
    if len(elected) > MOST_ELECTED:
        raise DocumentError(path, first_line, f"It names {len(elected)} winners, and {MOST_ELECTED} are the most.")
    return replace(listed, elected=tuple(elected))


def _with_dates(listed: ListedElection, label: str, words: str) -> ListedElection:
    words = plain_words(words) or ""
    field = "nominations" if label.startswith("nomination") else "voting"
    before: Period = getattr(listed, field)
    if re.search(r"\bopen", label):
        said = replace(before, opens=instant(words))
    elif re.search(r"\bclose", label):
        said = replace(before, closes=instant(words, closing=True))
    else:
        said = period(words)
    return replace(listed, nominations=said) if field == "nominations" else replace(listed, voting=said)


def _parted(words: str) -> Iterator[str]:
    """Winners on one line, with semicolons between them, or with commas where none is a link and no term is said."""
    by = ";" if ";" in words or "](" in words or _YEARS.match(words) else ","
    yield from (part.strip() for part in words.split(by) if part.strip())


def _elected(words: str) -> Elected:
    found = _YEARS.match(words.strip())
    name, link = name_and_link(f"## {found[1] if found else words}")
    if not name or len(name) > LONGEST_NAME:
        raise ValueError(f"“{words[:60]}” is no name of 1 to {LONGEST_NAME} characters.")
    return Elected(name, link, int(found[2]) if found else None)


def write_election_list(elections: list[ListedElection], title: str = "Elections") -> str:
    """The list as a document that `read_election_list` reads back alike."""
    lines = [*front_matter({"title": title, "description": "..."}), "", "# ", ""]
    for listed in elections:
        lines += [f"## {_linked(listed.name, listed.link)}", ""]
        for label, said in (("Nominations", listed.nominations), ("Voting", listed.voting)):
            lines += _dates(label, said)
        lines += ["* **Elected**:"]
        lines += [f"\t+ {_linked(each.name, each.link)}{_term(each.years)}" for each in listed.elected]
        lines += [""]
    return "\n".join(lines)


def _dates(label: str, said: Period) -> Iterator[str]:
    if said.opens and said.closes:
        yield f"* **{label}**: {written(said.opens)} – {written(said.closes)}"
    elif said.opens:
        yield f"* **{label} open**: {written(said.opens)}"
    elif said.closes:
        yield f"* **{label} close**: {written(said.closes)}"


def _linked(name: str, link: str | None) -> str:
    return f"[{escaped(name)}]({link})" if link else escaped(name)


def _term(years: int | None) -> str:
    return "" if years is None else f", {years} year{'' if years == 1 else 's'}"
