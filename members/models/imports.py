"""A member list on its way in: how it is read, what each row would do, and what it did, so that it can be undone."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext_lazy as _

from base.clock import ClockTimestamp
from base.facts import has_actor
from members.models.people import MembershipClass, Person


class SavedMapping(models.Model):
    """How the columns of a kind of list are read, under a name: chosen once, used for every list after it."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    read_as = models.JSONField(help_text=_("members/mapping.py"))
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class MemberImport(models.Model):
    """One member list: chosen, compared with what is known, taken over or not, and perhaps undone."""

    source = models.CharField(max_length=200, help_text=_("the name of its file"))
    content = models.BinaryField(null=True, help_text=_("the file, until its mapping is chosen"))
    read_as = models.JSONField(default=dict, help_text=_("its mapping, as it was when the list was compared"))
    as_of = models.DateField(_("day of the list"))
    complete = models.BooleanField(default=False, help_text=_("memberships that it lacks end on its day"))
    chosen_at = models.DateTimeField(db_default=ClockTimestamp())
    chosen_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    compared_at = models.DateTimeField(null=True)
    numbers = models.JSONField(default=dict, help_text=_("the report, as far as it has no names"))
    plan_hash = models.CharField(max_length=64, blank=True, help_text=_("of what its lines would do"))
    written_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    undone_reason = models.TextField(blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = [
            has_actor("undone"),
            CheckConstraint(
                condition=Q(written_at__isnull=True) | Q(compared_at__isnull=False, compared_at__lte=F("written_at")),
                name="members_memberimport_compared_first",
            ),
            CheckConstraint(
                condition=Q(undone_at__isnull=True) | (Q(written_at__isnull=False) & ~Q(undone_reason="")),
                name="members_memberimport_undone_once_written",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}, {self.as_of}"


class Outcome(models.TextChoices):
    """What a line of a list does."""

    NEW_PERSON = "new person", _("new")
    NEW_MEMBERSHIP = "new membership", _("new class")
    CHANGED = "changed", _("changed")
    UNCHANGED = "unchanged", _("unchanged")
    LAPSED = "lapsed", _("not in the list")


class AddressChange(models.TextChoices):
    """What becomes of the address of somebody whom their member number tells."""

    NONE = "", _("none")
    NEW = "new", _("a new address of record")
    FIRST = "first", _("another address of theirs is the address of record")
    WAITS = "waits", _("it waits until the vote is over")


class ImportLine(models.Model):
    """One row of a list, or one membership that the list lacks: what it says, what stood before, and what it does."""

    of = models.ForeignKey(MemberImport, on_delete=models.CASCADE, related_name="lines", db_index=False)
    row = models.PositiveIntegerField(null=True, help_text=_("its line in the file; none for what the list lacks"))
    uuid = models.UUIDField(db_default=RandomUUID(), help_text=_("of the person, where it makes one"))
    number = models.CharField(max_length=40, blank=True)
    name = models.CharField(max_length=200)
    email = models.CharField(max_length=320)
    normalised = models.CharField(max_length=320)
    membership_class = models.CharField(max_length=12, choices=MembershipClass)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    affirmed_at = models.DateTimeField(null=True)
    carried_over = models.BooleanField(default=False)
    further = ArrayField(models.TextField(), db_default=[], help_text=_("other addresses, as they are written"))
    further_normalised = ArrayField(models.TextField(), db_default=[], help_text=_("the same, as they are compared"))

    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    outcome = models.CharField(max_length=14, choices=Outcome, default=Outcome.UNCHANGED)
    affirms = models.BooleanField(default=False, help_text=_("it adds an affirmation"))
    numbers = models.BooleanField(default=False, help_text=_("it adds a member number"))
    address = models.CharField(max_length=5, choices=AddressChange, blank=True)
    adds = ArrayField(models.TextField(), db_default=[], help_text=_("other addresses that it adds, as compared"))
    further_waits = models.BooleanField(db_default=False, help_text=_("they wait until the vote is over"))

    was_person = models.CharField(max_length=200, blank=True, help_text=_("the person's name before"))
    was_name = models.CharField(max_length=200, blank=True, help_text=_("the membership's name before"))
    was_since = models.DateField(null=True)
    was_until = models.DateField(null=True)
    was_source = models.CharField(max_length=200, blank=True)
    was_email = models.CharField(max_length=320, blank=True, help_text=_("the address of record before"))
    was_position = models.PositiveSmallIntegerField(null=True, help_text=_("of the address that becomes the first"))

    class Meta:
        ordering = ("row", "id")
        indexes = [models.Index(fields=["of", "outcome"], name="members_importline_outcome")]

    def __str__(self) -> str:
        return f"{self.row}: {self.name}, {self.get_membership_class_display()}"
