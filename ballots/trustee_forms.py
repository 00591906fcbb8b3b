"""The file that a trustee sends: small, and never the one that they keep."""

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ballots.exposed_keys import is_private
from ballots.file_fields import FileContentField
from ballots.trustee_states import Task

LARGEST: Final = 1_000_000


class TrusteeFileField(FileContentField):
    """The bytes of an uploaded file, which is not the one that is kept."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(largest=LARGEST, **kwargs)

    def clean(self, data: "UploadedFile[Any] | None", initial: object = None) -> bytes | None:
        content = super().clean(data, initial)
        if content and is_private(content):
            raise ValidationError(
                _(
                    "This is your private file, which nobody but you may have. It was not kept, but it has left your "
                    "computer. Tell the election office."
                ),
                code="private",
            )
        return content


class TrusteeForm(forms.Form):
    """One file, for the step that the page was about."""

    file = TrusteeFileField(label=gettext_lazy("The file"))
    task = forms.ChoiceField(choices=[(task.value, task.value) for task in Task], widget=forms.HiddenInput)


class ShareForm(TrusteeForm):
    """Beside what opens the totals, the proof that ties it to them."""

    strong = TrusteeFileField(
        label=gettext_lazy("The second file"),
        required=False,
        help_text=gettext_lazy("Our program writes it; belenios-tool does not."),
    )
