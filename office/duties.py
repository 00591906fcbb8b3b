"""To which duty each page of the office belongs; what a role may there stands in `elections/roles.py`."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from elections.roles import Duty, Right

PAGES: Mapping[str, Duty] = {
    page: duty
    for duty, pages in {
        Duty.DESK: (
            "home",
            "manual",
            "work",
            "election",
            "timetable",
            "contests",
            "contest",
            "rules",
            "describe",
            "preflight",
            "record_backup",
            "assure",
            "test_mail",
        ),
        Duty.CONDUCT: (
            "make",
            "kinds",
            "add_kind",
            "kind",
            "past",
            "act",
            "proposal",
            "trustees",
            "trustee",
            "codes",
            "turnout",
            "count",
            "journal",
            "journal_csv",
            "journal_json",
        ),
        Duty.CANDIDATES: ("candidates", "nominee"),
        Duty.WORDS: ("queue", "revision"),
        Duty.ROLL: (
            "roll",
            "roll_check",
            "roll_request",
            "roll_add",
            "roll_remove",
            "roll_restore",
            "roll_code",
            "participants",
            "merge",
            "part",
        ),
        Duty.MEMBERS: (
            "members",
            "member_import",
            "columns",
            "undo_import",
            "forget_mapping",
            "people",
            "person",
            "add_address",
            "remove_address",
            "reports",
            "report",
        ),
        Duty.MAIL: (
            "mail",
            "mails",
            "mail_repeat",
            "mail_hold",
            "mail_anew",
            "mail_words",
            "words_preview",
            "words_restore",
            "delivery",
            "repair",
        ),
        Duty.NEWS: (
            "news",
            "write_post",
            "news_preview",
            "post",
            "revise_post",
            "post_preview",
            "version",
            "awards",
            "award",
            "stories",
        ),
        Duty.BOARD: ("board", "add_term", "term"),
        Duty.STAFF: ("staff", "appoint", "dismiss", "staff_proposal"),
    }.items()
    for page in pages
}
"""A page that is missing here opens to officers alone, and fails a test."""

DUTIES: Mapping[Duty, Promise] = {
    Duty.DESK: _("Elections, their timetable, ballot and rules"),
    Duty.CONDUCT: _("Running: the acts, the count, the journal"),
    Duty.CANDIDATES: _("Who stands"),
    Duty.WORDS: _("Statements, endorsements and questions"),
    Duty.ROLL: _("The roll, and merging people"),
    Duty.MEMBERS: _("The member list, and mistakes that members report"),
    Duty.MAIL: _("Mail about elections"),
    Duty.NEWS: _("News, awards and stories"),
    Duty.BOARD: _("The register of directors"),
    Duty.STAFF: _("Who works in the office"),
}
RIGHT_WORDS: Mapping[Right, tuple[Promise, str]] = {
    Right.NONE: (_("no"), "none"),
    Right.READS: (_("reads"), "waiting"),
    Right.ACTS: (_("acts"), "done"),
}
"""In words, and as `parts/status.html` shows them."""
