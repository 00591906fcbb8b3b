"""Whatever two lists say: the second one taken over leaves nothing to change, and undone leaves no trace."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from members.importing import changes_nothing
from members.member_list import Row
from members.models import Person
from members.undoing import undo
from tests.members.lists import AFFIRMED, AT, compared, everything, taken_over

pytestmark = pytest.mark.django_db
CLASSES = ("basic", "supporting", "fellow")
PEOPLE = range(4)  # the first two have member numbers


def entries() -> st.SearchStrategy[list[Row]]:
    """Of each person one name and one address in all rows of a list, and every class once: no contradictions."""
    membership = st.tuples(
        st.sampled_from([None, date(2020, 1, 1), date(2026, 8, 25)]),
        st.sampled_from([None, date(2026, 8, 25) + timedelta(days=1), date(2027, 1, 1)]),
        st.sampled_from([None, AFFIRMED, AT]),
        st.booleans(),
    )
    held = st.dictionaries(st.sampled_from(CLASSES), membership, max_size=3)
    further = st.sets(st.sampled_from(["b", "d"]))
    person = st.tuples(st.sampled_from(["", " Doe"]), st.sampled_from(["a", "b", "c"]), further, held)
    return st.tuples(*(person for _number in PEOPLE)).map(lambda people: list(rows(people)))


def rows(
    people: tuple[tuple[str, str, set[str], dict[str, tuple[date | None, date | None, object, bool]]], ...],
) -> Iterator[Row]:
    numbers = count(2)
    for person, (name, host, further, held) in enumerate(people):
        for membership_class, (since, until, affirmed_at, carried_over) in held.items():
            yield Row(
                next(numbers),
                f"P{person}{name}",
                f"p{person}@{host}.example",
                membership_class,
                since,
                until,
                None if carried_over else affirmed_at,  # type: ignore[arg-type]  # of instants
                carried_over,
                f"N{person}" if person < 2 else "",
                tuple(f"p{person}{'' if person < 2 else host}@{each}.example" for each in sorted(further)),
            )


@settings(max_examples=10, deadline=None)
@given(before=entries(), after=entries(), complete=st.booleans())
def test_taken_over_it_changes_nothing_more_and_undone_everything_is_as_before(
    before: list[Row], after: list[Row], complete: bool
) -> None:
    with transaction.atomic():
        officer = Person.objects.create(name="Olga Officer")
        taken_over(before)
        known = everything()
        of = taken_over(after, source="after.csv", complete=complete)
        assert changes_nothing(compared(after, complete=complete))
        if of.pk:
            undo(of, by=officer, at=AT, reason="A property.")
        assert everything() == known
        transaction.set_rollback(True)
