"""Forms of the office for an election itself: making it, its timetable, what is on its ballot, its rules."""

import re
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from base import texts
from elections.making import ROLL_RULES
from elections.models import Contest, Election, ElectionKind, TimetableTemplate
from elections.phases import Instant
from elections.rights import VotingClass
from elections.sentences import instant_name
from members.models import MembershipClass
from office.forms import ReasonedForm, UtcDateTimeField, reason_field
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


class VotingClassesField(forms.MultipleChoiceField):
    """Which memberships have a vote."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=gettext_lazy("Memberships with a vote"),
            choices=[(each.value, MembershipClass(each).label) for each in reversed(VotingClass)],
            initial=list(VotingClass),
            error_messages={"required": gettext_lazy("Say which memberships have a vote.")},
            **kwargs,
        )

    def clean(self, value: Any) -> list[str]:
        """In the order in which the roll names them."""
        chosen = super().clean(value)
        return [each.value for each in VotingClass if each.value in chosen]


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


class RemoveForm(ReasonedForm):
    """Takes a contest off the ballot."""


class SeatsForm(ReasonedForm):
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=200,
        error_messages={"required": gettext_lazy("Say what is decided, such as “Board of directors”.")},
    )
    seat_years = terms_field()


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


class RulesForm(FilledForm, forms.ModelForm):  # type: ignore[type-arg]  # has no arguments at run time
    """The rules that are fixed before anybody votes."""

    voting_classes = VotingClassesField()
    affirmed_since = UtcDateTimeField(label=gettext_lazy("An affirmation counts since (UTC)"), required=False)

    class Meta:
        model = Election
        fields = (
            "quorum_numerator",
            "quorum_denominator",
            "voting_classes",
            "affirmation_required",
            "affirmed_since",
            "fellows_must_affirm",
            "votes_missed_limit",
            "opt_in_required",
            "who_may_nominate",
            "who_may_endorse",
            "nominations_each",
            "endorsements_needed",
            "questions_each",
            "affiliation_limit",
            "entity_limit",
            "board_size",
            "rules_source",
            "rules_url",
            "server_may_seal",
        )
        labels = {
            "quorum_numerator": gettext_lazy("Quorum: this many …"),
            "quorum_denominator": gettext_lazy("… of this many voting members"),
            "affirmation_required": gettext_lazy("Voters must have affirmed that they intend to vote"),
            "fellows_must_affirm": gettext_lazy("Fellows must affirm too"),
            "votes_missed_limit": gettext_lazy("Votes missed in a calendar year that end the right to vote in it"),
            "opt_in_required": gettext_lazy("Voters must have said that they take part in this election"),
            "who_may_nominate": gettext_lazy("Who may nominate"),
            "who_may_endorse": gettext_lazy("Who may endorse"),
            "nominations_each": gettext_lazy("How many people one person may nominate"),
            "endorsements_needed": gettext_lazy("How many endorsements by voting members it takes to stand"),
            "questions_each": gettext_lazy("How many questions one member may ask the candidates"),
            "affiliation_limit": gettext_lazy("How many who sit may share an affiliation"),
            "entity_limit": gettext_lazy("How many, where it is a number"),
            "board_size": gettext_lazy("Seats of the whole body"),
            "rules_source": gettext_lazy("Where the rules are written"),
            "rules_url": gettext_lazy("Their address"),
            "server_may_seal": gettext_lazy("The server may seal a ballot, if the voter agrees"),
        }
        help_texts = {
            "quorum_numerator": gettext_lazy("0 if no quorum is asked for."),
            "quorum_denominator": "",
            "entity_limit": "",
            "rules_source": gettext_lazy(
                "Such as “PSF bylaws, as amended to 23 July 2025”. It stands beside the result."
            ),
            "server_may_seal": "",
            "votes_missed_limit": gettext_lazy(
                "Four by the bylaws [4.11]; Fellows keep their vote. Empty: nobody loses it."
            ),
            "opt_in_required": gettext_lazy("They say so on their page “Can I vote?”, until the roll closes."),
            "nominations_each": gettext_lazy("Leave it empty for any number."),
            "endorsements_needed": gettext_lazy("0 if nobody needs any."),
            "questions_each": "",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.announced_at:
            self.fields["reason"] = reason_field(gettext_lazy("It stands in the public journal."))
        if self.instance.roll_sealed_at:
            for name in ROLL_RULES:
                self.fields[name].disabled = True
                self.fields[name].help_text = _("The roll is sealed: who is on it was decided by this rule.")
        self.fill({name: getattr(self.instance, name) for name in self.Meta.fields})

    def clean(self) -> dict[str, Any]:
        cleaned = dict(super().clean() or {})
        numerator, denominator = cleaned.get("quorum_numerator"), cleaned.get("quorum_denominator")
        if denominator == 0 or (numerator is not None and denominator is not None and numerator > denominator):
            self.add_error("quorum_denominator", _("A quorum is a part of the voting members, such as 1 of 3."))
        return cleaned

    def clean_affirmed_since(self) -> datetime | None:
        """The form shows minutes: an instant of which nobody changed them keeps its seconds."""
        typed: datetime | None = self.cleaned_data["affirmed_since"]
        kept = self.instance.affirmed_since
        return kept if kept and typed == kept.replace(second=0, microsecond=0) else typed

    def said(self) -> dict[str, Any]:
        """The rules alone, without what is said about their change."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def _post_clean(self) -> None:
        """The act writes, not the form; so the instance stays as it is stored."""


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
