"""Forms of the member list and of the people on it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.csv_table import LARGEST
from members.mapping import LEFT_OUT, NEEDED, Column, Days, ReadAs, folded
from members.models import MembershipClass, SavedMapping
from office.forms import reason_field

COLUMNS: dict[Column, tuple[Any, Any]] = {
    Column.NAME: (gettext_lazy("Name"), gettext_lazy("The whole name, or the first name.")),
    Column.LAST_NAME: (gettext_lazy("Last name"), gettext_lazy("Where it has a column of its own.")),
    Column.EMAIL: (gettext_lazy("E-mail address"), ""),
    Column.CLASS: (gettext_lazy("Class of membership"), ""),
    Column.SINCE: (gettext_lazy("Member since"), ""),
    Column.UNTIL: (gettext_lazy("Member until"), gettext_lazy("The first day on which it is over.")),
    Column.AFFIRMED: (gettext_lazy("Affirmed"), gettext_lazy("A day, an instant, or the words “carried over”.")),
    Column.NUMBER: (gettext_lazy("Member number"), gettext_lazy("It tells who has another address by now.")),
    Column.FURTHER: (
        gettext_lazy("Further addresses"),
        gettext_lazy("With a space, a comma or a semicolon between them. They come behind the address of record."),
    ),
}
DAYS = {
    Days.ISO: gettext_lazy("2026-09-01"),
    Days.DAY_FIRST: gettext_lazy("01.09.2026, the day first"),
    Days.MONTH_FIRST: gettext_lazy("09/01/2026, the month first"),
}


class MemberListForm(forms.Form):
    """A member list, and what it stands for."""

    file = forms.FileField(
        label=gettext_lazy("The list"),
        help_text=gettext_lazy("A CSV file in UTF-8, at most 20 MB. You say next which column is what."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={
            "required": gettext_lazy("Choose a file."),
            "empty": gettext_lazy("The file is empty."),
        },
    )
    mapping = forms.ModelChoiceField(
        label=gettext_lazy("How to read it"),
        queryset=SavedMapping.objects.all(),
        required=False,
        empty_label=gettext_lazy("ask me about its columns"),
    )
    as_of = forms.DateField(
        label=gettext_lazy("The day of the list"),
        help_text=gettext_lazy("Members are counted as they are on this day."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Give the day of the list."),
            "invalid": gettext_lazy("Write the day as 2026-09-01."),
        },
    )
    complete = forms.BooleanField(
        label=gettext_lazy("This list is complete"),
        help_text=gettext_lazy("Memberships that it does not have end on that day. The report names them first."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not SavedMapping.objects.exists():
            del self.fields["mapping"]

    def clean_file(self) -> "UploadedFile[Any]":
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if file.size is None or file.size > LARGEST:
            raise ValidationError(_("The file has more than 20 MB. Is it the member list?"), code="large")
        return file


class ColumnsForm(forms.Form):
    """Which column of a list is what, what its words for classes mean, and how it writes days."""

    days = forms.ChoiceField(label=gettext_lazy("How days are written"), choices=list(DAYS.items()))
    carried_over_on = forms.DateField(
        label=gettext_lazy("“Carried over” counts from"),
        help_text=gettext_lazy("The day on which members who need not affirm again count as affirmed."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Give the day."),
            "invalid": gettext_lazy("Write the day as 2026-09-01."),
        },
    )
    save_as = forms.CharField(
        label=gettext_lazy("Keep this under a name"),
        help_text=gettext_lazy("For the next list, and for the nightly import. A name that is taken is replaced."),
        required=False,
        max_length=80,
    )

    def __init__(self, *args: Any, header: Sequence[str], words: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._words = list(words)
        headers = [(name, name) for name in dict.fromkeys(header) if name]
        for column, (label, help_text) in COLUMNS.items():
            self.fields[f"column_{column.name.lower()}"] = forms.ChoiceField(
                label=label,
                help_text=help_text,
                required=column in NEEDED,
                choices=[("", _("not in this list")), *headers],
                error_messages={"required": _("Say which column has this: %(what)s.") % {"what": label}},
            )
        meanings = [("", _("say what it means")), *MembershipClass.choices, (LEFT_OUT, _("no membership: leave out"))]
        for place, word in enumerate(self._words):
            self.fields[f"word_{place}"] = forms.ChoiceField(
                label=f"“{word}”",
                choices=meanings,
                error_messages={"required": _("Say what “%(word)s” means.") % {"word": word}},
            )

    @property
    def columns(self) -> list[forms.BoundField]:
        return [self[f"column_{column.name.lower()}"] for column in COLUMNS]

    @property
    def words(self) -> list[forms.BoundField]:
        return [self[f"word_{place}"] for place in range(len(self._words))]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        taken: dict[str, Column] = {}
        for column in COLUMNS:
            header = cleaned.get(f"column_{column.name.lower()}")
            if header and header in taken:
                told = {"header": header, "what": COLUMNS[taken[header]][0]}
                self.add_error(
                    f"column_{column.name.lower()}", _("The column “%(header)s” is “%(what)s” already.") % told
                )
            elif header:
                taken[header] = column
        return cleaned

    def read_as(self) -> ReadAs:
        """What was chosen, also while some of it is wrong: for the preview."""
        cleaned = getattr(self, "cleaned_data", {})
        chosen = {column: cleaned.get(f"column_{column.name.lower()}") for column in COLUMNS}
        meant = {word: cleaned.get(f"word_{place}") for place, word in enumerate(self._words)}
        return ReadAs(
            columns={column: header for column, header in chosen.items() if header},
            optional={},
            classes={folded(word): meaning for word, meaning in meant.items() if meaning},
            days=Days(cleaned.get("days") or Days.ISO),
            carried_over_on=cleaned.get("carried_over_on"),
        )


def initial_of(read_as: ReadAs, words: Mapping[str, str], as_of: date) -> dict[str, Any]:
    """A mapping as the beginning of the form."""
    columns = {f"column_{column.name.lower()}": header for column, header in read_as.columns.items()}
    meanings = {f"word_{place}": meaning for place, meaning in enumerate(words.values())}
    others = {"days": read_as.days.value, "carried_over_on": read_as.carried_over_on or as_of}
    return columns | meanings | others


class UndoForm(forms.Form):
    """Why an import is undone."""

    reason = reason_field(gettext_lazy("It stands in the public journal. Do not write names here."))


class AddAddressForm(forms.Form):
    """Another address for somebody."""

    email = forms.EmailField(
        label=gettext_lazy("New address of record"),
        max_length=254,
        error_messages={
            "required": gettext_lazy("Give an address."),
            "invalid": gettext_lazy("Give an address such as name@example.org."),
        },
    )
    reason = reason_field(gettext_lazy("Say how you know that it is theirs. It stands in the office’s journal."))


class AboutPersonForm(forms.Form):
    """Why somebody is merged, or an address removed."""

    reason = reason_field(gettext_lazy("It stands in the office’s journal."))
