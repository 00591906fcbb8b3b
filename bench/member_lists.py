#!/usr/bin/env python3
"""How long a member list of 100,000 takes to be compared, taken over and undone, and in how much memory.

    bench/member_lists.py [MEMBERS ...]

Each size runs in a process and a database of its own. Run it on a machine that does nothing else.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from harness import Figures, main

if TYPE_CHECKING:
    from datetime import datetime

    from members.models import MemberImport

SIZES = (10_000, 100_000)
CLASSES = ("supporting", "contributing", "fellow", "basic")


def measure(members: int, figures: Figures) -> None:
    from members.models import Person
    from members.undoing import undo

    with tempfile.TemporaryDirectory() as folder:
        first, later = Path(folder) / "first.csv", Path(folder) / "later.csv"
        write_list(first, members, changed=lambda _number: False)
        write_list(later, members, changed=lambda number: number % 10 == 0)
        with figures.timed("compare"):
            of = compared(first)
        with figures.timed("report page"):
            report(of.pk)
        with figures.timed("write"):
            taken_over(of)
        with figures.timed("compare unchanged"):
            compared(first)
        with figures.timed("compare changed"):
            of = compared(later)
        with figures.timed("write changed"):
            taken_over(of)
        officer = Person.objects.create(name="Bench Officer")
        with figures.timed("undo"):
            undo(of, by=officer, at=now(), reason="A measurement.")


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
    sys.exit(main("members", SIZES, measure))
