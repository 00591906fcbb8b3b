"""The command that seals, in a process of its own that knows nothing of Django."""

import contextlib
import io
from pathlib import Path

from ballots.protocol.__main__ import main


def sealed(election: Path, folder: Path, choices: list[str], tested: bool) -> Path:
    """As a voter types it; the file that it writes."""
    asked = [part for choice in choices for part in ("--choose", choice)]
    command = ["seal", str(election), "--code", str(folder / "code"), "--folder", str(folder), *asked]
    with contextlib.redirect_stdout(io.StringIO()):
        assert main([*command, "--test" if tested else "--cast"]) == 0
    (written,) = folder.glob("*-tested-*.json" if tested else "*-ballot.json")
    return written
