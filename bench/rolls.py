#!/usr/bin/env python3
"""How long it takes to show what a roll of 100,000 would be, to seal it, and to seal the ballot with it.

    bench/rolls.py [MEMBERS ...]

Each size runs in a process and a database of its own. Of every ten members, eight may vote. Run it on a machine that
does nothing else.
"""

import sys
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from harness import Figures, main

if TYPE_CHECKING:
    from elections.models import Election
    from members.models import Person

SIZES = (10_000, 100_000)
BATCH = 5_000
CLASSES = ("supporting", "supporting", "supporting", "contributing", "fellow")
DAY = timedelta(days=1)


def measure(members: int, figures: Figures) -> None:
    from ballots.setup import seal_ballot
    from base import clock
    from elections import roll, roll_preview
    from elections.voters import tests_for

    at = clock.now()
    officers = make_officers()
    election = make_election(officers[0], at)
    make_members(members)
    with figures.timed("preview"):
        seen = roll_preview.preview(election, at)
    assert seen.total == members * 8 // 10  # noqa: S101  a bench measures what was done
    both = {"by": officers[0], "seconded_by": officers[1], "at": at}
    with figures.timed("seal the roll"):
        roll.seal_roll(election, seen=seen.hash, **both)  # type: ignore[arg-type]
    election.refresh_from_db()
    entry = election.roll.select_related("person")[members // 2]
    with figures.timed("can I vote"):
        tests_for(election, entry.person, at)
    with figures.timed("seal the ballot"):
        seal_ballot(election, **both)  # type: ignore[arg-type]


def make_officers() -> "tuple[Person, Person]":
    from elections import appointing
    from elections.roles import Role
    from members.models import Person, User

    people = [Person.objects.create(name=f"Bench Officer {number}") for number in (1, 2)]
    for person in people:
        User.objects.create_user(f"officer{person.pk}@example.org", person=person)
        appointing.enter(person, Role.OFFICER, at=datetime(2020, 1, 1, tzinfo=UTC))
    first, second = Person.objects.filter(pk__in=[each.pk for each in people]).order_by("pk")
    return first, second


def make_election(officer: "Person", at: datetime) -> "Election":
    """A vote on one resolution, whose roll closed two days ago."""
    from elections.models import Contest, Election

    election = Election.objects.create(
        slug="bench",
        name="Bench election",
        roll_closes=at - 2 * DAY,
        voting_opens=at + DAY,
        voting_closes=at + 15 * DAY,
        announced_at=at - 30 * DAY,
        announced_by=officer,
        affirmed_since=at - 365 * DAY,
    )
    Contest.objects.create(
        election=election, position=1, kind="resolution", title="Bench", text="Resolved.", majority="votes cast"
    )
    return election


def make_members(number: int) -> None:
    """All of them members with a vote; two of ten have not affirmed."""
    from members.models import Address, Affirmation, Membership, Person

    said = datetime.now(UTC) - 10 * DAY
    for first in range(0, number, BATCH):
        numbers = range(first, min(first + BATCH, number))
        people = Person.objects.bulk_create(Person(name=f"Member Number {each}") for each in numbers)
        numbered = list(zip(people, numbers, strict=True))
        Address.objects.bulk_create(
            Address(person=person, email=f"m{each}@example.org", normalised=f"m{each}@example.org")
            for person, each in numbered
        )
        Membership.objects.bulk_create(
            Membership(
                person=person, membership_class=CLASSES[each % 5], since=date(2020, 1, 1), name=person.name, source="x"
            )
            for person, each in numbered
        )
        Affirmation.objects.bulk_create(
            Affirmation(person=person, affirmed_at=said, email=f"m{each}@example.org", source="x")
            for person, each in numbered
            if each % 10 < 8
        )


if __name__ == "__main__":
    sys.exit(main("members", SIZES, measure))
