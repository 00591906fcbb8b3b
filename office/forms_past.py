"""Forms for the figures of elections that were held elsewhere; what they say is read as a file’s would be."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ballots.figures_reader import FiguresError
from ballots.past_figures import PastElection, read_csv, read_json
from elections.models import ElectionKind
from office.forms_election import TermsField

LARGEST_FILE = 2_000_000


class PastForm(forms.Form):
    """One election with one contest for seats."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=200,
        help_text=gettext_lazy("With its year: “2018 board election”."),
    )
    kind = forms.ModelChoiceField(
        queryset=ElectionKind.objects.all(),
        to_field_name="slug",
        label=gettext_lazy("Kind of election"),
        empty_label=None,
    )
    source = forms.CharField(
        label=gettext_lazy("Where the figures come from"),
        max_length=300,
        help_text=gettext_lazy("Such as the address of the post that told them. It stands on the page."),
    )
    eligible = forms.IntegerField(label=gettext_lazy("How many could vote"), min_value=0, required=False)
    voted = forms.IntegerField(label=gettext_lazy("How many voted"), min_value=0, required=False)
    seats = TermsField(
        label=gettext_lazy("Terms of the seats, in years"),
        help_text=gettext_lazy("One number a seat, such as “3, 3, 3, 1”."),
        max_length=100,
    )
    candidates = forms.IntegerField(label=gettext_lazy("How many stood"), min_value=0, required=False)
    choices = forms.CharField(
        label=gettext_lazy("Who stood"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        help_text=gettext_lazy("One a line, the votes after a semicolon: “Ada Lovelace; 230”. Empty if not known."),
    )
    order = forms.CharField(
        label=gettext_lazy("Order among equals"),
        required=False,
        help_text=gettext_lazy("If a tie mattered: the names, who went first first, with semicolons between them."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = dict(super().clean() or {})
        if not self.errors:
            self._read = _read(json.dumps({"elections": [self._told(cleaned)]}), table=False)
        return cleaned

    def elections(self) -> list[PastElection]:
        return self._read

    def _told(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        choices = [self._choice(line) for line in cleaned["choices"].splitlines() if line.strip()]
        contest = {
            "title": cleaned["kind"].body_name or cleaned["name"],
            "seats": cleaned["seats"],
            "candidates": cleaned["candidates"] or None,
            "choices": choices,
            "tie_order": cleaned["order"],
            "tie_source": cleaned["source"] if cleaned["order"] else "",
        }
        said = {name: cleaned[name] for name in ("name", "source", "eligible", "voted")}
        return said | {"kind": cleaned["kind"].slug, "contests": [contest]}

    def _choice(self, line: str) -> dict[str, Any]:
        name, _semicolon, votes = line.rpartition(";")
        if not name:
            raise ValidationError({"choices": _("“%(line)s” has no votes after a semicolon.") % {"line": line.strip()}})
        return {"name": name.strip(), "votes": votes.strip()}


class PastFileForm(forms.Form):
    """A file of one or many."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("JSON or CSV, at most 2 MB. All of it is entered or nothing."),
        error_messages={"required": gettext_lazy("Choose a file.")},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise ValidationError(_("The file is larger than 2 MB."))
        try:
            text = file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise ValidationError(_("The file is not in UTF-8.")) from error
        self._read = _read(text, table=file.name.lower().endswith(".csv"))
        return file

    def elections(self) -> list[PastElection]:
        return self._read


def _read(text: str, *, table: bool) -> list[PastElection]:
    try:
        return read_csv(text) if table else read_json(text)
    except FiguresError as error:
        raise ValidationError(str(error)) from error
