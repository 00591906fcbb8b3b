"""Who is named for an election, what they agreed to, and the links by which they were asked."""

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base.clock import ClockTimestamp
from base.facts import has_actor
from elections.models import Election, Organisation, fact_at, fact_by
from members.models import Person


class NomineeQuerySet(models.QuerySet["Nominee"]):
    def accepted(self) -> "NomineeQuerySet":
        """Everyone who agreed to stand, also who withdrew later: a withdrawn nominee is shown as withdrawn."""
        return self.filter(accepted_at__isnull=False)

    def standing(self) -> "NomineeQuerySet":
        """Who is for choice on a ballot that is not sealed yet."""
        return self.accepted().filter(withdrawn_at__isnull=True)


class Nominee(models.Model):
    """A person named for an election. They stand once they accepted; the row stays whatever happens later."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="nominees")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="candidacies")
    slug = models.SlugField(max_length=120, allow_unicode=False)
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(max_length=320, blank=True)
    created_at = models.DateTimeField(db_default=ClockTimestamp())
    accepted_at = fact_at(_("agreed to stand"))
    accepted_by = fact_by()
    accepted_through = models.ForeignKey(
        "nominees.MailedLink", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    declined_at = fact_at(_("said no"))
    declined_by = fact_by()
    declined_through = models.ForeignKey(
        "nominees.MailedLink", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    withdrawn_at = fact_at(_("stands no more"))
    withdrawn_by = fact_by()
    ineligible_reason = models.TextField(blank=True, help_text=_("why they cannot be seated"))
    organisations = models.ManyToManyField(Organisation, blank=True, related_name="nominees")

    objects = NomineeQuerySet.as_manager()

    class Meta:
        ordering = ("election_id", "id")
        constraints = [
            UniqueConstraint(fields=["election", "slug"], name="nominees_nominee_one_a_slug"),
            UniqueConstraint(fields=["election", "person"], name="nominees_nominee_one_a_person"),
            CheckConstraint(condition=~Q(name=""), name="nominees_nominee_has_name"),
            CheckConstraint(condition=~Q(slug=""), name="nominees_nominee_has_slug"),
            CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True, accepted_through__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False)
                | Q(accepted_at__isnull=False, accepted_through__isnull=False),
                name="nominees_nominee_accepted_has_actor",
            ),
            CheckConstraint(
                condition=Q(declined_at__isnull=True, declined_by__isnull=True, declined_through__isnull=True)
                | Q(declined_at__isnull=False, declined_by__isnull=False)
                | Q(declined_at__isnull=False, declined_through__isnull=False),
                name="nominees_nominee_declined_has_actor",
            ),
            CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(declined_at__isnull=True),
                name="nominees_nominee_accepts_or_declines",
            ),
            CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(accepted_at__isnull=False),
                name="nominees_nominee_withdraws_after_accepting",
            ),
            has_actor("withdrawn"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("nominees:candidate", args=[self.election.slug, self.slug])


class Acknowledgement(models.Model):
    """What a nominee agreed to, when and how: to the Code of Conduct whoever stands, with the mission who chose to."""

    class Subject(models.TextChoices):
        CODE_OF_CONDUCT = "code of conduct", _("the Code of Conduct")
        MISSION = "mission", _("the mission")

    nominee = models.ForeignKey(Nominee, on_delete=models.PROTECT, related_name="acknowledgements")
    subject = models.CharField(max_length=20, choices=Subject)
    agreed_at = models.DateTimeField(db_default=ClockTimestamp())
    agreed_by = fact_by()
    agreed_through = models.ForeignKey(
        "nominees.MailedLink", on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )

    class Meta:
        ordering = ("nominee_id", "subject")
        constraints = [
            UniqueConstraint(fields=["nominee", "subject"], name="nominees_acknowledgement_once"),
            CheckConstraint(
                condition=Q(agreed_by__isnull=False) | Q(agreed_through__isnull=False),
                name="nominees_acknowledgement_has_actor",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nominee}: {self.subject}"


class MailedLink(models.Model):
    """A link sent by mail, good for one purpose as long as its window is open. Only the hash of its token is kept."""

    class Purpose(models.TextChoices):
        ANSWER = "answer", _("accept or decline a nomination")

    token_hash = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=20, choices=Purpose)
    nominee = models.ForeignKey(Nominee, on_delete=models.CASCADE, related_name="links")
    email = models.EmailField(max_length=320)
    created_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.purpose} for {self.nominee}"
