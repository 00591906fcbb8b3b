"""Forms about who works in the office."""

from django import forms
from django.utils.translation import gettext_lazy as _

from elections.models.appointment import ROLES
from office.forms import reason_field


class AppointForm(forms.Form):
    """As what, and why."""

    role = forms.ChoiceField(
        label=_("Role"),
        choices=[(role.value, label) for role, label in ROLES.items()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a role.")},
    )
    reason = reason_field(_("It stands in the journal of the office."))


class DismissForm(forms.Form):
    """Why somebody's role ends."""

    reason = reason_field(_("It stands in the journal of the office. They are told that it ended, not why."))
