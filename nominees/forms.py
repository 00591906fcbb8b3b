"""What people type about nominees: forms check shape and keep what was typed, the acts check the rules."""

from django import forms
from django.utils.translation import gettext_lazy as _

from nominees.writing import LONGEST

GIVE_YOUR_NAME = {"required": _("Give your name.")}
MARKDOWN = _("You can use Markdown: *emphasis*, lists, links, headings.")


class Words(forms.Form):
    """A text in Markdown; its limit in bytes is the act's to check, so that no browser cuts it off."""

    text = forms.CharField(
        label=_("Why you nominate them"),
        help_text=MARKDOWN,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"class": "long", "rows": 14, "data-preview": "", "dir": "auto"}),
    )


class Disclosures(forms.Form):
    """What every nominee is asked to disclose [bylaws 5.14]. Left empty it reads "not provided"."""

    previous_service = forms.CharField(
        label=_("Previous board service"),
        help_text=_("“New board member”, or the years: “2019–2022”."),
        required=False,
        max_length=LONGEST["previous_service"],
    )
    employer = forms.CharField(
        label=_("Employer"),
        help_text=_("“Self-employed” and “none” are answers too."),
        required=False,
        max_length=LONGEST["employer"],
    )
    other_affiliations = forms.CharField(
        label=_("Other affiliations"),
        help_text=_(
            "Where they are an officer or director, consult for significant pay, or hold one percent or more of the "
            "equity or debt."
        ),
        required=False,
        max_length=LONGEST["other_affiliations"],
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class NominateForm(Disclosures, Words):
    """Somebody else, by name and address."""

    name = forms.CharField(
        label=_("Their name"), max_length=200, required=False, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    email = forms.CharField(
        label=_("Their e-mail address"),
        help_text=_("We mail them a link to accept or decline. The address is not shown to anybody."),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    nominator_name = forms.CharField(
        label=_("Your name, as it is to be shown"),
        max_length=200,
        error_messages=GIVE_YOUR_NAME,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    field_order = (
        "name", "email", "text", "nominator_name", "previous_service", "employer", "other_affiliations",
    )  # fmt: skip


class StandForm(Disclosures, Words):
    """Oneself. The text is the statement."""

    name = forms.CharField(
        label=_("Your name, as it is to stand on the ballot"),
        max_length=200,
        error_messages=GIVE_YOUR_NAME,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "name"}),
    )
    agrees_to_code_of_conduct = forms.BooleanField(
        label=_("I have read the Code of Conduct of the Python Software Foundation and will follow it."), required=False
    )
    field_order = (
        "name", "text", "previous_service", "employer", "other_affiliations", "agrees_to_code_of_conduct",
    )  # fmt: skip

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["text"].label = _("Your statement")
        self.fields["other_affiliations"].help_text = YOUR_AFFILIATIONS


class EndorseForm(Words):
    """One's own words for somebody who is named already."""

    nominator_name = forms.CharField(
        label=_("Your name, as it is to be shown"),
        max_length=200,
        error_messages=GIVE_YOUR_NAME,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["text"].label = _("Why you endorse them")


class ReviseForm(Words):
    """New words for an endorsement that one gave before."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["text"].label = _("What you say about them")


class ProfileForm(Disclosures, Words):
    """What a nominee says of themselves."""

    summary = forms.CharField(
        label=_("In two sentences"),
        help_text=_("For the list of candidates; at most 400 characters."),
        required=False,
        max_length=LONGEST["summary"],
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    field_order = ("summary", "text", "previous_service", "employer", "other_affiliations")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["text"].label = _("Your statement")
        self.fields["text"].required = False
        self.fields["other_affiliations"].help_text = YOUR_AFFILIATIONS


YOUR_AFFILIATIONS = _(
    "Where you are an officer or director, consult for significant pay, or hold one percent or more of the equity or "
    "debt."
)
