"""Mail to those who hold a key of the election beside the server."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from base.mail_kinds.kind import Kind
from base.mail_kinds.values import ABOUT

TO_A_TRUSTEE: Final = _("each trustee whom it concerns")

TRUSTEES: Final = (
    Kind(
        name="trustee invited",
        title=_("A trustee is asked for a key"),
        when=_("at once, when the office asks for keys, or for keys anew"),
        to=TO_A_TRUSTEE,
        template="ballots/mail/trustee_invited",
        values=(*ABOUT, "what_next", "voting_opens"),
        needed=("link",),
    ),
    Kind(
        name="trustee step asked",
        title=_("The next step in making the key"),
        when=_("at once, when every trustee has done the step before"),
        to=TO_A_TRUSTEE,
        template="ballots/mail/trustee_step_asked",
        values=(*ABOUT, "voting_opens"),
        needed=("link",),
    ),
    Kind(
        name="trustee key proof asked",
        title=_("A trustee proves that their key is there"),
        when=_("when the ballot is sealed, and before voting closes; again every two days"),
        to=TO_A_TRUSTEE,
        template="ballots/mail/trustee_key_proof_asked",
        values=(*ABOUT, "what_next"),
        needed=("link",),
    ),
    Kind(
        name="trustee share asked",
        title=_("A trustee opens the totals"),
        when=_("when the ballots are added up; again every two days"),
        to=TO_A_TRUSTEE,
        template="ballots/mail/trustee_share_asked",
        values=ABOUT,
        needed=("link",),
    ),
    Kind(
        name="trustee link",
        title=_("A new link for a trustee"),
        when=_("at once, when the office sends one"),
        to=_("that trustee"),
        template="ballots/mail/trustee_link",
        values=ABOUT,
        needed=("link",),
    ),
)
