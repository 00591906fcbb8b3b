#!/usr/bin/env python3
"""How long a member list of 100,000 takes to be compared, taken over and undone, and in how much memory.

    bench/member_lists.py [MEMBERS ...]

Each size runs in a process and a database of its own. Run it on a machine that does nothing else.
"""

import argparse
import contextlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from members.models import MemberImport

CHECKOUT = Path(__file__).resolve().parent.parent
SIZES = (10_000, 100_000)
STEPS = ("compare", "report page", "write", "compare unchanged", "compare changed", "write changed", "undo")
CLASSES = ("supporting", "contributing", "fellow", "basic")


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("members", type=int, nargs="*", metavar="MEMBERS", default=SIZES)
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measured(options.members[0])))
        return 0
    print(f"{'members':>8}" + "".join(f"{step:>18}" for step in STEPS) + f"{'memory':>12}")
    for members in options.members:
        own = [sys.executable, __file__, "--one", str(members)]
        found = json.loads(subprocess.run(own, check=True, capture_output=True, text=True).stdout)
        seconds = "".join(f"{found['seconds'][step]:>16.1f} s" for step in STEPS)
        print(f"{members:>8}{seconds}{found['megabytes']:>9.0f} MB")
    return 0


def measured(members: int) -> dict[str, object]:
    """Seconds of each step, and by how much they made this process grow."""
    sys.path.insert(0, str(CHECKOUT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.conf import settings

    django.setup()
    from base.embedded import Embedded
    from base.own_database import own_database

    with contextlib.ExitStack() as stack:
        if settings.EMBEDDED_POSTGRES:
            stack.enter_context(Embedded().held())
        stack.enter_context(own_database("bench"))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        return steps(members, folder)


def steps(members: int, folder: Path) -> dict[str, object]:
    from members.models import Person
    from members.undoing import undo

    seconds: dict[str, float] = {}

    @contextlib.contextmanager
    def timed(step: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        seconds[step] = time.monotonic() - began

    first, later = folder / "first.csv", folder / "later.csv"
    write_list(first, members, changed=lambda _number: False)
    write_list(later, members, changed=lambda number: number % 10 == 0)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with timed("compare"):
        of = compared(first)
    with timed("report page"):
        report(of.pk)
    with timed("write"):
        taken_over(of)
    with timed("compare unchanged"):
        compared(first)
    with timed("compare changed"):
        of = compared(later)
    with timed("write changed"):
        taken_over(of)
    officer = Person.objects.create(name="Bench Officer")
    with timed("undo"):
        undo(of, by=officer, at=now(), reason="A measurement.")
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return {"seconds": seconds, "megabytes": grown / 1024}


def write_list(path: Path, members: int, *, changed: Callable[[int], bool]) -> None:
    """Of every ten members that changed, one has another class, one another address, the others another end."""
    with path.open("w", encoding="utf-8") as file:
        file.write("name,email,class,since,until,affirmed,number\n")
        for number in range(members):
            is_changed = changed(number)
            membership = CLASSES[(number + (is_changed and number % 100 == 0)) % len(CLASSES)]
            host = "example.net" if is_changed and number % 100 == 10 else "example.org"
            until = "2027-06-30" if is_changed else "2026-12-31"
            file.write(f"Member Name {number},m{number}@{host},{membership},2020-01-01,{until},2026-08-01,{number}\n")


def compared(path: Path) -> "MemberImport":
    from members.importing import compare
    from members.mapping import OWN, Column, ReadAs
    from members.models import MemberImport

    at = now()
    of = MemberImport.objects.create(source=path.name, as_of=at.date(), complete=True, chosen_at=at)
    read_as = ReadAs(columns={each: each.value for each in (*OWN, Column.NUMBER)})
    with path.open("rb") as file:
        compare(of, file, read_as=read_as, at=at)
    return of


def taken_over(of: "MemberImport") -> None:
    from members.importing import take_over

    take_over(of, by="bench", at=now())


def report(pk: int) -> None:
    """What the office's page asks the database for."""
    from members import reporting
    from members.importing import changes_nothing
    from members.models import MemberImport

    of = MemberImport.objects.get(pk=pk)
    reporting.by_class(of)
    reporting.dropped(of)
    reporting.same_names(of)
    changes_nothing(of)
    list(of.lines.filter(outcome="new person").order_by("row", "name", "pk")[:100])


def now() -> "datetime":
    from base import clock

    return clock.now()


if __name__ == "__main__":
    sys.exit(main())
