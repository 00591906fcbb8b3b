"""The roll: sealed once, from who may vote on the record date; corrected openly; its hash can be recomputed."""

import hashlib
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from base.models import JournalLine
from elections import roll
from elections.making import make_election
from elections.models import Election, RollEntry
from elections.timetable import announce
from members.merging import merge
from members.models import Address, Affirmation, Membership, MembershipClass, Person
from tests import cast
from tests.elections.board_of_2026 import BOARD, SECOND, at

pytestmark = pytest.mark.django_db
AFTER = at(8, 25, 15)


@pytest.fixture
def ines() -> Person:
    return cast.officer("Ines")


@pytest.fixture
def jonas() -> Person:
    return cast.officer("Jonas")


@pytest.fixture
def board(ines: Person) -> Election:
    election = make_election(name="Board 2026", slug="2026", instants=BOARD, by=ines, at=at(7, 1))
    announce(election, by=ines, at=at(7, 1))
    return election


def member(name: str, *classes: str, affirmed: bool = True) -> Person:
    person = Person.objects.create(name=name)
    email = f"{name.split(maxsplit=1)[0].lower()}@example.org"
    Address.objects.create(person=person, email=email, normalised=email)
    for each in classes:
        Membership.objects.create(person=person, membership_class=each, source="list.csv, row 2", name=name)
    if affirmed:
        Affirmation.objects.create(person=person, affirmed_at=at(5, 1), email=email, source="list.csv, row 2")
    return person


def test_it_takes_up_who_may_vote_once_each(board: Election, ines: Person, jonas: Person) -> None:
    member("Ada Fellow", "fellow", "contributing")
    member("Bo Managing", "managing")
    member("Cy Basic", "basic")
    member("Di Silent", "supporting", affirmed=False)
    merged = member("Ed Merged", "supporting")
    merged.merged_into = member("Edda Once", "supporting")
    merged.save()
    assert roll.seal_roll(board, by=ines, seconded_by=jonas, at=AFTER) == 3
    entries = RollEntry.objects.order_by("name").values_list("name", "membership_class", "email")
    assert list(entries) == [
        ("Ada Fellow", "fellow", "ada@example.org"),
        ("Bo Managing", "contributing", "bo@example.org"),
        ("Edda Once", "supporting", "edda@example.org"),
    ]


def test_its_hash_is_that_of_a_sorted_file(board: Election, ines: Person, jonas: Person) -> None:
    member("Zoë Late", "supporting")
    member("Ada Early", "fellow")
    roll.seal_roll(board, by=ines, seconded_by=jonas, at=AFTER)
    board.refresh_from_db()
    lines = ["ada@example.org\tAda Early\tfellow\n", "zoë@example.org\tZoë Late\tsupporting\n"]
    assert board.roll_hash == hashlib.sha256("".join(sorted(lines)).encode()).hexdigest()
    line = JournalLine.objects.get(act="seal roll")
    assert line.public
    assert line.details == {"voters": 2, "hash": board.roll_hash}


def test_it_is_sealed_at_the_record_date_and_not_before(board: Election, ines: Person, jonas: Person) -> None:
    member("Ada", "fellow")
    with pytest.raises(ValidationError, match="once it has closed"):
        roll.seal_roll(board, by=ines, seconded_by=jonas, at=at(8, 25) - SECOND)
    roll.seal_roll(board, by=ines, seconded_by=jonas, at=at(8, 25))
    with pytest.raises(ValidationError, match="sealed already"):
        roll.seal_roll(board, by=ines, seconded_by=jonas, at=AFTER)


def test_nobody_else_seals_it(board: Election) -> None:
    with pytest.raises(PermissionDenied):
        roll.seal_roll(board, by=cast.person(), at=AFTER)


def test_an_empty_roll_is_refused(board: Election, ines: Person, jonas: Person) -> None:
    member("Cy", "basic")
    with pytest.raises(ValidationError, match="empty"):
        roll.seal_roll(board, by=ines, seconded_by=jonas, at=AFTER)
    assert not RollEntry.objects.exists()


def test_who_becomes_a_member_later_is_not_on_it(board: Election, ines: Person, jonas: Person) -> None:
    member("Ada", "fellow")
    roll.seal_roll(board, by=ines, seconded_by=jonas, at=AFTER)
    member("Late", "fellow")
    assert RollEntry.objects.get().name == "Ada"


def test_a_sealed_roll_is_corrected_by_two_with_a_reason(board: Election, ines: Person, jonas: Person) -> None:
    member("Ada", "fellow")
    forgotten = member("Bo", "supporting", affirmed=False)
    roll.seal_roll(board, by=ines, seconded_by=jonas, at=AFTER)
    board.refresh_from_db()
    before = board.roll_hash
    addition: dict[str, Any] = {
        "membership_class": MembershipClass.SUPPORTING,
        "email": "bo@example.org",
        "at": at(8, 26),
    }
    with pytest.raises(ValidationError, match="second officer"):
        roll.add(board, forgotten, by=ines, reason="said so by letter", **addition)
    with pytest.raises(ValidationError, match="Give a reason"):
        roll.add(board, forgotten, by=ines, seconded_by=jonas, reason=" ", **addition)
    entry = roll.add(board, forgotten, by=ines, seconded_by=jonas, reason="said so by letter", **addition)
    board.refresh_from_db()
    assert board.roll_hash != before
    public = JournalLine.objects.get(act="add to roll")
    assert (public.public, public.subject) == (True, "")
    with pytest.raises(ValidationError, match="on the roll already"):
        roll.add(board, forgotten, by=ines, seconded_by=jonas, reason="again", **addition)
    roll.remove(entry, by=ines, seconded_by=jonas, at=at(8, 27), reason="a mistake")
    board.refresh_from_db()
    assert board.roll_hash == before


def test_who_was_merged_meanwhile_is_not_added(board: Election, ines: Person, jonas: Person) -> None:
    ada, gone = member("Ada Early", "fellow"), member("Gia Twice", "fellow")
    roll.seal_roll(board, by=ines, seconded_by=jonas, at=AFTER)
    both: dict[str, Any] = {"by": ines, "seconded_by": jonas, "at": AFTER, "reason": "Left out."}
    entry = RollEntry.objects.get(person=gone)
    roll.remove(entry, **both)
    merge(gone, cast.person("Gia"), **both)
    with pytest.raises(ValidationError, match="Gia Twice was merged into Gia, and cannot vote"):
        roll.restore(entry, **both)
    late = member("Lea Late", "fellow")
    merge(late, cast.person("Lea"), **both)
    with pytest.raises(ValidationError, match="Lea Late was merged into Lea,"):
        roll.add(board, late, membership_class=MembershipClass.FELLOW, email="a@example.org", **both)
    assert list(board.roll.filter(removed_at=None).values_list("person", flat=True)) == [ada.pk]


def test_sealing_asks_the_database_as_often_for_one_voter_as_for_many(
    board: Election, ines: Person, jonas: Person
) -> None:
    member("Ada", "fellow")

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            list(roll.expected(board, AFTER))
        return len(captured)

    one = queries()
    for number in range(30):
        member(f"Voter{number} X", "supporting")
    assert queries() == one
