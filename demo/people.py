"""The invented people of the demo: who stands, who backs them in which words, and who else is a member.

Their words are in `demo/texts`, one TOML file of candidates an election and one Markdown file a statement.
Every address ends in `@demo.example`, which no mail can reach.
"""

import csv
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from nominees.affiliations import Affiliated

TEXTS = Path(__file__).parent / "texts"


class Candidate(NamedTuple):
    """Somebody who stands, or is asked to. None is “not provided”."""

    name: str
    email: str
    previous_service: str | None
    employer: str | None
    other_affiliations: str | None
    summary: str  # at most 300 characters, may be empty
    statement: str | None  # the name of its file in TEXTS, without `.md`; None until they answer
    organisation: str | None  # what `employer` comes to where affiliations are counted
    endorsements: tuple[tuple[str, str], ...]  # whose, and their words in Markdown
    affiliations: tuple[Affiliated, ...]  # where there are any, they stand for `employer` and `other_affiliations`
    has_no_affiliations: bool
    pronouns: str
    languages: str
    country: str
    links: tuple[str, ...]
    photo: bool  # whether they give one; demo/pictures.py draws it


class Listed(NamedTuple):
    """A line of the member list."""

    name: str
    email: str
    membership_class: str


class Resolution(NamedTuple):
    """A question for the ballot; `majority` is the rule that it must meet."""

    title: str
    text: str
    majority: str  # "votes cast" or "voting members"


def _text(name: str) -> str:
    return (TEXTS / f"{name}.md").read_text(encoding="utf-8")


def _candidates(name: str) -> list[Candidate]:
    tables = tomllib.loads((TEXTS / f"{name}.toml").read_text(encoding="utf-8"))["candidate"]
    return [_candidate(table) for table in tables]


def _candidate(table: dict[str, Any]) -> Candidate:
    return Candidate(
        name=table["name"],
        email=table["email"],
        previous_service=table.get("previous_service"),
        employer=table.get("employer"),
        other_affiliations=table.get("other_affiliations"),
        summary=table.get("summary", ""),
        statement=table.get("statement"),
        organisation=table.get("organisation"),
        endorsements=tuple((each["by"], each["words"].strip()) for each in table.get("endorsement", [])),
        affiliations=tuple(Affiliated(**each) for each in table.get("affiliations", [])),
        has_no_affiliations=table.get("has_no_affiliations", False),
        pronouns=table.get("pronouns", ""),
        languages=table.get("languages", ""),
        country=table.get("country", ""),
        links=tuple(table.get("links", [])),
        photo=table.get("photo", False),
    )


def _members() -> Iterator[Listed]:
    with (TEXTS / "members.csv").open(encoding="utf-8", newline="") as file:
        yield from (Listed(row["name"], row["email"], row["class"]) for row in csv.DictReader(file))


BOARD = _candidates("board")  # the election that is open for voting
PAST = _candidates("past")  # last year's
NEXT = _candidates("next")  # the election in which nominations are open
MEMBERS = list(_members())

RESOLUTIONS = [
    Resolution(
        "Amendment 1: no more than three terms in a row",
        _text("amendment-three-terms"),
        "voting members",
    ),
    Resolution(
        "Resolution 2: publish the grants ledger every quarter",
        _text("resolution-grants-ledger"),
        "votes cast",
    ),
]

DESCRIPTIONS = {
    "past": _text("election-past"),
    "open": _text("election-open"),
    "nominations": _text("election-nominations"),
    "preparation": _text("election-preparation"),
}
