"""An observer's copy of a public record: fetches what was appended, verifies it, and says when anything is wrong.

The copy and the head to which it was verified stand in a folder of the observer's own. A record only ever grows at its
end: so whatever stands in the copy must still be served, byte for byte, and what is new must verify.
"""

import json
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import BinaryIO, Final

from .ballot import CheckedBallot, parse_ballot
from .errors import Refused
from .group import write_element
from .record import BLOCK, EVENT, Kind, read_again, read_entries
from .verify import Check, Each, Report, Verifier
from .wire import fingerprint

HEADER: Final = 2 * BLOCK
"""The header of the whole record is so long, and so is an event."""
CHUNK: Final = 2**20
DAY: Final = 86_400.0
BEGIN_ANEW: Final = "Move the folder away and begin anew; keep it if you did not change it yourself."


class Unreachable(Exception):  # noqa: N818  an answer, not an error
    """The record could not be looked at, or not to its end. That says nothing against it, unless it lasts."""


class Wrong(Exception):  # noqa: N818
    """What is served is not what it was, or not what it may be."""


@dataclass(frozen=True)
class Served:
    """A record as it is served: its whole size, and its bytes from one on."""

    size: int
    first: int
    stream: BinaryIO


Open = Callable[[int], AbstractContextManager[Served]]
"""Asks for the record from a byte on; it may come from an earlier one."""


@dataclass(frozen=True)
class Seen:
    """To where the copy was verified, and when; times are seconds since 1970."""

    height: int
    hash: str
    size: int
    ballots: int
    grown_at: float
    """When something new was seen last."""
    compared_at: float
    """When all of the copy was compared last with what is served."""


@dataclass
class Watch:
    """A folder with a copy of one record."""

    folder: Path
    each: Each = map
    heads: Collection[str] = ()
    """Hashes that the observer noted elsewhere, through which the record must have gone."""
    silence: float = DAY
    """So long nothing may be appended while people vote."""
    _verifier: Verifier | None = field(default=None, init=False)
    _trusted: int = field(default=0, init=False)

    @property
    def copy(self) -> Path:
        return self.folder / "record.bel"

    def look(self, open_from: Open, now: float) -> tuple[Seen, Report]:
        """Fetch and verify what is new. Raises Wrong with a sentence, or Unreachable."""
        self.folder.mkdir(parents=True, exist_ok=True)
        seen = self.seen()
        self._cut(seen.size if seen else 0)
        if seen and self._verifier is None:
            self._replay(seen)
        whole = seen is None or now - seen.compared_at >= DAY
        size = self._fetch(open_from, seen.size if seen else 0, whole=whole)
        report = self._verified(seen.size if seen else 0)
        verifier, self._verifier = self._verifier, None  # it has read what is not remembered before the end
        self._require_heads(report)
        grown = seen is None or size > seen.size
        seen = Seen(
            height=report.head.height,
            hash=report.head.hash,
            size=size,
            ballots=report.ballots,
            grown_at=now if grown or seen is None else seen.grown_at,
            compared_at=now if whole or seen is None else seen.compared_at,
        )
        self._remember(seen)
        self._verifier = verifier
        self._require_life(seen, report, now)
        return seen, report

    def seen(self) -> Seen | None:
        """As the last look left it."""
        try:
            return Seen(**json.loads((self.folder / "seen.json").read_text()))
        except FileNotFoundError:
            return None
        except (ValueError, TypeError):
            raise Wrong(f"{self.folder / 'seen.json'} was changed. {BEGIN_ANEW}") from None

    def _remember(self, seen: Seen) -> None:
        """All of it or nothing, whenever the machine stops."""
        fresh = self.folder / "seen.new"
        fresh.write_text(json.dumps(asdict(seen), indent=2) + "\n")
        fresh.replace(self.folder / "seen.json")

    def _cut(self, size: int) -> None:
        """What was fetched and not verified, because a look was interrupted or refused it, is fetched again."""
        with self.copy.open("ab") as copy:
            if copy.tell() < size:
                raise Wrong(f"{self.copy} is shorter than it was. {BEGIN_ANEW}")
            copy.truncate(size)

    def _replay(self, seen: Seen) -> None:
        """Read the copy once more. Its ballots were checked when they came, and the chain shows that they are those."""
        self._trusted = seen.ballots
        try:
            report = self._verified(0)
        except Wrong as wrong:
            raise Wrong(f"{self.copy} was changed. {BEGIN_ANEW} {wrong}") from None
        if (report.head.height, report.head.hash) != (seen.height, seen.hash):
            raise Wrong(f"{self.copy} was changed. {BEGIN_ANEW}")

    def _fetch(self, open_from: Open, known: int, *, whole: bool) -> int:
        """Append to the copy what is new; gives the record's size. Of what is known, all or its end is compared."""
        asked = 0 if whole else known - HEADER
        with open_from(asked) as served:
            if served.size < known:
                raise Wrong(f"Shortened: the record had {known:,} bytes, and has {served.size:,}.")
            if served.first not in {0, asked}:
                raise Unreachable("The server sends another part of the record than was asked for.")
            with self.copy.open("r+b") as copy:
                copy.seek(served.first)
                for theirs in _chunks(served.stream, known - served.first):
                    if theirs != copy.read(len(theirs)):
                        raise Wrong(self._difference(open_from))
                for new in _chunks(served.stream, served.size - known):
                    copy.write(new)
            return served.size

    def _difference(self, open_from: Open) -> str:
        """Keep what is served beside the copy, and say where the two part."""
        other, place = self.folder / "other.new", 0
        with open_from(0) as served, other.open("wb") as out:
            for chunk in _chunks(served.stream, served.size):
                out.write(chunk)
        with self.copy.open("rb") as mine, other.open("rb") as theirs:
            while (chunk := mine.read(BLOCK)) and chunk == theirs.read(BLOCK):
                place += BLOCK
        if place >= self.copy.stat().st_size:
            other.unlink()
            return f"Changed for a moment: another record was served, and then the one in {self.copy} again."
        with self.copy.open("rb") as mine:
            height = sum(
                entry.name.endswith(EVENT) and entry.position + HEADER <= place for entry in read_entries(mine)
            )
        return (
            f"Changed: from event {height} on (byte {place:,}) the record is another one than it was. "
            f"Yours is kept in {self.copy}, what is served now in {self._kept(other, 'other')}."
        )

    def _kept(self, found: Path, name: str) -> Path:
        """Evidence of its own for each height: what was found there first stays, however often somebody looks."""
        seen = self.seen()
        evidence = self.folder / f"{name}-behind-{seen.height if seen else 'nothing'}.bel"
        if evidence.exists():
            found.unlink()
        else:
            found.rename(evidence)
        return evidence

    def _verified(self, known: int) -> Report:
        """Verify the copy from a byte on, which is where an event ended; from 0, all of it."""
        if known == 0 or self._verifier is None:
            self._verifier = Verifier(self._again, self._checked, heads=self.heads)
        try:
            with self.copy.open("rb") as copy:
                behind = known - HEADER if known else 0
                stream = _From(copy, known) if known else copy
                entries = read_entries(stream, self._verifier.height)  # type: ignore[arg-type]  # it reads, and no more
                for number, entry in enumerate(entries):
                    if number:
                        self._verifier.read(replace(entry, position=entry.position + behind))
            return self._verifier.finish()
        except Refused as refused:
            self._verifier = None
            kept = self._kept(Path(shutil.copy(self.copy, self.folder / "refused.new")), "refused")
            raise Wrong(f"Refused: {refused} [{refused.code}] What is served is kept in {kept}.") from None

    def _again(self, position: int) -> bytes:
        with self.copy.open("rb") as copy:
            return read_again(copy, position)

    def _checked(self, check: Check, ballots: Iterable[bytes]) -> Iterator[CheckedBallot]:
        """Each ballot's proofs are checked once; when the copy is read again it is only taken apart."""
        waiting = list(ballots)
        known, new = waiting[: self._trusted], waiting[self._trusted :]
        self._trusted -= len(known)
        yield from map(self._taken_apart, known)
        if new:
            yield from self.each(check, new)

    def _taken_apart(self, raw: bytes) -> CheckedBallot:
        assert self._verifier is not None  # noqa: S101  it is what calls this
        ballot = parse_ballot(self._verifier.setup, raw)
        choices = tuple(answer.choices for answer in ballot.unsigned.answers)
        return CheckedBallot(fingerprint(raw), ballot.hash, write_element(ballot.unsigned.credential), choices)

    def _require_heads(self, report: Report) -> None:
        for missing in (hash_ for hash_ in self.heads if hash_ not in report.heights):
            raise Wrong(f"Forked: the record does not contain the head {missing}, which you noted.")

    def _require_life(self, seen: Seen, report: Report, now: float) -> None:
        """Between the first ballot and the close something is appended every day, or somebody ought to ask why not."""
        if report.last is Kind.BALLOT and now - seen.grown_at > self.silence:
            hours = (now - seen.grown_at) / 3600
            raise Wrong(f"Silent: nothing was appended for {hours:.0f} hours, and voting has not ended.")


class _From:
    """The header of a record, and then what stands from a byte on."""

    def __init__(self, copy: BinaryIO, start: int) -> None:
        self.header, self.copy = copy.read(HEADER), copy
        copy.seek(start)

    def read(self, size: int) -> bytes:
        part, self.header = self.header[:size], self.header[size:]
        return part or self.copy.read(size)


def _chunks(stream: BinaryIO, number: int) -> Iterator[bytes]:
    """So many bytes; Unreachable where they end before."""
    while number > 0:
        chunk = stream.read(min(CHUNK, number))
        if not chunk:
            raise Unreachable("The connection broke off.")
        number -= len(chunk)
        yield chunk
