"""What the roll would be if it were sealed now: each class beside past years, and who is left off, and why."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count

from elections import rights
from elections.models import Election, RollEntry
from elections.rights import Code, VotingClass
from elections.voters import address_of_record, members_among, rules_of, with_a_class_that_votes

COMPARED = 3
"""With so many earlier rolls is it compared."""


@dataclass(frozen=True)
class Preview:
    """`left_off` counts members with a class that votes by the first test that fails them."""

    sizes: Counter[VotingClass] = field(default_factory=Counter)
    left_off: Counter[Code] = field(default_factory=Counter)
    no_address: int = 0
    hash: str = ""
    """The hash that the roll would have."""

    @property
    def total(self) -> int:
        return self.sizes.total()


@dataclass(frozen=True)
class PastRoll:
    """How many voters of each class an earlier election had when voting closed."""

    election: Election
    sizes: Counter[str]


@dataclass(frozen=True)
class Dropped:
    """A class that has fewer voters than on the last roll."""

    voting_class: VotingClass
    before: int
    now: int


def preview(election: Election, at: datetime) -> Preview:
    """Every member is looked at once, by the tests that members read on their own pages."""
    found, rules, lines = Preview(), rules_of(election), []
    no_address = 0
    people = with_a_class_that_votes(election).iterator(chunk_size=2_000)
    for person, member in members_among(people, election):
        failed = rights.left_off_by(member, rules, at)
        voting_class = rights.class_on_roll(member, rules)
        if failed is not None:
            found.left_off[failed] += failed is not Code.NO_VOTING_CLASS
        elif voting_class is not None:
            email = address_of_record(person)
            found.sizes[voting_class] += 1
            no_address += not email
            lines.append((email.encode(), person.name.encode(), voting_class.value.encode()))
    digest = hashlib.sha256()
    for line in sorted(lines):
        digest.update(b"\t".join(line) + b"\n")
    return Preview(found.sizes, +found.left_off, no_address, digest.hexdigest())


def preview_once(election: Election, at: datetime) -> Preview:
    """The same, worked out once for an election that was read once: one answer to a reader asks for it repeatedly."""
    known: Preview | None = getattr(election, "known_preview", None)
    if known is None:
        known = preview(election, at)
        election.known_preview = known  # type: ignore[attr-defined]
    return known


def past_rolls(election: Election) -> list[PastRoll]:
    """The sealed rolls of the last elections before this one that count, the latest first."""
    earlier = Election.objects.filter(roll_sealed_at__isnull=False, roll_closes__lt=election.roll_closes)
    among = list(earlier.filter(voided_at=None, cancelled_at=None).order_by("-roll_closes")[:COMPARED])
    sizes: dict[int, Counter[str]] = {each.pk: Counter() for each in among}
    rows = RollEntry.objects.filter(election__in=among, removed_at=None).order_by()
    for pk, membership_class, number in rows.values_list("election", "membership_class").annotate(Count("pk")):
        sizes[pk][membership_class] = number
    return [PastRoll(each, sizes[each.pk]) for each in among]


def dropped(sizes: Counter[VotingClass], past: Sequence[PastRoll]) -> list[Dropped]:
    """Classes with fewer voters than on the last roll: in 2020 a whole sub-type of members was missing from it."""
    if not past:
        return []
    last = past[0].sizes
    return [Dropped(each, last[each], sizes[each]) for each in VotingClass if sizes[each] < last[each]]
