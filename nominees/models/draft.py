"""What somebody is writing and has not sent yet, so that no closed window loses it."""

from django.db import models
from django.db.models import UniqueConstraint

from base.clock import ClockTimestamp
from members.models import User


class Draft(models.Model):
    """The fields of one form of one account, by the page that it stands on. Gone once it is sent."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="drafts")
    page = models.CharField(max_length=300)
    fields = models.JSONField(default=dict)
    saved_at = models.DateTimeField(db_default=ClockTimestamp())

    follows_account = True
    """Where an account is closed in favour of another one of the same person, its drafts are the other's."""

    class Meta:
        ordering = ("id",)
        constraints = [UniqueConstraint(fields=["user", "page"], name="nominees_draft_one_a_page")]

    def __str__(self) -> str:
        return f"{self.user}: {self.page}"
