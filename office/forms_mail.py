"""Forms about mail: the words of a kind, how often voters are reminded, and addresses whose mail came back."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from base.mail_kinds import Kind
from base.mail_models import MailRules
from base.mail_words import LONGEST_SUBJECT, Words, checked, shown
from office.forms import reason_field
from office.stale_forms import FilledForm


class WordsForm(FilledForm):
    """What a kind of mail says in one election."""

    subject = forms.CharField(
        label=_("Subject"),
        max_length=LONGEST_SUBJECT,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
        error_messages={"required": _("Give the mail a subject.")},
    )
    text = forms.CharField(
        label=_("Text"),
        help_text=_("Plain text; an empty line parts paragraphs. The HTML is made from it."),
        widget=forms.Textarea(attrs={"rows": 16, "dir": "auto"}),
        error_messages={"required": _("Give the mail a text.")},
    )

    def __init__(self, kind: Kind, present: Words, data: QueryDict | None) -> None:
        stored = shown(present)
        super().__init__(data, initial=stored)
        self.fill(stored)
        self.kind = kind

    def clean_text(self) -> str:
        """Line breaks as they are kept."""
        text: str = self.cleaned_data["text"]
        return text.replace("\r\n", "\n")

    def clean(self) -> dict[str, Any]:
        cleaned = dict(super().clean() or {})
        if not self.errors:
            try:
                checked(self.kind, cleaned["subject"], cleaned["text"])
            except ValidationError as error:
                self.add_error("text", error)
        return cleaned

    @property
    def words(self) -> Words:
        return checked(self.kind, self.cleaned_data["subject"], self.cleaned_data["text"])


class RemindersForm(FilledForm):
    """Every so many days, and at most so often."""

    every = forms.IntegerField(label=_("Days between two reminders"), min_value=1, max_value=60)
    most = forms.IntegerField(
        label=_("Reminders at most"),
        help_text=_("0 to 10. Only who has not voted gets one; nobody is told who that is."),
        min_value=0,
        max_value=MailRules.MOST_REMINDERS,
    )


class StopForm(forms.Form):
    """Why mail to many stops."""

    reason = reason_field(_("It stands in the journal. Codes to sign in, receipts and mails of single acts still go."))


class RepairForm(forms.Form):
    """Another address for somebody whose mail came back."""

    email = forms.EmailField(
        label=_("The right address"),
        help_text=_("It becomes their address of record, and what came back is sent there."),
        max_length=254,
        error_messages={"invalid": _("Give an address such as name@example.org.")},
    )
    reason = reason_field(_("How you know. It stands in the journal, for good."))
