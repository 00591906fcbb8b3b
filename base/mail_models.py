"""What the mail remembers besides the mails: an election's words and mailings, wishes of recipients, what came back."""

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from base.clock import ClockTimestamp


class MailWords(models.Model):
    """The office's own words for one kind of mail of one election, in one language, in place of the house's."""

    election_uuid = models.UUIDField()
    kind = models.CharField(max_length=60)
    language = models.CharField(max_length=20)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=200, help_text=_("the name as it was then"))

    class Meta:
        ordering = ("election_uuid", "kind", "language")
        constraints = [
            UniqueConstraint(fields=["election_uuid", "kind", "language"], name="base_mailwords_one_a_language"),
            CheckConstraint(condition=~Q(subject="") & ~Q(text=""), name="base_mailwords_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.language})"


class MailRules(models.Model):
    """How often an election reminds its voters, and which mails to everybody its office holds back."""

    MOST_REMINDERS = 10

    election_uuid = models.UUIDField(unique=True)
    remind_every = models.PositiveSmallIntegerField(_("days between two reminders"), default=3)
    remind_most = models.PositiveSmallIntegerField(_("reminders at most"), default=3)
    held_back = models.JSONField(default=list, blank=True, help_text=_("names of kinds that do not go out"))

    class Meta:
        ordering = ("id",)
        constraints = [
            CheckConstraint(condition=Q(remind_every__gte=1, remind_every__lte=60), name="base_mailrules_days_apart"),
            CheckConstraint(condition=Q(remind_most__lte=10), name="base_mailrules_few_reminders"),
        ]

    def __str__(self) -> str:
        return f"every {self.remind_every} days, at most {self.remind_most}"


class Mailing(models.Model):
    """One mail to everybody whom it concerns: begun once, and taken up where it stopped until it is done."""

    election_uuid = models.UUIDField()
    kind = models.CharField(max_length=60)
    number = models.PositiveSmallIntegerField(help_text=_("of its kind in this election, from 1"))
    planned_at = models.DateTimeField()
    begun_at = models.DateTimeField(db_default=ClockTimestamp())
    done_at = models.DateTimeField(null=True)
    letters = models.PositiveIntegerField(default=0, help_text=_("queued so far"))

    class Meta:
        ordering = ("election_uuid", "planned_at", "id")
        constraints = [UniqueConstraint(fields=["election_uuid", "kind", "number"], name="base_mailing_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}: {self.letters}"


class MailWishes(models.Model):
    """What somebody wants: which mails not, and in which language. `whose` is a person's UUID, else an address."""

    whose = models.CharField(max_length=320, unique=True, help_text=_("a person’s UUID, or a folded address"))
    unwanted = models.JSONField(default=list, blank=True, help_text=_("names of kinds; essential ones go all the same"))
    language = models.CharField(max_length=20, blank=True)
    changed_at = models.DateTimeField()
    moved_to = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="moved_here",
        help_text=_("whose wishes count in place of these, where two turned out to be one reader"),
    )

    class Meta:
        ordering = ("id",)
        verbose_name_plural = "mail wishes"
        constraints = [CheckConstraint(condition=~Q(moved_to=F("id")), name="base_mailwishes_not_moved_to_itself")]

    def __str__(self) -> str:
        return self.whose


class Bounce(models.Model):
    """A mail that came back, or that its reader complained of."""

    class Kind(models.TextChoices):
        HARD = "hard", _("there is no such mailbox")
        SOFT = "soft", _("refused for another reason")
        COMPLAINT = "complaint", _("reported as unwanted")

    mail = models.ForeignKey("base.Mail", on_delete=models.CASCADE, related_name="bounces")
    address = models.CharField(max_length=320, db_index=True, help_text=_("folded"))
    kind = models.CharField(max_length=10, choices=Kind)
    words = models.CharField(max_length=500, blank=True, help_text=_("the other server’s"))
    source = models.CharField(max_length=20, help_text=_("webhook, mailbox or answer"))
    received_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = [
            UniqueConstraint(fields=["mail", "kind"], name="base_bounce_once"),
            CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by="") | (Q(settled_at__isnull=False) & ~Q(settled_by="")),
                name="base_bounce_settled_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.address}: {self.kind}"


class Suppression(models.Model):
    """An address that gets no mail for now, because it came back or because its reader complained."""

    address = models.CharField(max_length=320, unique=True, help_text=_("folded"))
    reason = models.CharField(max_length=10, choices=Bounce.Kind)
    since = models.DateTimeField()

    class Meta:
        ordering = ("address",)
        constraints = [CheckConstraint(condition=~Q(reason="soft"), name="base_suppression_for_a_reason")]

    def __str__(self) -> str:
        return f"{self.address}: {self.reason}"


class BulkStop(models.Model):
    """Mail to many was stopped, by whom and why; and when it went on."""

    stopped_at = models.DateTimeField()
    stopped_by = models.CharField(max_length=200)
    reason = models.TextField()
    resumed_at = models.DateTimeField(null=True)
    resumed_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = [
            UniqueConstraint(
                fields=["resumed_by"], condition=Q(resumed_at__isnull=True), name="base_bulkstop_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stopped_at:%Y-%m-%d %H:%M} {self.stopped_by}"
