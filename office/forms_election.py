"""Forms of the office for an election itself: making it, its timetable, what is on its ballot, its words."""

import re
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from base import texts
from elections.models import Contest, Election, ElectionKind, TimetableTemplate
from elections.phases import Instant
from elections.sentences import instant_name
from office.forms import ReasonedForm, UtcDateTimeField
from office.stale_forms import FilledForm

TAKEN = {
    "make",
    "kinds",
    "past",
    "mail",
    "members",
    "news",
    "awards",
    "stories",
    "board",
    "checks",
    "staff",
    "reports",
    "manual",
    "people",
    "delivery",
    "work",
}  # pages of the office, beside those of elections
MARKDOWN = gettext_lazy("You can use Markdown: *emphasis*, lists, links, headings.")


class TermsField(forms.CharField):
    """The seats of a contest by the years of their terms: “3, 3, 3, 1”."""

    def prepare_value(self, value: object) -> object:
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[int]:
        words = [word for word in re.split(r"[,\s]+", str(super().clean(value))) if word]
        if not words and not self.required:
            return []
        if not words or not all(word.isdecimal() and 1 <= int(word) <= 10 for word in words):
            raise ValidationError(_("Give the term of each seat in years, such as “3, 3, 3, 1” for four seats."))
        return [int(word) for word in words]


def terms_field() -> TermsField:
    return TermsField(
        label=gettext_lazy("Terms of the seats, in years"),
        help_text=gettext_lazy("One number a seat, such as “3, 3, 3, 1”. The longest term goes to the most votes."),
        max_length=100,
        error_messages={"required": gettext_lazy("Give the term of each seat.")},
    )


class MakeForm(forms.Form):
    """An election of one of the kinds that there are."""

    kind = forms.ModelChoiceField(
        queryset=ElectionKind.objects.filter(retired=False),
        to_field_name="slug",
        label=gettext_lazy("Kind of election"),
        help_text=gettext_lazy("It brings its rules, windows and words. You can change each of them afterwards."),
        empty_label=None,
        error_messages={"required": gettext_lazy("Choose what kind of election it is.")},
    )
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=200,
        help_text=gettext_lazy("Such as “2027 board election”."),
        error_messages={"required": gettext_lazy("Give the election a name.")},
    )
    slug = forms.SlugField(
        label=gettext_lazy("Its address"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("The last part of the page’s address; made from the name if you leave it empty."),
        error_messages={"invalid": gettext_lazy("Use letters without accents, digits and hyphens.")},
    )
    voting_opens = UtcDateTimeField(
        label=gettext_lazy("Voting opens (UTC)"),
        help_text=gettext_lazy("All other dates are counted from this one; you can change each of them afterwards."),
        error_messages={"required": gettext_lazy("Say when voting opens.")},
    )
    seat_years = TermsField(
        label=gettext_lazy("Terms of the seats, in years"),
        help_text=gettext_lazy("One number a seat, such as “3, 3, 3, 1”. Empty: those of its kind."),
        max_length=100,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = dict(super().clean() or {})
        if not cleaned.get("slug") and cleaned.get("name"):
            cleaned["slug"] = slugify(cleaned["name"])[:80]
            if not cleaned["slug"]:
                self.add_error("slug", _("Nothing of this name can stand in an address: give the address yourself."))
        if cleaned.get("slug") in TAKEN:
            self.add_error("slug", _("This address is the office’s own. Choose a different one."))
        return cleaned


class TimetableForm(FilledForm):
    """Every instant, in UTC. What has passed is shown and not asked for."""

    reason = forms.CharField(
        label=gettext_lazy("Reason for the change"),
        help_text=gettext_lazy("It stands in the public journal."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        required=False,
    )

    def __init__(self, election: Election, now: datetime, *args: Any, **kwargs: Any) -> None:
        instants = {name: election.instants.of(name) for name in Instant}
        kwargs["initial"] = {name.value: at for name, at in instants.items()}
        super().__init__(*args, **kwargs)
        self.kept = instants
        announced = election.announced_at is not None
        self.passed = {name: at for name, at in instants.items() if announced and at is not None and at <= now}
        for name in Instant:
            if name not in self.passed:
                self.fields[name.value] = UtcDateTimeField(
                    label=_("%(instant)s (UTC)") % {"instant": instant_name(name)}, required=False
                )
        self.order_fields([*(name.value for name in Instant), "reason"])
        if not announced:
            del self.fields["reason"]
        self.fill({name.value: at for name, at in instants.items()})

    def instants(self) -> dict[str, datetime | None]:
        """As typed. The form shows minutes: an instant of which nobody changed them keeps its seconds."""
        return {name.value: self._typed(name) for name in Instant if name.value in self.fields}

    def _typed(self, name: Instant) -> datetime | None:
        typed: datetime | None = self.cleaned_data[name.value]
        kept = self.kept[name]
        return kept if kept and typed == kept.replace(second=0, microsecond=0) else typed

    def clean(self) -> dict[str, Any]:
        cleaned = dict(super().clean() or {})
        for name in (Instant.ROLL_CLOSES, Instant.VOTING_OPENS, Instant.VOTING_CLOSES):
            if name.value in self.fields and name.value not in self.errors and not cleaned.get(name.value):
                self.add_error(name.value, _("Every election needs this date."))
        return cleaned


class FillForm(forms.Form):
    """One date, from which a template counts all others."""

    template = forms.ModelChoiceField(
        queryset=TimetableTemplate.objects.all(),
        label=gettext_lazy("Template"),
        empty_label=None,
        error_messages={"invalid_choice": gettext_lazy("There is no such template any more.")},
    )
    opens = UtcDateTimeField(
        label=gettext_lazy("Voting opens (UTC)"), error_messages={"required": gettext_lazy("Say when voting opens.")}
    )


class KeepForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name of the template"),
        help_text=gettext_lazy("Another one of the same name is replaced."),
        max_length=100,
        error_messages={"required": gettext_lazy("Give the template a name.")},
    )


class MoveForm(ReasonedForm):
    """Moves a contest up on the ballot, or takes it off."""


class SeatsForm(ReasonedForm):
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=200,
        error_messages={"required": gettext_lazy("Say what is decided, such as “Board of directors”.")},
    )
    seat_years = terms_field()
    max_choices = forms.IntegerField(
        label=gettext_lazy("Names that one may choose"),
        help_text=gettext_lazy("Leave it empty where one may choose as many as one likes, as for the board."),
        required=False,
        min_value=1,
        max_value=100,
    )


class ChangeSeatsForm(FilledForm, SeatsForm):
    """The same, filled with what is on the ballot."""


class ResolutionForm(ReasonedForm):
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=200,
        error_messages={"required": gettext_lazy("Give the resolution a title.")},
    )
    text = forms.CharField(
        label=gettext_lazy("What is resolved"),
        help_text=MARKDOWN,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": gettext_lazy("Write what is resolved.")},
    )
    majority = forms.ChoiceField(label=gettext_lazy("Carried by"), choices=Contest.Majority.choices)

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        texts.check(text)
        return text


class ChangeResolutionForm(FilledForm, ResolutionForm):
    """The same, filled with what is on the ballot."""


class DescribeForm(FilledForm, ReasonedForm):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=200,
        error_messages={"required": gettext_lazy("Give the election a name.")},
    )
    description = forms.CharField(
        label=gettext_lazy("Introduction"),
        help_text=MARKDOWN,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(self, election: Election, *args: Any, **kwargs: Any) -> None:
        stored = {"name": election.name, "description": election.description}
        super().__init__(election, *args, initial=stored, **kwargs)
        self.fill(stored)
