"""What the rules found, in sentences: phases, instants, a timetable's problems, the right to vote, critical acts."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from base.moments import date_in_words, in_words
from elections.phases import Facts, Instant, Phase, Problem, ProblemCode, ready_at
from elections.rights import Code, Parameter, Test, TestName
from elections.strip import Point, PointName, PointState
from members.models import MembershipClass

PHASES = {
    Phase.DRAFT: gettext_lazy("Draft"),
    Phase.ANNOUNCED: gettext_lazy("Announced"),
    Phase.NOMINATIONS: gettext_lazy("Nominations"),
    Phase.ACCEPTANCE: gettext_lazy("Acceptance"),
    Phase.CAMPAIGN: gettext_lazy("Campaign"),
    Phase.VOTING: gettext_lazy("Voting"),
    Phase.PAUSED: gettext_lazy("Voting paused"),
    Phase.ENDED: gettext_lazy("Voting ended"),
    Phase.COUNTED: gettext_lazy("Counted"),
    Phase.CERTIFIED: gettext_lazy("Certified"),
    Phase.PUBLISHED: gettext_lazy("Result published"),
    Phase.VOID: gettext_lazy("Void"),
    Phase.CANCELLED: gettext_lazy("Cancelled"),
}

INSTANTS = {
    Instant.NOMINATIONS_OPEN: gettext_lazy("Nominations open"),
    Instant.NOMINATIONS_CLOSE: gettext_lazy("Nominations close"),
    Instant.ACCEPTANCE_CLOSES: gettext_lazy("Acceptance closes"),
    Instant.CANDIDATES_ANNOUNCED: gettext_lazy("Candidates are announced"),
    Instant.QUESTIONS_OPEN: gettext_lazy("Questions open"),
    Instant.QUESTIONS_CLOSE: gettext_lazy("Questions close"),
    Instant.ROLL_CLOSES: gettext_lazy("Roll closes"),
    Instant.VOTING_OPENS: gettext_lazy("Voting opens"),
    Instant.VOTING_CLOSES: gettext_lazy("Voting closes"),
}

PROBLEMS = {
    ProblemCode.MISSING: gettext_lazy("“%(instant)s” has no time, although its neighbours have one."),
    ProblemCode.NOT_AFTER: gettext_lazy("“%(instant)s” must be later than “%(other)s”."),
    ProblemCode.BEFORE: gettext_lazy("“%(instant)s” must not be earlier than “%(other)s”."),
    ProblemCode.VOTE_TOO_LONG: gettext_lazy("Voting may last 60 days at most: “%(instant)s” is too late."),
}

POINTS = {
    PointName.NOMINATIONS: gettext_lazy("Nominations"),
    PointName.ACCEPTANCE: gettext_lazy("Acceptance"),
    PointName.CANDIDATES: gettext_lazy("Candidates"),
    PointName.ROLL_CLOSES: gettext_lazy("Roll closes"),
    PointName.VOTING_OPENS: gettext_lazy("Voting opens"),
    PointName.VOTING_CLOSES: gettext_lazy("Voting closes"),
    PointName.RESULT: gettext_lazy("Result"),
}

POINTS_REACHED = {
    PointName.ROLL_CLOSES: gettext_lazy("Roll closed"),
    PointName.VOTING_OPENS: gettext_lazy("Voting opened"),
    PointName.VOTING_CLOSES: gettext_lazy("Voting closed"),
}

VERBS = {
    PointName.NOMINATIONS: gettext_lazy("nominations open"),
    PointName.ACCEPTANCE: gettext_lazy("nominations close"),
    PointName.CANDIDATES: gettext_lazy("the candidates are announced"),
    PointName.ROLL_CLOSES: gettext_lazy("the roll closes"),
    PointName.VOTING_OPENS: gettext_lazy("voting opens"),
    PointName.VOTING_CLOSES: gettext_lazy("voting closes"),
    PointName.RESULT: gettext_lazy("the result follows"),
}

VERBS_WITHIN = {
    (Phase.NOMINATIONS, PointName.ACCEPTANCE): gettext_lazy("close"),
    (Phase.VOTING, PointName.VOTING_CLOSES): gettext_lazy("closes"),
}

TESTS = {
    TestName.MEMBERSHIP: gettext_lazy("Membership with a vote"),
    TestName.AFFIRMATION: gettext_lazy("Saying that you intend to vote"),
    TestName.VOTES_MISSED: gettext_lazy("This year’s votes"),
    TestName.OPT_IN: gettext_lazy("Taking part in this election"),
    TestName.ROLL: gettext_lazy("The roll"),
    TestName.EMAIL: gettext_lazy("E-mail address"),
    TestName.ACCOUNT: gettext_lazy("Account"),
}

FINDINGS = {
    Code.HOLDS_A_CLASS: gettext_lazy("Your membership is %(held)s, which has a vote."),
    Code.HOLDS_SEVERAL_CLASSES: gettext_lazy("Your memberships are %(held)s. Together they have one vote."),
    Code.NO_MEMBERSHIP: gettext_lazy("We know of no membership of yours. Memberships with a vote are %(voting)s."),
    Code.NO_VOTING_CLASS: gettext_lazy("Your membership is %(held)s. Memberships with a vote are %(voting)s."),
    Code.MEMBERSHIP_ENDED: gettext_lazy(
        "Your membership with a vote ended before %(until)s. The roll is made of who is a member on %(record_date)s."
    ),
    Code.MEMBERSHIP_STARTS_LATER: gettext_lazy(
        "Your membership with a vote begins on %(since)s. The roll is made of who is a member on %(record_date)s."
    ),
    Code.AFFIRMED: gettext_lazy("You said on %(at)s that you intend to vote."),
    Code.CARRIED_OVER: gettext_lazy("You voted in the last regular election, so you need not say it again."),
    Code.AFFIRMATION_NOT_ASKED: gettext_lazy("In this election nobody needs to say so."),
    Code.FELLOWS_NEED_NOT_AFFIRM: gettext_lazy("You are a Fellow, so you need not say so."),
    Code.NOT_AFFIRMED_YET: gettext_lazy("You have not said that you intend to vote. You can until %(roll_closes)s."),
    Code.NOT_AFFIRMED_IN_TIME: gettext_lazy(
        "You had not said that you intend to vote when the roll closed, on %(roll_closes)s."
    ),
    Code.EMAIL_HAS_CHANGED: gettext_lazy(
        "You voted in the last regular election, but your e-mail address has changed since. "
        "Say again that you intend to vote. You can until %(roll_closes)s."
    ),
    Code.EMAIL_HAD_CHANGED: gettext_lazy(
        "You voted in the last regular election, but your e-mail address has changed since, "
        "and you had not said again that you intend to vote when the roll closed, on %(roll_closes)s."
    ),
    Code.AFFIRMED_TOO_LATE: gettext_lazy(
        "You said on %(at)s that you intend to vote. The roll had closed on %(roll_closes)s."
    ),
    Code.MISSED_NONE: gettext_lazy("You missed no vote in %(year)s."),
    Code.MISSED_FEW: gettext_lazy(
        "Votes that you missed in %(year)s: %(missed)s. Your vote would rest from %(limit)s on."
    ),
    Code.MISSED_BUT_FELLOW: gettext_lazy(
        "Votes that you missed in %(year)s: %(missed)s. As a Fellow you keep your vote."
    ),
    Code.MISSED_TOO_MANY: gettext_lazy(
        "Votes that you missed in %(year)s: %(missed)s. By the bylaws your vote rests for the rest of the year."
    ),
    Code.OPTED_IN: gettext_lazy("You said on %(at)s that you take part."),
    Code.NOT_OPTED_IN_YET: gettext_lazy("You have not said that you take part. You can until %(roll_closes)s."),
    Code.NOT_OPTED_IN_IN_TIME: gettext_lazy(
        "You had not said that you take part when the roll closed, on %(roll_closes)s."
    ),
    Code.ROLL_NOT_CLOSED: gettext_lazy("The roll is made from the members on %(roll_closes)s."),
    Code.ROLL_NOT_SEALED: gettext_lazy("The roll closed on %(roll_closes)s. It is not sealed yet."),
    Code.ON_THE_ROLL: gettext_lazy("You are on the roll, which was sealed on %(at)s."),
    Code.ADDED_LATE: gettext_lazy("You were added to the roll on %(at)s, after it was sealed."),
    Code.REMOVED: gettext_lazy("You were removed from the roll on %(at)s. The reason: %(reason)s"),
    Code.NOT_ON_THE_ROLL: gettext_lazy("You are not on the roll, which was sealed on %(at)s."),
    Code.LEFT_OFF_THE_ROLL: gettext_lazy(
        "You are not on the roll, which was sealed on %(at)s. By what we know of your membership you should be: "
        "tell the election office, below. A voter can be added until voting closes."
    ),
    Code.EMAIL_VERIFIED: gettext_lazy("Your e-mail address is verified."),
    Code.EMAIL_NOT_VERIFIED: gettext_lazy("Your e-mail address is not verified. Sign in with a code sent to it."),
    Code.ACCOUNT_LINKED: gettext_lazy("Your account is joined to you on our lists."),
    Code.NO_ACCOUNT: gettext_lazy("No account is joined to you on our lists. Sign in with the address there."),
}

LEFT_OFF = {
    Code.NO_MEMBERSHIP: gettext_lazy("no membership"),
    Code.MEMBERSHIP_ENDED: gettext_lazy("their membership with a vote has ended"),
    Code.MEMBERSHIP_STARTS_LATER: gettext_lazy("their membership with a vote begins after the record date"),
    Code.NOT_AFFIRMED_YET: gettext_lazy("have not said that they intend to vote"),
    Code.NOT_AFFIRMED_IN_TIME: gettext_lazy("had not said in time that they intend to vote"),
    Code.AFFIRMED_TOO_LATE: gettext_lazy("said after the roll closed that they intend to vote"),
    Code.EMAIL_HAS_CHANGED: gettext_lazy("were carried over, but their address has changed"),
    Code.EMAIL_HAD_CHANGED: gettext_lazy("were carried over, but their address had changed"),
    Code.MISSED_TOO_MANY: gettext_lazy("missed too many votes this year"),
    Code.NOT_OPTED_IN_YET: gettext_lazy("have not said that they take part"),
    Code.NOT_OPTED_IN_IN_TIME: gettext_lazy("had not said in time that they take part"),
}
"""Why members are not on the roll, as a line of a count."""

ASKED_FOR = {
    "seal-roll": gettext_lazy("seal the roll"),
    "seal-ballot": gettext_lazy("seal the ballot"),
    "do-without-proof": gettext_lazy("do without a trustee’s proof"),
    "extend": gettext_lazy("extend voting"),
    "pause": gettext_lazy("pause voting"),
    "resume": gettext_lazy("resume voting"),
    "close": gettext_lazy("close voting now"),
    "certify": gettext_lazy("certify the result"),
    "publish": gettext_lazy("publish the result"),
    "set-publication": gettext_lazy("set the time of publication"),
    "correct-result": gettext_lazy("add a correction to the result"),
    "one-officer": gettext_lazy("let one officer be enough"),
    "cancel": gettext_lazy("cancel the election"),
    "void": gettext_lazy("declare the vote void"),
    "add-to-roll": gettext_lazy("add a voter to the roll"),
    "remove-from-roll": gettext_lazy("remove a voter from the roll"),
    "restore-to-roll": gettext_lazy("put a voter back on the roll"),
    "replace-credential": gettext_lazy("give a voter another voting code"),
    "withdraw-nominee": gettext_lazy("record that a nominee withdraws"),
    "appoint": gettext_lazy("appoint somebody to the election office"),
    "dismiss": gettext_lazy("end somebody’s role in the election office"),
    "merge-people": gettext_lazy("merge two people who are one and the same"),
}
"""What an officer wants to do, who asks another to agree."""


def why_late(facts: Facts) -> str:
    """Why a vote that is overdue has not opened."""
    if facts.ballot_sealed_at is None:
        return _("Voting opens late: the election office has not sealed the ballot yet.")
    if ready_at(facts) is None:
        return _("Voting opens late: not every trustee has proved yet that their key is there.")
    return _("Voting opens late: all is ready, and the election office opens it by hand.")


def phase_name(phase: Phase) -> str:
    return str(PHASES[phase])


def instant_name(instant: Instant) -> str:
    return str(INSTANTS[instant])


def problem_sentence(problem: Problem) -> str:
    other = instant_name(problem.other) if problem.other else ""
    return str(PROBLEMS[problem.code]) % {"instant": instant_name(problem.instant), "other": other}


def asked_for(act: str) -> str:
    """What is proposed, as the end of a sentence: Ines wants to extend voting."""
    return str(ASKED_FOR.get(act, act))


def point_label(point: Point, phase: Phase) -> str:
    """What is coming, what is, or what has been: while people vote, that point is the voting itself."""
    if point.name is PointName.VOTING_OPENS and point.state is PointState.NOW:
        return phase_name(phase)
    reached = point.state in {PointState.PAST, PointState.NOW}
    return str(POINTS_REACHED.get(point.name, POINTS[point.name]) if reached else POINTS[point.name])


def point_verb(name: PointName, phase: Phase) -> str:
    """What happens at the point, as the end of a sentence: Campaign – voting opens; Voting – closes."""
    return str(VERBS_WITHIN.get((phase, name), VERBS[name]))


def test_title(test: Test) -> str:
    return str(TESTS[test.name])


def test_sentence(test: Test) -> str:
    """What a test found, and where it failed, what can be done about it."""
    said = {name: _said(value) for name, value in test.parameters.items()}
    return str(FINDINGS[test.code]) % said


def explained(tests: Iterable[Test]) -> str:
    """Why somebody can't vote, in one paragraph; what only explains comes after what decides."""
    failed = sorted((test for test in tests if not test.passed), key=lambda test: not test.decides)
    return " ".join(test_sentence(test) for test in failed)


def _said(value: Parameter) -> str:
    if isinstance(value, datetime):
        return in_words(value)
    if isinstance(value, date):
        return date_in_words(value)
    if isinstance(value, tuple):
        return get_text_list([_class_name(each) for each in value], _("and"))
    return str(value)


def _class_name(name: str) -> str:
    return str(MembershipClass(name).label) if name in MembershipClass.values else name
