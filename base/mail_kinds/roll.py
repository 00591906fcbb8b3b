"""Mail about the roll: to members, before it closes, and to whoever asked about it."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from base.mail_kinds.kind import Kind
from base.mail_kinds.values import ABOUT

ROLL: Final = (
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
)
