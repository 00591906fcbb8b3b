"""What elections of one body have in common, kept as data: a new body takes a row here, and no code."""

from django.core.validators import URLValidator
from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext_lazy as _

from elections.models.limits import AffiliationLimit
from elections.rights import VotingClass


def every_voting_class() -> list[str]:
    return [each.value for each in VotingClass]


class RulesOfABody(models.Model):
    """The rules that a kind gives and an election keeps: what is changed in the kind later, changes no election."""

    body = models.SlugField(
        _("register"),
        max_length=40,
        default="board",
        blank=True,
        help_text=_("who sits stands in the register of this name, such as “board”; empty: nobody is seated"),
    )
    body_name = models.CharField(_("the body"), max_length=100, default="Board of directors", blank=True)
    board_size = models.PositiveSmallIntegerField(_("seats of the whole body"), default=11)
    affiliation_limit = models.CharField(
        _("how many may share an affiliation"),
        max_length=20,
        choices=AffiliationLimit,
        default=AffiliationLimit.QUARTER_OF_BOARD,
    )
    entity_limit = models.PositiveSmallIntegerField(
        _("the number, where it is one"), default=2, help_text=_("of the same entity at most")
    )
    quorum_numerator = models.PositiveSmallIntegerField(default=1, help_text=_("0: no quorum is asked for"))
    quorum_denominator = models.PositiveSmallIntegerField(default=3, help_text=_("one third [bylaws 3.9]"))
    voting_classes = models.JSONField(_("memberships with a vote"), default=every_voting_class)
    affirmation_required = models.BooleanField(default=True)
    fellows_must_affirm = models.BooleanField(default=True)
    votes_missed_limit = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        default=4,
        help_text=_("votes missed in a year end the right to vote in it [bylaws 4.11]"),
    )
    opt_in_required = models.BooleanField(
        default=False, help_text=_("each voter says beforehand that they take part in this election")
    )
    rules_source = models.CharField(
        _("where its rules are written"),
        max_length=200,
        blank=True,
        help_text=_("such as “PSF bylaws as amended on 23 July 2025”; shown beside the result"),
    )
    rules_url = models.CharField(_("its address"), max_length=300, blank=True, validators=[URLValidator(["https"])])

    class Meta:
        abstract = True

    @property
    def limit_is_a_quarter(self) -> bool:
        return self.affiliation_limit == AffiliationLimit.QUARTER_OF_BOARD


class ElectionKind(RulesOfABody):
    """A kind of election: its words, seats, rules and windows, which an election takes over when it is made."""

    slug = models.SlugField(_("short name"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=100, unique=True)
    description = models.CharField(_("what it is for"), max_length=300, blank=True)
    seat_years = models.JSONField(
        _("terms of its seats, in years"), default=list, blank=True, help_text=_("as proposed for a new election")
    )
    majority = models.CharField(
        _("a resolution is carried by"), max_length=14, default="votes cast", help_text=_("as proposed for a new one")
    )
    has_nominations = models.BooleanField(_("people are nominated"), default=True)
    has_questions = models.BooleanField(_("members ask candidates questions"), default=True)
    nomination_days = models.PositiveSmallIntegerField(_("days to nominate"), default=14)
    voting_days = models.PositiveSmallIntegerField(_("days to vote"), default=14)
    retired = models.BooleanField(_("no longer offered for new elections"), default=False)

    class Meta:
        ordering = ("name",)
        constraints = [
            CheckConstraint(
                condition=Q(quorum_denominator__gt=0, quorum_numerator__lte=F("quorum_denominator")),
                name="elections_kind_quorum_is_a_fraction",
            ),
            CheckConstraint(condition=Q(majority__in=["votes cast", "voting members"]), name="elections_kind_majority"),
            CheckConstraint(
                condition=Q(has_nominations=True) | Q(seat_years=[]), name="elections_kind_seats_need_nominees"
            ),
            CheckConstraint(
                condition=Q(voting_days__gte=1, voting_days__lte=60, nomination_days__gte=1),
                name="elections_kind_lasts_days",
            ),
        ]

    def __str__(self) -> str:
        return self.name
