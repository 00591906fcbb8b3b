"""What a voter kept, a receipt's file or a number copied down, and what a record says about it."""

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ballots.protocol.verify import Report

from .files import Stopped, read

HASH: Final = re.compile("[0-9a-f]{64}")
FINGERPRINT: Final = re.compile("[A-Za-z0-9+/]{43}")


@dataclass(frozen=True)
class Kept:
    """What is asked of a record: is this ballot in it, is it of this election, did it go through these heads?"""

    trackers: tuple[str, ...] = ()
    fingerprints: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()


def kept(trackers: Iterable[str], receipts: Iterable[Path], heads: Iterable[str]) -> Kept:
    """All that the options of the command name."""
    asked = [Kept(tuple(map(tracker_of, trackers)), (), tuple(map(hash_of, heads)))]
    asked += [read_receipt(read(path)) for path in receipts]
    return Kept(
        tuple(tracker for each in asked for tracker in each.trackers),
        tuple(fingerprint for each in asked for fingerprint in each.fingerprints),
        tuple(head for each in asked for head in each.heads),
    )


def read_receipt(raw: bytes) -> Kept:
    """A receipt as text, whatever its language: the tracker comes first, then the election's fingerprint, or a head."""
    words = [word.strip('",;:{}') for word in raw.decode(errors="replace").split()]
    tracker, *fingerprints = [word for word in words if FINGERPRINT.fullmatch(word)] or [""]
    if not tracker:
        raise Stopped("This is not the file of a receipt: it has no tracker.")
    return Kept((tracker,), tuple(fingerprints), tuple(word for word in words if HASH.fullmatch(word)))


def tracker_of(written: str) -> str:
    """A tracker without the spaces of its groups."""
    tracker = "".join(written.split())
    if not FINGERPRINT.fullmatch(tracker):
        raise Stopped(f"“{written}” is not a tracker: it has 43 letters, digits, + and /.")
    return tracker


def hash_of(written: str) -> str:
    """A head is published as 64 hexadecimal digits or, like every fingerprint, in base64."""
    head = written.strip()
    if HASH.fullmatch(head):
        return head
    if FINGERPRINT.fullmatch(head):
        return base64.b64decode(f"{head}=").hex()
    raise Stopped(f"“{written}” is not the head of a record: 64 hexadecimal digits, or a fingerprint.")


def found(report: Report, asked: Kept) -> list[str]:
    """What the record confirms."""
    said = []
    for tracker in asked.trackers:
        if standing := report.standings.get(tracker):
            fate = "it counts" if standing.counts else "a later ballot of the same voter replaced it"
            said.append(f"Ballot {tracker} is number {standing.number} of {report.ballots}; {fate}.")
    said += [
        f"The record continues the one that ended with event {report.heights[head]} ({head})."
        for head in asked.heads
        if head in report.heights
    ]
    return said


def missing(report: Report, asked: Kept) -> list[str]:
    """What it does not, each in a sentence."""
    said = [f"Ballot {each} is not in this record." for each in asked.trackers if each not in report.standings]
    said += [
        f"The receipt is of another election: its fingerprint is {each}."
        for each in asked.fingerprints
        if each not in report.fingerprints.values()
    ]
    return said + [
        f"This record does not continue the one with the head {each}: it is older, or was changed."
        for each in asked.heads
        if each not in report.heights
    ]
