"""The rules of an election, and those with which elections of a kind begin. What they are called, their models say."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from elections.making import ROLL_RULES
from elections.models import Contest, Election, ElectionKind
from elections.rights import VotingClass
from members.models import MembershipClass
from office.forms import UtcDateTimeField, reason_field
from office.forms_election import TermsField
from office.stale_forms import FilledForm


def words_of(name: str) -> dict[str, Any]:
    """Label and hint of a column, for a field that is no column's own."""
    column = next(each for each in ElectionKind._meta.fields if each.name == name)
    return {"label": capfirst(column.verbose_name), "help_text": column.help_text}


class VotingClassesField(forms.MultipleChoiceField):
    """Which memberships have a vote."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            **words_of("voting_classes"),
            choices=[(each.value, MembershipClass(each).label) for each in reversed(VotingClass)],
            initial=list(VotingClass),
            error_messages={"required": gettext_lazy("Say which memberships have a vote.")},
            **kwargs,
        )

    def clean(self, value: Any) -> list[str]:
        """In the order in which the roll names them."""
        chosen = super().clean(value)
        return [each.value for each in VotingClass if each.value in chosen]


class RulesForm(FilledForm, forms.ModelForm):  # type: ignore[type-arg]  # has no arguments at run time
    """The rules that are fixed before anybody votes."""

    voting_classes = VotingClassesField()

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
            "strict_credentials",
            "server_may_seal",
        )
        field_classes = {"affirmed_since": UtcDateTimeField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        since = self.fields["affirmed_since"]
        since.label = _("%(instant)s (UTC)") % {"instant": since.label}
        if self.instance.announced_at:
            self.fields["reason"] = reason_field(_("It stands in the public journal."))
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


class KindForm(FilledForm, forms.ModelForm):  # type: ignore[type-arg]  # has no arguments at run time
    """The whole of a kind. The act checks what goes together, and writes."""

    voting_classes = VotingClassesField()
    seat_years = TermsField(**words_of("seat_years"), max_length=100, required=False)
    majority = forms.ChoiceField(**words_of("majority"), choices=Contest.Majority.choices)

    class Meta:
        model = ElectionKind
        fields = (
            "name",
            "slug",
            "description",
            "body",
            "body_name",
            "board_size",
            "seat_years",
            "affiliation_limit",
            "entity_limit",
            "voting_classes",
            "affirmation_required",
            "fellows_must_affirm",
            "opt_in_required",
            "votes_missed_limit",
            "quorum_numerator",
            "quorum_denominator",
            "majority",
            "has_nominations",
            "nomination_days",
            "has_questions",
            "voting_days",
            "rules_source",
            "rules_url",
            "retired",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.initial.update({"body": "", "body_name": ""})
        if self.instance.pk:
            self.fields["reason"] = reason_field(_("It stands in the journal."))
            self.fill({name: getattr(self.instance, name) for name in self.Meta.fields})

    def said(self) -> dict[str, Any]:
        """The kind alone, without what is said about its change."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def _post_clean(self) -> None:
        """The act checks and writes, not the form; so the instance stays as it is stored."""
