"""Service awards: what a resolution gave, to whom and for what."""

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from base.facts import has_actor
from community.models.post import Post
from elections.models import fact_at, fact_by
from members.models import Person


class Award(models.Model):
    """One award to one recipient, by the name that the resolution gives; staff confirm which person that is."""

    post = models.ForeignKey(Post, on_delete=models.SET_NULL, null=True, blank=True, related_name="awards")
    position = models.PositiveSmallIntegerField(default=0, help_text=_("in its post"))
    series = models.CharField(_("award"), max_length=200, help_text=_("such as “Q3 2018 Community Service Award”"))
    recipient = models.CharField(_("recipient"), max_length=200)
    citation = models.TextField(_("for what"), blank=True)
    resolution = models.TextField(_("resolution"), blank=True, help_text=_("its words, as plain text"))
    awarded_on = models.DateField(_("awarded"), null=True, blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="awards")
    confirmed_at = fact_at(_("an officer said that the recipient is this person"))
    confirmed_by = fact_by()

    class Meta:
        ordering = ("-awarded_on", "post_id", "position", "id")
        constraints = [
            UniqueConstraint(fields=["post", "recipient", "series"], name="community_award_once_to_a_recipient"),
            CheckConstraint(condition=~Q(series="") & ~Q(recipient=""), name="community_award_of_what_to_whom"),
            has_actor("confirmed"),
            CheckConstraint(
                condition=Q(person__isnull=True, confirmed_at__isnull=True)
                | Q(person__isnull=False, confirmed_at__isnull=False),
                name="community_award_person_is_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.series}: {self.recipient}"
