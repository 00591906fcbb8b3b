"""The act that undoes the last import: exactly what it changed, and only where nothing later would be lost."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import chain, islice
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from base import journal
from members.importing import last_taken_over, outcomes_in_numbers
from members.models import (
    Address,
    Affirmation,
    ImportLine,
    MemberImport,
    MemberNumber,
    Membership,
    Merger,
    Outcome,
    Person,
)
from members.planning import hold_others, run
from members.pointing import pointers

KEPT = timedelta(days=30)
"""So long the lines of an import are kept; then it cannot be undone any more."""
MOST_TOLD = 50


class Later(StrEnum):
    """What came after an import and would be lost with it."""

    MEMBERSHIP = "membership"
    NAME = "name"
    ADDRESS = "address"
    ELSEWHERE = "elsewhere"


class Lost(NamedTuple):
    """One thing that an undoing would lose, and of whom; `what` names a kind of row."""

    later: Later
    name: str
    what: str = ""


class WouldLoseError(ValidationError):
    """An import that cannot be undone, with the first things that would be lost."""

    def __init__(self, lost: list[Lost]) -> None:
        self.lost = lost
        super().__init__(_("This import cannot be undone: what came later would be lost."), code="lost")


@transaction.atomic
def undo(of: MemberImport, *, by: Person, at: datetime, reason: str) -> None:
    """Everything is as it was before the import. Raises WouldLoseError. The caller knows who may."""
    hold_others()
    of = MemberImport.objects.select_for_update().get(pk=of.pk)
    require_undoable(of, at)
    if not reason.strip():
        raise ValidationError({"reason": _("Give a reason. It stands in the journal for good.")}, code="reason")
    if lost := list(islice(would_be_lost(of), MOST_TOLD)):
        raise WouldLoseError(lost)
    for statement in (*UNDO, *([REVIVE_LAPSED] if of.complete else []), *UNDO_PEOPLE):
        run(statement, of, source=of.source[:180])
    of.undone_at, of.undone_by, of.undone_reason = at, by, reason.strip()
    of.save(update_fields=["undone_at", "undone_by", "undone_reason"])
    journal.write("member list undone", by=by, reason=of.undone_reason, details=in_numbers(of), public=True)


def in_numbers(of: MemberImport) -> dict[str, int]:
    """What an undoing took back, without names: for the journal."""
    return {name: number for name, number in outcomes_in_numbers(of).items() if number} | {"import": of.pk}


def require_undoable(of: MemberImport, at: datetime) -> None:
    """Raises ValidationError for all but the last import, and that one once its lines are forgotten."""
    if of.written_at is None or of.undone_at:
        raise ValidationError(_("There is nothing to undo."), code="nothing")
    if of != last_taken_over():
        raise ValidationError(_("Another list was taken over later. Undo that one first."), code="not last")
    if of.written_at < at - KEPT:
        raise ValidationError(_("After 30 days an import cannot be undone any more."), code="old")


def would_be_lost(of: MemberImport) -> Iterator[Lost]:
    """What has changed since the import, of what it made or changed."""
    return chain(_memberships(of), _names(of), _addresses(of), _elsewhere(of))


def _memberships(of: MemberImport) -> Iterator[Lost]:
    with connection.cursor() as cursor:
        cursor.execute(CHANGED_SINCE, {"of": of.pk, "as_of": of.as_of, "complete": of.complete, "most": MOST_TOLD})
        yield from (Lost(Later.MEMBERSHIP, name) for (name,) in cursor.fetchall())


def _names(of: MemberImport) -> Iterator[Lost]:
    renamed = of.lines.filter(row__isnull=False, person__isnull=False).exclude(person__name=F("name"))
    yield from (Lost(Later.NAME, line.name) for line in renamed.exclude(was_person=F("name"))[:MOST_TOLD])


def _addresses(of: MemberImport) -> Iterator[Lost]:
    before = Address.objects.filter(person=OuterRef("person"), position__lte=0).exclude(
        normalised=OuterRef("normalised")
    )
    still = Address.objects.filter(person=OuterRef("person"), normalised=OuterRef("normalised"), position=0)
    moved = of.lines.filter(address__in=["new", "first"]).filter(Exists(before) | ~Exists(still))
    yield from (Lost(Later.ADDRESS, line.name) for line in moved[:MOST_TOLD])
    with connection.cursor() as cursor:
        cursor.execute(FURTHER_SINCE, {"of": of.pk, "most": MOST_TOLD})
        yield from (Lost(Later.ADDRESS, name) for (name,) in cursor.fetchall())


def _elsewhere(of: MemberImport) -> Iterator[Lost]:
    """New people to whom something points that the import did not make."""
    merged = Merger.objects.filter(undone_at=None)
    for name in (
        _new_people(of).filter(Q(mergers__in=merged) | Q(merged_here__in=merged)).values_list("name", flat=True)
    ):
        yield Lost(Later.ELSEWHERE, name, str(Merger._meta.verbose_name))
    for pointer in pointers():
        rows = pointer.rows.filter(**{f"{pointer.field.name}__in": _new_people(of).values("pk")})
        rows = rows.exclude(Exists(_made_by(of, pointer.model))) if pointer.model in MADE else rows
        for row in rows.select_related(pointer.field.name)[:MOST_TOLD]:
            person = getattr(row, pointer.field.name)
            yield Lost(Later.ELSEWHERE, person.name, str(pointer.model._meta.verbose_name))


MADE: dict[type[Model], Q] = {
    Address: Q(normalised=OuterRef("normalised")) | Q(adds__contains=[OuterRef("normalised")]),
    Membership: Q(membership_class=OuterRef("membership_class")),
    Affirmation: Q(affirmed_at=OuterRef("affirmed_at"), affirms=True),
    MemberNumber: Q(number=OuterRef("number")),
}
"""What an import makes, and the columns by which a line of it knows that."""


def _made_by(of: MemberImport, model: type[Model]) -> QuerySet[ImportLine]:
    return of.lines.filter(MADE[model], person=OuterRef("person"))


def _new_people(of: MemberImport) -> QuerySet[Person]:
    return Person.objects.filter(pk__in=of.lines.filter(outcome=Outcome.NEW_PERSON).values("person"))


CHANGED_SINCE = """
SELECT line.name FROM members_importline AS line LEFT JOIN members_membership AS held
    ON held.person_id = line.person_id AND held.membership_class = line.membership_class
WHERE line.of_id = %(of)s AND (
    (line.outcome IN ('new person', 'new membership', 'changed') AND (held.id IS NULL OR held.name <> line.name
        OR held.since IS DISTINCT FROM line.since OR held.until IS DISTINCT FROM line.until))
    OR (line.outcome = 'lapsed' AND %(complete)s AND (held.id IS NULL OR held.until IS DISTINCT FROM %(as_of)s)))
ORDER BY line."row" LIMIT %(most)s
"""
FURTHER_SINCE = """
SELECT line.name FROM members_importline AS line CROSS JOIN LATERAL unnest(line.adds) AS other (normalised)
LEFT JOIN members_address AS address
    ON address.normalised = other.normalised AND address.person_id = line.person_id
WHERE line.of_id = %(of)s AND coalesce(address.position, 0) = 0
GROUP BY line."row", line.name ORDER BY line."row" LIMIT %(most)s
"""
NO_AFFIRMATIONS = """
DELETE FROM members_affirmation AS said USING members_importline AS line
WHERE line.of_id = %(of)s AND line.affirms AND said.person_id = line.person_id
    AND said.affirmed_at = line.affirmed_at AND said.source = %(source)s || ', row ' || line."row"
"""
OLD_MEMBERSHIPS = """
UPDATE members_membership AS held SET
    name = line.was_name, since = line.was_since, until = line.was_until, source = line.was_source
FROM members_importline AS line
WHERE line.of_id = %(of)s AND line.outcome = 'changed'
    AND held.person_id = line.person_id AND held.membership_class = line.membership_class
"""
NO_NEW_MEMBERSHIPS = """
DELETE FROM members_membership AS held USING members_importline AS line
WHERE line.of_id = %(of)s AND line.outcome IN ('new person', 'new membership')
    AND held.person_id = line.person_id AND held.membership_class = line.membership_class
"""
OLD_NAMES = """
UPDATE members_person AS person SET name = line.was_person FROM members_importline AS line
WHERE line.of_id = %(of)s AND line."row" IS NOT NULL AND person.id = line.person_id
    AND line.was_person NOT IN ('', line.name)
"""
NO_FURTHER = """
DELETE FROM members_address AS address USING members_importline AS line
WHERE line.of_id = %(of)s AND address.person_id = line.person_id AND address.normalised = ANY(line.adds)
"""
NO_NEW_ADDRESSES = """
DELETE FROM members_address AS address USING members_importline AS line
WHERE line.of_id = %(of)s AND line.address = 'new' AND address.normalised = line.normalised
"""
OTHERS_STEP_FORWARD = """
UPDATE members_address AS address SET position = greatest(address.position - 1, 0) FROM members_importline AS line
WHERE line.of_id = %(of)s AND line.address IN ('new', 'first') AND address.person_id = line.person_id
"""
OLD_PLACES = """
UPDATE members_address AS address SET position = line.was_position FROM members_importline AS line
WHERE line.of_id = %(of)s AND line.address = 'first' AND address.normalised = line.normalised
"""
NO_NUMBERS = """
DELETE FROM members_membernumber AS known USING members_importline AS line
WHERE line.of_id = %(of)s AND line.numbers AND known.number = line.number AND known.person_id = line.person_id
"""
REVIVE_LAPSED = """
UPDATE members_membership AS held SET until = line.was_until FROM members_importline AS line
WHERE line.of_id = %(of)s AND line.outcome = 'lapsed'
    AND held.person_id = line.person_id AND held.membership_class = line.membership_class
"""
UNDO = (
    NO_AFFIRMATIONS,
    OLD_MEMBERSHIPS,
    NO_NEW_MEMBERSHIPS,
    OLD_NAMES,
    NO_FURTHER,
    NO_NEW_ADDRESSES,
    OTHERS_STEP_FORWARD,
    OLD_PLACES,
    NO_NUMBERS,
)
NO_ADDRESSES = """
DELETE FROM members_address AS address USING members_importline AS line
WHERE line.of_id = %(of)s AND line.outcome = 'new person' AND address.person_id = line.person_id
"""
UNTIE_LINES = """
UPDATE members_importline AS line SET person_id = NULL FROM members_importline AS first
WHERE line.person_id = first.person_id AND first.of_id = %(of)s AND first.outcome = 'new person'
"""
NO_PEOPLE = """
DELETE FROM members_person AS person USING members_importline AS line
WHERE line.of_id = %(of)s AND line.outcome = 'new person' AND person.uuid = line.uuid
"""
UNDO_PEOPLE = (NO_ADDRESSES, UNTIE_LINES, NO_PEOPLE)
