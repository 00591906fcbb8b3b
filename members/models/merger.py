"""Two rows that are one human being, made one by two officers, and perhaps parted again."""

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from base.facts import has_actor
from members.models.people import Person


class Merger(models.Model):
    """What pointed to one person points to another; `moved` says what that was, so that it can be undone."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mergers", help_text=_("who goes"))
    into = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merged_here", help_text=_("who stays"))
    reason = models.TextField()
    merged_at = models.DateTimeField()
    merged_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    seconded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    moved = models.JSONField(default=dict, help_text=_("rows by table and column; memberships as they were"))
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    undone_reason = models.TextField(blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = [
            has_actor("undone"),
            CheckConstraint(condition=~Q(person=F("into")), name="members_merger_of_two"),
            CheckConstraint(condition=~Q(merged_by=F("seconded_by")), name="members_merger_by_two"),
            CheckConstraint(condition=~Q(reason=""), name="members_merger_has_reason"),
            CheckConstraint(
                condition=Q(undone_at__isnull=True) | ~Q(undone_reason=""), name="members_merger_undone_for_a_reason"
            ),
            UniqueConstraint(fields=["person"], condition=Q(undone_at__isnull=True), name="members_merger_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person} into {self.into}"
