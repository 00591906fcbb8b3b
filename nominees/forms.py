"""What people type about nominees: forms check shape and keep what was typed, the acts check the rules."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from base.models import Picture
from members.models import MembershipClass
from nominees.fields import AffiliationsField, LinesField
from nominees.profiles import ProfileFields
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


def previous_service_field(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=_("“New board member”, or the years: “2019–2022”."),
        required=False,
        max_length=LONGEST["previous_service"],
    )


class Disclosures(forms.Form):
    """What every nominee is asked to disclose [bylaws 5.14]. Left empty it reads "not provided"."""

    previous_service = previous_service_field(_("Previous board service"))
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


class Signed(forms.Form):
    """The name under one's words, and one's class of membership beside it, for who wants that."""

    nominator_name = forms.CharField(
        label=_("Your name, as it is to be shown"),
        max_length=200,
        error_messages=GIVE_YOUR_NAME,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    shows_class = forms.BooleanField(label="", required=False)

    def offer(self, held: MembershipClass | None) -> None:
        """The class that one could show; whoever holds none is not asked."""
        if held is None:
            del self.fields["shows_class"]
        else:
            label = gettext("Show my membership class beside it: %(membership)s")
            self.fields["shows_class"].label = label % {"membership": held.label}


class NominateForm(Disclosures, Signed, Words):
    """Somebody else, by name and address."""

    name = forms.CharField(
        label=_("Their name"), max_length=200, required=False, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    is_another = forms.BooleanField(label=_("I mean another person of this name."), required=False)
    email = forms.CharField(
        label=_("Their e-mail address"),
        help_text=_("We mail them a link to accept or decline. The address is not shown to anybody."),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    field_order = (
        "name", "is_another", "email", "text", "nominator_name", "shows_class", "previous_service", "employer",
        "other_affiliations",
    )  # fmt: skip
    optional = frozenset({"previous_service", "employer", "other_affiliations"})

    def ask_whether_another(self, of_this_name: bool) -> None:
        """Of whom one may mean another is asked only where somebody of the same name stands."""
        if not of_this_name:
            del self.fields["is_another"]


class ProfileForm(Words):
    """What a nominee says of themselves."""

    summary = forms.CharField(
        label=_("In two sentences"),
        help_text=_("For the list of candidates; at most 400 characters."),
        required=False,
        max_length=LONGEST["summary"],
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    previous_service = previous_service_field(_("Did you serve on the board before?"))
    affiliations = AffiliationsField(
        label=_("Your affiliations"),
        help_text=_(
            "Where you are employed, are an officer or director, consult for significant pay, or hold one percent or "
            "more of the equity or debt. Leave rows empty that you don’t need."
        ),
        required=False,
    )
    has_no_affiliations = forms.BooleanField(label=_("I have no affiliations to disclose."), required=False)
    pronouns = forms.CharField(
        label=_("Pronouns"), required=False, max_length=60, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    languages = forms.CharField(label=_("Languages you speak"), required=False, max_length=200)
    country = forms.ChoiceField(label=_("Country"), choices=lambda: [("", _("not said")), *countries], required=False)
    links = LinesField(
        label=_("Links"),
        help_text=_("Up to five addresses of pages about you, one a line."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )
    photo = forms.FileField(
        label=_("Photo"),
        help_text=_("JPEG, PNG or WebP, at most 10 MB. We cut it to a square and keep nothing but the picture."),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    photo_text = forms.CharField(
        label=_("What the photo shows"),
        help_text=_("For who cannot see it, such as “Nora, smiling, at a whiteboard”."),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    photo_hash = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    without_photo = forms.BooleanField(label=_("Without a photo"), required=False)
    field_order: tuple[str, ...] = (
        "summary", "text", "previous_service", "affiliations", "has_no_affiliations", "pronouns", "languages",
        "country", "links", "photo", "without_photo", "photo_text",
    )  # fmt: skip
    optional = frozenset({"pronouns", "languages", "country", "links", "photo", "photo_text"})

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["text"].label = _("Your statement")
        sent = self["photo_hash"].value() or ""
        self.shown_photo = Picture.objects.filter(hash=sent).first() if sent.isalnum() else None
        if self.shown_photo is None:
            del self.fields["without_photo"]

    def said(self) -> ProfileFields:
        """What the acts take, of a valid form."""
        given = self.cleaned_data
        return {
            "text": given["text"],
            "summary": given["summary"],
            "previous_service": given["previous_service"],
            "affiliations": given["affiliations"],
            "has_no_affiliations": given["has_no_affiliations"],
            "pronouns": given["pronouns"],
            "languages": given["languages"],
            "country": given["country"],
            "links": given["links"],
            "photo": None if given.get("without_photo") else self.shown_photo,
            "photo_text": given["photo_text"],
        }


class StandForm(ProfileForm):
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
    agrees_with_mission = forms.BooleanField(
        label=_("I stand for the mission of the Python Software Foundation. You may leave this open."), required=False
    )
    field_order = ("name", *ProfileForm.field_order, "agrees_to_code_of_conduct", "agrees_with_mission")


class EndorseForm(Signed, Words):
    """One's own words for somebody who is named already."""

    field_order = ("text", "nominator_name", "shows_class")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["text"].label = _("Why you endorse them")


class ReviseForm(Signed, Words):
    """New words for an endorsement that one gave before, or another name under them."""

    field_order = ("text", "nominator_name", "shows_class")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["text"].label = _("What you say about them")


class CorrectionForm(forms.Form):
    """What a nominee asks the author of an endorsement to mend."""

    what = forms.CharField(
        label=_("What is to be mended?"),
        help_text=_("We mail this to the author of the words, who decides. The election office reads it too."),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
    )


class AskForm(Words):
    """A member's question to everybody who stands."""

    asked_name = forms.CharField(
        label=_("Your name, as it is to be shown"),
        max_length=200,
        error_messages=GIVE_YOUR_NAME,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        text = self.fields["text"]
        text.label = _("Your question")
        text.help_text = _("To everybody who stands, in at most 1,000 characters. One question at a time gets answers.")
        text.widget.attrs |= {"class": "", "rows": 6}


class AnswerForm(Words):
    """What a nominee answers."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["text"].label = _("Your answer")
        self.fields["text"].widget.attrs["rows"] = 10
