"""The acts that take a member list over: compared first, then written, all of it or nothing."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from base import journal
from members.mapping import ReadAs
from members.member_list import Item, read
from members.models import MemberImport, MembershipClass, Outcome, Person
from members.planning import Advance, hold_others, plan, plan_again, run
from members.staging import stage

JOURNALED = ("rows", "affirmations", "addresses", "further addresses", "addresses that wait", "member numbers")


@transaction.atomic
def compare(
    of: MemberImport,
    lines: Iterable[bytes],
    *,
    read_as: ReadAs,
    at: datetime,
    advance: Advance = lambda: None,
) -> None:
    """Read a list as its mapping says, and find what it would change. Raises BadMemberListError: nothing is kept."""
    items = read(lines, classes=MembershipClass.values, now=at, read_as=read_as)
    compare_items(of, items, read_as=read_as, at=at, advance=advance)


@transaction.atomic
def compare_items(
    of: MemberImport, items: Iterable[Item], *, read_as: ReadAs, at: datetime, advance: Advance = lambda: None
) -> None:
    """The same with what was read of it."""
    if _held(of).written_at:
        raise ValidationError(_("This list was taken over already."), code="written")
    of.lines.all().delete()
    left_out = stage(of, items, carried_over_on=read_as.carried_over_on)
    plan(of, left_out=left_out, advance=advance)
    of.compared_at, of.read_as, of.content = at, read_as.as_data(), None
    of.save(update_fields=["compared_at", "read_as", "content"])


@transaction.atomic
def compare_again(of: MemberImport, *, at: datetime, advance: Advance = lambda: None) -> None:
    """Find anew what a list would change, where the members have changed meanwhile."""
    of = _held(of)
    if of.compared_at is None or of.written_at:
        raise ValidationError(_("There is nothing to compare."), code="nothing")
    plan_again(of, advance)
    of.compared_at = at
    of.save(update_fields=["compared_at"])


@transaction.atomic
def take_over(
    of: MemberImport, *, by: Person | str, at: datetime, compared: bool = False, advance: Advance = lambda: None
) -> None:
    """Write what a list changes, exactly as its report said; refused where the members have changed since.

    `compared`: it was compared in this very transaction.
    """
    of = _held(of)
    if of.compared_at is None:
        raise ValidationError(_("Read first what the list would change."), code="not compared")
    if of.written_at:
        raise ValidationError(_("This list was taken over already."), code="written")
    if not compared and not plan_again(of, advance):
        raise ValidationError(_("The members have changed since this report. Compare again."), code="stale")
    if changes_nothing(of):
        raise ValidationError(_("The list changes nothing."), code="nothing")
    for statement in (*WRITE, *([END_LAPSED] if of.complete else [])):
        run(statement, of, at=at, source=of.source[:180])
        advance()
    of.lines.filter(outcome=Outcome.UNCHANGED, affirms=False, numbers=False, address__in=["", "waits"]).delete()
    of.written_at = at
    of.save(update_fields=["written_at"])
    journal.write("member list imported", by=by, details=in_numbers(of), public=True)


@transaction.atomic
def forget(of: MemberImport) -> None:
    """A list that was not taken over goes, with everything that it would have changed."""
    of = _held(of)
    if of.written_at:
        raise ValidationError(_("This list was taken over already. It can be undone."), code="written")
    of.delete()


def import_members(
    items: Iterable[Item], *, by: Person | str, at: datetime, source: str, as_of: date, end_missing: bool = False
) -> MemberImport:
    """Compare and take over in one go; a list that changes nothing leaves nothing behind.

    `as_of` is the day of the list. Memberships that it lacks stay as they are, unless it is complete and so ends them
    on that day (`end_missing`).
    """
    with transaction.atomic():
        of = MemberImport.objects.create(
            source=source[:200], as_of=as_of, complete=end_missing, chosen_at=at, chosen_by=_person(by)
        )
        compare_items(of, items, read_as=ReadAs(), at=at)
        if changes_nothing(of):
            of.delete()
        else:
            take_over(of, by=by, at=at, compared=True)
            of.refresh_from_db()
    return of


def changes_nothing(of: MemberImport) -> bool:
    """Whether taking it over would leave everything as it is."""
    changing = of.lines.exclude(outcome__in=[Outcome.UNCHANGED, Outcome.LAPSED])
    more = of.lines.filter(affirms=True) | of.lines.filter(numbers=True)
    ends = of.complete and of.lines.filter(outcome=Outcome.LAPSED).exists()
    return not (changing.exists() or more.exists() or ends)


def last_taken_over() -> MemberImport | None:
    """The list that the members are as of; what was undone does not count."""
    return MemberImport.objects.filter(written_at__isnull=False, undone_at=None).order_by("-written_at", "-pk").first()


def in_numbers(of: MemberImport) -> dict[str, object]:
    """What a list changed, without names: for the journal."""
    details: dict[str, object] = {"as of": of.as_of.isoformat(), **{name: of.numbers[name] for name in JOURNALED}}
    details |= outcomes_in_numbers(of)
    details |= {"members by class": {name: after for name, (_in, _now, after) in of.numbers["by class"].items()}}
    return {name: value for name, value in details.items() if value} | {"import": of.pk}


def outcomes_in_numbers(of: MemberImport) -> dict[str, int]:
    """How many of its lines came out how; a list that is not complete ends no memberships."""
    counted = of.numbers["outcomes"]
    told = {each.value: counted[each] for each in Outcome if each is not Outcome.LAPSED}
    return told | {"memberships ended": counted[Outcome.LAPSED] if of.complete else 0}


def _held(of: MemberImport) -> MemberImport:
    """The list as it is now, while nobody else compares or writes one."""
    hold_others()
    held = MemberImport.objects.select_for_update().filter(pk=of.pk).first()
    if held is None:
        raise ValidationError(_("This list was forgotten meanwhile."), code="gone")
    return held


def _person(by: Person | str) -> Person | None:
    return by if isinstance(by, Person) else None


NEW_PEOPLE = """
INSERT INTO members_person (uuid, name, created_at)
SELECT uuid, name, %(at)s FROM members_importline WHERE of_id = %(of)s AND outcome = 'new person' ORDER BY "row"
"""
THEIR_LINES = """
UPDATE members_importline AS line SET person_id = person.id
FROM members_importline AS first JOIN members_person AS person ON person.uuid = first.uuid
WHERE line.of_id = %(of)s AND line.person_id IS NULL AND first.of_id = %(of)s AND first.outcome = 'new person'
    AND first.normalised = line.normalised
"""
THEIR_ADDRESSES = """
INSERT INTO members_address (person_id, email, normalised, position, known_since)
SELECT person_id, email, normalised, 0, %(at)s FROM members_importline
WHERE of_id = %(of)s AND outcome = 'new person' ORDER BY "row"
"""
OTHERS_STEP_BACK = """
UPDATE members_address AS address SET position = address.position + 1
FROM members_importline AS line
WHERE line.of_id = %(of)s AND line.address IN ('new', 'first') AND address.person_id = line.person_id
"""
OF_RECORD = """
INSERT INTO members_address AS address (person_id, email, normalised, position, known_since)
SELECT person_id, email, normalised, 0, %(at)s FROM members_importline
WHERE of_id = %(of)s AND address IN ('new', 'first')
ON CONFLICT (normalised) DO UPDATE SET position = 0
"""
FURTHER = """
INSERT INTO members_address (person_id, email, normalised, position, known_since)
SELECT line.person_id, other.email, other.normalised, other.place + coalesce(
    (SELECT max(position) FROM members_address AS theirs WHERE theirs.person_id = line.person_id), 0), %(at)s
FROM members_importline AS line
CROSS JOIN LATERAL unnest(line.further, line.further_normalised) WITH ORDINALITY AS other (email, normalised, place)
WHERE line.of_id = %(of)s AND other.normalised = ANY(line.adds) ORDER BY line."row", other.place
"""
NUMBERS = """
INSERT INTO members_membernumber (person_id, number)
SELECT DISTINCT person_id, number FROM members_importline WHERE of_id = %(of)s AND numbers
"""
NAMES = """
UPDATE members_person AS person SET name = line.name
FROM members_importline AS line
WHERE line.of_id = %(of)s AND line."row" IS NOT NULL AND person.id = line.person_id AND person.name <> line.name
"""
MEMBERSHIPS = """
INSERT INTO members_membership (person_id, membership_class, since, until, name, source)
SELECT person_id, membership_class, since, until, name, %(source)s || ', row ' || "row" FROM members_importline
WHERE of_id = %(of)s AND outcome IN ('new person', 'new membership', 'changed') ORDER BY "row"
ON CONFLICT (person_id, membership_class) DO UPDATE SET
    since = EXCLUDED.since, until = EXCLUDED.until, name = EXCLUDED.name, source = EXCLUDED.source
"""
AFFIRMATIONS = """
INSERT INTO members_affirmation (person_id, affirmed_at, carried_over, email, source)
SELECT person_id, affirmed_at, carried_over, email, %(source)s || ', row ' || "row" FROM members_importline
WHERE of_id = %(of)s AND affirms ORDER BY "row"
"""
END_LAPSED = """
UPDATE members_membership AS held SET until = %(as_of)s
FROM members_importline AS line
WHERE line.of_id = %(of)s AND line.outcome = 'lapsed'
    AND held.person_id = line.person_id AND held.membership_class = line.membership_class
"""
WRITE = (
    NEW_PEOPLE,
    THEIR_LINES,
    THEIR_ADDRESSES,
    OTHERS_STEP_BACK,
    OF_RECORD,
    FURTHER,
    NUMBERS,
    NAMES,
    MEMBERSHIPS,
    AFFIRMATIONS,
)
