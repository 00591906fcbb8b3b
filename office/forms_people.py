"""Forms about people: words that wait, nominees, the member list and the roll."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from elections.rights import VotingClass
from members.models import MembershipClass
from office.forms import reason_field

IN_PUBLIC = gettext_lazy("It stands in the public journal, without the name. Do not write the name here.")


class SendBackForm(forms.Form):
    """Why words go back to their author."""

    reason = reason_field(gettext_lazy("Their author reads it in a mail. Say what to change."))


class AffiliationsForm(forms.Form):
    """The organisations of a nominee, separated by commas."""

    organisations = forms.CharField(
        label=gettext_lazy("Organisations"),
        help_text=gettext_lazy(
            "Separated by commas. Write an organisation in the same way for everyone who belongs to it."
        ),
        required=False,
        max_length=2000,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )

    @property
    def names(self) -> list[str]:
        typed: str = self.cleaned_data["organisations"]
        return typed.split(",")


class EligibilityForm(forms.Form):
    """Why a nominee cannot be seated, or can after all."""

    reason = reason_field(gettext_lazy("It is published with the result, beside their name."))

    def __init__(self, *args: Any, ineligible: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if ineligible:
            self.fields["reason"].help_text = _("It stands in the journal.")


class RenameForm(forms.Form):
    """Another name for a nominee; addresses of their page that were given out go on working."""

    name = forms.CharField(
        label=gettext_lazy("Their name"),
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": gettext_lazy("Give the name.")},
    )
    reason = reason_field(gettext_lazy("It stands in the journal."))


class WithdrawalForm(forms.Form):
    """How a nominee told the office that they stand no more."""

    reason = reason_field(gettext_lazy("Say how they asked for it. It stands in the public journal."))


class AddVoterForm(forms.Form):
    """A voter for a sealed roll."""

    membership_class = forms.ChoiceField(
        label=gettext_lazy("Class"),
        choices=[(each.value, MembershipClass(each.value).label) for each in VotingClass],
        error_messages={"required": gettext_lazy("Choose the class in which they vote.")},
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("Where mail about this vote goes. It stands on the list of voters."),
        max_length=254,
        error_messages={
            "required": gettext_lazy("Give an address."),
            "invalid": gettext_lazy("Give an address such as name@example.org."),
        },
    )
    reason = reason_field(IN_PUBLIC)


class AnswerForm(forms.Form):
    """What the office writes back to a member who reported a mistake."""

    answer = forms.CharField(
        label=gettext_lazy("Your answer"),
        help_text=gettext_lazy("They get it by mail, with a link to their page “Can I vote?”."),
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        max_length=4000,
        error_messages={"required": gettext_lazy("Write an answer.")},
    )


class RefusalForm(forms.Form):
    """Why the list of voters is not given out."""

    reason = reason_field(gettext_lazy("They read it, and it stands in the public journal without their name."))


class ReasonForm(forms.Form):
    """Why somebody leaves a sealed roll."""

    reason = reason_field(IN_PUBLIC)
