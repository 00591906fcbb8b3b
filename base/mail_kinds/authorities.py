"""Mail to who makes the voting codes of an election, where the server does not."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from base.mail_kinds.kind import Kind
from base.mail_kinds.values import ABOUT

TO_THE_AUTHORITY: Final = _("who makes the voting codes outside the server")

AUTHORITIES: Final = (
    Kind(
        name="authority invited",
        title=_("Somebody is asked to make the voting codes"),
        when=_("at once, when the office names them"),
        to=TO_THE_AUTHORITY,
        template="ballots/mail/authority_invited",
        values=(*ABOUT, "roll_closes", "voting_opens"),
        needed=("link",),
    ),
    Kind(
        name="authority asked",
        title=_("Voting codes are to be made, or mailed"),
        when=_("when the roll is sealed or changes, when the ballot is sealed, and for each code of the reserve"),
        to=TO_THE_AUTHORITY,
        template="ballots/mail/authority_asked",
        values=(*ABOUT, "what_next"),
        needed=("link",),
    ),
    Kind(
        name="authority link",
        title=_("A new link for who makes the voting codes"),
        when=_("at once, when the office sends one"),
        to=TO_THE_AUTHORITY,
        template="ballots/mail/authority_link",
        values=ABOUT,
        needed=("link",),
    ),
)
