"""Who a person is: the human being, the account that signs in, and the memberships held."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from base.clock import ClockTimestamp
from members.addresses import as_proved


class Person(models.Model):
    """A human being, with or without an account. The row stays when the account goes."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=200)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")
    created_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        ordering = ("name", "id")
        verbose_name_plural = "people"
        constraints = [
            CheckConstraint(condition=~Q(name=""), name="members_person_has_name"),
            CheckConstraint(condition=~Q(merged_into=F("id")), name="members_person_not_merged_into_itself"),
        ]

    def __str__(self) -> str:
        return self.name


class Address(models.Model):
    """An e-mail address known to belong to a person, from the member list or from signing in."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="addresses")
    email = models.EmailField(max_length=320)
    normalised = models.CharField(max_length=320, unique=True)
    position = models.PositiveSmallIntegerField(default=0, help_text=_("the address of record comes first"))
    known_since = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        ordering = ("position", "id")
        verbose_name_plural = "addresses"

    def __str__(self) -> str:
        return self.email


class MemberNumber(models.Model):
    """A number under which the member list keeps a person, whatever their address. Who joined twice has two."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="numbers")
    number = models.CharField(max_length=40, unique=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.number


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=as_proved(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=as_proved(username or ""))


class User(AbstractBaseUser, PermissionsMixin):
    """An account that signs in. Staff are the election office; superusers also have the Django admin."""

    email = models.EmailField(max_length=320, unique=True)
    person = models.OneToOneField(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="user")
    is_staff = models.BooleanField(_("election officer"), default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(db_default=ClockTimestamp())

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    class Meta:
        ordering = ("email",)
        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        return self.person.name if self.person else self.email


class SharedCode(models.Model):
    """A sign-in code for all who ask for one address while it is asked for very often (members/codes.py)."""

    address = models.CharField(max_length=320, db_index=True, help_text=_("as it is compared"))
    code = models.CharField(max_length=20)
    mailed_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.address} {self.mailed_at:%H:%M:%S}"


class MembershipClass(models.TextChoices):
    """The classes of the bylaws, article IV; Managing was folded into Contributing in 2024 and occurs in old data."""

    BASIC = "basic", _("Basic")
    SUPPORTING = "supporting", _("Supporting")
    MANAGING = "managing", _("Managing")
    CONTRIBUTING = "contributing", _("Contributing")
    FELLOW = "fellow", _("Fellow")


class Membership(models.Model):
    """One class held by one person, from a day until the day before another (or for good)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    membership_class = models.CharField(max_length=12, choices=MembershipClass)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True, help_text=_("the first day on which it is over"))
    source = models.CharField(max_length=200, help_text=_("the list and row that it came from"))
    name = models.CharField(max_length=200, help_text=_("the name as it stood there"))

    class Meta:
        ordering = ("person_id", "membership_class")
        constraints = [
            UniqueConstraint(fields=["person", "membership_class"], name="members_membership_one_a_class"),
            CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(since__lt=F("until")),
                name="members_membership_since_before_until",
            ),
            CheckConstraint(condition=Q(membership_class__in=MembershipClass.values), name="members_membership_class"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_membership_class_display()}"


class Affirmation(models.Model):
    """A person's word that they intend to vote, or the waiver of it for who voted last time [bylaws 4.2]."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="affirmations")
    affirmed_at = models.DateTimeField()
    carried_over = models.BooleanField(default=False)
    email = models.EmailField(max_length=320, help_text=_("the address of record at that time"))
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ("person_id", "affirmed_at")
        constraints = [UniqueConstraint(fields=["person", "affirmed_at"], name="members_affirmation_once")]

    def __str__(self) -> str:
        return f"{self.person} {self.affirmed_at:%Y-%m-%d}"
