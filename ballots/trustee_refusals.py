"""What the protocol refuses of a trustee's file, said to that trustee."""

from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ballots.protocol.errors import Reason, Refused

SENTENCES: Final = {
    Reason.KEY_UNPROVED: _("This key does not prove that whoever made it has its private part."),
    Reason.REPEATED_KEY: _("Somebody else gave this key already. Make your own."),
    Reason.OTHER_PLACE: _(
        "This certificate was made for another place among the trustees, or for other numbers. Copy the command "
        "from this page as it stands."
    ),
    Reason.NOT_SIGNED: _("This file is not signed with your key. Use the file that you kept of the first step."),
    Reason.WRONG_KEY: _("The key in this file does not follow from what all trustees gave."),
    Reason.BAD_GROUP: _("This file does not fit together with what the trustees gave before."),
    Reason.BAD_SHARE: _(
        "This opens something else, or with another key: its proof does not hold for your key and these totals. "
        "Use the file that you kept for this election, and the record as it is now."
    ),
    Reason.WRONG_COUNT: _("This is for an election with other questions."),
    Reason.NO_TOTAL: _(
        "With this file the totals cannot be. Either it opens something else than what was counted, or what another "
        "trustee gave does. Tell the election office."
    ),
    Reason.UNKNOWN_TRUSTEE: _("This was made with another trustee’s number than yours."),
    Reason.OTHER_KEY: _("This was made with another key than yours. Use the file that you kept for this election."),
    Reason.OTHER_NONCE: _("This signs something else than what stands on this page. Copy the command as it stands."),
    Reason.NOT_REHEARSED: _("The signature does not hold. Use the file that you kept for this election."),
    Reason.OTHER_SHARE: _("The second file belongs to another election, or to another first file."),
    Reason.NOT_STRONG: _("The second file does not prove what the first one opens."),
}
IN_THE_BROWSER: Final = {
    "public-file": _("This is a public file. Choose the private one, which you kept."),
    "no-private-file": _("This is no private file of a trustee: it cannot be read as one."),
    "not-a-scalar": _("This is no private file of a trustee: it cannot be read as one."),
    "other-file": _("This is not the private file that was just made. Choose the one that you saved."),
    "file-alone": _("This is the file of a trustee with a key of their own. Choose the one of this group."),
    "file-of-group": _("This is the file of a trustee in a group. Choose the one that you kept for this election."),
    "other-key": _("This is the private file of another key. Choose the one that you kept for this election."),
    "not-mine": _("This is not your private file of this group. Choose the one that you kept of the first step."),
    "cannot-open": _("This private file does not open your part of the common key. Choose the one that you kept."),
    "no-answer": _("What is needed could not be fetched, or not all of it. Choose the file again."),
    "not-ended": _("Voting has not ended in this record. Nothing was opened."),
    "not-added-up": _("The ballots are not added up in this record yet. Nothing was opened; try again later."),
    "other-record": _("This record does not continue the one whose head you gave. Nothing was opened."),
    "has-result": _("This record has its result already. Nothing is left to open."),
    "unknown-trustee": _("This record is of an election without your key. Nothing was opened."),
    "repeated-share": _("What you open stands in this record already. Nothing is left to open."),
}
"""By the code of what trustee.js reads and refuses; other codes are those of the protocol."""

UNREADABLE: Final = _("This is not the file that is asked for here: it cannot be read as one.")


def refusal(refused: Refused) -> ValidationError:
    """For the page on which the file was sent. Nothing of the file is kept."""
    return ValidationError({"file": SENTENCES.get(refused.reason, UNREADABLE)}, code=refused.code)
