"""The roll before it is sealed: the hash that it will have, each class beside past years, and who is left off."""

from collections import Counter

import pytest
from django.core.exceptions import ValidationError

from elections import roll
from elections.making import make_election
from elections.models import Election
from elections.rights import Code, VotingClass
from elections.roll_preview import PastRoll, dropped, past_rolls, preview
from elections.timetable import announce
from members.models import Membership, Person
from office.acts import ACTS
from office.consequences import consequences
from tests import cast
from tests.elections.board_of_2026 import BOARD, at
from tests.elections.test_roll import AFTER, member

pytestmark = pytest.mark.django_db


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


def test_it_foretells_the_roll_and_its_hash(board: Election, ines: Person, jonas: Person) -> None:
    for name, classes in {"Zoë Late": ["supporting"], "Ada Early": ["fellow", "contributing"]}.items():
        member(name, *classes)
    member("Cy Basic", "basic")
    member("Di Silent", "supporting", affirmed=False)
    found = preview(board, AFTER)
    assert found.sizes == {VotingClass.SUPPORTING: 1, VotingClass.FELLOW: 1}
    assert found.left_off == {Code.NOT_AFFIRMED_IN_TIME: 1}
    assert roll.seal_roll(board, by=ines, seconded_by=jonas, at=AFTER, seen=found.hash) == found.total
    board.refresh_from_db()
    assert board.roll_hash == found.hash


def test_a_roll_that_changed_since_it_was_seen_is_not_sealed(board: Election, ines: Person, jonas: Person) -> None:
    member("Ada", "fellow")
    seen = preview(board, AFTER).hash
    member("Bo", "supporting")
    with pytest.raises(ValidationError, match="not what the other officer saw"):
        roll.seal_roll(board, by=ines, seconded_by=jonas, at=AFTER, seen=seen)
    assert not board.roll.exists()


def test_one_officer_does_not_seal_it(board: Election, ines: Person) -> None:
    member("Ada", "fellow")
    with pytest.raises(ValidationError, match="second officer"):
        roll.seal_roll(board, by=ines, at=AFTER)


def test_a_class_that_dropped_is_shouted_about(board: Election, ines: Person, jonas: Person) -> None:
    """In 2020 a sub-type of members was left out of the list: 114 of 1,151 voters."""
    for number in range(3):
        member(f"Supporter{number} X", "supporting")
    member("Ada", "fellow")
    roll.seal_roll(board, by=ines, seconded_by=jonas, at=AFTER)
    later = Election.objects.create(
        slug="2027", name="2027", roll_closes=at(9, 20), voting_opens=at(9, 25), voting_closes=at(9, 28)
    )
    Membership.objects.filter(name__startswith="Supporter").exclude(name="Supporter0 X").delete()
    [last] = past_rolls(later)
    assert last == PastRoll(board, Counter({"supporting": 3, "fellow": 1}))
    [fewer] = dropped(preview(later, at(9, 20)).sizes, [last])
    assert (fewer.voting_class, fewer.before, fewer.now) == (VotingClass.SUPPORTING, 3, 1)
    assert dropped(Counter(), []) == []


def test_the_page_of_the_act_says_it_before_two_officers_agree(board: Election) -> None:
    member("Ada", "fellow")
    member("Di Silent", "supporting", affirmed=False)
    told = consequences(ACTS["seal-roll"], board, AFTER)
    assert told == ["The roll has 1 voter: 1 Fellow.", "1 member of these classes is left off."]


def test_members_without_an_address_are_counted(board: Election) -> None:
    member("Ada", "fellow").addresses.all().delete()
    assert preview(board, AFTER).no_address == 1
