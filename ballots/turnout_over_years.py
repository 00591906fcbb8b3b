"""Turnout over the years: every election whose result is known, held here or not, and the pictures of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ballots.results import ContestData, ResultData, TurnoutData
from elections.models import Contest, Election

WIDTH, HEIGHT, FOOT, HEAD = 360, 200, 18, 16  # of a picture; its text is drawn for a phone


@dataclass(frozen=True)
class Year:
    """One election. None is what is not known."""

    election: Election
    year: int
    eligible: int | None
    ballots: int | None
    candidates: int | None
    seats: int
    resolutions: int
    carried: int
    classes: Sequence[TurnoutData]

    @property
    def share(self) -> float | None:
        """Of the voters, in percent."""
        return round(100 * self.ballots / self.eligible, 1) if self.ballots is not None and self.eligible else None


@dataclass(frozen=True)
class Column:
    """One column of a picture: the whole behind, the part in front."""

    label: str
    whole: int
    part: int
    left: float
    width: float
    whole_top: float
    part_top: float
    bottom: float = HEIGHT - FOOT

    @property
    def middle(self) -> float:
        return round(self.left + self.width / 2, 1)

    @property
    def whole_height(self) -> float:
        return round(self.bottom - self.whole_top, 1)

    @property
    def part_height(self) -> float:
        return round(self.bottom - self.part_top, 1)


def years() -> list[Year]:
    """The latest first; one query for any number."""
    public = Election.objects.public().select_related("setup__certified", "past_result", "archive")
    known = ((election, _result(election)) for election in public)
    return [_year(election, data) for election, data in known if data is not None]


def by_body(every: Iterable[Year]) -> dict[str, list[Year]]:
    """By the name of the body, the one with most elections first; votes on resolutions alone come last."""
    found: dict[str, list[Year]] = {}
    for each in every:
        found.setdefault(each.election.body_name if each.seats else "", []).append(each)
    return dict(sorted(found.items(), key=lambda pair: (not pair[0], -len(pair[1]), pair[0])))


def columns(pairs: Sequence[tuple[str, int, int]]) -> list[Column]:
    """Of each its label, the whole and the part; drawn to the greatest whole."""
    highest = max((whole for _label, whole, _part in pairs), default=0) or 1
    room = WIDTH / max(len(pairs), 4)
    usable = HEIGHT - FOOT - HEAD
    return [
        Column(
            label=label,
            whole=whole,
            part=part,
            left=round(place * room + room * 0.14, 1),
            width=round(room * 0.72, 1),
            whole_top=round(HEAD + usable * (1 - whole / highest), 1),
            part_top=round(HEAD + usable * (1 - part / highest), 1),
        )
        for place, (label, whole, part) in enumerate(pairs)
    ]


def picture(every: Sequence[Year]) -> list[Column]:
    """Voters and votes, the earliest first."""
    known = [each for each in reversed(every) if each.eligible and each.ballots is not None]
    return columns([(str(each.year), each.eligible or 0, each.ballots or 0) for each in known])


def pictures_of_classes(every: Sequence[Year]) -> list[dict[str, Any]]:
    """One picture a class, of those that were told apart at least once."""
    found: dict[tuple[str, ...], list[tuple[str, int, int]]] = {}
    for each in reversed(every):
        for line in each.classes:
            found.setdefault(tuple(line["classes"]), []).append((str(each.year), line["eligible"], line["voted"]))
    return [{"classes": classes, "columns": columns(pairs), "pairs": pairs} for classes, pairs in found.items()]


def _result(election: Election) -> ResultData | None:
    if election.is_imported:
        past = getattr(election, "past_result", None)
        return past.data if past else None
    setup = getattr(election, "setup", None)
    certified = getattr(setup, "certified", None)
    return certified.data if certified and election.published_at else None


def _year(election: Election, data: ResultData) -> Year:
    seats = [contest for contest in data["contests"] if contest["kind"] == Contest.Kind.SEATS]
    resolutions = [contest for contest in data["contests"] if contest["kind"] == Contest.Kind.RESOLUTION]
    return Year(
        election=election,
        year=election.voting_closes.year,
        eligible=data["eligible"],
        ballots=data["ballots"],
        candidates=_candidates(seats),
        seats=sum(len(contest["seats"]) for contest in seats),
        resolutions=len(resolutions),
        carried=sum(bool(contest["carried"]) for contest in resolutions),
        classes=data.get("turnout", []),
    )


def _candidates(seats: Sequence[ContestData]) -> int | None:
    known = [contest.get("candidates") or len(contest["choices"]) for contest in seats]
    return sum(known) if all(known) and known else None
