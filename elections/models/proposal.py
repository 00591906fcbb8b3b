"""What one officer asks for and another has to agree to."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from base.clock import ClockTimestamp
from base.facts import has_actor
from elections.models.election import Election
from elections.models.facts import fact_at, fact_by
from members.models import Person

WAITS = timedelta(days=3)
"""So long another officer has to agree; what nobody answered by then is asked for anew."""


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def open(self, at: datetime) -> "ProposalQuerySet":
        """What another officer can still answer."""
        return self.filter(seconded_at=None, dropped_at=None, proposed_at__gt=at - WAITS)


class Proposal(models.Model):
    """A critical act that one officer asks for and another carries out; without an election it is about the office."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE, null=True, related_name="proposals")
    act = models.CharField(max_length=40)
    arguments = models.JSONField(default=dict)
    reason = models.TextField()
    proposed_at = models.DateTimeField(db_default=ClockTimestamp())
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    seconded_at = fact_at(_("a second officer agreed and the act was done"))
    seconded_by = fact_by()
    dropped_at = fact_at(_("it was taken back or refused"))
    dropped_by = fact_by()

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        constraints = [
            has_actor("seconded"),
            has_actor("dropped"),
            CheckConstraint(condition=~Q(seconded_by=F("proposed_by")), name="elections_proposal_two_different"),
            CheckConstraint(
                condition=Q(seconded_at__isnull=True) | Q(dropped_at__isnull=True),
                name="elections_proposal_one_end",
            ),
            UniqueConstraint(
                fields=["election", "act", "arguments"],
                condition=Q(seconded_at__isnull=True, dropped_at__isnull=True),
                nulls_distinct=False,
                name="elections_proposal_same_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act}: {self.reason}"

    @property
    def expires_at(self) -> datetime:
        return self.proposed_at + WAITS

    def has_expired(self, at: datetime) -> bool:
        """Nobody answered in time; also where somebody tidied it away afterwards."""
        dropped_in_time = self.dropped_at is not None and self.dropped_at < self.expires_at
        return self.seconded_at is None and not dropped_in_time and self.expires_at <= at
