"""The rows of a list in the database, where they wait: read in constant memory, refused together if one is wrong."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from django.db import connection

from members.addresses import normalised
from members.member_list import BadMemberListError, Item, LeftOut, Problem, Row
from members.models import MemberImport, Outcome

MOST_PROBLEMS = 1_000
COPY = """
COPY members_importline (of_id, "row", number, name, email, normalised, membership_class, since, until, affirmed_at,
    carried_over, further, further_normalised, outcome, affirms, numbers, address, was_person, was_name, was_source,
    was_email) FROM STDIN
"""
TO_BE_COMPARED = (Outcome.UNCHANGED.value, False, False, "", "", "", "", "")


def stage(of: MemberImport, items: Iterable[Item], *, carried_over_on: date | None) -> Counter[str]:
    """Write every row down. Returns how many were left out, by their word.

    Raises BadMemberListError where any is wrong: the caller's transaction takes the others back.
    """
    left_out, problems = Counter[str](), Problems()
    carried_over_at = midnight(carried_over_on or of.as_of)
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        for item in items:
            match item:
                case Problem():
                    problems.add(item)
                case LeftOut():
                    left_out[item.word] += 1
                case Row() if not problems:
                    copy.write_row(_columns(of, item, carried_over_at))
    problems.refuse()
    return left_out


def midnight(day: date) -> datetime:
    """The instant at which an affirmation that is carried over counts as given on a day."""
    return datetime.combine(day, time(), UTC)


class Problems:
    """The first problems, and how many there are."""

    def __init__(self) -> None:
        self._first: list[Problem] = []
        self._number = 0

    def __bool__(self) -> bool:
        return self._number > 0

    def add(self, problem: Problem) -> None:
        self._number += 1
        if len(self._first) < MOST_PROBLEMS:
            self._first.append(problem)

    def extend(self, problems: Iterable[Problem]) -> None:
        for problem in problems:
            self.add(problem)

    def refuse(self) -> None:
        if self:
            raise BadMemberListError(sorted(self._first, key=lambda each: each.row), self._number)


def _columns(of: MemberImport, row: Row, carried_over_at: datetime) -> tuple[object, ...]:
    affirmed_at = carried_over_at if row.carried_over else row.affirmed_at
    says = (row.number, row.name, row.email, row.normalised, row.membership_class, row.since, row.until, affirmed_at)
    further = (list(row.further), [normalised(each) for each in row.further])
    return (of.pk, row.row, *says, row.carried_over, *further, *TO_BE_COMPARED)
