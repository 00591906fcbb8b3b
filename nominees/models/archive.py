"""What published documents say of elections that were not held here, beyond who stood."""

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from elections.models import Election
from nominees.models.nominee import Nominee


class Archive(models.Model):
    """The dates of an election as a list of elections gives them; None is what it does not say.

    The election's own instants are these, or those of a usual year that only keep the order of things.
    """

    election = models.OneToOneField(Election, on_delete=models.CASCADE, related_name="archive")
    nominations_open = models.DateTimeField(_("nominations open"), null=True)
    nominations_close = models.DateTimeField(_("nominations close"), null=True)
    voting_opens = models.DateTimeField(_("voting opens"), null=True)
    voting_closes = models.DateTimeField(_("voting closes"), null=True)

    def __str__(self) -> str:
        return f"dates of {self.election}"


class Elected(models.Model):
    """Who was elected, by the name that the document gives, and the nominee whom staff or the name tell."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="elected")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("name"), max_length=200)
    years = models.PositiveSmallIntegerField(_("term in years"), null=True)
    nominee = models.ForeignKey(Nominee, on_delete=models.PROTECT, null=True, related_name="elected")
    nominee_slug = models.SlugField(max_length=120, blank=True, help_text=_("of the page that the document links"))

    class Meta:
        ordering = ("election_id", "position")
        verbose_name_plural = _("elected")
        constraints = [
            UniqueConstraint(fields=["election", "position"], name="nominees_elected_one_a_position"),
            CheckConstraint(condition=~Q(name=""), name="nominees_elected_has_name"),
        ]

    def __str__(self) -> str:
        return self.name
