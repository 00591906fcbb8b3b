"""Who makes the voting codes where the server does not, and the public part of them that was handed in."""

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from ballots.link_models import MailedLink
from base.append_only import AppendOnly
from base.clock import ClockTimestamp
from base.facts import has_actor
from elections.models import Election, fact_at, fact_by
from members.models import Person


class CredentialAuthority(models.Model):
    """Somebody outside the server who makes voters' codes and mails them. Who was replaced stays as a row."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="credential_authorities")
    name = models.CharField(_("name"), max_length=100)
    email = models.EmailField(_("e-mail address"), max_length=254)
    uuid = models.CharField(max_length=40, unique=True, help_text=_("names the record that is sealed with these codes"))
    named_at = models.DateTimeField(db_default=ClockTimestamp())
    named_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    removed_at = fact_at(_("somebody else makes the codes instead"))
    removed_by = fact_by()

    class Meta:
        verbose_name_plural = "credential authorities"
        ordering = ("election_id", "id")
        constraints = [
            UniqueConstraint(
                fields=["election"], condition=Q(removed_at__isnull=True), name="ballots_authority_one_an_election"
            ),
            CheckConstraint(condition=~Q(name="") & ~Q(email=""), name="ballots_authority_is_named"),
            has_actor("removed"),
        ]

    def __str__(self) -> str:
        return self.name


class AuthorityLink(MailedLink):
    """A link mailed to a credential authority."""

    authority = models.ForeignKey(CredentialAuthority, on_delete=models.CASCADE, related_name="links")

    def __str__(self) -> str:
        return f"link of {self.authority}"


class ExposedCredentials(AppendOnly):
    """The public part of codes that were handed in themselves, by mistake: no election is held with them."""

    authority = models.ForeignKey(CredentialAuthority, on_delete=models.PROTECT, related_name="exposed")
    content = models.BinaryField()
    exposed_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        verbose_name_plural = "exposed credentials"
        ordering = ("authority_id", "id")

    def __str__(self) -> str:
        return f"codes of {self.authority}, exposed"


class IssuedCredentials(AppendOnly):
    """The public part of all codes, in its exact bytes, after it was checked. What came last counts."""

    authority = models.ForeignKey(CredentialAuthority, on_delete=models.PROTECT, related_name="issued")
    content = models.BinaryField()
    voters = models.PositiveIntegerField()
    reserve = models.PositiveIntegerField()
    given_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        verbose_name_plural = "issued credentials"
        ordering = ("authority_id", "id")

    def __str__(self) -> str:
        return f"{self.voters} and {self.reserve} credentials by {self.authority}"
