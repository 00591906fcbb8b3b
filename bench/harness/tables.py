"""A table of figures: printed, and with --write put into docs/performance.md where it stood before."""

import os
import platform
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent.parent
DOCUMENT = CHECKOUT / "docs" / "performance.md"
EMPTY = r"<!-- {name} -->\n(?:.*?\n)?<!-- /{name} -->"


def show(name: str, heads: Sequence[str], rows: Sequence[Sequence[str]], *, write: bool) -> None:
    """`name` is that of the place in the document: between `<!-- name -->` and `<!-- /name -->`."""
    lines = ["| " + " | ".join(line) + " |" for line in (heads, ["---"] * len(heads), *rows)]
    print("\n".join(lines), flush=True)
    if write:
        _put(name, "\n".join([*lines, "", f"{machine()}"]))


def machine() -> str:
    """Where and when; what else ran there shows in the load."""
    load = os.getloadavg()[1]
    return (
        f"Taken on {datetime.now(UTC):%Y-%m-%d} on {os.cpu_count()} cores ({processor()}), "
        f"Python {platform.python_version()}, with a load of {load:.1f} over five minutes."
    )


def processor() -> str:
    found = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(), re.M)
    return found[1].strip() if found else platform.machine()


def _put(name: str, block: str) -> None:
    words = DOCUMENT.read_text()
    place = re.compile(EMPTY.format(name=re.escape(name)), re.S)
    if not place.search(words):
        raise SystemExit(f"{DOCUMENT} has no place for {name}.")
    DOCUMENT.write_text(place.sub(lambda _: f"<!-- {name} -->\n{block}\n<!-- /{name} -->", words))
