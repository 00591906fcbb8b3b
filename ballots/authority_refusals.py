"""What is wrong with the public part of codes, said to who handed it in."""

from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ballots.protocol.errors import Reason, Refused

NO_KEY: Final = _("An entry of it is no key that could sign a ballot: it is not in the group Ed25519.")
SENTENCES: Final = {
    Reason.BAD_IDENTITY: _("An entry of it is for no number of the list. Make the codes from the list that is here."),
    Reason.REPEATED_VOTER: _("There are two codes for one voter, or for one number of the reserve."),
    Reason.REPEATED_CREDENTIAL: _("The same key is in it twice."),
    Reason.NOT_AN_ELEMENT: NO_KEY,
    Reason.OUTSIDE_GROUP: NO_KEY,
    Reason.IDENTITY: NO_KEY,
}
UNREADABLE: Final = _("This is not the public part of codes: it cannot be read as one.")
PRIVATE: Final = _(
    "These are the codes themselves, which nobody but you may have. They were not kept, but they have left your "
    "computer, so they are never taken. Make others, and hand in the public part of those."
)


def refusal(refused: Refused) -> ValidationError:
    """For the page on which the file was handed in. Nothing of the file is kept."""
    return ValidationError({"file": SENTENCES.get(refused.reason, UNREADABLE)}, code=refused.code)
