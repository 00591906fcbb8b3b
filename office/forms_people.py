"""Forms about people: words that wait, nominees, the member list and the roll."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from elections.rights import VotingClass
from members.models import MembershipClass
from office.forms import reason_field

LARGEST_LIST = 20 * 1024 * 1024
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


class MemberListForm(forms.Form):
    """A member list, and how to read it."""

    file = forms.FileField(
        label=gettext_lazy("The list"),
        help_text=gettext_lazy(
            "A CSV file in UTF-8, at most 20 MB, with the columns name, email, class, since, until, affirmed."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty."),
        },
    )
    as_of = forms.DateField(
        label=gettext_lazy("The day of the list"),
        help_text=gettext_lazy("Whoever is “carried over” counts as affirmed on this day."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Give the day of the list."),
            "invalid": gettext_lazy("Write the day as 2026-09-01."),
        },
    )
    end_missing = forms.BooleanField(
        label=gettext_lazy("This list is complete"),
        help_text=gettext_lazy("Memberships that it does not have end on that day."),
        required=False,
    )

    def clean_file(self) -> "UploadedFile[Any]":
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if file.size is None or file.size > LARGEST_LIST:
            raise ValidationError(_("The file has more than 20 MB. Is it the member list?"), code="large")
        return file


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
    reason = reason_field(
        gettext_lazy("It stands in the public journal, without the name. Do not write the name here.")
    )


class ReasonForm(forms.Form):
    """Why somebody leaves a sealed roll."""

    reason = reason_field(
        gettext_lazy("It stands in the public journal, without the name. Do not write the name here.")
    )
