"""Who the rows of a list are, among the people who are known; and where that cannot be."""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import CharField, F, QuerySet, Window
from django.db.models.functions import Cast, Coalesce, FirstValue

from members.member_list import Problem, Wrong
from members.models import MemberImport
from members.staging import MOST_PROBLEMS, Problems

LONGEST_CHAIN = 100
MATCH_ADDRESS = """
UPDATE members_importline AS line SET person_id = address.person_id
FROM members_address AS address
WHERE line.of_id = %(of)s AND line."row" IS NOT NULL AND address.normalised = line.normalised
"""
MATCH_NUMBER = """
UPDATE members_importline AS line SET person_id = known.person_id
FROM members_membernumber AS known
WHERE line.of_id = %(of)s AND line.person_id IS NULL AND line.number <> '' AND known.number = line.number
"""
FOLLOW_MERGERS = """
UPDATE members_importline AS line SET person_id = person.merged_into_id
FROM members_person AS person
WHERE line.of_id = %(of)s AND person.id = line.person_id AND person.merged_into_id IS NOT NULL
"""
TWO_PEOPLE = """
SELECT line."row", line.email, line.number
FROM members_importline AS line JOIN members_membernumber AS known ON known.number = line.number
JOIN members_person AS person ON person.id = known.person_id
WHERE line.of_id = %(of)s AND coalesce(person.merged_into_id, person.id) <> line.person_id
ORDER BY line."row" LIMIT %(most)s
"""

CLAIMED_TWICE = """
SELECT "row", email, first_row FROM (
    SELECT "row", email, who, further,
        first_value(who) OVER claims AS first_who, first_value("row") OVER claims AS first_row
    FROM (
        SELECT "row", email, normalised, coalesce(person_id::text, normalised) AS who, false AS further
        FROM members_importline WHERE of_id = %(of)s
        UNION ALL
        SELECT line."row", other.email, other.normalised, coalesce(line.person_id::text, line.normalised), true
        FROM members_importline AS line
        CROSS JOIN LATERAL unnest(line.further, line.further_normalised) AS other (email, normalised)
        WHERE line.of_id = %(of)s
    ) AS claim
    WINDOW claims AS (PARTITION BY normalised ORDER BY further, "row")
) AS claim WHERE further AND who <> first_who ORDER BY "row" LIMIT %(most)s
"""
KNOWN_OTHERWISE = """
SELECT line."row", other.email
FROM members_importline AS line
CROSS JOIN LATERAL unnest(line.further, line.further_normalised) AS other (email, normalised)
JOIN members_address AS known ON known.normalised = other.normalised
JOIN members_person AS person ON person.id = known.person_id
WHERE line.of_id = %(of)s AND coalesce(person.merged_into_id, person.id) IS DISTINCT FROM line.person_id
ORDER BY line."row" LIMIT %(most)s
"""


def match_people(of: MemberImport) -> None:
    """Find who each row is: by the address, else by the member number; whoever was merged is who they became."""
    for match in (MATCH_ADDRESS, MATCH_NUMBER):
        _run(match, of)
        for _step in range(LONGEST_CHAIN):
            if not _run(FOLLOW_MERGERS, of):
                break
        else:
            raise RuntimeError("People are merged in a circle.")


def refuse_contradictions(of: MemberImport) -> None:
    """What only shows once the people of a list are known. Raises BadMemberListError."""
    problems = Problems()
    problems.extend(_contradictions(of))
    problems.extend(_two_people(of))
    if of.lines.exclude(further=[]).exists():
        problems.extend(_of_somebody_else(of))
    problems.refuse()


def _run(statement: str, of: MemberImport) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"of": of.pk})
        return int(cursor.rowcount)


def _contradictions(of: MemberImport) -> Iterable[Problem]:
    """Rows that cannot both be true, each with the row that came first."""
    lines = of.lines.filter(row__isnull=False).annotate(
        who=Coalesce(Cast("person_id", CharField()), F("normalised"), output_field=CharField())
    )
    same = lines.annotate(
        first_row=Window(FirstValue("row"), partition_by=[F("who"), F("membership_class")], order_by="row")
    )
    yield from _differing(same.exclude(first_row=F("row")), Wrong.TWICE)
    for wrong, by, value in (
        (Wrong.TWO_NAMES, "who", "name"),
        (Wrong.TWO_NUMBERS, "normalised", "number"),
        (Wrong.TWO_ADDRESSES, "number", "normalised"),
    ):
        told = lines if wrong is Wrong.TWO_NAMES else lines.exclude(number="")
        first = told.annotate(
            first_row=Window(FirstValue("row"), partition_by=[F(by)], order_by="row"),
            first_value=Window(FirstValue(value), partition_by=[F(by)], order_by="row"),
        )
        yield from _differing(first.exclude(first_value=F(value)), wrong)


def _differing(lines: "QuerySet[Any]", wrong: Wrong) -> Iterable[Problem]:
    for row, email, first in lines.values_list("row", "email", "first_row")[:MOST_PROBLEMS]:
        yield Problem(row or 0, wrong, email, first)


def _two_people(of: MemberImport) -> Iterable[Problem]:
    """The number says one person, the address another."""
    for row, email, number in _found(TWO_PEOPLE, of):
        yield Problem(row, Wrong.TWO_PEOPLE, f"{number}, {email}")


def _of_somebody_else(of: MemberImport) -> Iterable[Problem]:
    """Nobody becomes somebody who is known by listing an address of theirs: it would sign in as them."""
    listed = set()
    for row, email, first in _found(CLAIMED_TWICE, of):
        listed.add((row, email))
        yield Problem(row, Wrong.LISTED, email, first)
    for row, email in _found(KNOWN_OTHERWISE, of):
        if (row, email) not in listed:
            yield Problem(row, Wrong.KNOWN, email)


def _found(statement: str, of: MemberImport) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"of": of.pk, "most": MOST_PROBLEMS})
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
