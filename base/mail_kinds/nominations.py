"""Mail about nominations: to nominees, and to those who nominated or endorsed them."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from base.mail_kinds.kind import Kind

OF_A_BACKER: Final = ("name", "nominee", "election", "link")
TO_BACKERS: Final = _("whoever nominated or endorsed them")
TO_THE_NOMINEE: Final = _("the nominee")

NOMINATIONS: Final = (
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
)
