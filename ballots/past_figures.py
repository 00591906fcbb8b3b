"""Figures of elections held elsewhere, read from JSON or CSV and checked; pure. The format is in docs/data.md."""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ballots.figures_reader import FiguresError, ObjectReader
from elections.seating import Exclusion

MOST_ELECTIONS, MOST_CHOICES = 500, 500
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
COLUMNS = (
    "election", "slug", "kind", "source", "voting_opens", "voting_closes", "eligible", "voted", "contest",
    "contest_kind", "seats", "candidates", "limit", "tie_order", "tie_source", "majority", "carried", "choice",
    "votes", "years", "excluded", "reason", "entities",
)  # fmt: skip
"""Of the CSV: one row a choice; what is said of an election or a contest may stand in its first row alone."""


@dataclass(frozen=True, kw_only=True)
class PastChoice:
    """Who stood. `votes` is None where they are not known, and then `years` tells who was elected."""

    name: str
    votes: int | None = None
    years: int | None = None
    excluded: Exclusion | None = None
    reason: str = ""
    entities: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PastContest:
    """Seats with the terms that were to fill; or a resolution, whose numbers may not be known."""

    title: str
    kind: str
    seats: tuple[int, ...] = ()
    candidates: int | None = None
    limit: int | None = None
    choices: tuple[PastChoice, ...] = ()
    tie_order: tuple[str, ...] = ()
    tie_source: str = ""
    majority: str = ""
    carried: bool | None = None
    in_favour: int | None = None
    against: int | None = None
    abstained: int | None = None


@dataclass(frozen=True, kw_only=True)
class PastElection:
    """One election; None is what its source does not say."""

    name: str
    slug: str = ""
    kind: str = "board"
    source: str
    eligible: int | None = None
    voted: int | None = None
    voting_opens: datetime | None = None
    voting_closes: datetime | None = None
    turnout: tuple[Mapping[str, Any], ...] = ()
    contests: tuple[PastContest, ...] = ()

    @property
    def year(self) -> int:
        found = YEAR.search(f"{self.name} {self.slug}")
        return self.voting_closes.year if self.voting_closes else int(found[0]) if found else 0


def read_json(text: str) -> list[PastElection]:
    """Raises FiguresError for the first thing that is wrong."""
    try:
        told = json.loads(text)
    except ValueError as error:
        raise FiguresError(f"This is no JSON: {error}") from error
    rows = told.get("elections") if isinstance(told, dict) else None
    if not isinstance(rows, list) or not 0 < len(rows) <= MOST_ELECTIONS:
        raise FiguresError(f"It has a list “elections” of 1 to {MOST_ELECTIONS}.")
    return [_election(row, number) for number, row in enumerate(rows, start=1)]


def read_csv(text: str) -> list[PastElection]:
    """Raises FiguresError with the row of what is wrong."""
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    if unknown := sorted(set(reader.fieldnames or ()) - set(COLUMNS)):
        raise FiguresError(f"Unknown columns: {', '.join(unknown)}. Known are: {', '.join(COLUMNS)}.")
    if "election" not in (reader.fieldnames or ()):
        raise FiguresError("The column “election” is missing.")
    elections: dict[str, dict[str, Any]] = {}
    try:
        for row in reader:
            if None in row:
                raise FiguresError(f"Row {reader.line_num} has more cells than the head.")
            _take_row({name: (cell or "").strip() for name, cell in row.items()}, elections, reader.line_num)
    except csv.Error as error:
        raise FiguresError(f"Row {reader.line_num}: {error}") from error
    return read_json(json.dumps({"elections": list(elections.values())}))


def _take_row(row: dict[str, str], elections: dict[str, dict[str, Any]], number: int) -> None:
    if not row["election"]:
        raise FiguresError(f"Row {number} names no election.")
    of_election = ("slug", "kind", "source", "voting_opens", "voting_closes", "eligible", "voted")
    election = elections.setdefault(row["election"], {"name": row["election"], "contests": []})
    _say(election, {name: row.get(name, "") for name in of_election}, number)
    if not row.get("contest"):
        return
    contest = next((each for each in election["contests"] if each["title"] == row["contest"]), None)
    if contest is None:
        contest = {"title": row["contest"], "choices": []}
        election["contests"].append(contest)
    of_contest = ("seats", "candidates", "limit", "tie_order", "tie_source", "majority", "carried")
    said = {name: row.get(name, "") for name in of_contest} | {"kind": row.get("contest_kind", "")}
    _say(contest, said, number)
    if row.get("choice"):
        names = ("votes", "years", "excluded", "reason", "entities")
        choice = {name: row[name] for name in names if row.get(name)} | {"name": row["choice"]}
        contest["choices"].append(choice)


def _say(held: dict[str, Any], said: Mapping[str, str], number: int) -> None:
    """What one row says must not contradict another."""
    for name, value in said.items():
        if value and held.setdefault(name, value) != value:
            raise FiguresError(f"Row {number}: “{name}” is “{value}”, and before it was “{held[name]}”.")


def _election(row: Any, number: int) -> PastElection:
    read = ObjectReader(row, f"Election {number}")
    name = read.text("name", needed=True)
    read.place = f"“{name}”"
    contests = [_contest(each, read.place, place) for place, each in enumerate(read.items("contests"), start=1)]
    found = PastElection(
        name=name,
        slug=read.text("slug"),
        kind=read.text("kind") or "board",
        source=read.text("source", needed=True),
        eligible=read.number("eligible"),
        voted=read.number("voted"),
        voting_opens=read.instant("voting_opens"),
        voting_closes=read.instant("voting_closes"),
        turnout=tuple(_turnout(each, read.place) for each in read.items("turnout")),
        contests=tuple(contests),
    )
    read.refuse_others()
    if not found.year:
        raise read.wrong("names no year, and has no “voting_closes”")
    if found.eligible is not None and found.voted is not None and found.voted > found.eligible:
        raise read.wrong(f"{found.voted} voted, and {found.eligible} could")
    if found.voting_opens and found.voting_closes and found.voting_opens >= found.voting_closes:
        raise read.wrong("voting closes before it opens")
    for contest in found.contests:
        if found.voted is not None and any((each.votes or 0) > found.voted for each in contest.choices):
            raise read.wrong(f"“{contest.title}” gives somebody more votes than voters")
    return found


def _contest(row: Any, election: str, number: int) -> PastContest:
    read = ObjectReader(row, f"{election}, contest {number}")
    choices = [_choice(each, read.place, place) for place, each in enumerate(read.items("choices"), start=1)]
    kind = read.text("kind") or "seats"
    numbers = {each.name.casefold(): each.votes for each in choices} if kind == "resolution" else {}
    found = PastContest(
        title=read.text("title", needed=True),
        kind=kind,
        seats=tuple(read.numbers("seats")),
        candidates=read.number("candidates") if kind == "seats" else None,
        limit=read.number("limit"),
        choices=tuple(choices) if kind == "seats" else (),
        tie_order=tuple(read.words("tie_order")),
        tie_source=read.text("tie_source"),
        majority=read.text("majority"),
        carried=read.truth("carried"),
        in_favour=numbers.get("for"),
        against=numbers.get("against"),
        abstained=numbers.get("abstain"),
    )
    read.refuse_others()
    for fault in _faults(found):
        raise read.wrong(fault)
    return found


def _faults(contest: PastContest) -> Iterator[str]:
    names = [each.name for each in contest.choices]
    if contest.kind not in {"seats", "resolution"}:
        yield f"“{contest.kind}” is neither seats nor resolution"
    if contest.kind == "resolution" and contest.carried is None and contest.in_favour is None:
        yield "whether it is carried is not said"
    if contest.majority not in {"", "votes cast", "voting members"}:
        yield f"“{contest.majority}” is neither “votes cast” nor “voting members”"
    if contest.kind == "seats" and (not contest.seats or not all(1 <= years <= 10 for years in contest.seats)):
        yield "“seats” are the terms to fill, in years, such as [3, 3, 3, 1]"
    if len(set(names)) < len(names) or len(names) > MOST_CHOICES:
        yield f"names stand twice, or there are more than {MOST_CHOICES}"
    if contest.candidates is not None and names and contest.candidates != len(names):
        yield f"{len(names)} candidates are listed, and {contest.candidates} said to have stood"
    if any(each.votes is None for each in contest.choices) and any(each.votes is not None for each in contest.choices):
        yield "of some the votes are known and of some not"
    if unknown := sorted(set(contest.tie_order) - set(names)):
        yield f"the order of the tie names who does not stand: {', '.join(unknown)}"
    if contest.tie_order and not contest.tie_source:
        yield "“tie_source” says where the order of the tie is recorded"


def _choice(row: Any, contest: str, number: int) -> PastChoice:
    read = ObjectReader(row, f"{contest}, choice {number}")
    excluded = read.text("excluded")
    if excluded not in {"", *(each.value for each in Exclusion)}:
        raise read.wrong(f"“{excluded}” is neither withdrawn nor ineligible")
    found = PastChoice(
        name=read.text("name", needed=True),
        votes=read.number("votes"),
        years=read.number("years"),
        excluded=Exclusion(excluded) if excluded else None,
        reason=read.text("reason"),
        entities=tuple(read.words("entities")),
    )
    read.refuse_others()
    return found


def _turnout(row: Any, election: str) -> Mapping[str, Any]:
    read = ObjectReader(row, f"{election}, turnout")
    classes, eligible, voted = read.words("classes"), read.number("eligible"), read.number("voted")
    read.refuse_others()
    if not classes or eligible is None or voted is None or voted > eligible:
        raise read.wrong("a line has classes, how many could vote and how many did")
    return {"classes": classes, "eligible": eligible, "voted": voted}
