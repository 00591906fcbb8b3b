"""A kind of election as the office writes it: words, seats, rules and windows."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from elections.models import Contest, ElectionKind
from office.forms import reason_field
from office.forms_election import TermsField, VotingClassesField
from office.stale_forms import FilledForm


class KindForm(FilledForm, forms.ModelForm):  # type: ignore[type-arg]  # has no arguments at run time
    """The whole of a kind. The act checks what goes together, and writes."""

    voting_classes = VotingClassesField()
    seat_years = TermsField(
        label=_("Terms of its seats, in years"),
        help_text=_("As proposed for a new election, one number a seat: “3, 3, 3”. Empty where nobody is seated."),
        max_length=100,
        required=False,
    )
    majority = forms.ChoiceField(label=_("A resolution is carried by"), choices=Contest.Majority.choices)

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
        labels = {
            "name": _("Name"),
            "slug": _("Short name"),
            "description": _("What it is for"),
            "body": _("Register"),
            "body_name": _("The body"),
            "board_size": _("Seats of the whole body"),
            "affiliation_limit": _("How many who sit may share an affiliation"),
            "entity_limit": _("How many, where it is a number"),
            "affirmation_required": _("Voters must have affirmed that they intend to vote"),
            "fellows_must_affirm": _("Fellows must affirm too"),
            "opt_in_required": _("Voters must have said that they take part in this election"),
            "votes_missed_limit": _("Votes missed in a calendar year that end the right to vote in it"),
            "quorum_numerator": _("Quorum: this many …"),
            "quorum_denominator": _("… of this many voting members"),
            "has_nominations": _("People are nominated"),
            "nomination_days": _("Days to nominate"),
            "has_questions": _("Members ask candidates questions"),
            "voting_days": _("Days to vote"),
            "rules_source": _("Where the rules are written"),
            "rules_url": _("Their address"),
            "retired": _("No longer offered for new elections"),
        }
        help_texts = {
            "name": _("Such as “Board election”."),
            "slug": _("Letters without accents, digits and hyphens."),
            "body": _("In whose register they stand who are elected, such as “board”. Empty where nobody is seated."),
            "body_name": _("As it stands on the ballot, such as “Board of directors”."),
            "entity_limit": "",
            "opt_in_required": "",
            "votes_missed_limit": _("Empty if none do."),
            "quorum_numerator": _("0 if no quorum is asked for."),
            "quorum_denominator": "",
            "rules_source": _("Such as “PSF bylaws, as amended to 23 July 2025”. Shown with every result."),
        }

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
