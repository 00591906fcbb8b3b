"""Verifies a whole record, finished or still growing: grammar, chain, every ballot, tally, shares and result.

The grammar is Setup Ballot* EndBallots EncryptedTally PartialDecryption+ Result, or the beginning of it. Everything
that can be computed from what stands before is recomputed and compared; what is accepted here, belenios-tool accepts.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO, Final

from .ballot import CheckedBallot, check
from .errors import OutOfPlace, Reason, Refused, at
from .record import DATA, Entry, Event, Head, Kind, read_entries, read_event
from .setup import Setup, read_setup, read_setup_data
from .tally import (
    Ciphertexts,
    EncryptedTally,
    PartialDecryption,
    accumulate,
    check_partial_decryption,
    read_encrypted_tally,
    read_owned,
    read_partial_decryption,
    read_result,
    read_sized,
    totals,
)
from .wire import fingerprint

Check = Callable[[bytes], CheckedBallot]
Each = Callable[[Check, Iterable[bytes]], Iterable[CheckedBallot]]
Progress = Callable[[int], None]

BATCH: Final = 256

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
    trackers: tuple[str, ...]
    """Of every ballot, in the record's order."""
    counted: int
    """How many credentials have a ballot; only the last one of each counts."""
    tally: EncryptedTally | None
    shares: tuple[int, ...]
    """The trustees whose partial decryptions are there."""
    result: tuple[tuple[int, ...], ...] | None
    fingerprints: dict[str, str]


class Verifier:
    """Reads a record event by event. Ballots are checked in batches by `each`, which may use many processes."""

    def __init__(self, each: Each = map) -> None:
        self._each = each
        self._data: dict[str, bytes] = {}
        self._hashes: set[str] = set()
        self._event: Event | None = None
        self._setup: Setup | None = None
        self._waiting: list[bytes] = []
        self._trackers: list[str] = []
        self._last: dict[str, Ciphertexts] = {}
        self._tally: EncryptedTally | None = None
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
    def setup(self) -> Setup:
        if self._setup is None:
            raise OutOfPlace(Reason.TORN)
        return self._setup

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
            self._check_waiting()  # an earlier ballot may be the first wrong thing
            raise

    def finish(self) -> Report:
        self._check_waiting()
        if self._data or self._event is None:
            raise OutOfPlace(Reason.TORN)
        self._fingerprints["head"] = fingerprint(self._event.raw)
        return Report(
            setup=self.setup,
            head=Head(self._event.hash, self._event.height),
            last=self._event.kind,
            trackers=tuple(self._trackers),
            counted=len(self._last),
            tally=self._tally,
            shares=tuple(self._shares),
            result=self._result,
            fingerprints=self._fingerprints,
        )

    def _read(self, entry: Entry) -> None:
        name = entry.name.partition(".")[0]
        if name in self._hashes:
            raise OutOfPlace(Reason.REPEATED_ENTRY)
        self._hashes.add(name)
        if entry.name.endswith(DATA):
            self._data[name] = entry.content
            return
        with at(f"Event {0 if self._event is None else self._event.height + 1}"):
            event = read_event(entry.content)
            self._follow(event)
            if event.kind is not Kind.BALLOT:
                self._check_waiting()
            self._takers[event.kind](event)
            if self._data:
                raise OutOfPlace(Reason.UNNAMED_DATA)
        self._event = event

    def _follow(self, event: Event) -> None:
        """Each event names the one before it, carries the next number, and may stand there."""
        before = self._event
        if event.parent != (None if before is None else before.hash):
            raise OutOfPlace(Reason.BROKEN_CHAIN)
        if event.height != (0 if before is None else before.height + 1):
            raise OutOfPlace(Reason.WRONG_HEIGHT)
        if event.kind not in _AFTER[None if before is None else before.kind]:
            raise OutOfPlace(Reason.WRONG_PLACE)

    def _take(self, name: str | None) -> bytes:
        """The data of this hash, which must stand between the event before and this one."""
        if name is None or name not in self._data:
            raise OutOfPlace(Reason.WRONG_PAYLOAD)
        return self._data.pop(name)

    def _take_setup(self, event: Event) -> None:
        names = read_setup_data(self._take(event.payload))
        election, trustees, credentials = (self._take(name) for name in names)
        self._setup = read_setup(election, trustees, credentials)
        self._fingerprints["election"] = self._setup.election.fingerprint
        self._fingerprints["trustees"] = fingerprint(trustees)
        self._fingerprints["credentials"] = fingerprint(credentials)

    def _take_ballot(self, event: Event) -> None:
        self._waiting.append(self._take(event.payload))
        if len(self._waiting) >= BATCH:
            self._check_waiting()

    def _take_end(self, event: Event) -> None:
        if event.payload is not None:
            raise OutOfPlace(Reason.WRONG_PAYLOAD)

    def _take_tally(self, event: Event) -> None:
        ballots, weight, name = read_sized(self._take(event.payload))
        raw = self._take(name)
        if ballots != len(self._last) or weight != ballots:
            raise OutOfPlace(Reason.WRONG_NUMBERS)
        recomputed = accumulate(self.setup.questions, self._last.values())
        if raw != recomputed.raw:
            read_encrypted_tally(self.setup, raw, ballots)
            raise OutOfPlace(Reason.WRONG_TALLY)
        self._tally = recomputed
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

    def _check_waiting(self) -> None:
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        checked = iter(self._each(partial(check, self.setup), waiting))
        for _ in waiting:
            with at(f"Ballot {len(self._trackers) + 1}"):
                ballot = next(checked)
            self._trackers.append(ballot.tracker)
            self._last[ballot.credential] = ballot.choices


def verify(stream: BinaryIO, *, each: Each = map, progress: Progress = lambda _: None) -> Report:
    """Verify a record or raise `Refused` for the first wrong thing; `progress` is told how many bytes were read."""
    verifier = Verifier(each)
    for number, entry in enumerate(read_entries(stream)):
        if number:
            verifier.read(entry)
        progress(stream.tell())
    return verifier.finish()
