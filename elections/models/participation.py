"""What members say and ask about their own right to vote: that they take part, and that something is wrong."""

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from base.facts import has_actor
from elections.models.election import Election
from elections.models.facts import fact_at, fact_by
from members.models import Person


class OptIn(models.Model):
    """A member's word that they take part in one election, where its rules ask for it."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="opt_ins")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="opt_ins")
    at = models.DateTimeField()

    class Meta:
        constraints = [UniqueConstraint(fields=["election", "person"], name="elections_optin_once")]

    def __str__(self) -> str:
        return f"{self.person}: {self.election}"


class MistakeReport(models.Model):
    """A member says that what we know of their right to vote is wrong; the office answers, once."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="mistake_reports")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="mistake_reports")
    email = models.EmailField(max_length=320, help_text=_("with which they were signed in; answers go there"))
    name = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    findings = models.JSONField(default=list, help_text=_("the names of the tests that failed, as they read them"))
    reported_at = models.DateTimeField()
    answered_at = fact_at(_("the office wrote back"))
    answered_by = fact_by()
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            has_actor("answered"),
            CheckConstraint(
                condition=Q(answered_at=None) | ~Q(answer=""), name="elections_mistakereport_answer_has_words"
            ),
            UniqueConstraint(
                fields=["election", "email"],
                condition=Q(answered_at=None),
                name="elections_mistakereport_one_open_each",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name or self.email}: {self.election}"


class RollRequest(models.Model):
    """A voting member asks for the list of voters [bylaws 3.8]; an officer answers within five days."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="roll_requests")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="roll_requests")
    purpose = models.TextField(help_text=_("what they want it for, in their words"))
    asked_at = models.DateTimeField(help_text=_("they agreed to the conditions then"))
    granted_at = fact_at(_("they may download it, for a week"))
    granted_by = fact_by()
    refused_at = fact_at(_("with a reason that they read"))
    refused_by = fact_by()
    refusal = models.TextField(blank=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            has_actor("granted"),
            has_actor("refused"),
            CheckConstraint(condition=~Q(purpose=""), name="elections_rollrequest_has_purpose"),
            CheckConstraint(
                condition=Q(refused_at=None) | (Q(granted_at=None) & ~Q(refusal="")),
                name="elections_rollrequest_one_answer",
            ),
            UniqueConstraint(
                fields=["election", "person"],
                condition=Q(granted_at=None, refused_at=None),
                name="elections_rollrequest_one_open_each",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.election}"
