"""An election: its instants, its rules, and the facts that have come true."""

import uuid
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base.clock import ClockTimestamp
from base.facts import has_actor
from elections.models.facts import fact_at, fact_by
from elections.models.kind import ElectionKind, RulesOfABody
from elections.phases import Facts, Instants, Phase, phase


class ElectionQuerySet(models.QuerySet["Election"]):
    def public(self) -> "ElectionQuerySet":
        """Elections that everybody may know of: announced, or taken over from elsewhere."""
        return self.filter(Q(announced_at__isnull=False) | Q(imported_at__isnull=False))

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> "ElectionQuerySet":
        """Drafts are seen by the election office alone."""
        return self if user.is_active and getattr(user, "is_staff", False) else self.public()


class Backers(models.TextChoices):
    """Who may name somebody for an election, or endorse them."""

    ANYONE = "anyone", _("anyone who signs in")
    MEMBERS = "members", _("members of any class")
    VOTING_MEMBERS = "voting members", _("members with a vote")


class Election(RulesOfABody):
    """An election: its instants, its rules, and the facts that have come true. There is no status column."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    description_html = models.TextField(blank=True, editable=False)
    created_at = models.DateTimeField(db_default=ClockTimestamp())
    created_by = fact_by()

    # the instants; the nomination block is all null for a vote without nominees
    nominations_open = models.DateTimeField(_("nominations open"), null=True, blank=True)
    nominations_close = models.DateTimeField(_("nominations close"), null=True, blank=True)
    acceptance_closes = models.DateTimeField(_("acceptance closes"), null=True, blank=True)
    candidates_announced = models.DateTimeField(_("candidates are announced"), null=True, blank=True)
    roll_closes = models.DateTimeField(_("roll closes"))
    voting_opens = models.DateTimeField(_("voting opens"))
    voting_closes = models.DateTimeField(_("voting closes"))
    questions_open = models.DateTimeField(_("questions open"), null=True, blank=True)
    questions_close = models.DateTimeField(_("questions close"), null=True, blank=True)

    # the rules, fixed before opening; those that its kind gave it stand in RulesOfABody
    kind = models.ForeignKey(ElectionKind, on_delete=models.PROTECT, null=True, blank=True, related_name="elections")
    affirmed_since = models.DateTimeField(_("an affirmation counts since"), null=True, blank=True)
    who_may_nominate = models.CharField(_("who may nominate"), max_length=14, choices=Backers, default=Backers.MEMBERS)
    who_may_endorse = models.CharField(_("who may endorse"), max_length=14, choices=Backers, default=Backers.MEMBERS)
    nominations_each = models.PositiveSmallIntegerField(
        _("how many people one person may nominate"),
        null=True,
        blank=True,
        help_text=_("Leave it empty for any number."),
    )
    endorsements_needed = models.PositiveSmallIntegerField(
        _("how many endorsements by voting members it takes to stand"),
        default=0,
        help_text=_("0 if nobody needs any."),
    )
    questions_each = models.PositiveSmallIntegerField(
        _("how many questions one member may ask the candidates"), default=3
    )
    officers_required = models.PositiveSmallIntegerField(
        _("officers that a critical act needs"), default=2, help_text=_("1 or 2")
    )
    server_may_seal = models.BooleanField(_("the server may seal a ballot, if the voter agrees"), default=True)
    strict_credentials = models.BooleanField(
        _("somebody outside the server makes the voting codes, and mails them"),
        default=False,
        help_text=_(
            "Then the server cannot vote for members who stay away. Voters need their code besides signing in, and "
            "only their own browser may seal."
        ),
    )

    # the facts
    announced_at = fact_at(_("the timetable became public"))
    announced_by = fact_by()
    roll_sealed_at = fact_at(_("the list of voters was copied and sealed"))
    roll_sealed_by = fact_by()
    roll_hash = models.CharField(max_length=64, blank=True, editable=False)
    ballot_sealed_at = fact_at(_("questions, keys and credentials were fixed: the protocol's Setup"))
    ballot_sealed_by = fact_by()
    keys_asked_at = fact_at(_("each trustee beside the server was asked to prove that their key is there"))
    keys_proved_at = fact_at(_("all of them did, or officers do without some; until then nothing opens"))
    paused_at = fact_at(_("casting is held back"))
    paused_by = fact_by()
    ballots_ended_at = fact_at(_("the close became final"))
    ballots_ended_by = fact_by()
    tallied_at = fact_at(_("the sealed ballots were added up; trustees may open the totals"))
    tallied_by = fact_by()
    counted_at = fact_at(_("the totals were decrypted"))
    counted_by = fact_by()
    certified_at = fact_at(_("two officers put their names to the count"))
    certified_by = fact_by()
    certified_second_by = fact_by()
    result_due_at = fact_at(_("the worker publishes the certified result at this instant"))
    result_due_by = fact_by()
    result_due_second_by = fact_by()
    published_at = fact_at(_("everybody may see the result"))
    published_by = fact_by()
    voided_at = fact_at(_("the vote does not count"))
    voided_by = fact_by()
    cancelled_at = fact_at(_("the vote will not be held"))
    cancelled_by = fact_by()
    imported_at = fact_at(_("taken over from documents: ballots not ours"))
    imported_from = models.CharField(max_length=200, blank=True, editable=False)

    objects = ElectionQuerySet.as_manager()

    class Meta:
        ordering = ("-voting_opens", "-id")
        constraints = [
            CheckConstraint(condition=Q(voting_opens__lt=F("voting_closes")), name="elections_voting_opens_first"),
            CheckConstraint(condition=Q(roll_closes__lte=F("voting_opens")), name="elections_roll_closes_first"),
            CheckConstraint(
                condition=Q(
                    nominations_open__isnull=True,
                    nominations_close__isnull=True,
                    acceptance_closes__isnull=True,
                    candidates_announced__isnull=True,
                )
                | Q(
                    nominations_open__isnull=False,
                    nominations_close__isnull=False,
                    acceptance_closes__isnull=False,
                    candidates_announced__isnull=False,
                    nominations_open__lt=F("nominations_close"),
                    nominations_close__lte=F("acceptance_closes"),
                    acceptance_closes__lte=F("candidates_announced"),
                    candidates_announced__lte=F("voting_opens"),
                ),
                name="elections_nomination_instants_in_order",
            ),
            CheckConstraint(
                condition=Q(questions_open__isnull=True, questions_close__isnull=True)
                | Q(
                    questions_open__isnull=False,
                    questions_close__isnull=False,
                    questions_open__lt=F("questions_close"),
                    questions_close__lte=F("voting_closes"),
                ),
                name="elections_question_instants_in_order",
            ),
            CheckConstraint(
                condition=Q(quorum_denominator__gt=0, quorum_numerator__lte=F("quorum_denominator")),
                name="elections_quorum_is_a_fraction",
            ),
            CheckConstraint(condition=Q(officers_required__in=[1, 2]), name="elections_one_or_two_officers"),
            CheckConstraint(
                condition=Q(strict_credentials=False) | Q(server_may_seal=False),
                name="elections_server_seals_with_its_own_codes",
            ),
            *(
                has_actor(name)
                for name in (
                    "announced",
                    "roll_sealed",
                    "ballot_sealed",
                    "paused",
                    "ballots_ended",
                    "tallied",
                    "counted",
                    "certified",
                    "result_due",
                    "published",
                    "voided",
                    "cancelled",
                )
            ),
            CheckConstraint(
                condition=Q(roll_sealed_at__isnull=True, roll_hash="")
                | (Q(roll_sealed_at__isnull=False) & ~Q(roll_hash="")),
                name="elections_sealed_roll_has_hash",
            ),
            CheckConstraint(
                condition=Q(certified_second_by__isnull=True, officers_required=1)
                | Q(certified_second_by__isnull=True, certified_at__isnull=True)
                | (
                    Q(certified_at__isnull=False, certified_second_by__isnull=False)
                    & ~Q(certified_second_by=F("certified_by"))
                ),
                name="elections_certified_by_two_different",
            ),
            CheckConstraint(
                condition=Q(result_due_at__isnull=True) | Q(certified_at__isnull=False),
                name="elections_result_due_once_certified",
            ),
            CheckConstraint(
                condition=Q(imported_at__isnull=False)
                | (
                    (Q(ballot_sealed_at__isnull=True) | Q(roll_sealed_at__isnull=False))
                    & (Q(ballots_ended_at__isnull=True) | Q(ballot_sealed_at__isnull=False))
                    & (Q(keys_asked_at__isnull=True) | Q(ballot_sealed_at__isnull=False))
                    & (Q(keys_proved_at__isnull=True) | Q(keys_asked_at__isnull=False))
                    & (Q(tallied_at__isnull=True) | Q(ballots_ended_at__isnull=False))
                    & (Q(counted_at__isnull=True) | Q(tallied_at__isnull=False))
                    & (Q(certified_at__isnull=True) | Q(counted_at__isnull=False))
                    & (Q(published_at__isnull=True) | Q(certified_at__isnull=False))
                ),
                name="elections_facts_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("pages:election", args=[self.slug])

    @property
    def instants(self) -> Instants:
        return Instants(
            nominations_open=self.nominations_open,
            nominations_close=self.nominations_close,
            acceptance_closes=self.acceptance_closes,
            candidates_announced=self.candidates_announced,
            roll_closes=self.roll_closes,
            voting_opens=self.voting_opens,
            voting_closes=self.voting_closes,
            questions_open=self.questions_open,
            questions_close=self.questions_close,
        )

    @property
    def facts(self) -> Facts:
        return Facts(
            announced_at=self.announced_at,
            roll_sealed_at=self.roll_sealed_at,
            ballot_sealed_at=self.ballot_sealed_at,
            keys_asked_at=self.keys_asked_at,
            keys_proved_at=self.keys_proved_at,
            paused_at=self.paused_at,
            ballots_ended_at=self.ballots_ended_at,
            tallied_at=self.tallied_at,
            counted_at=self.counted_at,
            certified_at=self.certified_at,
            result_due_at=self.result_due_at,
            published_at=self.published_at,
            voided_at=self.voided_at,
            cancelled_at=self.cancelled_at,
        )

    @property
    def is_imported(self) -> bool:
        return self.imported_at is not None

    @property
    def is_known(self) -> bool:
        """Everybody may know of it: it was announced, or taken over from what was published."""
        return self.announced_at is not None or self.is_imported

    def phase(self, now: datetime) -> Phase:
        return phase(self.instants, self.facts, now)
