"""What is decided, when, and by whom: elections, their contests and seats, and the roll."""

import uuid
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.db.models.functions import Upper
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from base.clock import ClockTimestamp
from base.facts import has_actor
from elections.phases import Facts, Instants, Phase, phase
from members.models import MembershipClass, Person


def fact_at(help_text: Any) -> "models.DateTimeField[datetime | None, datetime | None]":
    return models.DateTimeField(null=True, blank=True, editable=False, help_text=help_text)


def fact_by(related_name: str = "+") -> "models.ForeignKey[Person | None, Person | None]":
    return models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name=related_name
    )


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
    """One director's time on the board; who sits when a result is made counts for the limit on co-affiliation."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="board_terms")
    name = models.CharField(max_length=200)
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


class ElectionQuerySet(models.QuerySet["Election"]):
    def public(self) -> "ElectionQuerySet":
        """Elections that everybody may know of: announced, or taken over from elsewhere."""
        return self.filter(Q(announced_at__isnull=False) | Q(imported_at__isnull=False))

    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> "ElectionQuerySet":
        """Drafts are seen by the election office alone."""
        return self if user.is_active and getattr(user, "is_staff", False) else self.public()


class AffiliationLimit(models.TextChoices):
    """How many on the body may share an affiliation."""

    QUARTER_OF_BOARD = "quarter of board", _("a quarter of the whole board [bylaws 5.15]")
    TWO = "two", _("two")
    NONE = "none", _("no limit")


class Backers(models.TextChoices):
    """Who may name somebody for an election, or endorse them."""

    ANYONE = "anyone", _("anyone who signs in")
    MEMBERS = "members", _("members of any class")
    VOTING_MEMBERS = "voting members", _("members with a vote")


class Election(models.Model):
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

    # the rules, fixed before opening
    quorum_numerator = models.PositiveSmallIntegerField(default=1)
    quorum_denominator = models.PositiveSmallIntegerField(default=3, help_text=_("one third [bylaws 3.9]"))
    affirmation_required = models.BooleanField(default=True)
    affirmed_since = models.DateTimeField(null=True, blank=True, help_text=_("an affirmation counts from here on"))
    fellows_must_affirm = models.BooleanField(default=True)
    who_may_nominate = models.CharField(max_length=14, choices=Backers, default=Backers.MEMBERS)
    who_may_endorse = models.CharField(max_length=14, choices=Backers, default=Backers.MEMBERS)
    nominations_each = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("how many people one person may nominate; empty: any number")
    )
    endorsements_needed = models.PositiveSmallIntegerField(
        default=0, help_text=_("by voting members, to stand on the ballot")
    )
    questions_each = models.PositiveSmallIntegerField(default=3, help_text=_("how many one member may ask"))
    affiliation_limit = models.CharField(
        max_length=20, choices=AffiliationLimit, default=AffiliationLimit.QUARTER_OF_BOARD
    )
    board_size = models.PositiveSmallIntegerField(default=11)
    officers_required = models.PositiveSmallIntegerField(default=2, help_text=_("1 or 2"))
    server_may_seal = models.BooleanField(
        default=True, help_text=_("ballots may be sealed by the server, if the voter agrees")
    )

    # the facts
    announced_at = fact_at(_("the timetable became public"))
    announced_by = fact_by()
    roll_sealed_at = fact_at(_("the list of voters was copied and sealed"))
    roll_sealed_by = fact_by()
    roll_hash = models.CharField(max_length=64, blank=True, editable=False)
    ballot_sealed_at = fact_at(_("questions, keys and credentials were fixed: the protocol's Setup"))
    ballot_sealed_by = fact_by()
    paused_at = fact_at(_("casting is held back"))
    paused_by = fact_by()
    ballots_ended_at = fact_at(_("the close became final"))
    ballots_ended_by = fact_by()
    counted_at = fact_at(_("the totals were decrypted"))
    counted_by = fact_by()
    certified_at = fact_at(_("two officers put their names to the count"))
    certified_by = fact_by()
    certified_second_by = fact_by()
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
            *(
                has_actor(name)
                for name in (
                    "announced",
                    "roll_sealed",
                    "ballot_sealed",
                    "paused",
                    "ballots_ended",
                    "counted",
                    "certified",
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
                condition=Q(imported_at__isnull=False)
                | (
                    (Q(ballot_sealed_at__isnull=True) | Q(roll_sealed_at__isnull=False))
                    & (Q(ballots_ended_at__isnull=True) | Q(ballot_sealed_at__isnull=False))
                    & (Q(counted_at__isnull=True) | Q(ballots_ended_at__isnull=False))
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
            paused_at=self.paused_at,
            ballots_ended_at=self.ballots_ended_at,
            counted_at=self.counted_at,
            certified_at=self.certified_at,
            published_at=self.published_at,
            voided_at=self.voided_at,
            cancelled_at=self.cancelled_at,
        )

    @property
    def is_imported(self) -> bool:
        return self.imported_at is not None

    def phase(self, now: datetime) -> Phase:
        return phase(self.instants, self.facts, now)


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


class RollEntry(models.Model):
    """One voter of one election, as the sealed copy has them; one a person however many classes [bylaws 4.10]."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="roll")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="roll_entries")
    name = models.CharField(max_length=200)
    email = models.EmailField(max_length=320)
    membership_class = models.CharField(max_length=12, choices=MembershipClass)
    source = models.CharField(max_length=200)
    affirmation = models.CharField(max_length=200, blank=True)
    added_late_at = fact_at(_("after the roll was sealed"))
    added_late_by = fact_by()
    added_late_reason = models.TextField(blank=True)
    removed_at = fact_at(_("may not cast from then on"))
    removed_by = fact_by()
    removed_reason = models.TextField(blank=True)

    class Meta:
        ordering = ("election_id", "id")
        verbose_name_plural = "roll entries"
        constraints = [
            UniqueConstraint(fields=["election", "person"], name="elections_rollentry_one_a_person"),
            has_actor("added_late"),
            has_actor("removed"),
            CheckConstraint(
                condition=Q(added_late_at__isnull=True) | ~Q(added_late_reason=""),
                name="elections_rollentry_late_has_reason",
            ),
            CheckConstraint(
                condition=Q(removed_at__isnull=True) | ~Q(removed_reason=""),
                name="elections_rollentry_removed_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Proposal(models.Model):
    """A critical act that one officer asks for and another carries out."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="proposals")
    act = models.CharField(max_length=40)
    arguments = models.JSONField(default=dict)
    reason = models.TextField()
    proposed_at = models.DateTimeField(db_default=ClockTimestamp())
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    seconded_at = fact_at(_("a second officer agreed and the act was done"))
    seconded_by = fact_by()
    dropped_at = fact_at(_("it was taken back or refused"))
    dropped_by = fact_by()

    class Meta:
        ordering = ("id",)
        constraints = [
            has_actor("seconded"),
            has_actor("dropped"),
            CheckConstraint(condition=~Q(seconded_by=F("proposed_by")), name="elections_proposal_two_different"),
            CheckConstraint(
                condition=Q(seconded_at__isnull=True) | Q(dropped_at__isnull=True),
                name="elections_proposal_one_end",
            ),
            UniqueConstraint(
                fields=["election", "act", "arguments"],
                condition=Q(seconded_at__isnull=True, dropped_at__isnull=True),
                name="elections_proposal_same_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act}: {self.reason}"
