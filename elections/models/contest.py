"""What is on the ballot: contests, and the seats that they fill."""

import uuid

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from elections.models.election import Election


class Contest(models.Model):
    """One question on the ballot: seats to fill by approval, or a resolution to carry."""

    class Kind(models.TextChoices):
        SEATS = "seats", _("seats")
        RESOLUTION = "resolution", _("resolution")

    class Majority(models.TextChoices):
        VOTES_CAST = "votes cast", _("a majority of the votes cast")
        VOTING_MEMBERS = "voting members", _("a majority of all voting members")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="contests")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), blank=True, help_text=_("of a resolution: what is resolved, in Markdown"))
    text_html = models.TextField(blank=True, editable=False)
    max_choices = models.PositiveSmallIntegerField(null=True, blank=True, help_text=_("empty: as many as one likes"))
    majority = models.CharField(max_length=14, choices=Majority, blank=True)

    class Meta:
        ordering = ("election_id", "position")
        constraints = [
            UniqueConstraint(
                fields=["election", "position"],
                name="elections_contest_one_a_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
            CheckConstraint(
                condition=Q(kind="seats", majority="")
                | Q(kind="resolution", majority__in=["votes cast", "voting members"], max_choices__isnull=True),
                name="elections_contest_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Seat(models.Model):
    """One place to fill and the length of its term; seats of unequal terms go to winners in vote order [bylaws 5.5]."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="seats")
    position = models.PositiveSmallIntegerField()
    years = models.PositiveSmallIntegerField(_("term in years"), default=3)

    class Meta:
        ordering = ("contest_id", "-years", "position")
        constraints = [
            UniqueConstraint(fields=["contest", "position"], name="elections_seat_one_a_position"),
            CheckConstraint(condition=Q(years__gte=1, years__lte=10), name="elections_seat_years"),
        ]

    def __str__(self) -> str:
        return f"{self.contest}: seat {self.position}, {self.years} y"
