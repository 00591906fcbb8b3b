"""The ballot box as everybody reads it: a page, a search, one ballot; none takes longer the more ballots there are.

The record begins with Setup, and then its ballots stand without a gap: the number of a ballot in the box is the
position of its event, so nothing is counted and nothing passed over.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ballots import record
from ballots.models import Ballot, RecordEvent, Setup
from ballots.protocol.record import Kind
from ballots.record_models import RecordHead

FIRST: Final = 1
A_PAGE: Final = 100
BATCH: Final = 2_000


class Box(Sequence[str]):
    """The trackers in the record's order, of which a slice is read when it is asked for."""

    def __init__(self, setup: Setup, ballots: int) -> None:
        self.setup, self.ballots = setup, ballots

    def __len__(self) -> int:
        return self.ballots

    def __getitem__(self, key: Any) -> Any:
        numbers = range(FIRST, FIRST + self.ballots)[key]
        return self._read(numbers) if isinstance(key, slice) else self._read(range(numbers, numbers + 1))[0]

    def _read(self, numbers: range) -> list[str]:
        events = RecordEvent.objects.filter(setup=self.setup, position__gte=numbers.start, position__lt=numbers.stop)
        return list(events.order_by("position").values_list("ballot__tracker", flat=True))


def batches(setup: Setup, ballots: int) -> Iterator[list[str]]:
    """All trackers, in constant memory."""
    box = Box(setup, ballots)
    return (box[first : first + BATCH] for first in range(0, ballots, BATCH))


@dataclass(frozen=True, slots=True)
class Found:
    """A ballot of the box: its tracker and its number."""

    tracker: str
    number: int


def find(setup: Setup, beginning: str) -> list[Found]:
    """The ballots whose trackers begin so, by tracker; one more than a page where there are more."""
    ballots = Ballot.objects.filter(setup=setup, tracker__startswith=beginning, event__isnull=False)
    rows = ballots.order_by("tracker").values_list("tracker", "event__position")
    return [Found(tracker, position) for tracker, position in rows[: A_PAGE + 1]]


@dataclass(frozen=True, slots=True)
class Recorded:
    """Where a ballot stands in the record: its number, and the head under which it joined."""

    number: int
    head: RecordHead


def recorded(setup: Setup, tracker: str) -> Recorded | None:
    """None while it waits for the next batch."""
    event = RecordEvent.objects.filter(ballot__setup=setup, ballot__tracker=tracker).only("position").first()
    if event is None:
        return None
    under = RecordHead.objects.filter(setup=setup, height__gte=event.position).order_by("height")[0]
    return Recorded(event.position, under)


def is_replaced(setup: Setup, tracker: str) -> bool | None:
    """Whether a later ballot of the same credential counts instead; None until the box is closed."""
    if record.event(setup, Kind.END_BALLOTS) is None:
        return None
    ballot = Ballot.objects.get(setup=setup, tracker=tracker)
    return Ballot.objects.filter(credential=ballot.credential_id, pk__gt=ballot.pk, event__isnull=False).exists()
