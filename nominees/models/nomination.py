"""Who backs a nominee: the first names them, later ones are called endorsements."""

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from base.clock import ClockTimestamp
from base.facts import has_actor
from elections.models import fact_at, fact_by
from members.models import MembershipClass, Person
from nominees.models.nominee import Nominee


class Nomination(models.Model):
    """One person's backing of a nominee; the first names them, later ones are called endorsements."""

    nominee = models.ForeignKey(Nominee, on_delete=models.PROTECT, related_name="nominations")
    nominator = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="nominations")
    nominator_name = models.CharField(_("name to show"), max_length=200, blank=True)
    by_self = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=ClockTimestamp())
    shown_class = models.CharField(
        max_length=12, choices=MembershipClass, blank=True, help_text=_("of the author, who agreed to show it")
    )
    hidden_at = fact_at(_("the nominee does not want it shown"))
    hidden_by = fact_by()
    correction_asked_at = fact_at(_("the nominee asked its author to mend something; new words answer it"))
    correction_asked_by = fact_by()
    correction_asked_for = models.TextField(blank=True)

    class Meta:
        ordering = ("nominee_id", "id")
        constraints = [
            UniqueConstraint(fields=["nominee", "nominator"], name="nominees_nomination_one_a_nominator"),
            has_actor("hidden"),
            has_actor("correction_asked"),
            CheckConstraint(
                condition=Q(correction_asked_at__isnull=True) | ~Q(correction_asked_for=""),
                name="nominees_nomination_correction_says_what",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nominator_name or '–'} for {self.nominee}"
