"""Mail about the vote and its result: to voters and to those who stand."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from base.mail_kinds.kind import Kind
from base.mail_kinds.values import ABOUT

TO_THE_ROLL: Final = _("everybody on the roll who has an address")

VOTE: Final = (
    Kind(
        name="voting opened",
        title=_("Voting has opened"),
        when=_("when voting opens"),
        to=TO_THE_ROLL,
        template="ballots/mail/voting_opened",
        bulk=True,
        values=(*ABOUT, "voting_closes", "voting_code"),
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
        values=(*ABOUT, "voting_closes", "voting_code"),
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
        name="observe",
        title=_("Confirm that heads of the record go to this address"),
        when=_("at once, when somebody asks for them"),
        to=_("the address that was typed"),
        template="ballots/mail/observe",
    ),
    Kind(
        name="record head",
        title=_("The head of the public record"),
        when=_("daily while voting is open, at the close, and after each later event of the record"),
        to=_("whoever asked for it with their address, member or not"),
        template="ballots/mail/record_head",
        essential=False,
        values=("election", "height", "head", "made_at", "ballots", "link"),
        needed=("height", "head"),
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
)
