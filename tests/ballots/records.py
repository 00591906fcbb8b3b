"""Records of elections, and their forged twins, whose chain is whole although something in them is not."""

import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from ballots.protocol.record import EVENT, Event, Kind, Step, header, read_entries, read_event
from ballots.protocol.wire import sha256
from ballots.record_file import write_record
from ballots.setup import setup_of
from elections.models import Election

CHECKOUT = Path(__file__).resolve().parent.parent.parent
Forge = Callable[[bytes], bytes]


def record_of(election: Election) -> bytes:
    out = io.BytesIO()
    write_record(setup_of(election), out)
    return out.getvalue()


def forged(record: bytes, kind: Kind, forge: Forge) -> bytes:
    """The record with the data of the first event of a kind changed, and every hash and link made anew."""
    entries = list(read_entries(io.BytesIO(record)))
    timestamp = int(record[136:147], 8)
    parts, data, parent, done = [header(timestamp)], list[bytes](), None, False
    for each in entries[1:]:
        if not each.name.endswith(EVENT):
            data.append(each.content)
            continue
        event = read_event(each.content)
        if event.kind is kind and not done:
            data[-1], done = forge(data[-1]), True
        linked = Event(event.kind, event.height, parent, sha256(data[-1]) if data else None)
        parts.append(Step(tuple(data), linked).archive(timestamp))
        data, parent = [], linked.hash
    return b"".join(parts)


def spoil_ballot(ballot: bytes) -> bytes:
    """Change one digit of the last proof of the last answer: still a number, and no proof any more."""
    digit = ballot.rindex(b'"response":"', 0, ballot.rindex(b'"signature"')) + len(b'"response":"') + 20
    other = b"7" if ballot[digit : digit + 1] != b"7" else b"3"
    return ballot[:digit] + other + ballot[digit + 1 :]


class Belenios:
    """A program that others wrote, looking at a record of ours."""

    def __init__(self, tool: str, folder: Path, uuid: str) -> None:
        self.tool, self.path = tool, folder / f"{uuid}.bel"

    def accepts(self, record: bytes) -> bool:
        """`election verify`: setup, keys, chain, tally, shares and result."""
        self.path.write_bytes(record)
        return self._run([self.tool, "election", "verify", "--dir", str(self.path.parent)])

    def accepts_every_ballot(self, record: bytes) -> bool:
        """`election verify-ballot` of each."""
        self.path.write_bytes(record)
        return self._run([sys.executable, str(CHECKOUT / "bin" / "check-ballots"), str(self.path), self.tool])

    def _run(self, command: list[str]) -> bool:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
