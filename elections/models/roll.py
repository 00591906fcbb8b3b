"""The roll: who may cast in an election, as it was sealed and as it was changed afterwards."""

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from base.facts import has_actor
from elections.models.election import Election
from elections.models.facts import fact_at, fact_by
from members.models import MembershipClass, Person


class RollEntry(models.Model):
    """One voter of one election, as the sealed copy has them; one a person however many classes [bylaws 4.10]."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="roll")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="roll_entries")
    name = models.CharField(max_length=200)
    email = models.EmailField(max_length=320)
    membership_class = models.CharField(max_length=12, choices=MembershipClass)
    source = models.CharField(max_length=200)
    affirmation = models.CharField(max_length=200, blank=True)
    added_late_at = fact_at(_("after the roll was sealed"))
    added_late_by = fact_by()
    added_late_reason = models.TextField(blank=True)
    removed_at = fact_at(_("may not cast from then on"))
    removed_by = fact_by()
    removed_reason = models.TextField(blank=True)

    sealed_except = ("removed_at", "removed_by_id", "removed_reason")
    """The only columns that the app role has the right to change (base/database_roles.py)."""

    class Meta:
        ordering = ("election_id", "id")
        verbose_name_plural = "roll entries"
        constraints = [
            UniqueConstraint(fields=["election", "person"], name="elections_rollentry_one_a_person"),
            has_actor("added_late"),
            has_actor("removed"),
            CheckConstraint(
                condition=Q(added_late_at__isnull=True) | ~Q(added_late_reason=""),
                name="elections_rollentry_late_has_reason",
            ),
            CheckConstraint(
                condition=Q(removed_at__isnull=True) | ~Q(removed_reason=""),
                name="elections_rollentry_removed_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name
