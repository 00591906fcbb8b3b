"""Addresses that nominees' pages had before, so that old links lead on for ever."""

from django.db import models
from django.db.models import UniqueConstraint

from base.clock import ClockTimestamp
from elections.models import Election
from nominees.models.nominee import Nominee


class FormerSlug(models.Model):
    """A slug that a nominee had before. PostgreSQL gives it to nobody else, and lets no slug go without such a row."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="former_slugs")
    nominee = models.ForeignKey(Nominee, on_delete=models.CASCADE, related_name="former_slugs")
    slug = models.SlugField(max_length=120, allow_unicode=False)
    left_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        ordering = ("election_id", "id")
        constraints = [UniqueConstraint(fields=["election", "slug"], name="nominees_formerslug_one_a_slug")]

    def __str__(self) -> str:
        return self.slug
