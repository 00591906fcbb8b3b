"""Mail about questions to those who stand."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from base.mail_kinds.kind import Kind

QUESTIONS: Final = (
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
)
