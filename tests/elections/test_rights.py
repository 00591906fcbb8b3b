"""Who may vote, and why: each test allowed, refused and at its boundary; then all, before and after the roll."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from elections import rights
from elections.rights import Affirmed, Code, Held, Member, RollStanding, Rules, VotingClass

ROLL_CLOSES = datetime(2026, 8, 25, 14, tzinfo=UTC)
RECORD_DATE = date(2026, 8, 25)
SINCE = datetime(2025, 8, 25, 14, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
EARLY = datetime(2026, 8, 1, tzinfo=UTC)
LATE = datetime(2026, 9, 5, tzinfo=UTC)
SEALED_AT = ROLL_CLOSES + timedelta(hours=1)

RULES = Rules(roll_closes=ROLL_CLOSES, affirmed_since=SINCE)
AFFIRMED = Affirmed(datetime(2026, 6, 1, tzinfo=UTC))
VOTER = Member(
    memberships=(Held("supporting", since=date(2024, 1, 1)),),
    affirmations=(AFFIRMED,),
    has_verified_email=True,
    has_account=True,
)
ON_THE_ROLL = RollStanding(SEALED_AT, entered_at=SEALED_AT)
NOT_ON_THE_ROLL = RollStanding(SEALED_AT)


def holding(*memberships: Held) -> Member:
    return replace(VOTER, memberships=memberships)


def affirming(*affirmations: Affirmed) -> Member:
    return replace(VOTER, affirmations=affirmations)


class TestMembership:
    @pytest.mark.parametrize("name", ["supporting", "contributing", "fellow"])
    def test_these_classes_vote(self, name: str) -> None:
        test = rights.holds_a_voting_class(holding(Held(name)), RULES)
        assert (test.passed, test.code, test.parameters) == (True, Code.HOLDS_A_CLASS, {"held": (name,)})

    def test_managing_counts_as_contributing(self) -> None:
        test = rights.holds_a_voting_class(holding(Held("managing")), RULES)
        assert test.passed
        assert test.parameters == {"held": ("contributing",)}

    def test_basic_does_not_vote_and_is_told_who_does(self) -> None:
        test = rights.holds_a_voting_class(holding(Held("basic")), RULES)
        assert (test.passed, test.code) == (False, Code.NO_VOTING_CLASS)
        assert test.parameters == {"held": ("basic",), "voting": ("fellow", "contributing", "supporting")}

    def test_nobody_s_member_does_not_vote(self) -> None:
        test = rights.holds_a_voting_class(holding(), RULES)
        assert (test.passed, test.code) == (False, Code.NO_MEMBERSHIP)

    def test_several_classes_are_one_test_and_one_vote(self) -> None:
        several = holding(Held("supporting"), Held("fellow"), Held("basic"), Held("managing"), Held("contributing"))
        test = rights.holds_a_voting_class(several, RULES)
        assert (test.passed, test.code) == (True, Code.HOLDS_SEVERAL_CLASSES)
        assert test.parameters == {"held": ("fellow", "contributing", "supporting")}

    def test_an_election_may_leave_a_class_out(self) -> None:
        fellows_only = replace(RULES, voting_classes=frozenset({VotingClass.FELLOW}))
        assert not rights.holds_a_voting_class(VOTER, fellows_only).passed
        assert rights.holds_a_voting_class(holding(Held("fellow")), fellows_only).passed

    @pytest.mark.parametrize(
        ("held", "code"),
        [
            (Held("supporting", since=RECORD_DATE), Code.HOLDS_A_CLASS),
            (Held("supporting", since=RECORD_DATE + DAY), Code.MEMBERSHIP_STARTS_LATER),
            (Held("supporting", until=RECORD_DATE + DAY), Code.HOLDS_A_CLASS),
            (Held("supporting", until=RECORD_DATE), Code.MEMBERSHIP_ENDED),
        ],
    )
    def test_the_record_date_counts_to_the_day(self, held: Held, code: Code) -> None:
        test = rights.holds_a_voting_class(holding(held), RULES)
        assert test.code is code
        assert test.passed is (code is Code.HOLDS_A_CLASS)

    def test_the_end_is_told_even_where_basic_goes_on(self) -> None:
        lapsed = holding(
            Held("basic"), Held("supporting", until=date(2026, 3, 1)), Held("fellow", until=date(2020, 1, 1))
        )
        test = rights.holds_a_voting_class(lapsed, RULES)
        assert test.code is Code.MEMBERSHIP_ENDED
        assert test.parameters == {"until": date(2026, 3, 1), "record_date": RECORD_DATE}

    def test_the_record_date_is_the_day_in_utc(self) -> None:
        where_it_is_the_26th = ROLL_CLOSES.astimezone(timezone(timedelta(hours=14)))
        assert replace(RULES, roll_closes=where_it_is_the_26th).record_date == RECORD_DATE


class TestAffirmation:
    @pytest.mark.parametrize(
        ("at", "passes"),
        [(SINCE - SECOND, False), (SINCE, True), (ROLL_CLOSES - SECOND, True), (ROLL_CLOSES, False)],
    )
    def test_counts_within_its_window_to_the_second(self, at: datetime, passes: bool) -> None:
        assert rights.has_affirmed(affirming(Affirmed(at)), RULES, LATE).passed is passes

    def test_the_last_one_given_is_named(self) -> None:
        test = rights.has_affirmed(affirming(Affirmed(SINCE), AFFIRMED), RULES, EARLY)
        assert (test.code, test.parameters) == (Code.AFFIRMED, {"at": AFFIRMED.at})

    @pytest.mark.parametrize(
        ("now", "code"), [(ROLL_CLOSES - SECOND, Code.NOT_AFFIRMED_YET), (ROLL_CLOSES, Code.NOT_AFFIRMED_IN_TIME)]
    )
    def test_can_be_given_until_the_roll_closes(self, now: datetime, code: Code) -> None:
        test = rights.has_affirmed(affirming(), RULES, now)
        assert (test.passed, test.code, test.parameters) == (False, code, {"roll_closes": ROLL_CLOSES})

    def test_one_given_too_late_is_named(self) -> None:
        test = rights.has_affirmed(affirming(Affirmed(LATE)), RULES, LATE)
        assert (test.passed, test.code) == (False, Code.AFFIRMED_TOO_LATE)

    def test_is_waived_for_who_voted_last_time(self) -> None:
        test = rights.has_affirmed(affirming(Affirmed(AFFIRMED.at, carried_over=True)), RULES, EARLY)
        assert (test.passed, test.code) == (True, Code.CARRIED_OVER)

    @pytest.mark.parametrize(
        ("now", "code"), [(ROLL_CLOSES - SECOND, Code.EMAIL_HAS_CHANGED), (ROLL_CLOSES, Code.EMAIL_HAD_CHANGED)]
    )
    def test_is_not_waived_where_the_address_has_changed(self, now: datetime, code: Code) -> None:
        moved = Affirmed(AFFIRMED.at, carried_over=True, email_has_changed=True)
        test = rights.has_affirmed(affirming(moved), RULES, now)
        assert (test.passed, test.code) == (False, code)

    def test_given_by_oneself_it_outlives_a_change_of_address(self) -> None:
        assert rights.has_affirmed(affirming(replace(AFFIRMED, email_has_changed=True)), RULES, EARLY).passed

    def test_a_waiver_of_years_ago_is_none(self) -> None:
        assert not rights.has_affirmed(affirming(Affirmed(SINCE - SECOND, carried_over=True)), RULES, EARLY).passed

    def test_is_not_asked_where_the_rules_do_not(self) -> None:
        test = rights.has_affirmed(affirming(), replace(RULES, affirmation_required=False), EARLY)
        assert (test.passed, test.code) == (True, Code.AFFIRMATION_NOT_ASKED)

    def test_fellows_are_asked_only_by_the_setting(self) -> None:
        fellow = replace(affirming(), memberships=(Held("fellow"), Held("supporting")))
        assert not rights.has_affirmed(fellow, RULES, EARLY).passed
        as_before_2023 = replace(RULES, fellows_must_affirm=False)
        assert rights.has_affirmed(fellow, as_before_2023, EARLY).code is Code.FELLOWS_NEED_NOT_AFFIRM
        assert not rights.has_affirmed(affirming(), as_before_2023, EARLY).passed

    def test_without_a_first_day_any_earlier_one_counts(self) -> None:
        ancient = affirming(Affirmed(datetime(2015, 1, 1, tzinfo=UTC)))
        assert rights.has_affirmed(ancient, replace(RULES, affirmed_since=None), EARLY).passed


class TestRoll:
    @pytest.mark.parametrize(
        ("now", "code"), [(ROLL_CLOSES - SECOND, Code.ROLL_NOT_CLOSED), (ROLL_CLOSES, Code.ROLL_NOT_SEALED)]
    )
    def test_decides_nothing_before_it_is_sealed(self, now: datetime, code: Code) -> None:
        test = rights.stands_on_the_roll(VOTER, RULES, now)
        assert (test.code, test.decides) == (code, False)

    @pytest.mark.parametrize(
        ("standing", "passed", "code"),
        [
            (ON_THE_ROLL, True, Code.ON_THE_ROLL),
            (replace(ON_THE_ROLL, entered_at=SEALED_AT + SECOND), True, Code.ADDED_LATE),
            (replace(ON_THE_ROLL, removed_at=LATE, removed_reason="entered twice"), False, Code.REMOVED),
            (NOT_ON_THE_ROLL, False, Code.LEFT_OFF_THE_ROLL),
        ],
    )
    def test_decides_once_sealed(self, standing: RollStanding, passed: bool, code: Code) -> None:
        test = rights.stands_on_the_roll(replace(VOTER, roll=standing), RULES, LATE)
        assert (test.passed, test.code, test.decides) == (passed, code, True)

    def test_who_does_not_belong_on_it_is_not_told_of_a_mistake(self) -> None:
        basic = replace(holding(Held("basic")), roll=NOT_ON_THE_ROLL)
        assert rights.stands_on_the_roll(basic, RULES, LATE).code is Code.NOT_ON_THE_ROLL


class TestTheWholeList:
    def test_before_sealing_membership_foretells(self) -> None:
        found = rights.tests(VOTER, RULES, EARLY)
        assert [test.name.value for test in found] == ["membership", "affirmation", "roll", "email", "account"]
        assert rights.may_vote(found)

    @pytest.mark.parametrize(
        "member",
        [
            holding(Held("basic")),
            affirming(),
            replace(VOTER, has_verified_email=False),
            replace(VOTER, has_account=False),
        ],
    )
    def test_before_sealing_one_failed_test_is_enough(self, member: Member) -> None:
        assert not rights.may_vote(rights.tests(member, RULES, EARLY))

    def test_on_the_roll_what_happened_since_to_the_membership_does_not_matter(self) -> None:
        lapsed = replace(holding(), affirmations=(), roll=ON_THE_ROLL)
        found = rights.tests(lapsed, RULES, LATE)
        assert rights.may_vote(found)
        assert [test.name.value for test in found] == ["roll", "email", "account"]

    def test_off_the_roll_a_good_membership_explains_but_does_not_decide(self) -> None:
        found = rights.tests(replace(VOTER, roll=NOT_ON_THE_ROLL), RULES, LATE)
        assert not rights.may_vote(found)
        assert [(test.name.value, test.passed, test.decides) for test in found[:3]] == [
            ("membership", True, False),
            ("affirmation", True, False),
            ("roll", False, True),
        ]

    def test_even_on_the_roll_one_votes_with_an_account_and_a_verified_address(self) -> None:
        voter = replace(VOTER, roll=ON_THE_ROLL)
        assert rights.may_vote(rights.tests(voter, RULES, LATE))
        assert not rights.may_vote(rights.tests(replace(voter, has_account=False), RULES, LATE))
        assert not rights.may_vote(rights.tests(replace(voter, has_verified_email=False), RULES, LATE))


class TestWhomTheRollTakesUp:
    def test_members_without_an_account_too(self) -> None:
        assert rights.belongs_on_roll(replace(VOTER, has_account=False, has_verified_email=False), RULES, LATE)

    def test_nobody_who_fails_a_test_of_membership(self) -> None:
        assert not rights.belongs_on_roll(holding(Held("basic")), RULES, LATE)
        assert not rights.belongs_on_roll(affirming(), RULES, LATE)

    @pytest.mark.parametrize(
        ("names", "expected"),
        [
            (["supporting", "fellow"], VotingClass.FELLOW),
            (["supporting", "managing"], VotingClass.CONTRIBUTING),
            (["basic", "supporting"], VotingClass.SUPPORTING),
            (["basic"], None),
        ],
    )
    def test_names_one_class_of_several(self, names: list[str], expected: VotingClass | None) -> None:
        assert rights.class_on_roll(holding(*(Held(name) for name in names)), RULES) is expected


class TestVotesMissed:
    """Four in a calendar year end the right for the rest of it [4.11]; Fellows are always voting members [4.9]."""

    @pytest.mark.parametrize(
        ("missed", "passed", "code"),
        [
            (0, True, Code.MISSED_NONE),
            (3, True, Code.MISSED_FEW),
            (4, False, Code.MISSED_TOO_MANY),
            (5, False, Code.MISSED_TOO_MANY),
        ],
    )
    def test_four_are_too_many(self, missed: int, passed: bool, code: Code) -> None:
        test = rights.has_not_missed_too_many(replace(VOTER, votes_missed=missed), RULES)
        assert (test.passed, test.code) == (passed, code)
        assert test.parameters == {"missed": missed, "limit": 4, "year": "2026"}

    def test_a_fellow_keeps_the_vote_in_whatever_other_class_too(self) -> None:
        fellow = replace(holding(Held("fellow"), Held("supporting")), votes_missed=9)
        assert rights.has_not_missed_too_many(fellow, RULES).code is Code.MISSED_BUT_FELLOW
        past = replace(holding(Held("fellow", until=RECORD_DATE), Held("supporting")), votes_missed=9)
        assert not rights.has_not_missed_too_many(past, RULES).passed

    def test_is_a_setting(self) -> None:
        absent = replace(VOTER, votes_missed=9)
        assert not rights.belongs_on_roll(absent, RULES, EARLY)
        assert rights.belongs_on_roll(absent, replace(RULES, votes_missed_limit=None), EARLY)
        assert not rights.belongs_on_roll(replace(VOTER, votes_missed=1), replace(RULES, votes_missed_limit=1), EARLY)

    def test_is_no_question_while_the_year_had_no_vote_for_them(self) -> None:
        names = [test.name for test in rights.tests(VOTER, RULES, EARLY)]
        assert rights.TestName.VOTES_MISSED not in names
        assert rights.TestName.VOTES_MISSED in [
            test.name for test in rights.tests(replace(VOTER, votes_missed=0), RULES, EARLY)
        ]


class TestOptingIn:
    ASKED = replace(RULES, opt_in_required=True)

    @pytest.mark.parametrize(("at", "passes"), [(ROLL_CLOSES - SECOND, True), (ROLL_CLOSES, False)])
    def test_counts_until_the_roll_closes(self, at: datetime, passes: bool) -> None:
        assert rights.has_opted_in(replace(VOTER, opted_in_at=at), self.ASKED, LATE).passed is passes

    @pytest.mark.parametrize(
        ("now", "code"), [(ROLL_CLOSES - SECOND, Code.NOT_OPTED_IN_YET), (ROLL_CLOSES, Code.NOT_OPTED_IN_IN_TIME)]
    )
    def test_can_be_said_until_then(self, now: datetime, code: Code) -> None:
        test = rights.has_opted_in(VOTER, self.ASKED, now)
        assert (test.passed, test.code, test.parameters) == (False, code, {"roll_closes": ROLL_CLOSES})

    def test_is_asked_where_the_rules_do_and_of_fellows_too(self) -> None:
        assert rights.belongs_on_roll(VOTER, RULES, EARLY)
        assert not rights.belongs_on_roll(VOTER, self.ASKED, EARLY)
        assert not rights.belongs_on_roll(holding(Held("fellow")), self.ASKED, EARLY)
        assert rights.belongs_on_roll(replace(VOTER, opted_in_at=EARLY), self.ASKED, LATE)


def test_managing_carries_a_vote_where_contributing_does() -> None:
    assert rights.counted_as_voting(RULES) == {"fellow", "contributing", "supporting", "managing"}
    fellows = replace(RULES, voting_classes=frozenset({VotingClass.FELLOW}))
    assert rights.counted_as_voting(fellows) == {"fellow"}


def test_who_is_left_off_is_told_by_the_first_test_that_fails_them() -> None:
    nobody = replace(holding(Held("basic")), affirmations=())
    assert rights.left_off_by(VOTER, RULES, EARLY) is None
    assert rights.left_off_by(nobody, RULES, EARLY) is Code.NO_VOTING_CLASS
    assert rights.left_off_by(affirming(), RULES, EARLY) is Code.NOT_AFFIRMED_YET
