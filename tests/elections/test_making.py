"""Making an election from the template, and what is on its ballot until that is sealed."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from base.models import JournalLine
from elections import contests, making, phases, timetable
from elections.models import Contest, Election
from members.models import Person
from tests import cast
from tests.elections.board_of_2026 import BOARD, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def ines() -> Person:
    return cast.officer("Ines")


@pytest.fixture
def board(ines: Person) -> Election:
    return making.make_board_election(
        name="Board 2026", slug="2026", voting_opens=at(9, 1), seat_years=[1, 3, 3, 3], by=ines, at=at(6, 1)
    )


def test_the_template_gives_a_timetable_in_order(board: Election) -> None:
    assert phases.problems(board.instants) == []
    assert (board.nominations_open, board.voting_closes) == (at(7, 28), at(9, 15))
    assert board.affirmed_since == board.roll_closes - timedelta(days=365)


def test_the_longest_terms_come_first(board: Election) -> None:
    assert [seat.years for seat in board.contests.get().seats.all()] == [3, 3, 3, 1]


def test_only_officers_make_elections() -> None:
    with pytest.raises(PermissionDenied):
        making.make_election(name="Mine", slug="mine", instants=BOARD, by=cast.person(), at=at(6, 1))


def test_an_address_is_used_once(board: Election, ines: Person) -> None:
    with pytest.raises(ValidationError, match="Another election has this address"):
        making.make_election(name="Again", slug="2026", instants=BOARD, by=ines, at=at(6, 1))


@pytest.mark.parametrize(("name", "said"), [("", "blank"), ("x" * 201, "200 characters")])
def test_an_election_has_a_name_of_some_length(board: Election, ines: Person, name: str, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        making.describe(board, name=name, description="", by=ines)


def test_a_sealed_ballot_changes_no_more(board: Election, ines: Person) -> None:
    Election.objects.filter(pk=board.pk).update(
        roll_sealed_at=at(8, 25),
        roll_sealed_by=ines,
        roll_hash="0" * 64,
        ballot_sealed_at=at(8, 26),
        ballot_sealed_by=ines,
    )
    with pytest.raises(ValidationError, match="sealed"):
        contests.add_resolution(board, title="Late", text="", majority="votes cast", by=ines)
    with pytest.raises(ValidationError, match="sealed"):
        contests.remove_contest(board.contests.get(), by=ines)
    with pytest.raises(ValidationError, match="sealed"):
        making.set_rules(board, rules={"quorum_denominator": 4}, by=ines)
    assert board.contests.count() == 1


def test_changed_rules_are_journaled(board: Election, ines: Person) -> None:
    making.set_rules(board, rules={"fellows_must_affirm": False, "board_size": 11}, by=ines)
    board.refresh_from_db()
    assert not board.fellows_must_affirm


@pytest.mark.parametrize(
    "nonsense",
    [
        {"voting_closes": at(9, 1)},
        {"roll_closes": at(9, 2)},
        {"nominations_close": at(7, 28)},
        {"candidates_announced": None},
        {"questions_open": at(8, 14)},
        {"quorum_numerator": 4},
        {"quorum_denominator": 0},
        {"officers_required": 3},
        {"announced_at": at(7, 1)},
        {"published_at": at(7, 1)},
        {"roll_sealed_at": at(7, 1)},
    ],
)
def test_the_database_itself_refuses_nonsense(board: Election, nonsense: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Election.objects.filter(pk=board.pk).update(**nonsense)


def test_the_database_keeps_kinds_of_contests_apart(board: Election) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Contest.objects.create(election=board, position=2, kind="seats", title="x", majority="votes cast")
    with pytest.raises(IntegrityError), transaction.atomic():
        Contest.objects.create(election=board, position=2, kind="resolution", title="x", majority="")


def test_the_database_itself_wants_two_different_names_under_a_count(board: Election, ines: Person) -> None:
    done: dict[str, Any] = {
        f"{fact}_at": at(9, 16)
        for fact in ("roll_sealed", "ballot_sealed", "ballots_ended", "tallied", "counted", "certified")
    }
    done |= {name.replace("_at", "_by"): ines for name in done}
    jonas = cast.officer("Jonas")
    for second in (None, ines):
        with pytest.raises(IntegrityError, match="certified_by_two"), transaction.atomic():
            Election.objects.filter(pk=board.pk).update(**done, roll_hash="0" * 64, certified_second_by=second)
    Election.objects.filter(pk=board.pk).update(**done, roll_hash="0" * 64, certified_second_by=jonas)


def test_what_is_announced_changes_for_a_reason_and_in_public(board: Election, ines: Person) -> None:
    timetable.announce(board, by=ines, at=at(1, 1))
    add = partial(contests.add_resolution, board, title="Trust", text="Resolved.", majority="votes cast", by=ines)
    with pytest.raises(ValidationError, match="Give a reason"):
        add()
    resolution = add(reason="Members asked for it.")
    with pytest.raises(ValidationError, match="Give a reason"):
        making.set_rules(board, rules={"quorum_denominator": 4}, by=ines)
    making.set_rules(board, rules={"quorum_denominator": 4}, by=ines, reason="As the board resolved.")
    with pytest.raises(ValidationError, match="Give a reason"):
        contests.remove_contest(resolution, by=ines)
    contests.remove_contest(resolution, by=ines, reason="Withdrawn by its authors.")
    public = JournalLine.objects.filter(public=True).values_list("act", flat=True)
    assert list(public) == ["announce", "add resolution", "change rules", "remove contest"]


def test_a_draft_changes_in_silence(board: Election, ines: Person) -> None:
    making.set_rules(board, rules={"quorum_denominator": 4}, by=ines)
    assert not JournalLine.objects.filter(public=True).exists()


@pytest.mark.parametrize("rule", sorted(making.ROLL_RULES))
def test_the_rules_of_the_roll_are_fixed_when_it_is_sealed(board: Election, ines: Person, rule: str) -> None:
    Election.objects.filter(pk=board.pk).update(roll_sealed_at=at(8, 25), roll_sealed_by=ines, roll_hash="0" * 64)
    others = {"affirmed_since": at(1, 1), "opt_in_required": True}
    other = others.get(rule, False)
    with pytest.raises(ValidationError) as refusal:
        making.set_rules(board, rules={rule: other}, by=ines)
    assert list(refusal.value.message_dict) == [rule]


def test_a_stopped_election_changes_no_more(board: Election, ines: Person) -> None:
    Election.objects.filter(pk=board.pk).update(cancelled_at=at(8, 25), cancelled_by=ines)
    with pytest.raises(ValidationError, match="over"):
        making.set_rules(board, rules={"quorum_denominator": 4}, by=ines)


def test_the_introduction_is_sealed_with_the_ballot_and_changes_in_public(board: Election, ines: Person) -> None:
    making.describe(board, name=board.name, description="A draft.", by=ines)
    timetable.announce(board, by=ines, at=at(1, 1))
    with pytest.raises(ValidationError, match="Give a reason"):
        making.describe(board, name=board.name, description="Another.", by=ines)
    making.describe(board, name=board.name, description="Another.", by=ines, reason="A clearer text.")
    assert JournalLine.objects.get(act="describe", public=True).reason == "A clearer text."
    sealed = {f"{fact}_at": at(8, 26) for fact in ("roll_sealed", "ballot_sealed")}
    Election.objects.filter(pk=board.pk).update(
        **sealed, roll_sealed_by=ines, ballot_sealed_by=ines, roll_hash="0" * 64
    )
    with pytest.raises(ValidationError, match="sealed"):
        making.describe(board, name=board.name, description="https://evil.example", by=ines, reason="x")
