"""What is kept of the record beside its events: the heads that were published, and who gets them by mail."""

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from base.append_only import AppendOnly
from base.clock import ClockTimestamp
from elections.models import Election


class RecordHead(AppendOnly):
    """Where the record ended after a batch: what everybody may note. The batch is all that tells when a ballot came."""

    setup = models.ForeignKey("ballots.Setup", on_delete=models.PROTECT, related_name="heads")
    height = models.PositiveIntegerField(help_text=_("the number of its last event"))
    hash = models.CharField(max_length=64)
    size = models.BigIntegerField(help_text=_("bytes of the record"))
    ballots = models.PositiveIntegerField()
    replaced = models.PositiveIntegerField(
        help_text=_("ballots behind which stands a later one of the same credential")
    )
    made_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        ordering = ("setup_id", "height")
        constraints = [
            UniqueConstraint(fields=["setup", "height"], name="ballots_recordhead_once"),
            CheckConstraint(condition=Q(replaced__lte=F("ballots")), name="ballots_recordhead_few_replaced"),
        ]

    def __str__(self) -> str:
        return f"{self.height} {self.hash}"


class Observer(models.Model):
    """An address that gets the heads of an election. It was typed on a page, and confirmed from its mailbox."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="observers")
    email = models.EmailField(max_length=320)
    normalised = models.CharField(max_length=320)
    confirmed_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = [UniqueConstraint(fields=["election", "normalised"], name="ballots_observer_once")]

    def __str__(self) -> str:
        return self.email


class HeadMailing(AppendOnly):
    """A head that was mailed to the observers: daily while voting, and after each later event."""

    head = models.ForeignKey(RecordHead, on_delete=models.PROTECT, related_name="mailings")
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.head} at {self.at:%Y-%m-%d %H:%M}"
