"""Lists of names and addresses are kept no longer than they are needed."""

from datetime import timedelta

import pytest

from members.forgetting import WAITS, forget_lists
from members.models import ImportLine, MemberImport, Membership
from members.undoing import KEPT
from tests.members.lists import AL, AT, DAY, JO, taken_over

pytestmark = pytest.mark.django_db
A_MOMENT = timedelta(microseconds=1)


def test_a_list_that_nobody_agreed_to_is_forgotten_after_a_day() -> None:
    of = MemberImport.objects.create(source="x", as_of=DAY, chosen_at=AT, content=b"name")
    forget_lists(at=AT + WAITS - A_MOMENT)
    assert MemberImport.objects.filter(pk=of.pk).exists()
    forget_lists(at=AT + WAITS)
    assert not MemberImport.objects.exists()


def test_the_rows_of_a_list_are_forgotten_once_it_cannot_be_undone_any_more() -> None:
    of = taken_over([JO, AL])
    forget_lists(at=AT + KEPT)
    assert ImportLine.objects.count() == 2
    forget_lists(at=AT + KEPT + A_MOMENT)
    assert not ImportLine.objects.exists()
    assert MemberImport.objects.get() == of
    assert Membership.objects.count() == 2
