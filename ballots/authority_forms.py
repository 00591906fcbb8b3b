"""The public part of the codes, as who made them hands it in."""

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy

from ballots.file_fields import FileContentField

LARGEST: Final = 20_000_000
"""More than 200,000 codes take."""


class PublicPartForm(forms.Form):
    """One file."""

    file = FileContentField(
        largest=LARGEST,
        label=gettext_lazy("The public part"),
        help_text=gettext_lazy("The file that ends in .pubcreds."),
    )
