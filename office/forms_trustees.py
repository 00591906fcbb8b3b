"""Forms about who holds keys beside the server."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ballots.trustees import FEWEST
from office.forms import reason_field

ALL = "all"


class TrusteeForm(forms.Form):
    """Who it is, and where the link goes."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("Everybody sees it."),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
        error_messages={"required": gettext_lazy("Give a name.")},
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("Their links go there. Only the office sees it."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Give an e-mail address.")},
    )


class ReplaceForm(TrusteeForm):
    """Who comes instead, and why."""

    reason = reason_field(gettext_lazy("It stands in the public journal."))


class RemoveForm(forms.Form):
    """Why nobody comes instead."""

    reason = reason_field(gettext_lazy("It stands in the public journal."))


class NeededForm(forms.Form):
    """How many of the trustees open the totals."""

    needed = forms.ChoiceField(
        label=gettext_lazy("How many of them are needed"),
        help_text=gettext_lazy("Where all are needed, one lost key costs the result."),
        error_messages={"required": gettext_lazy("Choose how many are needed.")},
    )

    def __init__(self, number: int, *args: Any, **kwargs: Any) -> None:
        """Proposed is a majority, which neither a few can misuse nor a few can lose."""
        super().__init__(*args, **kwargs)
        told = _("%(needed)d of %(number)d")
        fewer = [(str(needed), told % {"needed": needed, "number": number}) for needed in range(FEWEST, number)]
        field = self.fields["needed"]
        field.choices = [*fewer, (ALL, _("all of them"))]  # type: ignore[attr-defined]
        majority = number // 2 + 1
        field.initial = str(majority) if FEWEST <= majority < number else ALL

    @property
    def threshold(self) -> int | None:
        said = self.cleaned_data["needed"]
        return None if said == ALL else int(said)
