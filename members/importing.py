"""The act that takes over the member list: planned first, then written, all of it or nothing."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import TypeVar

from django.db import connection, transaction
from django.db.models import Q

from base import journal
from members.linking import survivor
from members.member_list import BadMemberListError, Problem, Row, Wrong
from members.models import Address, Affirmation, Membership, MembershipClass, Person

T = TypeVar("T")
BATCH = 5_000
ONE_AT_A_TIME = 0x6D656D62  # the advisory lock's number


class Outcome(StrEnum):
    """What a row does."""

    NEW_PERSON = "new person"
    NEW_MEMBERSHIP = "new membership"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the report. `changes` holds (what, before, after)."""

    row: Row
    outcome: Outcome
    changes: tuple[tuple[str, str, str], ...] = ()
    affirmation: bool = False


@dataclass(frozen=True, slots=True)
class ClassCount:
    """Members of one class on the day of the list: as stored, and once it is taken over."""

    membership_class: str
    now: int
    after: int


@dataclass(frozen=True, slots=True)
class Report:
    as_of: date
    lines: list[Line]
    counts: list[ClassCount]
    missing: list[Membership]
    ended: bool  # whether the missing memberships end with this import
    written: bool

    def number(self, outcome: Outcome) -> int:
        return sum(line.outcome == outcome for line in self.lines)

    @property
    def affirmations(self) -> int:
        return sum(line.affirmation for line in self.lines)

    @property
    def changes_nothing(self) -> bool:
        unchanged = all(line.outcome == Outcome.UNCHANGED and not line.affirmation for line in self.lines)
        return unchanged and not (self.ended and self.missing)


@dataclass
class _Stored:
    """What is known of the people of a list."""

    people: dict[str, Person] = field(default_factory=dict)  # by normalised address
    memberships: dict[tuple[int, str], Membership] = field(default_factory=dict)
    affirmed: dict[int, set[datetime]] = field(default_factory=lambda: defaultdict(set))


def preview_import(rows: Sequence[Row], *, as_of: date, end_missing: bool = False) -> Report:
    """What `import_members` would do now. Writes nothing."""
    return _plan(rows, _stored(rows), as_of, end_missing, written=False)


@transaction.atomic
def import_members(
    rows: Sequence[Row], *, by: journal.Actor | str, at: datetime, source: str, as_of: date, end_missing: bool = False
) -> Report:
    """Take over a member list: new people, memberships and affirmations are added, changed ones brought up to date.

    `as_of` is the day of the list: "carried over" counts as affirmed on it. Memberships that the list does not have
    stay as they are, unless it is complete and so ends them on that day (`end_missing`).
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
    stored = _stored(rows)
    report = _plan(rows, stored, as_of, end_missing, written=True)
    if report.changes_nothing:
        return report
    for batch in _batches(report.lines):
        _write(batch, stored, as_of=as_of, source=source, at=at)
    if end_missing:
        for missing in _batches(report.missing):
            Membership.objects.filter(pk__in=[membership.pk for membership in missing]).update(until=as_of)
    journal.write(
        "member list imported",
        by=by,
        subject=source,
        details={
            "as of": as_of.isoformat(),
            "rows": len(rows),
            **{outcome.value: report.number(outcome) for outcome in Outcome},
            "affirmations": report.affirmations,
            "ended": len(report.missing) if end_missing else 0,
            "members by class": {count.membership_class: [count.now, count.after] for count in report.counts},
        },
    )
    return report


def carried_over_at(as_of: date) -> datetime:
    """The instant at which a carried-over affirmation counts as given."""
    return datetime.combine(as_of, time(), UTC)


def _stored(rows: Sequence[Row]) -> _Stored:
    """Raises BadMemberListError where two addresses of the list are one person, in one class or under two names."""
    stored = _Stored()
    for batch in _batches(rows):
        wanted = {row.normalised for row in batch} - stored.people.keys()
        for address in Address.objects.filter(normalised__in=wanted).select_related("person__merged_into"):
            stored.people[address.normalised] = survivor(address.person)
    for people in _batches(list({person.pk for person in stored.people.values()})):
        for membership in Membership.objects.filter(person__in=people):
            stored.memberships[membership.person_id, membership.membership_class] = membership
        for person, affirmed_at in Affirmation.objects.filter(person__in=people).values_list("person", "affirmed_at"):
            stored.affirmed[person].add(affirmed_at)
    _refuse_one_person_twice(rows, stored)
    return stored


def _refuse_one_person_twice(rows: Sequence[Row], stored: _Stored) -> None:
    first_of_class: dict[tuple[int, str], Row] = {}
    first_of_person: dict[int, Row] = {}
    problems = []
    for row in rows:
        if person := stored.people.get(row.normalised):
            earlier = first_of_class.setdefault((person.pk, row.membership_class), row)
            if earlier is not row:
                problems.append(Problem(row.row, Wrong.TWICE, row.email, earlier.row))
            earlier = first_of_person.setdefault(person.pk, row)
            if earlier.name != row.name:
                problems.append(Problem(row.row, Wrong.TWO_NAMES, row.email, earlier.row))
    if problems:
        raise BadMemberListError(problems)


def _plan(rows: Sequence[Row], stored: _Stored, as_of: date, end_missing: bool, *, written: bool) -> Report:
    lines: list[Line] = []
    newcomers: set[str] = set()
    given: set[tuple[str, datetime]] = set()
    for row in rows:
        person = stored.people.get(row.normalised)
        affirmed_at = _affirmed_at(row, as_of)
        affirmation = affirmed_at is not None and (row.normalised, affirmed_at) not in given
        if affirmed_at is not None:
            given.add((row.normalised, affirmed_at))
        if person is None:
            outcome = Outcome.NEW_MEMBERSHIP if row.normalised in newcomers else Outcome.NEW_PERSON
            newcomers.add(row.normalised)
            lines.append(Line(row, outcome, affirmation=affirmation))
        else:
            affirmation = affirmation and affirmed_at not in stored.affirmed[person.pk]
            lines.append(_line(row, person, stored.memberships.get((person.pk, row.membership_class)), affirmation))
    missing = _missing(rows, stored, as_of)
    return Report(as_of, lines, _counts(rows, stored, missing, as_of, end_missing), missing, end_missing, written)


def _line(row: Row, person: Person, membership: Membership | None, affirmation: bool) -> Line:
    """What a row does to somebody who is known."""
    changes = [("name", person.name, row.name)] if person.name != row.name else []
    if membership is None:
        return Line(row, Outcome.NEW_MEMBERSHIP, tuple(changes), affirmation)
    if not changes and membership.name != row.name:
        changes.append(("name", membership.name, row.name))
    for what, before, after in (("since", membership.since, row.since), ("until", membership.until, row.until)):
        if before != after:
            changes.append((what, str(before or "–"), str(after or "–")))
    return Line(row, Outcome.CHANGED if changes else Outcome.UNCHANGED, tuple(changes), affirmation)


def _affirmed_at(row: Row, as_of: date) -> datetime | None:
    return carried_over_at(as_of) if row.carried_over else row.affirmed_at


def _current(as_of: date) -> Q:
    return (Q(since=None) | Q(since__lte=as_of)) & (Q(until=None) | Q(until__gt=as_of))


def _missing(rows: Sequence[Row], stored: _Stored, as_of: date) -> list[Membership]:
    """Memberships that hold on the day of the list and are not in it; what began on that very day is left alone."""
    listed = {
        (stored.people[row.normalised].pk, row.membership_class) for row in rows if row.normalised in stored.people
    }
    held = Membership.objects.filter(_current(as_of)).exclude(since=as_of).order_by("name", "pk")
    return [one for one in held.iterator(BATCH) if (one.person_id, one.membership_class) not in listed]


def _counts(
    rows: Sequence[Row], stored: _Stored, missing: Sequence[Membership], as_of: date, end_missing: bool
) -> list[ClassCount]:
    now = dict.fromkeys(MembershipClass.values, 0)
    for membership_class in Membership.objects.filter(_current(as_of)).values_list("membership_class", flat=True):
        now[membership_class] += 1
    after = dict(now)
    for row in rows:
        person = stored.people.get(row.normalised)
        held = stored.memberships.get((person.pk, row.membership_class)) if person else None
        before = held is not None and _holds(held.since, held.until, as_of)
        after[row.membership_class] += _holds(row.since, row.until, as_of) - before
    for membership in missing if end_missing else ():
        after[membership.membership_class] -= 1
    return [ClassCount(name, now[name], after[name]) for name in MembershipClass.values]


def _holds(since: date | None, until: date | None, day: date) -> bool:
    return (since is None or since <= day) and (until is None or day < until)


def _write(lines: Sequence[Line], stored: _Stored, *, as_of: date, source: str, at: datetime) -> None:
    """A constant number of queries a batch."""
    newcomers = [line.row for line in lines if line.outcome == Outcome.NEW_PERSON]
    people = Person.objects.bulk_create([Person(name=row.name, created_at=at) for row in newcomers])
    addresses = []
    for row, person in zip(newcomers, people, strict=True):
        stored.people[row.normalised] = person
        addresses.append(Address(person=person, email=row.email, normalised=row.normalised, known_since=at))
    Address.objects.bulk_create(addresses)
    _rename(lines, stored)
    Membership.objects.bulk_create(
        [
            Membership(
                person=stored.people[line.row.normalised],
                membership_class=line.row.membership_class,
                since=line.row.since,
                until=line.row.until,
                name=line.row.name,
                source=f"{source[:180]}, row {line.row.row}",
            )
            for line in lines
            if line.outcome != Outcome.UNCHANGED
        ],
        update_conflicts=True,
        unique_fields=["person", "membership_class"],
        update_fields=["since", "until", "name", "source"],
    )
    Affirmation.objects.bulk_create(_affirmations(lines, stored, as_of, source), ignore_conflicts=True)


def _rename(lines: Sequence[Line], stored: _Stored) -> None:
    renamed = {}
    for line in lines:
        person = stored.people[line.row.normalised]
        if person.name != line.row.name:
            person.name = line.row.name
            renamed[person.pk] = person
    Person.objects.bulk_update(renamed.values(), ["name"])


def _affirmations(lines: Sequence[Line], stored: _Stored, as_of: date, source: str) -> list[Affirmation]:
    return [
        Affirmation(
            person=stored.people[line.row.normalised],
            affirmed_at=affirmed_at,
            carried_over=line.row.carried_over,
            email=line.row.email,
            source=f"{source[:180]}, row {line.row.row}",
        )
        for line in lines
        if line.affirmation and (affirmed_at := _affirmed_at(line.row, as_of))
    ]


def _batches(things: Sequence[T]) -> Iterator[Sequence[T]]:
    for begins in range(0, len(things), BATCH):
        yield things[begins : begins + BATCH]
