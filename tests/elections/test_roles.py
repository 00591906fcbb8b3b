"""Who in the office reads what and who does what: the table, read as its rules."""

import pytest

from elections.roles import RIGHTS, Duty, Right, Role, right

EVERY = list(Duty)


@pytest.mark.parametrize("duty", EVERY)
def test_an_officer_does_everything(duty: Duty) -> None:
    assert right([Role.OFFICER], duty) is Right.ACTS


@pytest.mark.parametrize("duty", EVERY)
def test_an_auditor_reads_everything_and_writes_nothing(duty: Duty) -> None:
    assert right([Role.AUDITOR], duty) is Right.READS


@pytest.mark.parametrize("duty", EVERY)
def test_who_has_no_role_has_no_right(duty: Duty) -> None:
    assert right([], duty) is Right.NONE


@pytest.mark.parametrize(
    ("role", "acts"),
    [
        (Role.APPROVER, {Duty.WORDS}),
        (Role.KEEPER, {Duty.MEMBERS}),
        (Role.COMMUNICATIONS, {Duty.MAIL, Duty.NEWS}),
    ],
)
def test_each_other_role_acts_in_its_own_part_alone(role: Role, acts: set[Duty]) -> None:
    assert {duty for duty in Duty if right([role], duty) is Right.ACTS} == acts


def test_only_officers_run_elections_and_appoint() -> None:
    for duty in (Duty.CONDUCT, Duty.ROLL, Duty.STAFF):
        assert [role for role in Role if RIGHTS[duty][role] is Right.ACTS] == [Role.OFFICER]


def test_who_has_two_roles_may_what_either_may() -> None:
    both = [Role.APPROVER, Role.KEEPER]
    assert right(both, Duty.WORDS) is right(both, Duty.MEMBERS) is Right.ACTS
    assert right(both, Duty.MAIL) is Right.NONE
