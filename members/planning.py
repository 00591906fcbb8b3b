"""What the rows of a list would do: each compared with what is known, in the database, however many they are."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet, Sum

from base.locks import Lock, hold
from members.addressing import on_open_rolls
from members.matching import match_people, refuse_contradictions
from members.models import ImportLine, MemberImport, Membership, MembershipClass, Outcome
from members.models.imports import AddressChange

Advance = Callable[[], object]

COMPARE = """
UPDATE members_importline AS line SET
    was_person = person.name, was_name = coalesce(held.name, ''), was_source = coalesce(held.source, ''),
    was_since = held.since, was_until = held.until,
    numbers = line.number <> '' AND NOT EXISTS (
        SELECT FROM members_membernumber AS known WHERE known.number = line.number),
    outcome = CASE
        WHEN held.id IS NULL THEN 'new membership'
        WHEN person.name = line.name AND held.name = line.name AND held.since IS NOT DISTINCT FROM line.since
            AND held.until IS NOT DISTINCT FROM line.until THEN 'unchanged'
        ELSE 'changed' END
FROM members_importline AS same
JOIN members_person AS person ON person.id = same.person_id
LEFT JOIN members_membership AS held
    ON held.person_id = same.person_id AND held.membership_class = same.membership_class
WHERE line.of_id = %(of)s AND same.id = line.id
"""
NEWCOMERS = """
UPDATE members_importline AS line SET
    outcome = CASE line."row" WHEN first."row" THEN 'new person' ELSE 'new membership' END,
    numbers = line.number <> ''
FROM (SELECT normalised, min("row") AS "row" FROM members_importline
      WHERE of_id = %(of)s AND person_id IS NULL GROUP BY normalised) AS first
WHERE line.of_id = %(of)s AND line.person_id IS NULL AND first.normalised = line.normalised
"""
AFFIRMATIONS = """
UPDATE members_importline AS line SET affirms = true
FROM (SELECT min("row") AS "row" FROM members_importline WHERE of_id = %(of)s AND affirmed_at IS NOT NULL
      GROUP BY coalesce(person_id::text, normalised), affirmed_at) AS first
WHERE line.of_id = %(of)s AND line."row" = first."row" AND NOT EXISTS (
    SELECT FROM members_affirmation AS said
    WHERE said.person_id = line.person_id AND said.affirmed_at = line.affirmed_at)
"""
ADDRESSES = """
UPDATE members_importline AS line SET
    address = CASE WHEN known.id IS NULL THEN 'new' ELSE 'first' END,
    was_email = coalesce(record.email, ''), was_position = known.position
FROM members_importline AS same
JOIN (SELECT person_id, min("row") AS "row" FROM members_importline
      WHERE of_id = %(of)s AND number <> '' AND person_id IS NOT NULL GROUP BY person_id) AS first
    ON first."row" = same."row"
LEFT JOIN LATERAL (SELECT email, normalised FROM members_address WHERE person_id = same.person_id
                   ORDER BY position, id LIMIT 1) AS record ON true
LEFT JOIN members_address AS known ON known.normalised = same.normalised
WHERE line.of_id = %(of)s AND same.id = line.id AND record.normalised IS DISTINCT FROM same.normalised
"""
ADDRESSES_CHANGE = """
UPDATE members_importline SET outcome = 'changed'
WHERE of_id = %(of)s AND outcome = 'unchanged' AND (address IN ('new', 'first') OR adds <> '{}')
"""
FURTHER = """
UPDATE members_importline AS line SET adds = new.addresses
FROM (
    SELECT "row", array_agg(normalised ORDER BY place) AS addresses FROM (
        SELECT DISTINCT ON (other.normalised) line."row", other.normalised, other.place
        FROM members_importline AS line
        CROSS JOIN LATERAL unnest(line.further_normalised) WITH ORDINALITY AS other (normalised, place)
        WHERE line.of_id = %(of)s
            AND NOT EXISTS (SELECT FROM members_address AS known WHERE known.normalised = other.normalised)
            AND NOT EXISTS (SELECT FROM members_importline AS listed
                            WHERE listed.of_id = %(of)s AND listed.normalised = other.normalised)
        ORDER BY other.normalised, line."row"
    ) AS first GROUP BY "row"
) AS new
WHERE line.of_id = %(of)s AND line."row" = new."row"
"""
LAPSED = """
INSERT INTO members_importline (of_id, number, name, email, normalised, membership_class, since, until, carried_over,
    person_id, outcome, affirms, numbers, address, was_person, was_name, was_since, was_until, was_source, was_email)
SELECT %(of)s, '', held.name, '', '', held.membership_class, held.since, %(as_of)s, false,
    held.person_id, 'lapsed', false, false, '', '', held.name, held.since, held.until, held.source, ''
FROM members_membership AS held
WHERE (held.since IS NULL OR held.since < %(as_of)s) AND (held.until IS NULL OR held.until > %(as_of)s)
    AND NOT EXISTS (SELECT FROM members_importline AS line WHERE line.of_id = %(of)s
        AND line.person_id = held.person_id AND line.membership_class = held.membership_class)
"""
FINGERPRINT = """
SELECT encode(sha256(convert_to(coalesce(string_agg(md5(ROW("row", person_id, name, email, membership_class, since,
    until, affirmed_at, affirms, numbers, address, adds, further_waits, outcome, was_person, was_name, was_since,
    was_until, was_email)::text), '' ORDER BY "row", person_id, membership_class), ''), 'UTF8')), 'hex')
FROM members_importline WHERE of_id = %(of)s
"""
STEPS = 9


def plan(of: MemberImport, *, left_out: dict[str, int] | None = None, advance: Advance = lambda: None) -> None:
    """Compare every row, add what the list lacks, and keep the numbers. Raises BadMemberListError."""
    match_people(of)
    advance()
    refuse_contradictions(of)
    advance()
    for statement in (COMPARE, NEWCOMERS, AFFIRMATIONS, ADDRESSES, FURTHER):
        run(statement, of)
        advance()
    moved = of.lines.exclude(address=AddressChange.NONE)
    moved.filter(person__in=on_open_rolls()).update(address=AddressChange.WAITS)
    adding = of.lines.exclude(adds=[])
    adding.filter(person__in=on_open_rolls()).update(adds=[], further_waits=True)
    run(ADDRESSES_CHANGE, of)
    run(LAPSED, of)
    advance()
    of.numbers = numbers(of) | {"left out": left_out or {}}
    of.plan_hash = fingerprint(of)
    of.save(update_fields=["numbers", "plan_hash"])
    advance()


def plan_again(of: MemberImport, advance: Advance = lambda: None) -> bool:
    """Compare anew with what is known now; whether it came out as before."""
    before = of.plan_hash
    of.lines.filter(outcome=Outcome.LAPSED).delete()
    blank = {"was_person": "", "was_name": "", "was_source": "", "was_email": "", "address": AddressChange.NONE}
    nothing: dict[str, Any] = {"person": None, "was_since": None, "was_until": None, "was_position": None}
    nothing |= {"affirms": False, "numbers": False, "further_waits": False, "adds": []}
    of.lines.update(outcome=Outcome.UNCHANGED, **blank, **nothing)
    plan(of, left_out=of.numbers.get("left out"), advance=advance)
    return of.plan_hash == before


def run(statement: str, of: MemberImport, **more: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"of": of.pk, "as_of": of.as_of, **more})
        return int(cursor.rowcount)


def hold_others() -> None:
    """Lists are compared and written one at a time; what they take is beyond the patience of a page's statements.

    PostgreSQL has no statistics of rows that came in this very transaction, takes them for few, and would compare each
    with every other: nested loops are its last resort here.
    """
    hold(Lock.MEMBER_LISTS)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '5min'")
        cursor.execute("SET LOCAL enable_nestloop = off")


def fingerprint(of: MemberImport) -> str:
    """Of everything that the lines would do."""
    with connection.cursor() as cursor:
        cursor.execute(FINGERPRINT, {"of": of.pk})
        return str(cursor.fetchone()[0])


def numbers(of: MemberImport) -> dict[str, object]:
    """The report without names. By class: in the list on its day, known now, and known once it is taken over."""
    lines = of.lines.all()
    outcomes = dict(lines.values_list("outcome").order_by().annotate(Count("pk")))
    current = _current(of.as_of)
    was = Q(was_since=None) | Q(was_since__lte=of.as_of)
    was &= Q(was_until=None) | Q(was_until__gt=of.as_of)
    listed = lines.filter(row__isnull=False)
    in_list = _by_class(listed.filter(current))
    now = members_by_class(of.as_of)
    replaced = _by_class(listed.filter(was, outcome__in=[Outcome.CHANGED, Outcome.UNCHANGED]))
    ended = _by_class(lines.filter(outcome=Outcome.LAPSED)) if of.complete else {}
    after = {
        name: now[name] + in_list.get(name, 0) - replaced.get(name, 0) - ended.get(name, 0)
        for name in MembershipClass.values
    }
    return {
        "rows": listed.count(),
        "outcomes": {each.value: outcomes.get(each.value, 0) for each in Outcome},
        "affirmations": listed.filter(affirms=True).count(),
        "member numbers": listed.filter(numbers=True).count(),
        "addresses": listed.filter(address__in=[AddressChange.NEW, AddressChange.FIRST]).count(),
        "addresses that wait": listed.filter(Q(address=AddressChange.WAITS) | Q(further_waits=True)).count(),
        "further addresses": listed.aggregate(number=Sum("adds__len", default=0))["number"],
        "by class": {name: [in_list.get(name, 0), now[name], after[name]] for name in MembershipClass.values},
    }


def members_by_class(day: date) -> dict[str, int]:
    """Memberships that hold on a day, of every class."""
    found = _by_class(Membership.objects.filter(_current(day)))
    return {name: found.get(name, 0) for name in MembershipClass.values}


def _current(day: date) -> Q:
    return (Q(since=None) | Q(since__lte=day)) & (Q(until=None) | Q(until__gt=day))


def _by_class(rows: "QuerySet[ImportLine] | QuerySet[Membership]") -> dict[str, int]:
    return dict(rows.order_by().values_list("membership_class").annotate(Count("pk")))
