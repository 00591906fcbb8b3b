"""belenios-tool in a folder of its own, for the tests that hold it against ours."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from ballots.protocol.record import Step
from tests.protocol.records import archive
from tests.protocol.vectors import CHECKOUT

CHECK_BALLOTS = CHECKOUT / "bin" / "check-ballots"


def tools_at_hand() -> list[str | None]:
    """The one that BELENIOS_TOOL names, those that were fetched, or the one that is installed."""
    named = os.environ.get("BELENIOS_TOOL")
    fetched = sorted(str(path) for path in (CHECKOUT / "var").glob("belenios*/belenios-tool"))
    installed = shutil.which("belenios-tool")
    return [named] if named else [*fetched] or [installed]


class Belenios:
    def __init__(self, tool: str, folder: Path) -> None:
        self.tool = tool
        self.folder = folder

    def run(self, *arguments: object, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        command = [self.tool, *map(str, arguments)]
        environment = {"BELENIOS_USE_URANDOM": "1", "PATH": "/usr/bin:/bin"}
        return subprocess.run(
            command, cwd=self.folder, env=environment, input=given, capture_output=True, check=False, timeout=60
        )

    def keep(self, uuid: str, steps: Sequence[Step]) -> Path:
        path = self.folder / f"{uuid}.bel"
        path.write_bytes(archive(steps))
        return path

    def verifies(self, uuid: str, steps: Sequence[Step]) -> bool:
        """The whole record, and every ballot by itself."""
        path = self.keep(uuid, steps)
        ballots = subprocess.run(
            [sys.executable, CHECK_BALLOTS, path, self.tool], capture_output=True, check=False, timeout=60
        )
        return self.run("election", "verify").returncode == 0 and ballots.returncode == 0
