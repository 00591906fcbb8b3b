"""Forms of the news and of the register of directors."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community import board
from community.correcting import Term
from community.models import Post
from community.publishing import LONGEST, Words, digest
from elections.models import BoardTerm, Election, Seated
from office.forms import UtcDateTimeField, reason_field

IN_ANY_DIRECTION = {"dir": "auto"}
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PostForm(forms.Form):
    """What a post says."""

    title = forms.CharField(
        label=_("Title"),
        max_length=LONGEST["title"],
        widget=forms.TextInput(attrs=IN_ANY_DIRECTION),
        error_messages={"required": _("Give it a title.")},
    )
    author = forms.CharField(
        label=_("Author"), required=False, help_text=_("As it stands under the title."), max_length=LONGEST["author"]
    )
    description = forms.CharField(
        label=_("In one or two sentences"),
        required=False,
        help_text=_("For lists, the feed, and where others link to the post."),
        max_length=LONGEST["description"],
        widget=forms.Textarea(attrs=IN_ANY_DIRECTION | {"rows": 2}),
    )
    text = forms.CharField(
        label=_("Text"),
        required=False,
        help_text=_("In Markdown. A picture that the post holds is shown where you write ![](its name)."),
        widget=forms.Textarea(attrs=IN_ANY_DIRECTION | {"class": "long"}),
        strip=False,
    )
    tags = forms.CharField(
        label=_("Tags"),
        required=False,
        help_text=_("Separated by commas, such as: awards, grants."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    election = forms.ModelChoiceField(
        label=_("Election"),
        queryset=Election.objects.all(),
        required=False,
        empty_label=_("of no election"),
        help_text=_("Where the post belongs to one."),
    )

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    optional = frozenset({"author", "description", "tags", "election"})

    @staticmethod
    def typed_of(post: Post) -> dict[str, Any]:
        """A post as its form begins."""
        return {
            "title": post.title,
            "author": post.author,
            "description": post.description,
            "text": post.text,
            "tags": ", ".join(post.tags),
            "election": post.election_id,
            "seen": digest(post),
        }

    def said(self) -> Words:
        said = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        return Words(**{**said, "tags": said["tags"].split(",")})

    def has_seen(self, digest: str) -> None:
        """Sent once more, the words are written over what the post says by now."""
        self.data = {**self.data, "seen": digest}


class PublishForm(forms.Form):
    """At once, or at an instant to come."""

    on = UtcDateTimeField(
        label=_("Publish on (UTC)"), required=False, help_text=_("Leave it empty to publish at once.")
    )


class UnpublishForm(forms.Form):
    reason = reason_field(
        _("It stands in the journal. Until it is published again nobody sees the post but the office.")
    )


class PictureForm(forms.Form):
    """A picture for a post."""

    picture = forms.FileField(
        label=_("Picture"),
        help_text=_("JPEG, PNG or WebP, at most 10 MB. Where and when it was taken is removed."),
        error_messages={"required": _("Choose a picture.")},
    )
    name = forms.CharField(
        label=_("Its name in the text"),
        required=False,
        help_text=_("Such as stage.jpg; the file’s own name if you leave it empty."),
        max_length=300,
    )
    alt = forms.CharField(
        label=_("What the picture shows"),
        help_text=_("For who cannot see it."),
        max_length=300,
        error_messages={"required": _("Say what the picture shows, for who cannot see it.")},
        widget=forms.TextInput(attrs=IN_ANY_DIRECTION),
    )

    def kept(self) -> dict[str, Any]:
        """What `keep_picture` takes."""
        file = self.cleaned_data["picture"]
        own_name = "-".join((file.name or "picture").split())
        return {
            "content": file.read(),
            "name": self.cleaned_data["name"] or "".join(letter for letter in own_name if letter not in "()<>\\[]"),
            "alt": self.cleaned_data["alt"],
        }


class TermForm(forms.Form):
    """One director's time on the board."""

    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        widget=forms.TextInput(attrs=IN_ANY_DIRECTION),
        error_messages={"required": _("Say who sits, or sat.")},
    )
    email = forms.EmailField(
        label=_("Their e-mail address, if we know them"),
        required=False,
        help_text=_("Then their page says so where they stand for election. It is not shown."),
    )
    body = forms.ChoiceField(label=_("Body"), choices=lambda: board.bodies().items(), initial=board.BOARD)
    seat = forms.CharField(
        label=_("Seat"), required=False, max_length=100, help_text=_("Empty for a director elected at large.")
    )
    cohort = forms.ChoiceField(
        label=_("Cohort"), required=False, choices=[("", _("none")), ("A", "A"), ("B", "B"), ("C", "C")]
    )
    how = forms.ChoiceField(label=_("How they came to sit"), choices=Seated.choices)
    since = forms.DateField(label=_("Since"), widget=DAY, error_messages={"required": _("Say since when.")})
    until = forms.DateField(
        label=_("Until"),
        help_text=_("The first day on which the term is over."),
        widget=DAY,
        error_messages={"required": _("Say until when.")},
    )
    organisations = forms.CharField(
        label=_("Organisations"),
        required=False,
        help_text=_("Separated by commas. They count for the limit on co-affiliation."),
        max_length=2000,
        widget=forms.TextInput(attrs=IN_ANY_DIRECTION | {"autocomplete": "off"}),
    )
    reason = reason_field(_("It stands in the journal."))

    @staticmethod
    def typed_of(term: BoardTerm) -> dict[str, Any]:
        """A term as its form begins."""
        person = term.person
        address = person.addresses.order_by("pk").first() if person else None
        said = {name: getattr(term, name) for name in ("name", "body", "seat", "cohort", "how", "since", "until")}
        organisations = ", ".join(organisation.name for organisation in term.organisations.all())
        return said | {"email": address.email if address else "", "organisations": organisations}

    def said(self) -> Term:
        said = {name: value for name, value in self.cleaned_data.items() if name != "reason"}
        return Term(**{**said, "organisations": said["organisations"].split(",")})


class RemoveTermForm(forms.Form):
    """Why a term was never so."""

    removal_reason = reason_field(_("It stands in the journal. What the term said stands there too."))
