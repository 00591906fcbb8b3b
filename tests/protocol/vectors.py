"""The worked elections made only by belenios-tool, beside the checkout in `shared/vectors` (or under SHARED_DIR)."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
FOLDER = Path(os.environ.get("SHARED_DIR", CHECKOUT.parent / "shared")) / "vectors"
NAMES = ("basic-30", "basic-33", "threshold-30", "threshold-33")


@dataclass(frozen=True)
class Vector:
    folder: Path

    def json(self, name: str) -> Any:
        return json.loads((self.folder / name).read_text())

    def lines(self, name: str) -> list[bytes]:
        return (self.folder / name).read_bytes().splitlines()

    @property
    def uuid(self) -> str:
        return (self.folder / "uuid.txt").read_text().strip()

    @property
    def record(self) -> bytes:
        return (self.folder / f"{self.uuid}.bel").read_bytes()

    @property
    def stages(self) -> list[Path]:
        return [*sorted((self.folder / "stages").glob("*.bel")), self.folder / f"{self.uuid}.bel"]

    @property
    def ballots(self) -> list[bytes]:
        """In order of casting; the final newline of the files is not part of the ballot."""
        return [file.read_bytes().removesuffix(b"\n") for file in sorted(self.folder.glob("ballot-??-*.json"))]


def vector(name: str) -> Vector:
    folder = FOLDER / name
    if not folder.is_dir():
        pytest.skip(f"no {folder}: set SHARED_DIR to the folder that holds vectors/")
    return Vector(folder)
