"""PURE. When mails to many are due: a function of the instants, of the extensions and of the rule for reminders.

Each goes once for its kind and number, whatever instant moves afterwards. A mail that was not begun before it is over
is not sent any more: nobody is told late what they can no longer do.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from elections.phases import BEFORE_THE_VOTE, Facts, Instants, Phase, phase

DAY: Final = timedelta(days=1)
ROLL_CHECK: Final = 28 * DAY
AFFIRMATION_ASKED: Final = 21 * DAY
AFFIRMATION_REMINDERS: Final = (7 * DAY, 2 * DAY)
STALE: Final = 2 * DAY
"""So long after a change it still helps to hear of it."""
NEWS: Final = 7 * DAY
"""So long after the publication it is still news that there is a result."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One mail to many: due in [at, until)."""

    kind: str
    number: int
    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Reminders:
    """Every so many days while voting is open, and at most so often."""

    every: int = 3
    most: int = 3


def planned(
    instants: Instants,
    facts: Facts,
    *,
    reminders: Reminders,
    affirmation: bool,
    extended: Sequence[tuple[datetime, datetime]] = (),
    changed: Sequence[datetime] = (),
) -> list[Planned]:
    """Everything that will go, or has gone, by the timetable as it is now.

    `extended` has when voting was extended, and until when; `changed` when something else was changed.
    """
    found = [*_before_the_roll(instants, facts, affirmation=affirmation), *_vote(instants, reminders)]
    for number, (at, _until) in enumerate(extended, start=1):
        latest = number == len(extended)
        found.append(Planned("extension", number, at, instants.voting_closes if latest else extended[number][0]))
    found += [Planned("change", number, at, at + STALE) for number, at in enumerate(changed, start=1)]
    if facts.published_at:
        over = facts.published_at + NEWS
        found += [Planned(kind, 1, facts.published_at, over) for kind in ("results", "candidate thanks")]
    return sorted(found, key=lambda each: each.at)


def is_due(each: Planned, instants: Instants, facts: Facts, now: datetime) -> bool:
    """Its time has come and is not over, and the election stands where such a mail makes sense."""
    return each.at <= now < each.until and fits(each.kind, instants, facts, now)


def fits(kind: str, instants: Instants, facts: Facts, now: datetime) -> bool:
    """The election stands where a mail of this kind makes sense: while voting is paused nobody is asked to vote."""
    present = phase(instants, facts, now)
    if kind == "change":
        return True
    if kind in {"roll check", "affirmation asked", "affirmation reminder"}:
        return present in BEFORE_THE_VOTE and facts.roll_sealed_at is None
    if kind in {"results", "candidate thanks"}:
        return present is Phase.PUBLISHED
    return present is Phase.VOTING


def _before_the_roll(instants: Instants, facts: Facts, *, affirmation: bool) -> Iterator[Planned]:
    """Counted back from the closing of the roll, but not before the election is known."""
    closes = instants.roll_closes

    def back(by: timedelta) -> datetime:
        return max(closes - by, facts.announced_at) if facts.announced_at else closes - by

    yield Planned("roll check", 1, back(ROLL_CHECK), closes - DAY)
    if affirmation:
        yield Planned("affirmation asked", 1, back(AFFIRMATION_ASKED), closes)
        for number, by in enumerate(AFFIRMATION_REMINDERS, start=1):
            if facts.announced_at is None or closes - by > facts.announced_at:
                yield Planned("affirmation reminder", number, closes - by, closes)


def _vote(instants: Instants, reminders: Reminders) -> Iterator[Planned]:
    opens, closes = instants.voting_opens, instants.voting_closes
    yield Planned("voting opened", 1, opens, closes)
    days = [opens + number * reminders.every * DAY for number in range(1, reminders.most + 1)]
    for number, (at, following) in enumerate(pairwise([*days, closes]), start=1):
        if at < closes:
            yield Planned("vote reminder", number, at, min(following, closes))
