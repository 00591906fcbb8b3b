"""Where an election stands: its instants, the recorded facts and now give the phase, and which windows are open.

The clock decides. There is no status column and no job moves an election along: every answer here is worked out from
three arguments. Intervals are half-open, [open, close): at the closing second the window is already closed. A fact
counts from the moment it stands in the record; its time says when it was done.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

LONGEST_VOTE = timedelta(days=60)  # bylaws 14.8


class Instant(StrEnum):
    """The instants of a timetable, by the names of their fields, in the order in which they usually fall."""

    NOMINATIONS_OPEN = "nominations_open"
    NOMINATIONS_CLOSE = "nominations_close"
    ACCEPTANCE_CLOSES = "acceptance_closes"
    CANDIDATES_ANNOUNCED = "candidates_announced"
    QUESTIONS_OPEN = "questions_open"
    QUESTIONS_CLOSE = "questions_close"
    ROLL_CLOSES = "roll_closes"
    VOTING_OPENS = "voting_opens"
    VOTING_CLOSES = "voting_closes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Instants:
    """The timetable. The four instants of the nominations are all None for a vote without nominees.

    Raises ValueError for an instant without a time zone: one deadline read in two zones voided a vote in 2015.
    """

    nominations_open: datetime | None = None
    nominations_close: datetime | None = None
    acceptance_closes: datetime | None = None
    candidates_announced: datetime | None = None
    questions_open: datetime | None = None
    questions_close: datetime | None = None
    roll_closes: datetime
    voting_opens: datetime
    voting_closes: datetime

    def __post_init__(self) -> None:
        for name in Instant:
            instant = self.of(name)
            if instant is not None and instant.utcoffset() is None:
                raise ValueError(f"{name} has no time zone")

    def of(self, name: Instant) -> datetime | None:
        instant: datetime | None = getattr(self, name.value)
        return instant

    @property
    def has_nominations(self) -> bool:
        return self.nominations_open is not None


class ProblemCode(StrEnum):
    MISSING = "missing"
    NOT_AFTER = "not_after"  # must be later than `other`
    BEFORE = "before"  # may not be earlier than `other`
    VOTE_TOO_LONG = "vote_too_long"


class Problem(NamedTuple):
    """What is wrong with one instant; `other` is the one that it was held against."""

    code: ProblemCode
    instant: Instant
    other: Instant | None = None


_NOMINATIONS = (
    Instant.NOMINATIONS_OPEN,
    Instant.NOMINATIONS_CLOSE,
    Instant.ACCEPTANCE_CLOSES,
    Instant.CANDIDATES_ANNOUNCED,
)
_QUESTIONS = (Instant.QUESTIONS_OPEN, Instant.QUESTIONS_CLOSE)
_IN_ORDER = (
    (Instant.NOMINATIONS_OPEN, ProblemCode.NOT_AFTER, Instant.NOMINATIONS_CLOSE),
    (Instant.NOMINATIONS_CLOSE, ProblemCode.BEFORE, Instant.ACCEPTANCE_CLOSES),
    (Instant.ACCEPTANCE_CLOSES, ProblemCode.BEFORE, Instant.CANDIDATES_ANNOUNCED),
    (Instant.CANDIDATES_ANNOUNCED, ProblemCode.BEFORE, Instant.VOTING_OPENS),
    (Instant.QUESTIONS_OPEN, ProblemCode.NOT_AFTER, Instant.QUESTIONS_CLOSE),
    (Instant.QUESTIONS_CLOSE, ProblemCode.BEFORE, Instant.VOTING_CLOSES),
    (Instant.ROLL_CLOSES, ProblemCode.BEFORE, Instant.VOTING_OPENS),
    (Instant.VOTING_OPENS, ProblemCode.NOT_AFTER, Instant.VOTING_CLOSES),
)


def problems(instants: Instants) -> list[Problem]:
    """Everything that is wrong with a timetable; an empty list is a good one."""
    found = [Problem(ProblemCode.MISSING, name) for name in _missing(instants)]
    for earlier, code, later in _IN_ORDER:
        before, after = instants.of(earlier), instants.of(later)
        if before is not None and after is not None:
            in_order = before < after if code is ProblemCode.NOT_AFTER else before <= after
            found += [] if in_order else [Problem(code, later, earlier)]
    if instants.voting_closes - instants.voting_opens > LONGEST_VOTE:
        found.append(Problem(ProblemCode.VOTE_TOO_LONG, Instant.VOTING_CLOSES, Instant.VOTING_OPENS))
    return found


def _missing(instants: Instants) -> list[Instant]:
    """The nominations have all four instants or none, the questions both or none."""
    missing: list[Instant] = []
    for block in (_NOMINATIONS, _QUESTIONS):
        absent = [name for name in block if instants.of(name) is None]
        missing += absent if len(absent) < len(block) else []
    return missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What was done, and when. Who did it, and why, stands in the journal."""

    announced_at: datetime | None = None
    roll_sealed_at: datetime | None = None
    ballot_sealed_at: datetime | None = None
    keys_asked_at: datetime | None = None
    """At sealing, where trustees beside the server have to prove that their keys are there."""
    keys_proved_at: datetime | None = None
    paused_at: datetime | None = None
    ballots_ended_at: datetime | None = None
    tallied_at: datetime | None = None
    counted_at: datetime | None = None
    certified_at: datetime | None = None
    result_due_at: datetime | None = None
    published_at: datetime | None = None
    voided_at: datetime | None = None
    cancelled_at: datetime | None = None


class Phase(StrEnum):
    DRAFT = "draft"
    ANNOUNCED = "announced"
    NOMINATIONS = "nominations"
    ACCEPTANCE = "acceptance"
    CAMPAIGN = "campaign"
    VOTING = "voting"
    PAUSED = "paused"
    ENDED = "ended"
    COUNTED = "counted"
    CERTIFIED = "certified"
    PUBLISHED = "published"
    VOID = "void"
    CANCELLED = "cancelled"


BEFORE_THE_VOTE = frozenset({Phase.ANNOUNCED, Phase.NOMINATIONS, Phase.ACCEPTANCE, Phase.CAMPAIGN})
CASTING = frozenset({Phase.VOTING, Phase.PAUSED})
STOPPED = frozenset({Phase.VOID, Phase.CANCELLED})


def phase(instants: Instants, facts: Facts, now: datetime) -> Phase:
    """A stop outranks every other fact, what was done after the vote outranks the clock, and then the clock decides."""
    return _stopped(facts) or _after_the_vote(facts) or _by_the_clock(instants, facts, now)


def _stopped(facts: Facts) -> Phase | None:
    if facts.voided_at:
        return Phase.VOID
    return Phase.CANCELLED if facts.cancelled_at else None


def stopped_at(facts: Facts) -> datetime | None:
    return facts.voided_at or facts.cancelled_at


def _after_the_vote(facts: Facts) -> Phase | None:
    if facts.published_at:
        return Phase.PUBLISHED
    if facts.certified_at:
        return Phase.CERTIFIED
    if facts.counted_at:
        return Phase.COUNTED
    return Phase.ENDED if facts.ballots_ended_at else None


def _by_the_clock(instants: Instants, facts: Facts, now: datetime) -> Phase:
    """Until it is announced an election is a draft, whatever the clock says."""
    if facts.announced_at is None:
        return Phase.DRAFT
    if not _ballot_box_has_opened(instants, facts, now):
        return _before_the_vote(instants, now)
    if reached(instants.voting_closes, now):
        return Phase.ENDED
    return Phase.PAUSED if facts.paused_at else Phase.VOTING


def _before_the_vote(instants: Instants, now: datetime) -> Phase:
    """Acceptance lasts until the candidates are announced, although the window for accepting may close before that."""
    if reached(instants.candidates_announced, now):
        return Phase.CAMPAIGN
    if reached(instants.nominations_close, now):
        return Phase.ACCEPTANCE
    return Phase.NOMINATIONS if reached(instants.nominations_open, now) else Phase.ANNOUNCED


def _ballot_box_has_opened(instants: Instants, facts: Facts, now: datetime) -> bool:
    """What is ready after voting should have opened opens nothing: "open now" first moves `voting_opens`."""
    ready = ready_at(facts)
    return ready is not None and ready <= instants.voting_opens <= now


def ready_at(facts: Facts) -> datetime | None:
    """Since when voting can open: the ballot is sealed, and every trustee who was asked has proved their key."""
    return facts.ballot_sealed_at if facts.keys_asked_at is None else facts.keys_proved_at


def reached(instant: datetime | None, now: datetime) -> bool:
    return instant is not None and instant <= now


def within(opens: datetime | None, closes: datetime | None, now: datetime) -> bool:
    return reached(opens, now) and closes is not None and now < closes


def missed(instants: Instants, now: datetime) -> list[Instant]:
    """What was due before it was announced, so that nobody could keep it.

    What only opens may have opened, and a record date may lie in the past [bylaws 3.7].
    """
    harmless = {Instant.NOMINATIONS_OPEN, Instant.QUESTIONS_OPEN, Instant.ROLL_CLOSES}
    return [name for name in Instant if name not in harmless and reached(instants.of(name), now)]


def overdue(instants: Instants, facts: Facts, now: datetime) -> bool:
    """Voting should have opened and has not: no ballot was sealed in time, or a trustee did not prove their key."""
    return phase(instants, facts, now) in BEFORE_THE_VOTE and reached(instants.voting_opens, now)
