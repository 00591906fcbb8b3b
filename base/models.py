"""The journal, the mail that leaves the house, what was used of a rate, pictures, and what the worker is at."""

import uuid

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base import mail_models  # noqa: F401  Django finds them here
from base.append_only import AppendOnly
from base.clock import ClockTimestamp
from base.mail_kinds import KINDS


class JournalLine(AppendOnly):
    """One act: who did what to which election, when and why. Outlives what it describes, so it has no foreign keys.

    `salt`, `position` and `hash` are PostgreSQL's own: they chain the lines of each election (base/chaining.py).
    """

    append_only_set_by_database = ("position", "hash")

    at = models.DateTimeField(db_default=ClockTimestamp())
    act = models.CharField(max_length=60)
    actor_id = models.BigIntegerField(null=True, help_text=_("the person, where one acted"))
    actor = models.CharField(max_length=200, help_text=_("the name as it was then, or the part of the system"))
    second_id = models.BigIntegerField(null=True)
    second = models.CharField(max_length=200, blank=True, help_text=_("the second officer, where two are needed"))
    election_uuid = models.UUIDField(null=True)
    subject = models.CharField(max_length=300, blank=True)
    reason = models.TextField(blank=True)
    details = models.JSONField(default=dict, blank=True)
    public = models.BooleanField(default=False, help_text=_("shown in the election's public journal"))
    salt = models.UUIDField(db_default=RandomUUID(), editable=False)
    position = models.BigIntegerField(
        null=True, editable=False, help_text=_("in the chain of its election, from 1; PostgreSQL alone sets it")
    )
    hash = models.CharField(
        max_length=64, null=True, editable=False, help_text=_("of this line and all before it (base/chaining.py)")
    )

    class Meta:
        ordering = ("id",)
        indexes = [
            models.Index(fields=["election_uuid", "id"], name="base_journal_by_election"),
            models.Index(fields=["election_uuid", "id"], condition=Q(position__isnull=True), name="base_journal_waits"),
        ]
        constraints = [
            UniqueConstraint(
                fields=["election_uuid", "position"],
                condition=Q(position__isnull=False),
                nulls_distinct=False,
                name="base_journal_one_a_position",
            ),
            CheckConstraint(
                condition=Q(position__isnull=True, hash__isnull=True) | Q(position__isnull=False, hash__isnull=False),
                name="base_journal_position_has_hash",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.actor}: {self.act} {self.subject}".rstrip()


class Mail(models.Model):
    """A mail that was promised, in the transaction of the act that promised it."""

    TELLS_WHO_VOTED = tuple(name for name, kind in KINDS.items() if kind.tells_who_voted)
    """Kinds whose recipients nobody else may read: not the office, not superusers."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=200, unique=True, null=True, help_text=_("the same key is never queued twice"))
    kind = models.CharField(max_length=60)
    election_uuid = models.UUIDField(null=True, db_index=True)
    recipient = models.EmailField(max_length=320)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    language = models.CharField(max_length=20, default="en")
    person_uuid = models.UUIDField(null=True, help_text=_("whom it is for, where that is known"))
    secret = models.BooleanField(default=False, help_text=_("the words are wiped once delivered: a sign-in code"))
    bulk = models.BooleanField(default=False, help_text=_("one of many: sent behind all others, and not too fast"))
    queued_at = models.DateTimeField(db_default=ClockTimestamp())
    due_at = models.DateTimeField(null=True, help_text=_("when it is tried next; of one in bulk the worker goes by it"))
    until = models.DateTimeField(null=True, help_text=_("what nobody needs from then on is not sent any more"))

    class Meta:
        ordering = ("-id",)
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(bulk=True, due_at__isnull=False), name="base_mail_due"),
            models.Index(fields=["election_uuid", "kind"], name="base_mail_by_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.recipient}"


class MailAttempt(models.Model):
    """One try at one mail. It is written before the try, so an unfinished row means: nobody knows."""

    class Outcome(models.TextChoices):
        SENT = "sent", _("sent")
        REFUSED = "refused", _("refused")
        UNREACHABLE = "unreachable", _("mail server unreachable")
        WITHHELD = "withheld", _("not sent: mail to this address came back")

    mail = models.ForeignKey(Mail, on_delete=models.CASCADE, related_name="attempts")
    started_at = models.DateTimeField(db_default=ClockTimestamp())
    finished_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome, null=True)
    answer = models.CharField(max_length=500, blank=True)
    given_up_at = models.DateTimeField(null=True, help_text=_("an officer repeated the mail although this is in doubt"))

    class Meta:
        ordering = ("id",)
        constraints = [
            CheckConstraint(
                condition=Q(finished_at__isnull=True, outcome__isnull=True)
                | Q(finished_at__isnull=False, outcome__isnull=False),
                name="base_mailattempt_finished_has_outcome",
            ),
            UniqueConstraint(fields=["mail"], condition=Q(outcome="sent"), name="base_mailattempt_sent_once"),
        ]

    def __str__(self) -> str:
        return f"{self.mail_id}: {self.outcome or 'unknown'}"


class Allowance(models.Model):
    """How much of a rate somebody has used up, in a period that began with the first time (base/limits.py)."""

    key = models.CharField(max_length=64, primary_key=True, help_text=_("a keyed hash of what, and whose"))
    spent = models.PositiveIntegerField()
    renewed_at = models.DateTimeField(db_index=True, help_text=_("counted anew from then on"))

    def __str__(self) -> str:
        return f"{self.key[:12]}: {self.spent} until {self.renewed_at:%H:%M:%S}"


class Picture(models.Model):
    """One picture in three sizes, made by base/pictures.py. Its address is its content, so it never changes."""

    hash = models.CharField(max_length=64, unique=True, editable=False, help_text=_("SHA-256 of the large one"))
    width = models.PositiveSmallIntegerField(editable=False)
    height = models.PositiveSmallIntegerField(editable=False)
    large = models.BinaryField(help_text=_("WebP"))
    small = models.BinaryField(help_text=_("WebP, at most half as wide"))
    tiny = models.BinaryField(help_text=_("WebP, at most a quarter as wide: beside names in a list"))
    created_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        ordering = ("id",)
        constraints = [CheckConstraint(condition=Q(width__gt=0, height__gt=0), name="base_picture_has_size")]

    def __str__(self) -> str:
        return f"{self.hash[:12]}, {self.width}×{self.height}"

    def get_absolute_url(self) -> str:
        return reverse("picture", args=[self.hash])

    @property
    def small_url(self) -> str:
        return reverse("picture_small", args=[self.hash])

    @property
    def tiny_url(self) -> str:
        return reverse("picture_tiny", args=[self.hash])


class Work(models.Model):
    """Something that takes longer than a page: the worker does it, and who asked for it sees how far it is."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=200, help_text=_("the same is asked for once at a time"))
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=20)
    asked_by = models.BigIntegerField(help_text=_("the person"))
    asked_at = models.DateTimeField(db_default=ClockTimestamp())
    asked_on = models.CharField(max_length=300, help_text=_("the path of the page that it was asked for on"))
    steps = models.PositiveBigIntegerField(default=0, help_text=_("how many there are; 0 where nobody can tell"))
    steps_done = models.PositiveBigIntegerField(default=0)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    told = models.TextField(blank=True, help_text=_("what is true now that it is done"))
    leads_to = models.CharField(max_length=300, blank=True, help_text=_("the path of the page that shows it"))
    problems = models.JSONField(default=list, help_text=_("why it was not done, in sentences"))

    class Meta:
        ordering = ("-id",)
        constraints = [
            UniqueConstraint(fields=["key"], condition=Q(ended_at__isnull=True), name="base_work_once_at_a_time"),
            CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(began_at__isnull=False), name="base_work_ended_once_begun"
            ),
            CheckConstraint(
                condition=Q(ended_at__isnull=True, told="", problems=[])
                | (Q(ended_at__isnull=False, problems=[]) & ~Q(told=""))
                | (Q(ended_at__isnull=False, told="") & ~Q(problems=[])),
                name="base_work_ended_is_told",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.asked_at:%Y-%m-%d %H:%M}"

    @property
    def part(self) -> int:
        """How much of it is done, in whole percent, where anybody can tell."""
        return self.steps_done * 100 // self.steps if self.steps else 0
