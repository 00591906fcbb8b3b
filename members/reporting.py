"""What an import says before anything is written: numbers by class beside the last ones, and people who may be two."""

from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection, transaction

from members.drops import WORTH_A_WARNING, Drop, drops
from members.importing import last_taken_over
from members.models import MemberImport, MembershipClass

MOST_PAIRS = 100


class ClassNumbers(NamedTuple):
    """Members of one class: in the last list, in this one, known now, and known once it is taken over."""

    membership_class: str
    last: int | None
    listed: int
    now: int
    after: int


@dataclass(frozen=True, slots=True)
class SameName:
    """Somebody new whose name is that of somebody else, known or in the list: perhaps with another address."""

    row: int
    name: str
    email: str
    other_row: int | None
    other_person: int | None
    other_name: str
    other_email: str
    other_lapses: bool


def by_class(of: MemberImport) -> list[ClassNumbers]:
    last = _last_listed(of)
    return [
        ClassNumbers(name, last.get(name) if last else None, *of.numbers["by class"][name])
        for name in MembershipClass.values
    ]


def dropped(of: MemberImport) -> list[Drop]:
    """Classes that this list has far fewer members of than the last one; before the first list, than are known."""
    before, now = listed_before(of)
    return list(drops(before, now, part=WORTH_A_WARNING))


def listed_before(of: MemberImport) -> tuple[dict[str, int], dict[str, int]]:
    """Members by class: before this list, and in it."""
    rows = by_class(of)
    before = {each.membership_class: each.now if each.last is None else each.last for each in rows}
    return before, {each.membership_class: each.listed for each in rows}


def _last_listed(of: MemberImport) -> dict[str, int]:
    last = last_taken_over()
    if of.written_at:
        earlier = MemberImport.objects.filter(written_at__lt=of.written_at, undone_at=None)
        last = earlier.order_by("-written_at", "-pk").first()
    return {name: listed for name, (listed, _now, _after) in last.numbers["by class"].items()} if last else {}


def same_names(of: MemberImport) -> list[SameName]:
    """Names are compared without case and accents. At most MOST_PAIRS."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")  # see planning.hold_others
        cursor.execute(SAME_NAMES, {"of": of.pk, "most": MOST_PAIRS})
        return [SameName(*found) for found in cursor.fetchall()]


SAME_NAMES = """
WITH newcomer AS (
    SELECT "row", name, email,
        lower(regexp_replace(normalize(name, NFKD), '[\u0300-\u036f]', '', 'g')) AS folded
    FROM members_importline WHERE of_id = %(of)s AND outcome = 'new person'
), known AS (
    SELECT id, name, lower(regexp_replace(normalize(name, NFKD), '[\u0300-\u036f]', '', 'g')) AS folded
    FROM members_person WHERE merged_into_id IS NULL
        AND id NOT IN (SELECT person_id FROM members_importline
                       WHERE of_id = %(of)s AND outcome = 'new person' AND person_id IS NOT NULL)
)
SELECT newcomer."row", newcomer.name, newcomer.email, other."row", NULL, other.name, other.email, false
FROM newcomer JOIN newcomer AS other ON other.folded = newcomer.folded AND other."row" < newcomer."row"
UNION ALL
SELECT newcomer."row", newcomer.name, newcomer.email, NULL, known.id, known.name,
    coalesce((SELECT email FROM members_address WHERE person_id = known.id ORDER BY position, id LIMIT 1), ''),
    EXISTS (SELECT FROM members_importline AS line
            WHERE line.of_id = %(of)s AND line.person_id = known.id AND line.outcome = 'lapsed')
FROM newcomer JOIN known ON known.folded = newcomer.folded
ORDER BY 1 LIMIT %(most)s
"""
