"""Files of the commands: nothing is ever overwritten, and what is secret its owner alone can read."""

import io
import os
import sys
from pathlib import Path

from ballots.protocol.errors import OutOfPlace, Reason
from ballots.protocol.questions import Election, read_election
from ballots.protocol.record import DATA, HEADER_NAME, Kind, read_entries, read_event
from ballots.protocol.setup import Setup, read_setup, read_setup_data

PUBLIC, SECRET = 0o644, 0o400


class Stopped(Exception):  # noqa: N818 - the command says why and ends
    """Something that the command does not do; the sentence says why."""


def write(path: Path, content: bytes, *, mode: int = PUBLIC) -> None:
    """Write a new file, with a final newline as belenios-tool does, and say so."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    except FileExistsError:
        raise Stopped(f"{path} is there already, and nothing is overwritten.") from None
    with os.fdopen(handle, "wb") as stream:
        stream.write(content + b"\n")
    print(f"Wrote {path}" + (" (secret: keep it, show it to nobody)" if mode == SECRET else ""))


def read(path: Path) -> bytes:
    """The file, or what is typed or piped in where the path is “-”."""
    return sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()


def ask(question: str) -> str:
    """One line from the keyboard; stops where there is none."""
    try:
        return input(question).strip()
    except EOFError:
        raise Stopped("There is no answer.") from None


def election_of(path: Path) -> tuple[Election, Setup | None]:
    """From `election.json` or from a record, which also has the list of credentials."""
    raw = read(path)
    if raw.startswith(HEADER_NAME.encode() + b"\0"):
        setup = setup_of(raw)
        return setup.election, setup
    return read_election(raw.removesuffix(b"\n")), None


def setup_of(record: bytes) -> Setup:
    """The setup of a record, verified; what follows it is not looked at."""
    data: dict[str, bytes] = {}
    for entry in read_entries(io.BytesIO(record)):
        if entry.name.endswith(DATA):
            data[entry.name.removesuffix(DATA)] = entry.content
        elif data:
            event = read_event(entry.content)
            if event.kind is not Kind.SETUP or event.payload not in data:
                break
            election, trustees, credentials = (data.get(name, b"") for name in read_setup_data(data[event.payload]))
            return read_setup(election, trustees, credentials)
    raise OutOfPlace(Reason.TORN)
