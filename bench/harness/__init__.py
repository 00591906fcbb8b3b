"""What every bench of many rows does: each size in a process and a database of its own, a line of figures each."""

import argparse
import contextlib
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent.parent
WIDTH = 18


class Figures:
    """What was measured of one size: `with figures.timed("write"): …`, or `figures.add("sent", "9/s")`."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}

    @contextlib.contextmanager
    def timed(self, step: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.add(step, f"{time.monotonic() - began:.2f} s")

    def add(self, step: str, figure: str) -> None:
        self.found[step] = figure


def main(rows: str, sizes: Sequence[int], measure: Callable[[int, Figures], None]) -> int:
    """The whole script: `rows` is what there are many of, `measure` is given a size in a new database."""
    script = sys.modules["__main__"]
    parser = argparse.ArgumentParser(description=(script.__doc__ or "").partition("\n")[0])
    parser.add_argument("sizes", type=int, nargs="*", metavar=rows.upper(), default=sizes)
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measured(options.sizes[0], measure)))
        return 0
    heads: list[str] = []
    for size in options.sizes:
        own = [sys.executable, sys.argv[0], "--one", str(size)]
        found = json.loads(subprocess.run(own, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()[-1])
        if list(found) != heads:
            heads = list(found)
            print(f"{rows:>8}" + "".join(f"{head:>{WIDTH}}" for head in heads))
        print(f"{size:>8}" + "".join(f"{figure:>{WIDTH}}" for figure in found.values()), flush=True)
    return 0


def measured(size: int, measure: Callable[[int, Figures], None]) -> dict[str, str]:
    """Its figures, and by how much it made this process grow."""
    figures = Figures()
    with own_database():
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        measure(size, figures)
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return figures.found | {"memory": f"{grown / 1024:.0f} MB"}


@contextlib.contextmanager
def own_database() -> Iterator[None]:
    """Django, on a database that is dropped afterwards."""
    sys.path.insert(0, str(CHECKOUT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["DEBUG"] = "0"  # which keeps every query in memory
    import django
    from django.conf import settings

    django.setup()
    from base.embedded import Embedded
    from base.own_database import own_database

    with contextlib.ExitStack() as stack:
        if settings.EMBEDDED_POSTGRES:
            stack.enter_context(Embedded().held())
        stack.enter_context(own_database(f"bench_{Path(sys.argv[0]).stem}"))
        yield
