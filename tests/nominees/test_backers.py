"""Who may nominate and endorse, by the rules of each election."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from elections.models import Election
from members.models import Membership, Person
from nominees import backers
from nominees.backers import Standing
from nominees.nominating import endorse
from tests.cast import person
from tests.nominees.nominations import DURING, election, member, named, standing

pytestmark = pytest.mark.django_db


def holding(membership_class: str, *, until: date | None = None) -> Person:
    somebody = person(f"Somebody {membership_class}")
    Membership.objects.create(person=somebody, membership_class=membership_class, source="list", name="x", until=until)
    return somebody


@pytest.mark.parametrize(
    ("membership_class", "expected"),
    [
        ("basic", Standing.MEMBER),
        ("supporting", Standing.VOTING_MEMBER),
        ("managing", Standing.VOTING_MEMBER),
        ("fellow", Standing.VOTING_MEMBER),
    ],
)
def test_a_class_gives_a_standing(membership_class: str, expected: Standing) -> None:
    assert backers.standing(holding(membership_class), DURING) is expected


def test_it_ends_with_the_membership() -> None:
    assert backers.standing(holding("fellow", until=DURING.date()), DURING) is Standing.STRANGER
    assert backers.standing(person(), DURING) is Standing.STRANGER
    assert backers.standing(None, DURING) is Standing.STRANGER


@pytest.mark.parametrize("rule", ["members", "voting members"])
def test_the_two_rules_are_held_apart(rule: str) -> None:
    board = election(who_may_nominate=rule, who_may_endorse="anyone")
    stranger = person("Stranger", "stranger@example.org")
    with pytest.raises(PermissionDenied, match="nominate"):
        named(board, "Nora", "nora@example.org", stranger)
    nominee = named(board, "Nora", "nora@example.org", holding("supporting")).nominee
    endorse(nominee, text="Solid.", by=stranger, at=DURING)
    board.who_may_endorse = rule
    board.save()
    with pytest.raises(PermissionDenied, match="endorse"):
        endorse(nominee, text="Solid.", by=person("Another"), at=DURING)


def test_to_nominate_who_is_named_already_is_to_endorse() -> None:
    board = election(who_may_nominate="voting members", who_may_endorse="members")
    named(board, "Nora", "nora@example.org", holding("supporting"))
    assert named(board, "Nora", "nora@example.org", holding("basic")).nominee.nominations.count() == 2


def test_one_person_names_as_many_as_the_election_lets_them() -> None:
    board, mia = election(nominations_each=1), member("Mia")
    first = named(board, "Nora", "nora@example.org", mia)
    with pytest.raises(ValidationError, match="nominated as many"):
        named(board, "Una", "una@example.org", mia)
    una = named(board, "Una", "una@example.org", member("Max")).nominee
    endorse(una, text="Solid.", by=mia, at=DURING)  # which is no nomination
    assert backers.rules(board) == [
        "To nominate and to endorse is for members of any class.",
        "One person may nominate 1 other.",
    ]
    assert first.nominee.nominations.count() == 1
    assert standing(board, by=mia).accepted_at  # who is no other


@pytest.mark.parametrize(("needed", "said"), [(1, "endorsement of 1 member "), (2, "endorsements of 2 members ")])
def test_how_many_endorsements_it_takes(needed: int, said: str) -> None:
    assert said in backers.rules(Election(endorsements_needed=needed))[-1]


def test_the_strongest_class_is_the_one_to_show() -> None:
    somebody = holding("basic")
    Membership.objects.create(person=somebody, membership_class="fellow", source="list", name="x")
    ended = date(DURING.year, DURING.month, DURING.day)
    assert backers.strongest_class(somebody, DURING) == "fellow"
    Membership.objects.filter(membership_class="fellow").update(until=ended)
    assert backers.strongest_class(somebody, DURING) == "basic"
    assert backers.strongest_class(person(), DURING) is None
    assert backers.strongest_class(None, DURING) is None
