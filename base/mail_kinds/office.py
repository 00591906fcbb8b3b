"""Mail to the election office itself."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from base.mail_kinds.kind import Kind

OFFICE: Final = (
    Kind(
        name="second officer",
        title=_("A second officer is needed"),
        when=_("at once, when an officer asks for one"),
        to=_("the other officers"),
        template="elections/mail/second_officer",
    ),
    Kind(
        name="test mail",
        title=_("Does mail arrive?"),
        when=_("at once, when an officer asks for it in the pre-flight"),
        to=_("that officer"),
        template="elections/mail/test_mail",
        of_election=False,
    ),
    Kind(
        name="office role",
        title=_("A role in the office"),
        when=_("at once, when somebody is given a role or loses it"),
        to=_("that person"),
        template="elections/mail/appointed",
        of_election=False,
    ),
    Kind(
        name="member list refused",
        title=_("A member list was refused"),
        when=_("at once, when the nightly import refuses a list"),
        to=_("the officers"),
        template="members/mail/list_refused",
        of_election=False,
    ),
)
