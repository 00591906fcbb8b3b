"""The published documents beside the checkout."""

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("SHARED_DIR", Path(__file__).resolve().parents[3] / "shared"))


def seed(number: str) -> str:
    """The text of a seed; the test is skipped where there is none."""
    for path in (SHARED / "seeds").glob(f"{number}_*.txt"):
        return path.read_text(encoding="utf-8")
    pytest.skip(f"no published documents in {SHARED / 'seeds'}")
