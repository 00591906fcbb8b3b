"""Verifies a whole record, finished or still growing: grammar, chain, every ballot, tally, shares and result.

The grammar is Setup Ballot* EndBallots EncryptedTally PartialDecryption+ Result, or the beginning of it. Everything
that can be computed from what stands before is recomputed and compared; what is accepted here, belenios-tool accepts.

No ballot is kept: about 200 bytes stay of each, and about 150 of each credential on the list (see `counting`).
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import BinaryIO, Final

from .ballot import CheckedBallot, check
from .counting import Again, Counting, Standing
from .errors import OutOfPlace, Reason, Refused, at
from .record import DATA, Entry, Event, Head, Kind, read_again, read_entries, read_event
from .setup import Setup, read_setup, read_setup_data
from .tally import (
    EncryptedTally,
    PartialDecryption,
    check_partial_decryption,
    read_encrypted_tally,
    read_owned,
    read_partial_decryption,
    read_result,
    read_sized,
    totals,
)
from .wire import compact_base64, fingerprint

Check = Callable[[bytes], CheckedBallot]
Each = Callable[[Check, Iterable[bytes]], Iterable[CheckedBallot]]
Progress = Callable[[int], None]

BATCH: Final = 256
MOST_DATA: Final = 4
"""The most data that stands before one event: a setup's three files, and what names them."""

_AFTER: Final[dict[Kind | None, tuple[Kind, ...]]] = {
    None: (Kind.SETUP,),
    Kind.SETUP: (Kind.BALLOT, Kind.END_BALLOTS),
    Kind.BALLOT: (Kind.BALLOT, Kind.END_BALLOTS),
    Kind.END_BALLOTS: (Kind.ENCRYPTED_TALLY,),
    Kind.ENCRYPTED_TALLY: (Kind.PARTIAL_DECRYPTION,),
    Kind.PARTIAL_DECRYPTION: (Kind.PARTIAL_DECRYPTION, Kind.RESULT),
    Kind.RESULT: (),
}


@dataclass(frozen=True)
class Report:
    """What a record that was accepted says."""

    setup: Setup
    head: Head
    last: Kind
    digests: bytes = field(repr=False)
    """The SHA-256 of every ballot, 32 bytes each, in the record's order."""
    counted: int
    """How many credentials have a ballot; only the last one of each counts."""
    tally: EncryptedTally | None
    tally_head: str
    """The hash of the EncryptedTally event; nothing before there is one."""
    decryptions: Mapping[int, PartialDecryption]
    """By trustee, the shares that are there."""
    result: tuple[tuple[int, ...], ...] | None
    fingerprints: dict[str, str]
    standings: Mapping[str, Standing]
    """Of the trackers that were asked about, those that are there."""
    heights: Mapping[str, int]
    """Of the older heads that were asked about, those that this record went through."""

    @property
    def ballots(self) -> int:
        return len(self.digests) // 32

    @cached_property
    def trackers(self) -> tuple[str, ...]:
        """Of every ballot, in the record's order."""
        return tuple(compact_base64(self.digests[place : place + 32]) for place in range(0, len(self.digests), 32))

    @property
    def shares(self) -> tuple[int, ...]:
        """The trustees whose partial decryptions are there."""
        return tuple(self.decryptions)


class Verifier:
    """Reads a record event by event. Ballots are checked in batches by `each`, which may use many processes.

    `trackers` and `heads` are what the report is to say something about.
    """

    def __init__(
        self, again: Again, each: Each = map, *, trackers: Collection[str] = (), heads: Collection[str] = ()
    ) -> None:
        self._again = again
        self._each = each
        self._trackers = frozenset(trackers)
        self._heads = frozenset(heads)
        self._heights: dict[str, int] = {}
        self._data: dict[str, Entry] = {}
        self._hashes: set[bytes] = set()
        self._event: Event | None = None
        self._counting: Counting | None = None
        self._check: Check | None = None
        self._waiting: list[Entry] = []
        self._tally: EncryptedTally | None = None
        self._tally_head = ""
        self._shares: dict[int, PartialDecryption] = {}
        self._result: tuple[tuple[int, ...], ...] | None = None
        self._fingerprints: dict[str, str] = {}
        self._takers: dict[Kind, Callable[[Event], None]] = {
            Kind.SETUP: self._take_setup,
            Kind.BALLOT: self._take_ballot,
            Kind.END_BALLOTS: self._take_end,
            Kind.ENCRYPTED_TALLY: self._take_tally,
            Kind.PARTIAL_DECRYPTION: self._take_share,
            Kind.RESULT: self._take_result,
        }

    @property
    def height(self) -> int:
        """The number that the next event must carry."""
        return 0 if self._event is None else self._event.height + 1

    @property
    def counting(self) -> Counting:
        if self._counting is None:
            raise OutOfPlace(Reason.TORN)
        return self._counting

    @property
    def setup(self) -> Setup:
        return self.counting.setup

    @property
    def tally(self) -> EncryptedTally:
        if self._tally is None:
            raise OutOfPlace(Reason.WRONG_PLACE)
        return self._tally

    def read(self, entry: Entry) -> None:
        """Take the next entry after the header; ballots may be refused a little later than they are read."""
        try:
            self._read(entry)
        except Refused:
            self.check_waiting()  # an earlier ballot may be the first wrong thing
            raise

    def finish(self) -> Report:
        self.check_waiting()
        if self._data or self._event is None:
            raise OutOfPlace(Reason.TORN)
        self._fingerprints["head"] = fingerprint(self._event.raw)
        return Report(
            setup=self.setup,
            head=Head(self._event.hash, self._event.height),
            last=self._event.kind,
            digests=self.counting.digests,
            counted=self.counting.tally.ballots,
            tally=self._tally,
            tally_head=self._tally_head,
            decryptions=self._shares,
            result=self._result,
            fingerprints=self._fingerprints,
            standings=self.counting.standings,
            heights=self._heights,
        )

    def _read(self, entry: Entry) -> None:
        if entry.name.endswith(DATA):
            self._keep(entry)
            return
        place = f"Event {self.height}"
        with at(place):
            event = read_event(entry.content)
            self._follow(event)
        if event.kind is not Kind.BALLOT:
            self.check_waiting()
        with at(place):
            self._takers[event.kind](event)
            if self._data:
                raise OutOfPlace(Reason.UNNAMED_DATA)
        self._event = event
        if event.hash in self._heads:
            self._heights[event.hash] = event.height

    def _keep(self, entry: Entry) -> None:
        """Keep data until the event comes that names it."""
        name = entry.name.removesuffix(DATA)
        digest = bytes.fromhex(name)
        if digest in self._hashes:
            raise OutOfPlace(Reason.REPEATED_ENTRY)
        if len(self._data) == MOST_DATA:
            raise OutOfPlace(Reason.UNNAMED_DATA)
        self._hashes.add(digest)
        self._data[name] = entry

    def _follow(self, event: Event) -> None:
        """Each event names the one before it, carries the next number, and may stand there."""
        before = self._event
        if event.parent != (None if before is None else before.hash):
            raise OutOfPlace(Reason.BROKEN_CHAIN)
        if event.height != self.height:
            raise OutOfPlace(Reason.WRONG_HEIGHT)
        if event.kind not in _AFTER[None if before is None else before.kind]:
            raise OutOfPlace(Reason.WRONG_PLACE)

    def _entry(self, name: str | None) -> Entry:
        """The data of this hash, which must stand between the event before and this one."""
        if name is None or name not in self._data:
            raise OutOfPlace(Reason.WRONG_PAYLOAD)
        return self._data.pop(name)

    def _take(self, name: str | None) -> bytes:
        return self._entry(name).content

    def _take_setup(self, event: Event) -> None:
        names = read_setup_data(self._take(event.payload))
        election, trustees, credentials = (self._take(name) for name in names)
        setup = read_setup(election, trustees, credentials)
        self._counting = Counting(setup, self._again, self._trackers)
        self._check = partial(check, setup)
        self._fingerprints["election"] = setup.election.fingerprint
        self._fingerprints["trustees"] = fingerprint(trustees)
        self._fingerprints["credentials"] = fingerprint(credentials)

    def _take_ballot(self, event: Event) -> None:
        self._waiting.append(self._entry(event.payload))
        if len(self._waiting) >= BATCH:
            self.check_waiting()

    def _take_end(self, event: Event) -> None:
        if event.payload is not None:
            raise OutOfPlace(Reason.WRONG_PAYLOAD)

    def _take_tally(self, event: Event) -> None:
        ballots, weight, name = read_sized(self._take(event.payload))
        raw = self._take(name)
        recomputed = self.counting.tally
        if ballots != recomputed.ballots or weight != ballots:
            raise OutOfPlace(Reason.WRONG_NUMBERS)
        if raw != recomputed.raw:
            read_encrypted_tally(self.setup, raw, ballots)
            raise OutOfPlace(Reason.WRONG_TALLY)
        self._tally, self._tally_head = recomputed, event.hash
        self._fingerprints["encrypted tally"] = fingerprint(raw)

    def _take_share(self, event: Event) -> None:
        owner, name = read_owned(self._take(event.payload))
        raw = self._take(name)
        if owner in self._shares:
            raise OutOfPlace(Reason.REPEATED_SHARE)
        share = read_partial_decryption(self.setup, raw)
        check_partial_decryption(self.setup, self.tally, owner, share)
        self._shares[owner] = share
        self._fingerprints[f"partial decryption {owner}"] = fingerprint(raw)

    def _take_result(self, event: Event) -> None:
        raw = self._take(event.payload)
        claimed = read_result(self.setup.questions, raw)
        if claimed != totals(self.setup.trustees, self.tally, self._shares):
            raise OutOfPlace(Reason.WRONG_RESULT)
        self._result = claimed
        self._fingerprints["result"] = fingerprint(raw)

    def check_waiting(self) -> None:
        """Check the ballots that were read and not looked at yet."""
        waiting, self._waiting = self._waiting, []
        if not waiting or self._check is None:
            return
        checked = iter(self._each(self._check, [entry.content for entry in waiting]))
        for entry in waiting:
            with at(f"Ballot {self.counting.ballots + 1}"):
                ballot = next(checked)
            self.counting.add(ballot, bytes.fromhex(entry.name.removesuffix(DATA)), entry.position)


def verify(
    stream: BinaryIO,
    *,
    each: Each = map,
    progress: Progress = lambda _: None,
    trackers: Collection[str] = (),
    heads: Collection[str] = (),
) -> Report:
    """Verify a record or raise `Refused` for the first wrong thing; `progress` is told how many bytes were read.

    The report says what became of the ballots with these `trackers`, and whether the record went through these `heads`
    (hashes of events). The stream must be one in which reading can go back.
    """
    verifier = Verifier(partial(read_again, stream), each, trackers=trackers, heads=heads)
    try:
        for number, entry in enumerate(read_entries(stream)):
            if number:
                verifier.read(entry)
            progress(stream.tell())
    except Refused:
        verifier.check_waiting()  # as in `read`: an entry that is none of the writer's may stand behind a wrong ballot
        raise
    return verifier.finish()
