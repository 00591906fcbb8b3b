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
UNREADABLE: Final = _("This is not the file that is asked for here: it cannot be read as one.")


def refusal(refused: Refused) -> ValidationError:
    """For the page on which the file was sent. Nothing of the file is kept."""
    return ValidationError({"file": SENTENCES.get(refused.reason, UNREADABLE)}, code=refused.code)
