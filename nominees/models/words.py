"""The words of nominees and of who backs them, in versions: public is the last approved one."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from base.clock import ClockTimestamp
from base.facts import has_actor
from base.models import Picture
from elections.models import fact_at, fact_by
from nominees.models.nomination import Nomination
from nominees.models.nominee import Nominee


class Judged(models.Model):
    """Somebody's words, which an officer approves before they are shown, or sends back."""

    text = models.TextField(blank=True, help_text=_("Markdown, as written"))
    html = models.TextField(blank=True, editable=False)
    approved_at = fact_at(_("may be shown"))
    approved_by = fact_by()
    returned_at = fact_at(_("sent back to its author"))
    returned_by = fact_by()
    returned_reason = models.TextField(blank=True)

    class Meta:
        abstract = True
        constraints = [
            has_actor("returned"),
            CheckConstraint(
                condition=Q(approved_at__isnull=True) | Q(returned_at__isnull=True),
                name="%(app_label)s_%(class)s_approved_or_returned",
            ),
            CheckConstraint(
                condition=Q(returned_at__isnull=True) | ~Q(returned_reason=""),
                name="%(app_label)s_%(class)s_returned_with_reason",
            ),
        ]

    @property
    def is_waiting(self) -> bool:
        return self.approved_at is None and self.returned_at is None


class Revision(Judged):
    """A version of somebody's words. Public is the last approved one; revisions are approved, never people."""

    number = models.PositiveIntegerField()
    written_at = models.DateTimeField(db_default=ClockTimestamp())
    written_by = fact_by()

    class Meta(Judged.Meta):
        abstract = True
        ordering = ("number",)

    def __str__(self) -> str:
        return f"revision {self.number}"


class ProfileRevision(Revision):
    """What a nominee says of themselves. None reads "not provided".

    Affiliations are rows of their own; the two texts are what older documents have instead.
    """

    nominee = models.ForeignKey(Nominee, on_delete=models.PROTECT, related_name="profiles")
    previous_service = models.CharField(_("previous board service"), max_length=300, null=True, blank=True)
    employer = models.CharField(_("employer"), max_length=300, null=True, blank=True)
    other_affiliations = models.CharField(_("other affiliations"), max_length=1000, null=True, blank=True)
    summary = models.CharField(_("in two sentences"), max_length=400, blank=True)
    has_no_affiliations = models.BooleanField(default=False, help_text=_("said so, which is not the same as silence"))
    pronouns = models.CharField(_("pronouns"), max_length=60, blank=True)
    languages = models.CharField(_("languages"), max_length=200, blank=True)
    country = CountryField(_("country"), blank=True)
    links = ArrayField(models.URLField(max_length=300), size=5, default=list, blank=True)
    photo = models.ForeignKey(Picture, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    photo_text = models.CharField(_("what the photo shows"), max_length=200, blank=True)

    class Meta(Revision.Meta):
        constraints = [
            *Revision.Meta.constraints,
            UniqueConstraint(fields=["nominee", "number"], name="nominees_profile_one_a_number"),
            CheckConstraint(
                condition=Q(photo__isnull=True) | ~Q(photo_text=""), name="nominees_profile_photo_is_described"
            ),
        ]

    @property
    def about(self) -> Nominee:
        return self.nominee

    @property
    def versions(self) -> "models.QuerySet[ProfileRevision]":
        """These and every other version of the same words."""
        return ProfileRevision.objects.filter(nominee_id=self.nominee_id)


class Affiliation(models.Model):
    """One organisation that a nominee has to do with, as they disclosed it [bylaws 5.14]."""

    class Relation(models.TextChoices):
        EMPLOYED = "employed", _("employed by it")
        OFFICER = "officer", _("officer or director of it")
        CONSULTING = "consulting", _("consulting for it, for significant pay")
        OWNER = "owner", _("holding one percent or more of its equity or debt")
        OTHER = "other", _("something else")

    revision = models.ForeignKey(ProfileRevision, on_delete=models.CASCADE, related_name="affiliations")
    position = models.PositiveSmallIntegerField()
    organisation = models.CharField(_("organisation"), max_length=200)
    relation = models.CharField(_("how"), max_length=10, choices=Relation)
    role = models.CharField(_("as what"), max_length=200, blank=True)
    since = models.PositiveSmallIntegerField(_("since"), null=True, blank=True, help_text=_("the year"))
    until = models.PositiveSmallIntegerField(_("until"), null=True, blank=True, help_text=_("empty while it lasts"))
    parent = models.CharField(
        _("part of"), max_length=200, blank=True, help_text=_("who controls it: a parent organisation [bylaws 5.15]")
    )

    class Meta:
        ordering = ("revision_id", "position")
        constraints = [
            UniqueConstraint(fields=["revision", "position"], name="nominees_affiliation_one_a_position"),
            CheckConstraint(condition=~Q(organisation=""), name="nominees_affiliation_names_it"),
            CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(since__lte=F("until")),
                name="nominees_affiliation_since_before_until",
            ),
        ]

    def __str__(self) -> str:
        return self.organisation


class EndorsementRevision(Revision):
    """The words of a nomination, in its author's hand; the nominee may hide them, never edit them."""

    nomination = models.ForeignKey(Nomination, on_delete=models.PROTECT, related_name="revisions")
    author_name = models.CharField(
        _("name to show"), max_length=200, blank=True, help_text=_("approved with the words; empty leaves it as it was")
    )

    class Meta(Revision.Meta):
        constraints = [
            *Revision.Meta.constraints,
            UniqueConstraint(fields=["nomination", "number"], name="nominees_endorsement_one_a_number"),
        ]

    @property
    def about(self) -> Nominee:
        return self.nomination.nominee

    @property
    def versions(self) -> "models.QuerySet[EndorsementRevision]":
        return EndorsementRevision.objects.filter(nomination_id=self.nomination_id)
