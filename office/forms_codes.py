"""Forms about who makes the voting codes outside the server."""

from django.utils.translation import gettext_lazy

from office.forms import reason_field
from office.forms_trustees import TrusteeForm


class AuthorityForm(TrusteeForm):
    """Who it is, and where the link goes."""


class ReplaceAuthorityForm(AuthorityForm):
    """Who comes instead, and why."""

    reason = reason_field(gettext_lazy("It stands in the public journal."))
