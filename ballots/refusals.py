"""What the protocol refuses, said to voters; those who check records are told by `protocol/errors.py`."""

from typing import Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ballots.protocol.errors import Reason, Refused

SENTENCES: Final = {
    Reason.WRONG_ELECTION: _("This ballot is for another election. Fill in the ballot of this one."),
    Reason.WRONG_FINGERPRINT: _("This ballot is for another version of this election. Load the page again."),
    Reason.UNKNOWN_CREDENTIAL: _("This ballot is not signed by a voter of this election."),
    Reason.OTHER_CREDENTIAL: _(
        "This ballot is signed with another key than yours. Sign in as yourself and seal your own."
    ),
    Reason.TOO_LARGE: _("This is larger than any ballot of this election."),
    Reason.BAD_CHOICE: _("The ballot does not allow these choices."),
    Reason.WRONG_COUNT: _("This ballot does not answer the questions of this election."),
    Reason.REPEATED_CIPHERTEXT: _("Two parts of this ballot are the same. Seal it again."),
    Reason.TESTED_CIPHERTEXT: _("This ballot was opened as a test, so it cannot be cast. Seal a new one."),
    Reason.WRONG_HASH: _("This ballot was changed after it was sealed. Seal it again."),
    Reason.BAD_SIGNATURE: _("The signature on this ballot does not hold. Seal it again."),
    Reason.INDIVIDUAL_PROOF: _("This ballot does not prove that its choices are allowed. Seal it again."),
    Reason.OVERALL_PROOF: _("This ballot does not prove that it has an allowed number of choices. Seal it again."),
    Reason.BLANK_PROOF: _("This ballot does not prove that it either chooses or abstains. Seal it again."),
}
UNREADABLE: Final = _("This is not a sealed ballot that can be read. Seal it again.")


def sentence(refused: Refused) -> str:
    """What the voter is told."""
    what = str(SENTENCES.get(refused.reason, UNREADABLE))
    return f"{what} {gettext('Your ballot was not cast.')}"
