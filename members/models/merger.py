"""Two rows that are one human being: asked for by one officer, agreed to by another, and perhaps undone."""

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from base.clock import ClockTimestamp
from base.facts import has_actor
from members.models.people import Person


class Merger(models.Model):
    """What pointed to one person points to another since `seconded_at`; `moved` says what that was, to undo it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mergers", help_text=_("who goes"))
    into = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merged_here", help_text=_("who stays"))
    reason = models.TextField()
    proposed_at = models.DateTimeField(db_default=ClockTimestamp())
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    seconded_at = models.DateTimeField(null=True, help_text=_("another officer agreed, and it was done"))
    seconded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    dropped_at = models.DateTimeField(null=True, help_text=_("it was taken back or refused"))
    dropped_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    moved = models.JSONField(default=dict, help_text=_("rows by table and column; memberships as they were"))
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    undone_reason = models.TextField(blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = [
            has_actor("seconded"),
            has_actor("dropped"),
            has_actor("undone"),
            CheckConstraint(condition=~Q(person=F("into")), name="members_merger_of_two"),
            CheckConstraint(condition=~Q(seconded_by=F("proposed_by")), name="members_merger_two_different"),
            CheckConstraint(condition=~Q(reason=""), name="members_merger_has_reason"),
            CheckConstraint(
                condition=Q(seconded_at__isnull=True) | Q(dropped_at__isnull=True), name="members_merger_one_end"
            ),
            CheckConstraint(
                condition=Q(undone_at__isnull=True) | (Q(seconded_at__isnull=False) & ~Q(undone_reason="")),
                name="members_merger_undone_once_done",
            ),
            UniqueConstraint(
                fields=["person"],
                condition=Q(seconded_at__isnull=True, dropped_at__isnull=True),
                name="members_merger_asked_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} into {self.into}"
