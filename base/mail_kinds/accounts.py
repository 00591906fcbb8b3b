"""Mail about accounts, which belongs to no election."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from base.mail_kinds.kind import Kind

ACCOUNTS: Final = (
    Kind(
        name="sign-in code",
        title=_("Code to sign in"),
        when=_("at once, when somebody asks for one"),
        to=_("the address that they type"),
        template="members/mail/sign_in_code",
        urgent=True,
        of_election=False,
    ),
    Kind(
        name="account security",
        title=_("Change of a way to sign in"),
        when=_("at once, when a passkey, an app or recovery codes change"),
        to=_("the account’s owner"),
        template="members/mail/security_changed",
        urgent=True,
        of_election=False,
    ),
)
