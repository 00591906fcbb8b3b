"""An uploaded file as its bytes, up to a size."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class FileContentField(forms.FileField):
    """The bytes of a file; `largest` is how many they may be."""

    default_error_messages = {
        "required": gettext_lazy("Choose a file."),
        "empty": gettext_lazy("The file is empty."),
    }

    def __init__(self, *, largest: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.largest = largest

    def clean(self, data: "UploadedFile[Any] | None", initial: object = None) -> bytes | None:
        file = super().clean(data, initial)
        if not file:
            return None
        if file.size > self.largest:
            raise ValidationError(_("The file is too large to be the one that is asked for."), code="large")
        content: bytes = file.read()
        return content
