"""Every code has its sentence, and every sentence gets what it speaks of."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import StrEnum

import pytest

from elections import rights, sentences
from elections.phases import Instant, Phase, Problem, ProblemCode
from elections.rights import Code, Held, Member, RollStanding, VotingClass
from elections.strip import Point, PointName, PointState
from members.models import MembershipClass
from tests.elections.test_rights import (
    AFFIRMED,
    EARLY,
    LATE,
    NOT_ON_THE_ROLL,
    ON_THE_ROLL,
    RULES,
    SEALED_AT,
    SECOND,
    VOTER,
    affirming,
    holding,
)


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        (sentences.PHASES, Phase),
        (sentences.INSTANTS, Instant),
        (sentences.PROBLEMS, ProblemCode),
        (sentences.POINTS, PointName),
        (sentences.VERBS, PointName),
        (sentences.TESTS, rights.TestName),
        (sentences.FINDINGS, Code),
    ],
)
def test_every_code_is_said(said: Mapping[StrEnum, object], codes: Iterable[StrEnum]) -> None:
    assert list(said) == list(codes)


def test_a_problem_names_both_instants_as_people_read_them() -> None:
    problem = Problem(ProblemCode.NOT_AFTER, Instant.VOTING_CLOSES, Instant.VOTING_OPENS)
    assert sentences.problem_sentence(problem) == "“Voting closes” must be later than “Voting opens”."
    missing = Problem(ProblemCode.MISSING, Instant.QUESTIONS_CLOSE)
    assert sentences.problem_sentence(missing).startswith("“Questions close” has no time")


def findings() -> list[rights.Test]:
    """Every finding there is, as the tests themselves come to it."""
    moved = replace(AFFIRMED, carried_over=True, email_has_changed=True)
    people: list[Member] = [
        VOTER,
        holding(Held("supporting"), Held("fellow")),
        holding(Held("basic")),
        holding(),
        holding(Held("supporting", until=RULES.record_date)),
        holding(Held("supporting", since=LATE.date())),
        affirming(),
        affirming(moved),
        affirming(replace(AFFIRMED, carried_over=True)),
        affirming(replace(AFFIRMED, at=LATE)),
        replace(VOTER, has_verified_email=False, has_account=False),
        replace(VOTER, roll=ON_THE_ROLL),
        replace(VOTER, roll=NOT_ON_THE_ROLL),
        replace(holding(), roll=NOT_ON_THE_ROLL),
        replace(VOTER, roll=RollStanding(SEALED_AT, entered_at=SEALED_AT + SECOND)),
        replace(VOTER, roll=RollStanding(SEALED_AT, SEALED_AT, removed_at=LATE, removed_reason="entered twice")),
        holding(Held("fellow")),
        *(replace(VOTER, votes_missed=missed) for missed in (0, 1, 4)),
        replace(holding(Held("fellow")), votes_missed=4),
        replace(VOTER, opted_in_at=EARLY),
    ]
    rules = [
        RULES,
        replace(RULES, affirmation_required=False),
        replace(RULES, fellows_must_affirm=False),
        replace(RULES, opt_in_required=True),
    ]
    return [
        test for person in people for each in rules for now in (EARLY, LATE) for test in rights.tests(person, each, now)
    ]


def test_every_finding_is_a_whole_sentence() -> None:
    found = findings()
    assert {test.code for test in found} == set(Code)
    for test in found:
        said = sentences.test_sentence(test)
        assert re.fullmatch(r"[A-Z].*(\.|entered twice)", said), said
        assert "%(" not in said


def test_a_basic_member_reads_which_memberships_have_a_vote() -> None:
    test = rights.holds_a_voting_class(holding(Held("basic")), RULES)
    assert (
        sentences.test_sentence(test)
        == "Your membership is Basic. Memberships with a vote are Fellow, Contributing and Supporting."
    )


def test_a_deadline_is_said_in_utc_and_aoe() -> None:
    test = rights.has_affirmed(affirming(), RULES, EARLY)
    assert sentences.test_sentence(test).endswith("You can until Tue 25 Aug 2026, 14:00 UTC (02:00 AoE).")


def test_why_not_tells_what_decides_before_what_explains() -> None:
    tests = rights.tests(replace(holding(Held("basic")), roll=NOT_ON_THE_ROLL), RULES, LATE)
    why = sentences.explained(tests)
    assert why.index("You are not on the roll") < why.index("Your membership is Basic")
    assert "intend to vote" not in why


def test_who_may_vote_has_nothing_explained() -> None:
    assert sentences.explained(rights.tests(VOTER, RULES, EARLY)) == ""


def test_the_rules_know_the_classes_that_members_hold() -> None:
    assert {each.value for each in VotingClass} | {rights.MANAGING, "basic"} == set(MembershipClass.values)


@pytest.mark.parametrize(
    ("name", "state", "phase", "said"),
    [
        (PointName.VOTING_OPENS, PointState.NEXT, Phase.CAMPAIGN, "Voting opens"),
        (PointName.VOTING_OPENS, PointState.NOW, Phase.VOTING, "Voting"),
        (PointName.VOTING_OPENS, PointState.NOW, Phase.PAUSED, "Voting paused"),
        (PointName.VOTING_OPENS, PointState.PAST, Phase.ENDED, "Voting opened"),
        (PointName.VOTING_CLOSES, PointState.NEXT, Phase.VOTING, "Voting closes"),
        (PointName.VOTING_CLOSES, PointState.NOW, Phase.COUNTED, "Voting closed"),
        (PointName.ROLL_CLOSES, PointState.PAST, Phase.VOTING, "Roll closed"),
        (PointName.NOMINATIONS, PointState.NOW, Phase.NOMINATIONS, "Nominations"),
    ],
)
def test_a_point_says_what_is_coming_what_is_or_what_has_been(
    name: PointName, state: PointState, phase: Phase, said: str
) -> None:
    assert sentences.point_label(Point(name, SEALED_AT, state), phase) == said


def test_what_comes_next_is_not_named_twice() -> None:
    assert sentences.point_verb(PointName.VOTING_CLOSES, Phase.VOTING) == "closes"
    assert sentences.point_verb(PointName.VOTING_CLOSES, Phase.PAUSED) == "voting closes"
    assert sentences.point_verb(PointName.VOTING_OPENS, Phase.CAMPAIGN) == "voting opens"
