"""Who holds keys beside the server, and what each gave: public parts alone. No private key is ever stored here."""

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from ballots.link_models import MailedLink
from base.append_only import AppendOnly
from base.clock import ClockTimestamp
from base.facts import has_actor
from elections.models import Election, fact_at, fact_by
from members.models import Person

SERVER = 1
"""The server's number among the owners of keys; the others follow in their order."""


class Trustee(models.Model):
    """Somebody outside the server who holds a key. A row that was removed stays, with what it gave."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="trustees")
    number = models.PositiveSmallIntegerField(help_text=_("counts from 1 over those who were not removed"))
    name = models.CharField(_("name"), max_length=100)
    email = models.EmailField(_("e-mail address"), max_length=254)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="trusteeships")
    added_at = models.DateTimeField(db_default=ClockTimestamp())
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    removed_at = fact_at(_("somebody else holds a key, or nobody does instead"))
    removed_by = fact_by()

    class Meta:
        ordering = ("election_id", "number", "id")
        constraints = [
            UniqueConstraint(
                fields=["election", "number"],
                condition=Q(removed_at__isnull=True),
                name="ballots_trustee_one_a_number",
            ),
            CheckConstraint(condition=Q(number__gte=1) & ~Q(name="") & ~Q(email=""), name="ballots_trustee_is_named"),
            has_actor("removed"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def owner(self) -> int:
        """The number in the record: the server's key comes first."""
        return SERVER + self.number


class TrusteeLink(MailedLink):
    """A link mailed to a trustee."""

    trustee = models.ForeignKey(Trustee, on_delete=models.CASCADE, related_name="links")

    def __str__(self) -> str:
        return f"link of {self.trustee}"


class Ceremony(models.Model):
    """How the trustees of an election make their keys. Another one begins when others take part, or with another k."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="ceremonies")
    number = models.PositiveSmallIntegerField()
    threshold = models.PositiveSmallIntegerField(
        null=True, help_text=_("k: so many trustees open the totals. Null: each has a key of their own, and is needed")
    )
    began_at = models.DateTimeField()
    began_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ended_at = fact_at(_("what was given in it counts no more: another one began"))
    ended_by = fact_by()

    class Meta:
        ordering = ("election_id", "number")
        constraints = [
            UniqueConstraint(fields=["election", "number"], name="ballots_ceremony_one_a_number"),
            UniqueConstraint(
                fields=["election"], condition=Q(ended_at__isnull=True), name="ballots_ceremony_one_goes_on"
            ),
            CheckConstraint(
                condition=Q(threshold__isnull=True) | Q(threshold__gte=2), name="ballots_ceremony_needs_more_than_one"
            ),
            CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("began_at")), name="ballots_ceremony_ends_later"
            ),
            has_actor("ended"),
        ]

    def __str__(self) -> str:
        return f"key ceremony {self.number} of {self.election}"


class Contribution(AppendOnly):
    """A public file that a trustee gave towards the keys, in its exact bytes, after it was checked."""

    class Step(models.TextChoices):
        """Who has a key alone gives that. In a group each gives three files, one after all have given the last."""

        KEY = "key", _("public key")
        CERTIFICATE = "certificate", _("certificate")
        POLYNOMIAL = "polynomial", _("polynomial")
        ACKNOWLEDGEMENT = "acknowledgement", _("confirmation")

    ceremony = models.ForeignKey(Ceremony, on_delete=models.PROTECT, related_name="contributions")
    trustee = models.ForeignKey(Trustee, on_delete=models.PROTECT, related_name="contributions")
    step = models.CharField(max_length=15, choices=Step)
    content = models.BinaryField()
    given_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        ordering = ("ceremony_id", "id")
        constraints = [UniqueConstraint(fields=["ceremony", "trustee", "step"], name="ballots_contribution_one_a_step")]

    def __str__(self) -> str:
        return f"{self.step} of {self.trustee}"


class ExposedKey(AppendOnly):
    """The public side of a private file that was sent, by mistake: a trustee's own key, or that of one in a group."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="exposed_keys")
    key = models.CharField(max_length=64)
    exposed_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        ordering = ("election_id", "id")
        constraints = [UniqueConstraint(fields=["election", "key"], name="ballots_exposed_key_once")]

    def __str__(self) -> str:
        return f"exposed key of {self.election}"


class KeyProof(AppendOnly):
    """A trustee is asked to sign a number with the key that they kept: before voting opens, and again before the close.

    The signature opens nothing. What was signed for one occasion says nothing at the other.
    """

    class Occasion(models.TextChoices):
        OPENING = "opening", _("before voting opens")
        CLOSE = "close", _("before voting closes")

    append_only_set_once = ("signature", "given_at")

    trustee = models.ForeignKey(Trustee, on_delete=models.PROTECT, related_name="proofs")
    occasion = models.CharField(max_length=7, choices=Occasion)
    nonce = models.CharField(max_length=64, help_text=_("what is signed"))
    asked_at = models.DateTimeField(db_default=ClockTimestamp())
    signature = models.BinaryField(null=True)
    given_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("trustee_id", "id")
        constraints = [
            UniqueConstraint(fields=["trustee", "occasion"], name="ballots_proof_once_an_occasion"),
            CheckConstraint(
                condition=Q(signature__isnull=True, given_at__isnull=True)
                | Q(signature__isnull=False, given_at__isnull=False),
                name="ballots_proof_given_with_signature",
            ),
        ]

    def __str__(self) -> str:
        return f"proof of {self.trustee}, {self.occasion}"
