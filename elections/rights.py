"""May this person vote, and why: a list of named tests, each a sentence of the bylaws.

Before the roll is sealed the tests foretell what the roll will say, as of its record date. Afterwards the roll decides
[bylaws 3.7], and the tests of membership only explain it. One person has one vote, however many classes [4.10].
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum


class VotingClass(StrEnum):
    """The classes that may carry a vote, the one that the roll names first. Basic members have none."""

    FELLOW = "fellow"
    CONTRIBUTING = "contributing"
    SUPPORTING = "supporting"


MANAGING = "managing"  # folded into Contributing in 2024; old member lists still have it


@dataclass(frozen=True, slots=True)
class Held:
    """A class of membership by its name, from a day until the day before another; None where there is no end to it."""

    membership_class: str
    since: date | None = None
    until: date | None = None

    def on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Affirmed:
    """A member's word that they intend to vote; or, `carried_over`, that they voted last time [4.2]."""

    at: datetime
    carried_over: bool = False
    email_has_changed: bool = False  # since then, which ends what was carried over


@dataclass(frozen=True, slots=True)
class RollStanding:
    """Where a person stands on the sealed roll; `entered_at` is None for who is not on it."""

    sealed_at: datetime
    entered_at: datetime | None = None
    removed_at: datetime | None = None
    removed_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """What is known of a person. `roll` is None until the roll is sealed."""

    memberships: tuple[Held, ...] = ()
    affirmations: tuple[Affirmed, ...] = ()
    has_verified_email: bool
    has_account: bool
    votes_missed: int | None = None
    """Of this calendar year's votes that are over; None while there was none in which they could vote."""
    opted_in_at: datetime | None = None
    """When they said that they take part in this very election."""
    roll: RollStanding | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The election's rules for who votes. Affirmations count from `affirmed_since` on, until the roll closes."""

    roll_closes: datetime
    voting_classes: frozenset[VotingClass] = frozenset(VotingClass)
    affirmation_required: bool = True
    fellows_must_affirm: bool = True  # asked of them since 2023, although Fellows always have a vote [4.9]
    affirmed_since: datetime | None = None
    votes_missed_limit: int | None = 4  # who misses so many in a calendar year votes no more in it [4.11]
    opt_in_required: bool = False  # each voter says beforehand that they take part in this election

    @property
    def record_date(self) -> date:
        return self.roll_closes.astimezone(UTC).date()


class TestName(StrEnum):
    MEMBERSHIP = "membership"
    AFFIRMATION = "affirmation"
    VOTES_MISSED = "votes_missed"
    OPT_IN = "opt_in"
    ROLL = "roll"
    EMAIL = "email"
    ACCOUNT = "account"


class Code(StrEnum):
    """What a test found. The sentences for people stand in `sentences`."""

    HOLDS_A_CLASS = "holds_a_class"
    HOLDS_SEVERAL_CLASSES = "holds_several_classes"
    NO_MEMBERSHIP = "no_membership"
    NO_VOTING_CLASS = "no_voting_class"
    MEMBERSHIP_ENDED = "membership_ended"
    MEMBERSHIP_STARTS_LATER = "membership_starts_later"

    AFFIRMED = "affirmed"
    CARRIED_OVER = "carried_over"
    AFFIRMATION_NOT_ASKED = "affirmation_not_asked"
    FELLOWS_NEED_NOT_AFFIRM = "fellows_need_not_affirm"
    NOT_AFFIRMED_YET = "not_affirmed_yet"
    NOT_AFFIRMED_IN_TIME = "not_affirmed_in_time"
    EMAIL_HAS_CHANGED = "email_has_changed"
    EMAIL_HAD_CHANGED = "email_had_changed"
    AFFIRMED_TOO_LATE = "affirmed_too_late"

    MISSED_NONE = "missed_none"
    MISSED_FEW = "missed_few"
    MISSED_BUT_FELLOW = "missed_but_fellow"
    MISSED_TOO_MANY = "missed_too_many"

    OPTED_IN = "opted_in"
    NOT_OPTED_IN_YET = "not_opted_in_yet"
    NOT_OPTED_IN_IN_TIME = "not_opted_in_in_time"

    ROLL_NOT_CLOSED = "roll_not_closed"
    ROLL_NOT_SEALED = "roll_not_sealed"
    ON_THE_ROLL = "on_the_roll"
    ADDED_LATE = "added_late"
    REMOVED = "removed"
    NOT_ON_THE_ROLL = "not_on_the_roll"
    LEFT_OFF_THE_ROLL = "left_off_the_roll"  # although every test of membership passes

    EMAIL_VERIFIED = "email_verified"
    EMAIL_NOT_VERIFIED = "email_not_verified"
    ACCOUNT_LINKED = "account_linked"
    NO_ACCOUNT = "no_account"


Parameter = str | int | date | datetime | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Test:
    """One test and what it found. Where `decides` is false, it only explains another."""

    name: TestName
    passed: bool
    code: Code
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    decides: bool = True


def may_vote(tests: list[Test]) -> bool:
    return all(test.passed for test in tests if test.decides)


def tests(member: Member, rules: Rules, now: datetime) -> list[Test]:
    """Every test, in the order in which a person would ask. Being on the roll settles the tests of membership."""
    roll = stands_on_the_roll(member, rules, now)
    settled = member.roll is not None
    membership = [] if settled and roll.passed else _membership_tests(member, rules, now, decides=not settled)
    return [*membership, roll, has_verified_email(member), has_account(member)]


def belongs_on_roll(member: Member, rules: Rules, now: datetime) -> bool:
    """Whom the roll takes up when it is sealed. An account and a verified address are no question of membership."""
    return may_vote(_membership_tests(member, rules, now))


def left_off_by(member: Member, rules: Rules, now: datetime) -> Code | None:
    """What the first failing test of membership found; None for who belongs on the roll."""
    failed = (test.code for test in _membership_tests(member, rules, now) if not test.passed)
    return next(failed, None)


def class_on_roll(member: Member, rules: Rules) -> VotingClass | None:
    """The one class that the roll names of a person who holds several."""
    return next(iter(_voting_classes(member, rules)), None)


def _membership_tests(member: Member, rules: Rules, now: datetime, *, decides: bool = True) -> list[Test]:
    found = [holds_a_voting_class(member, rules, decides=decides), has_affirmed(member, rules, now, decides=decides)]
    if rules.votes_missed_limit is not None and member.votes_missed is not None:
        found.append(has_not_missed_too_many(member, rules, decides=decides))
    if rules.opt_in_required:
        found.append(has_opted_in(member, rules, now, decides=decides))
    return found


# The tests


def holds_a_voting_class(member: Member, rules: Rules, *, decides: bool = True) -> Test:
    """Supporting, Contributing and Fellow members vote, if they are so on the record date; each person once [4.10]."""

    def found(code: Code, **parameters: Parameter) -> Test:
        passed = code in {Code.HOLDS_A_CLASS, Code.HOLDS_SEVERAL_CLASSES}
        return Test(TestName.MEMBERSHIP, passed, code, parameters, decides)

    classes = tuple(each.value for each in _voting_classes(member, rules))
    if classes:
        return found(Code.HOLDS_SEVERAL_CLASSES if len(classes) > 1 else Code.HOLDS_A_CLASS, held=classes)
    day = rules.record_date
    voting = [held for held in member.memberships if _counted_as(held) in rules.voting_classes]
    if ended := [held.until for held in voting if held.until is not None and held.until <= day]:
        return found(Code.MEMBERSHIP_ENDED, until=max(ended), record_date=day)
    if later := [held.since for held in voting if held.since is not None and held.since > day]:
        return found(Code.MEMBERSHIP_STARTS_LATER, since=min(later), record_date=day)
    if held_now := tuple(sorted({held.membership_class for held in member.memberships if held.on(day)})):
        return found(Code.NO_VOTING_CLASS, held=held_now, voting=_in_order(rules.voting_classes))
    return found(Code.NO_MEMBERSHIP, voting=_in_order(rules.voting_classes))


def has_affirmed(member: Member, rules: Rules, now: datetime, *, decides: bool = True) -> Test:
    """A member says each year that they intend to vote; who voted in the last regular election has said so [4.2]."""

    def found(code: Code, *, passed: bool = False, **parameters: Parameter) -> Test:
        return Test(TestName.AFFIRMATION, passed, code, parameters, decides)

    if not rules.affirmation_required:
        return found(Code.AFFIRMATION_NOT_ASKED, passed=True)
    if not rules.fellows_must_affirm and VotingClass.FELLOW in _voting_classes(member, rules):
        return found(Code.FELLOWS_NEED_NOT_AFFIRM, passed=True)
    in_time = [each for each in member.affirmations if _counts(each, rules)]
    if given := [each.at for each in in_time if not each.carried_over]:
        return found(Code.AFFIRMED, passed=True, at=max(given))
    if any(not each.email_has_changed for each in in_time):
        return found(Code.CARRIED_OVER, passed=True)
    still_open = now < rules.roll_closes
    if in_time:
        code = Code.EMAIL_HAS_CHANGED if still_open else Code.EMAIL_HAD_CHANGED
        return found(code, roll_closes=rules.roll_closes)
    if late := [each.at for each in member.affirmations if each.at >= rules.roll_closes]:
        return found(Code.AFFIRMED_TOO_LATE, at=min(late), roll_closes=rules.roll_closes)
    code = Code.NOT_AFFIRMED_YET if still_open else Code.NOT_AFFIRMED_IN_TIME
    return found(code, roll_closes=rules.roll_closes)


def has_not_missed_too_many(member: Member, rules: Rules, *, decides: bool = True) -> Test:
    """Who casts no vote in four votes of a calendar year has none for the rest of it [4.11]; Fellows keep it [4.9]."""
    missed, limit = member.votes_missed or 0, rules.votes_missed_limit
    if limit is None or missed < limit:
        code = Code.MISSED_FEW if missed else Code.MISSED_NONE
    else:
        code = Code.MISSED_BUT_FELLOW if VotingClass.FELLOW in _voting_classes(member, rules) else Code.MISSED_TOO_MANY
    parameters: dict[str, Parameter] = {"missed": missed, "limit": limit or 0, "year": str(rules.record_date.year)}
    return Test(TestName.VOTES_MISSED, code is not Code.MISSED_TOO_MANY, code, parameters, decides)


def has_opted_in(member: Member, rules: Rules, now: datetime, *, decides: bool = True) -> Test:
    """Some elections are for those who say beforehand that they take part in them, until the roll closes."""
    if member.opted_in_at is not None and member.opted_in_at < rules.roll_closes:
        return Test(TestName.OPT_IN, True, Code.OPTED_IN, {"at": member.opted_in_at}, decides)
    code = Code.NOT_OPTED_IN_YET if now < rules.roll_closes else Code.NOT_OPTED_IN_IN_TIME
    return Test(TestName.OPT_IN, False, code, {"roll_closes": rules.roll_closes}, decides)


def stands_on_the_roll(member: Member, rules: Rules, now: datetime) -> Test:
    """Who is on the roll as of the record date votes [3.7]. Before it is sealed this test decides nothing."""
    roll = member.roll
    if roll is None:
        code = Code.ROLL_NOT_CLOSED if now < rules.roll_closes else Code.ROLL_NOT_SEALED
        return Test(TestName.ROLL, True, code, {"roll_closes": rules.roll_closes}, decides=False)
    if roll.removed_at is not None:
        return Test(TestName.ROLL, False, Code.REMOVED, {"at": roll.removed_at, "reason": roll.removed_reason})
    if roll.entered_at is not None:
        late = roll.entered_at > roll.sealed_at
        return Test(TestName.ROLL, True, Code.ADDED_LATE if late else Code.ON_THE_ROLL, {"at": roll.entered_at})
    missing = Code.LEFT_OFF_THE_ROLL if belongs_on_roll(member, rules, now) else Code.NOT_ON_THE_ROLL
    return Test(TestName.ROLL, False, missing, {"at": roll.sealed_at})


def has_verified_email(member: Member) -> Test:
    """A verified address is how a person is known to be the member."""
    code = Code.EMAIL_VERIFIED if member.has_verified_email else Code.EMAIL_NOT_VERIFIED
    return Test(TestName.EMAIL, member.has_verified_email, code)


def has_account(member: Member) -> Test:
    """Voting happens on the site, signed in."""
    code = Code.ACCOUNT_LINKED if member.has_account else Code.NO_ACCOUNT
    return Test(TestName.ACCOUNT, member.has_account, code)


# What the tests stand on


def _counted_as(held: Held) -> str:
    return VotingClass.CONTRIBUTING if held.membership_class == MANAGING else held.membership_class


def _voting_classes(member: Member, rules: Rules) -> list[VotingClass]:
    """The classes with a vote that a person holds on the record date, the first to be named on the roll first."""
    held = {_counted_as(each) for each in member.memberships if each.on(rules.record_date)}
    return [each for each in VotingClass if each in held & rules.voting_classes]


def counted_as_voting(rules: Rules) -> set[str]:
    """The names of classes in member lists that carry a vote here, Managing with Contributing."""
    managing = {MANAGING} if VotingClass.CONTRIBUTING in rules.voting_classes else set()
    return {each.value for each in rules.voting_classes} | managing


def _in_order(classes: frozenset[VotingClass]) -> tuple[str, ...]:
    return tuple(each.value for each in VotingClass if each in classes)


def _counts(affirmation: Affirmed, rules: Rules) -> bool:
    """Given in [affirmed_since, roll_closes)."""
    return (
        rules.affirmed_since is None or rules.affirmed_since <= affirmation.at
    ) and affirmation.at < rules.roll_closes
