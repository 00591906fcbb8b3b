"""The phase strip: the points of an election in the order of time, where it stands, and what the clock does next."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from elections.phases import (
    BEFORE_THE_VOTE,
    CASTING,
    Facts,
    Instant,
    Instants,
    Phase,
    overdue,
    phase,
    reached,
    stopped_at,
)


class Next(NamedTuple):
    name: Instant
    at: datetime


def next_instant(instants: Instants, facts: Facts, now: datetime) -> Next | None:
    """The next thing that the clock will do; None where it does nothing (a draft, after the vote)."""
    current = phase(instants, facts, now)
    if current not in BEFORE_THE_VOTE | CASTING:
        return None
    coming = [Next(name, at) for name in Instant if (at := instants.of(name)) is not None and now < at]
    if overdue(instants, facts, now):  # a vote that has not opened cannot close
        coming = [each for each in coming if each.name is not Instant.VOTING_CLOSES]
    return min(coming, key=lambda each: each.at, default=None)


class PointName(StrEnum):
    NOMINATIONS = "nominations"
    ACCEPTANCE = "acceptance"
    CANDIDATES = "candidates"
    ROLL_CLOSES = "roll_closes"
    VOTING_OPENS = "voting_opens"
    VOTING_CLOSES = "voting_closes"
    RESULT = "result"


class PointState(StrEnum):
    PAST = "past"
    NOW = "now"
    NEXT = "next"
    FUTURE = "future"


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the phase strip. `until` is when it is over, where it lasts; the result's instant may be unknown."""

    name: PointName
    at: datetime | None
    state: PointState
    until: datetime | None = None


def strip(instants: Instants, facts: Facts, now: datetime) -> list[Point]:
    """The points in the order of time. At most one is now: the last one reached. The one after it is next.

    A draft has reached nothing and awaits nothing. Of a stopped election only the points that it reached are left.
    """
    spans = _spans(instants, facts)
    if facts.announced_at is None:
        return [Point(span.name, span.at, PointState.FUTURE, span.until) for span in spans]
    stopped = stopped_at(facts)
    names = _reached_points(instants, replace(facts, voided_at=None, cancelled_at=None), stopped or now)
    behind = [span for span in spans if span.name in names]
    ahead = [span for span in spans if span.name not in names]
    if stopped:
        return [Point(span.name, span.at, PointState.PAST, span.until) for span in behind]
    return [
        Point(span.name, span.at, _state(place - len(behind)), span.until) for place, span in enumerate(behind + ahead)
    ]


def _state(distance: int) -> PointState:
    """`distance` is 0 for the first point not yet reached."""
    if distance < 0:
        return PointState.NOW if distance == -1 else PointState.PAST
    return PointState.FUTURE if distance else PointState.NEXT


class _Span(NamedTuple):
    name: PointName
    at: datetime | None
    until: datetime | None = None


def _spans(instants: Instants, facts: Facts) -> list[_Span]:
    """Acceptance is a point of its own only where it outlasts the nominations."""
    spans = [
        _Span(PointName.NOMINATIONS, instants.nominations_open, instants.nominations_close),
        _Span(PointName.ACCEPTANCE, instants.nominations_close, instants.acceptance_closes),
        _Span(PointName.CANDIDATES, instants.candidates_announced),
        _Span(PointName.ROLL_CLOSES, instants.roll_closes),
        _Span(PointName.VOTING_OPENS, instants.voting_opens, instants.voting_closes),
        _Span(PointName.VOTING_CLOSES, instants.voting_closes),
    ]
    timed = [(span.at, span) for span in spans if span.at is not None and span.at != span.until]
    in_order = [span for _, span in sorted(timed, key=lambda each: each[0])]
    return [*in_order, _Span(PointName.RESULT, facts.published_at)]


def _reached_points(instants: Instants, facts: Facts, now: datetime) -> frozenset[PointName]:
    """The clock brings every point but the last three, which need a sealed ballot and a publication."""
    current = phase(instants, facts, now)
    by_the_clock = {
        PointName.NOMINATIONS: instants.nominations_open,
        PointName.ACCEPTANCE: instants.nominations_close,
        PointName.CANDIDATES: instants.candidates_announced,
        PointName.ROLL_CLOSES: instants.roll_closes,
    }
    names = {name for name, at in by_the_clock.items() if reached(at, now)}
    if current not in BEFORE_THE_VOTE:
        names.add(PointName.VOTING_OPENS)
    if current not in BEFORE_THE_VOTE | CASTING:
        names.add(PointName.VOTING_CLOSES)
    if current is Phase.PUBLISHED:
        names.add(PointName.RESULT)
    return frozenset(names)
