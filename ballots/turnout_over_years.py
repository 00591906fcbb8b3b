"""Turnout over the years: every election whose result is known, held here or not, and the pictures of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ballots.results import ContestData, ResultData, TurnoutData, is_void
from elections.models import Contest, Election

WIDTH, HEIGHT = 360, 160  # of a picture
PLACES = 4  # at least, so that few columns are not broad
READABLE = 6  # of so many columns each has its label on a phone, of more the first and the last alone


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

    @property
    def whole_height(self) -> float:
        return round(HEIGHT - self.whole_top, 1)

    @property
    def part_height(self) -> float:
        return round(HEIGHT - self.part_top, 1)


@dataclass(frozen=True)
class Picture:
    """The columns, and the number at the upper line of their frame; zero is at the lower."""

    columns: Sequence[Column]
    most: int
    frame: str = f"0 0 {WIDTH} {HEIGHT}"

    @property
    def first(self) -> str:
        return self.columns[0].label

    @property
    def last(self) -> str:
        return self.columns[-1].label

    @property
    def labels(self) -> list[str]:
        """What stands under each place, empty ones included; nothing where they are too many."""
        told = [each.label for each in self.columns]
        return told + [""] * (PLACES - len(told)) if len(told) <= READABLE else []


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


def drawn(pairs: Sequence[tuple[str, int, int]]) -> Picture:
    """Of each its label, the whole and the part; the greatest whole is as high as the frame."""
    highest = max((whole for _label, whole, _part in pairs), default=0)
    room = WIDTH / max(len(pairs), PLACES)
    columns = [
        Column(
            label=label,
            whole=whole,
            part=part,
            left=round(place * room + room * 0.14, 1),
            width=round(room * 0.72, 1),
            whole_top=round(HEIGHT * (1 - whole / (highest or 1)), 1),
            part_top=round(HEIGHT * (1 - part / (highest or 1)), 1),
        )
        for place, (label, whole, part) in enumerate(pairs)
    ]
    return Picture(columns, highest)


def picture(every: Sequence[Year]) -> Picture | None:
    """Voters and votes, the earliest first; none where no election has both."""
    known = [each for each in reversed(every) if each.eligible and each.ballots is not None]
    return drawn([(str(each.year), each.eligible or 0, each.ballots or 0) for each in known]) if known else None


def pictures_of_classes(every: Sequence[Year]) -> list[dict[str, Any]]:
    """One picture a class, of those that were told apart at least once."""
    found: dict[tuple[str, ...], list[tuple[str, int, int]]] = {}
    for each in reversed(every):
        for line in each.classes:
            found.setdefault(tuple(line["classes"]), []).append((str(each.year), line["eligible"], line["voted"]))
    return [{"classes": classes, "picture": drawn(pairs), "pairs": pairs} for classes, pairs in found.items()]


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
        carried=sum(bool(contest["carried"]) and not is_void(data) for contest in resolutions),
        classes=data.get("turnout", []),
    )


def _candidates(seats: Sequence[ContestData]) -> int | None:
    known = [contest.get("candidates") or len(contest["choices"]) for contest in seats]
    return sum(known) if all(known) and known else None
