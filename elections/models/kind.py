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
        help_text=_("In whose register they stand who are elected, such as “board”. Empty where nobody is seated."),
    )
    body_name = models.CharField(
        _("the body"),
        max_length=100,
        default="Board of directors",
        blank=True,
        help_text=_("As it stands on the ballot, such as “Board of directors”."),
    )
    board_size = models.PositiveSmallIntegerField(_("seats of the whole body"), default=11)
    affiliation_limit = models.CharField(
        _("how many who sit may share an affiliation"),
        max_length=20,
        choices=AffiliationLimit,
        default=AffiliationLimit.QUARTER_OF_BOARD,
    )
    entity_limit = models.PositiveSmallIntegerField(_("how many, where it is a number"), default=2)
    quorum_numerator = models.PositiveSmallIntegerField(
        _("quorum: this many"), default=1, help_text=_("One third by the bylaws [3.9]. 0 if no quorum is asked for.")
    )
    quorum_denominator = models.PositiveSmallIntegerField(_("quorum: of this many voting members"), default=3)
    voting_classes = models.JSONField(_("memberships with a vote"), default=every_voting_class)
    affirmation_required = models.BooleanField(_("voters must have affirmed that they intend to vote"), default=True)
    fellows_must_affirm = models.BooleanField(_("Fellows must affirm too"), default=True)
    votes_missed_limit = models.PositiveSmallIntegerField(
        _("votes missed in a calendar year that end the right to vote in it"),
        null=True,
        blank=True,
        default=4,
        help_text=_("Four by the bylaws [4.11]; Fellows keep their vote. Empty: nobody loses it."),
    )
    opt_in_required = models.BooleanField(
        _("voters must have said that they take part in the election"),
        default=False,
        help_text=_("They say so on their page “Can I vote?”, until the roll closes."),
    )
    rules_source = models.CharField(
        _("where the rules are written"),
        max_length=200,
        blank=True,
        help_text=_("Such as “PSF bylaws, as amended to 23 July 2025”. It stands beside the result."),
    )
    rules_url = models.CharField(
        _("address of the rules"), max_length=300, blank=True, validators=[URLValidator(["https"])]
    )

    class Meta:
        abstract = True

    @property
    def limit_is_a_quarter(self) -> bool:
        return self.affiliation_limit == AffiliationLimit.QUARTER_OF_BOARD


class ElectionKind(RulesOfABody):
    """A kind of election: its words, seats, rules and windows, which an election takes over when it is made."""

    slug = models.SlugField(
        _("short name"), max_length=40, unique=True, help_text=_("Letters without accents, digits and hyphens.")
    )
    name = models.CharField(_("name"), max_length=100, unique=True, help_text=_("Such as “Board election”."))
    description = models.CharField(_("what it is for"), max_length=300, blank=True)
    seat_years = models.JSONField(
        _("terms of its seats, in years"),
        default=list,
        blank=True,
        help_text=_("As proposed for a new election, one number a seat: “3, 3, 3”. Empty where nobody is seated."),
    )
    majority = models.CharField(_("a resolution is carried by"), max_length=14, default="votes cast")
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
