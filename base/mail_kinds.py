"""The kinds of mail: of each its name, when it goes, to whom, whether it is necessary, and what its words may say."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind. Where it has `values`, an election's office may write its own words, with each in curly brackets."""

    name: str
    title: Text
    when: Text
    to: Text
    template: str
    essential: bool = True
    urgent: bool = False
    """Sent ahead of everything, and to addresses that gave trouble: somebody sits and waits for it."""
    bulk: bool = False
    """One of many, sent by the worker behind all others; never by an act itself."""
    tells_who_voted: bool = False
    """Nobody but the reader may see who gets it."""
    values: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    """The values that no words may leave out."""
    of_election: bool = True

    @property
    def slug(self) -> str:
        """Its name in an address."""
        return self.name.replace(" ", "-").replace("_", "-")


@dataclass(frozen=True, slots=True)
class Value:
    """What a mail may say: how the office is told of it, and what stands for it in a preview."""

    told: Text
    sample: Text


VALUES: Final[dict[str, Value]] = {
    "name": Value(_("the reader’s name"), _("Ada Example")),
    "election": Value(_("the election’s name"), _("the board election")),
    "author": Value(_("who nominated or endorsed, or who asks"), _("Grace Example")),
    "nominee": Value(_("who was nominated"), _("Ada Example")),
    "said": Value(_("what they wrote, quoted"), _("> She gets things done.")),
    "asked": Value(_("what the nominee asks for, quoted"), _("> It was 2019, not 2018.")),
    "returned": Value(
        _("a sentence on which words were sent back"),
        _("The election office read the statement of Ada Example and sent it back:"),
    ),
    "announced": Value(_("when candidates are announced"), _("Tue 8 Sep 2026, 14:00 UTC")),
    "what_next": Value(_("a sentence on what happens next"), _("You hear from us once they answer.")),
    "link": Value(_("the address of the page that it is about"), "https://elections.example.org/…"),
    "answer_until": Value(_("when acceptance closes"), _("Tue 15 Sep 2026, 14:00 UTC")),
    "edit_until": Value(_("when voting opens, and words become final"), _("Tue 15 Sep 2026, 14:00 UTC")),
    "roll_closes": Value(_("when the roll closes"), _("Tue 15 Sep 2026, 14:00 UTC")),
    "voting_opens": Value(_("when voting opens"), _("Tue 15 Sep 2026, 14:00 UTC")),
    "voting_closes": Value(_("when voting closes"), _("Tue 29 Sep 2026, 14:00 UTC")),
    "reason": Value(_("the reason that the office gave"), _("The site was away for an hour.")),
    "headline": Value(_("what the office did, in short"), _("The election office paused voting")),
    "what": Value(_("what moved, and where it was before"), _("Voting closes: Tue 29 Sep 2026, 14:00 UTC.")),
    "cast_at": Value(_("when the ballot was cast"), _("Wed 16 Sep 2026, 09:30 UTC")),
    "tracker": Value(_("the ballot’s tracker"), "abcd efgh ijkl mnop"),
    "ballot_box": Value(_("the address of the public ballot box"), "https://elections.example.org/…/ballot-box/"),
}

ABOUT: Final = ("name", "election", "link")
OF_A_BACKER: Final = ("name", "nominee", "election", "link")
TO_BACKERS: Final = _("whoever nominated or endorsed them")
TO_THE_NOMINEE: Final = _("the nominee")
TO_THE_ROLL: Final = _("everybody on the roll who has an address")

ALL: Final = (
    # of no election
    Kind(
        name="sign-in code",
        title=_("Code to sign in"),
        when=_("at once, when somebody asks for one"),
        to=_("the address that they type"),
        template="members/mail/sign_in_code",
        urgent=True,
        of_election=False,
    ),
    Kind(
        name="account security",
        title=_("Change of a way to sign in"),
        when=_("at once, when a passkey, an app or recovery codes change"),
        to=_("the account’s owner"),
        template="members/mail/security_changed",
        urgent=True,
        of_election=False,
    ),
    # nominations
    Kind(
        name="nominated",
        title=_("Nomination received"),
        when=_("at once, when somebody is nominated"),
        to=TO_THE_NOMINEE,
        template="nominees/mail/nominated",
        values=("name", "author", "election", "said", "answer_until", "link"),
        needed=("link", "answer_until"),
    ),
    Kind(
        name="answer_reminder",
        title=_("Reminder to accept or decline"),
        when=_("three days and one day before acceptance closes"),
        to=_("nominees who have not answered"),
        template="nominees/mail/answer_reminder",
        values=("name", "election", "answer_until", "link"),
        needed=("link", "answer_until"),
    ),
    Kind(
        name="accepted",
        title=_("Acceptance"),
        when=_("at once, when a nominee accepts"),
        to=TO_BACKERS,
        template="nominees/mail/accepted",
        essential=False,
        values=OF_A_BACKER,
    ),
    Kind(
        name="declined",
        title=_("A nominee declines"),
        when=_("at once"),
        to=TO_BACKERS,
        template="nominees/mail/declined",
        essential=False,
        values=OF_A_BACKER,
    ),
    Kind(
        name="withdrew",
        title=_("A nominee withdraws"),
        when=_("at once"),
        to=TO_BACKERS,
        template="nominees/mail/withdrew",
        essential=False,
        values=OF_A_BACKER,
    ),
    Kind(
        name="unanswered",
        title=_("A nominee did not answer"),
        when=_("once acceptance has closed"),
        to=TO_BACKERS,
        template="nominees/mail/unanswered",
        essential=False,
        values=OF_A_BACKER,
    ),
    Kind(
        name="endorsed",
        title=_("Endorsement"),
        when=_("at once, when somebody endorses a nominee who has answered"),
        to=TO_THE_NOMINEE,
        template="nominees/mail/endorsed",
        essential=False,
        values=("name", "author", "election", "said", "link"),
    ),
    Kind(
        name="thanks",
        title=_("Thanks for a nomination or endorsement"),
        when=_("at once, when somebody backs a nominee"),
        to=_("who nominated or endorsed"),
        template="nominees/mail/thanks",
        essential=False,
        values=("name", "nominee", "election", "what_next", "edit_until", "link"),
    ),
    Kind(
        name="statement_reminder",
        title=_("Reminder to write a statement"),
        when=_("three days before candidates are announced"),
        to=_("who stands and has written nothing"),
        template="nominees/mail/statement_reminder",
        values=("name", "election", "announced", "what_next", "edit_until", "link"),
        needed=("link",),
    ),
    Kind(
        name="withdrawal recorded",
        title=_("Withdrawal recorded by the office"),
        when=_("at once"),
        to=TO_THE_NOMINEE,
        template="nominees/mail/withdrawal_recorded",
        values=("name", "election", "reason", "link"),
        needed=("reason",),
    ),
    Kind(
        name="sent_back",
        title=_("Words sent back"),
        when=_("at once, when the office sends words back"),
        to=_("their author"),
        template="nominees/mail/sent_back",
        values=("name", "election", "returned", "reason", "what_next", "link"),
        needed=("returned", "reason", "what_next", "link"),
    ),
    Kind(
        name="correction",
        title=_("A nominee asks for a correction"),
        when=_("at once"),
        to=_("the author of the endorsement"),
        template="nominees/mail/correction",
        values=("name", "nominee", "election", "asked", "edit_until", "link"),
        needed=("asked", "link"),
    ),
    # questions
    Kind(
        name="question",
        title=_("A question to everybody who stands"),
        when=_("at once, when the office approves it"),
        to=_("everybody who stands"),
        template="nominees/mail/question",
        values=("name", "author", "election", "said", "voting_closes", "link"),
        needed=("said", "link"),
    ),
    Kind(
        name="question_approved",
        title=_("A question was approved"),
        when=_("at once"),
        to=_("who asked it"),
        template="nominees/mail/question_approved",
        essential=False,
        values=("name", "election", "said", "voting_closes", "link"),
    ),
    Kind(
        name="question_returned",
        title=_("A question was sent back"),
        when=_("at once"),
        to=_("who asked it"),
        template="nominees/mail/question_returned",
        values=("name", "election", "said", "reason", "what_next", "link"),
        needed=("reason", "what_next", "link"),
    ),
    Kind(
        name="questions_reminder",
        title=_("Reminder of unanswered questions"),
        when=_("a week before voting closes"),
        to=_("who stands and has not answered"),
        template="nominees/mail/questions_reminder",
        essential=False,
    ),
    # the roll
    Kind(
        name="roll check",
        title=_("Check whether you can vote"),
        when=_("four weeks before the roll closes, or when the election is announced"),
        to=_("everybody with a membership that votes, also where it ended within the year before"),
        template="elections/mail/roll_check",
        bulk=True,
        values=(*ABOUT, "roll_closes", "voting_opens", "voting_closes"),
        needed=("link", "roll_closes"),
    ),
    Kind(
        name="affirmation asked",
        title=_("Say that you intend to vote"),
        when=_("three weeks before the roll closes"),
        to=_("members with a vote whose affirmation is missing"),
        template="elections/mail/affirmation_asked",
        bulk=True,
        values=(*ABOUT, "roll_closes", "voting_opens", "voting_closes"),
        needed=("link", "roll_closes"),
    ),
    Kind(
        name="affirmation reminder",
        title=_("Reminder to affirm"),
        when=_("a week and two days before the roll closes"),
        to=_("members with a vote whose affirmation is still missing"),
        template="elections/mail/affirmation_reminder",
        essential=False,
        bulk=True,
        values=(*ABOUT, "roll_closes", "voting_opens", "voting_closes"),
        needed=("link", "roll_closes"),
    ),
    Kind(
        name="mistake answered",
        title=_("Answer to a reported mistake"),
        when=_("at once, when the office answers"),
        to=_("who reported a mistake about their right to vote"),
        template="elections/mail/report_answered",
    ),
    Kind(
        name="list of voters",
        title=_("The list of voters is ready, or is not given out"),
        when=_("at once, when an officer decides"),
        to=_("the voting member who asked for it"),
        template="elections/mail/roll_granted",
    ),
    # the vote
    Kind(
        name="voting opened",
        title=_("Voting has opened"),
        when=_("when voting opens"),
        to=TO_THE_ROLL,
        template="ballots/mail/voting_opened",
        bulk=True,
        values=(*ABOUT, "voting_closes"),
        needed=("link", "voting_closes"),
    ),
    Kind(
        name="vote reminder",
        title=_("Reminder to vote"),
        when=_("every few days while voting is open, as often as its rule says"),
        to=_("everybody on the roll who has not voted; who that is stays unseen"),
        template="ballots/mail/vote_reminder",
        essential=False,
        bulk=True,
        tells_who_voted=True,
        values=(*ABOUT, "voting_closes"),
        needed=("link", "voting_closes"),
    ),
    Kind(
        name="ballot cast",
        title=_("Receipt of a ballot"),
        when=_("at once, when a ballot is cast"),
        to=_("the voter; who that is stays unseen"),
        template="ballots/mail/cast",
        tells_who_voted=True,
        values=("name", "election", "cast_at", "tracker", "link", "ballot_box", "voting_closes"),
        needed=("tracker", "link"),
    ),
    Kind(
        name="extension",
        title=_("Voting is extended"),
        when=_("within minutes of an extension"),
        to=TO_THE_ROLL,
        template="ballots/mail/extension",
        bulk=True,
        values=(*ABOUT, "voting_closes", "reason"),
        needed=("link", "voting_closes"),
    ),
    Kind(
        name="change",
        title=_("Something changed"),
        when=_("within minutes of a change of the timetable, a pause, or a stop"),
        to=_("nominees and who backs them; everybody on the roll, or who was mailed the former dates"),
        template="ballots/mail/change",
        bulk=True,
        values=(*ABOUT, "headline", "what", "reason"),
        needed=("headline", "what"),
    ),
    Kind(
        name="results",
        title=_("The result"),
        when=_("when the result is published"),
        to=TO_THE_ROLL,
        template="ballots/mail/results",
        essential=False,
        bulk=True,
        values=ABOUT,
        needed=("link",),
    ),
    Kind(
        name="candidate thanks",
        title=_("Thanks to the candidates"),
        when=_("when the result is published"),
        to=_("everybody who stood"),
        template="ballots/mail/candidate_thanks",
        essential=False,
        bulk=True,
        values=ABOUT,
    ),
    # the office
    Kind(
        name="second officer",
        title=_("A second officer is needed"),
        when=_("at once, when an officer asks for one"),
        to=_("the other officers"),
        template="elections/mail/second_officer",
    ),
    Kind(
        name="test mail",
        title=_("Does mail arrive?"),
        when=_("at once, when an officer asks for it in the pre-flight"),
        to=_("that officer"),
        template="elections/mail/test_mail",
        of_election=False,
    ),
    Kind(
        name="office role",
        title=_("A role in the office"),
        when=_("at once, when somebody is given a role or loses it"),
        to=_("that person"),
        template="elections/mail/appointed",
        of_election=False,
    ),
    Kind(
        name="member list refused",
        title=_("A member list was refused"),
        when=_("at once, when the nightly import refuses a list"),
        to=_("the officers"),
        template="members/mail/list_refused",
        of_election=False,
    ),
)
KINDS: Final[dict[str, Kind]] = {kind.name: kind for kind in ALL}

BY_SLUG: Final[dict[str, Kind]] = {kind.slug: kind for kind in ALL}

TEST: Final = "test"
"""What an officer sends to nobody but themselves; no kind, since it tells of nothing."""


def is_essential(name: str) -> bool:
    """What has no kind of its own is not asked for twice: it goes."""
    return name not in KINDS or KINDS[name].essential


def is_urgent(name: str) -> bool:
    return name in KINDS and KINDS[name].urgent


def refusable() -> Iterable[Kind]:
    """What somebody may do without."""
    return (kind for kind in ALL if not kind.essential)
