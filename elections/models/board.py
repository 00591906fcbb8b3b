"""Who sits on the board and on other bodies, and which organisations they belong to [bylaws 5.4, 5.15]."""

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from members.models import Person


class Organisation(models.Model):
    """An employer or other entity, for the limit on co-affiliation; control makes two of them one [bylaws 5.15]."""

    name = models.CharField(max_length=200)
    controlled_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="controls")

    class Meta:
        ordering = ("name",)
        constraints = [
            UniqueConstraint(Upper("name"), name="elections_organisation_one_a_name"),
            CheckConstraint(condition=~Q(controlled_by=F("id")), name="elections_organisation_not_its_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name


class Seated(models.TextChoices):
    """How somebody came to sit on the board."""

    ELECTED = "elected", _("elected")
    VACANCY = "vacancy", _("elected for the rest of a term")
    APPOINTED = "appointed", _("appointed")


class BoardTerm(models.Model):
    """One person's time on a body; who sits when a result is made counts for the limit on co-affiliation."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="board_terms")
    name = models.CharField(max_length=200)
    body = models.SlugField(
        _("register"),
        max_length=40,
        default="board",
        help_text=_("of which body: the register of its kind of election"),
    )
    seat = models.CharField(max_length=100, blank=True, help_text=_("such as “Director” or “Officer Director”"))
    cohort = models.CharField(max_length=1, blank=True, help_text=_("A, B or C [bylaws 5.4]"))
    how = models.CharField(_("how they came to sit"), max_length=10, choices=Seated, default=Seated.ELECTED)
    election = models.ForeignKey(
        "Election", on_delete=models.SET_NULL, null=True, blank=True, related_name="board_terms"
    )
    since = models.DateField()
    until = models.DateField(help_text=_("the first day on which it is over"))
    organisations = models.ManyToManyField(Organisation, blank=True, related_name="board_terms")

    class Meta:
        ordering = ("since", "name")
        constraints = [
            CheckConstraint(condition=Q(since__lt=F("until")), name="elections_boardterm_since_before_until")
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.since:%Y}–{self.until:%Y}"
