"""Member lists of the tests: two members, and what it takes to compare and to take over."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

from members.importing import compare_items, import_members
from members.mapping import ReadAs
from members.member_list import Item, Row
from members.models import Address, Affirmation, MemberImport, MemberNumber, Membership, Person

AT = datetime(2026, 8, 25, 14, tzinfo=UTC)
DAY = date(2026, 8, 25)
AFFIRMED = datetime(2026, 8, 1, tzinfo=UTC)
JO = Row(2, "Jo", "Jo@Example.org", "basic")
AL = Row(3, "Al", "al@example.org", "supporting", date(2020, 1, 1), date(2027, 1, 1), AFFIRMED)


def taken_over(
    rows: Iterable[Item], *, source: str = "2026.csv", as_of: date = DAY, complete: bool = False, at: datetime = AT
) -> MemberImport:
    return import_members(rows, by="test", at=at, source=source, as_of=as_of, end_missing=complete)


def compared(rows: Iterable[Item], *, as_of: date = DAY, complete: bool = False) -> MemberImport:
    of = MemberImport.objects.create(source="2026.csv", as_of=as_of, complete=complete)
    compare_items(of, rows, read_as=ReadAs(), at=AT)
    return of


def outcomes(of: MemberImport) -> list[str]:
    return list(of.lines.filter(row__isnull=False).values_list("outcome", flat=True))


def everything() -> list[list[dict[str, object]]]:
    """All that is known of members, row by row."""
    models = (Person, Address, Membership, Affirmation, MemberNumber)
    return [[dict(row) for row in model.objects.order_by("pk").values()] for model in models]
