"""How the vote is kept: the sealed election, its credentials and keys, ballots, and the public record."""

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from ballots import authority_models, record_models, tested_models, trustee_models  # noqa: F401  Django looks here
from base.append_only import AppendOnly
from base.clock import ClockTimestamp
from elections.models import Contest, Election, RollEntry
from members.models import Person
from nominees.models import Nominee


class Setup(AppendOnly):
    """The sealed election: what the protocol calls Setup, in the exact bytes that are hashed."""

    election = models.OneToOneField(Election, on_delete=models.PROTECT, related_name="setup")
    uuid = models.CharField(max_length=40, unique=True, help_text=_("base58, names the record"))
    timestamp = models.BigIntegerField(help_text=_("of every member of the record, seconds since 1970"))
    election_json = models.BinaryField()
    trustees_json = models.BinaryField()
    public_credentials_json = models.BinaryField()
    fingerprint = models.CharField(max_length=43)
    reserve_credentials = models.PositiveIntegerField()
    sealed_at = models.DateTimeField(db_default=ClockTimestamp())

    def __str__(self) -> str:
        return self.uuid


class Choice(AppendOnly):
    """What one answer of the sealed election stands for; its order was fixed at sealing."""

    setup = models.ForeignKey(Setup, on_delete=models.PROTECT, related_name="choices")
    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="choices")
    position = models.PositiveSmallIntegerField(help_text=_("counts from 0, without the blank"))
    label = models.CharField(max_length=300)
    nominee = models.ForeignKey(Nominee, on_delete=models.PROTECT, null=True, related_name="choices")

    class Meta:
        ordering = ("setup_id", "contest__position", "position")
        constraints = [
            UniqueConstraint(fields=["setup", "contest", "position"], name="ballots_choice_one_a_position"),
            UniqueConstraint(fields=["setup", "contest", "label"], name="ballots_choice_label_once"),
            UniqueConstraint(fields=["contest", "nominee"], name="ballots_choice_one_a_nominee"),
        ]

    def __str__(self) -> str:
        return self.label


class Secret(models.Model):
    """A key of the server, encrypted with the key from the environment; its row is deleted when it has served."""

    class Purpose(models.TextChoices):
        TRUSTEE = "trustee", _("decrypts the totals, once")
        CREDENTIALS = "credentials", _("gives each voter their credential")

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="secrets")
    purpose = models.CharField(max_length=12, choices=Purpose)
    box = models.BinaryField(help_text=_("nonce and ciphertext"))
    made_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        constraints = [UniqueConstraint(fields=["election", "purpose"], name="ballots_secret_one_a_purpose")]

    def __str__(self) -> str:
        return f"{self.election}: {self.purpose}"


class Credential(AppendOnly):
    """A voter's public key on the sealed list; a reserve has no voter until an officer assigns one, once.

    One that was replaced signs nothing any more; it stays on the sealed list, and its voter has another.
    """

    append_only_set_once = ("roll_entry_id", "replaced_at")

    setup = models.ForeignKey(Setup, on_delete=models.PROTECT, related_name="credentials")
    public = models.CharField(max_length=64)
    roll_entry = models.ForeignKey(
        RollEntry, on_delete=models.PROTECT, null=True, related_name="credentials", related_query_name="credential"
    )
    number = models.PositiveIntegerField(
        help_text=_("from which the server derives the private part, or the authority’s number of a reserve")
    )
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["setup", "public"], name="ballots_credential_once"),
            UniqueConstraint(fields=["setup", "number"], name="ballots_credential_one_a_number"),
            UniqueConstraint(
                fields=["roll_entry"], condition=Q(replaced_at__isnull=True), name="ballots_credential_one_a_voter"
            ),
            CheckConstraint(
                condition=Q(replaced_at__isnull=True) | Q(roll_entry__isnull=False),
                name="ballots_credential_replaced_of_a_voter",
            ),
        ]

    def __str__(self) -> str:
        return self.public


class Ballot(AppendOnly):
    """A sealed ballot that was accepted, in its exact bytes. The last one of a credential counts."""

    # Without a constraint, which the credential's implies: its check would lock a row that all voters share.
    setup = models.ForeignKey(Setup, on_delete=models.PROTECT, related_name="ballots", db_constraint=False)
    credential = models.ForeignKey(Credential, on_delete=models.PROTECT, related_name="ballots")
    tracker = models.CharField(max_length=43, db_collation="C")  # by its bytes: what begins so stands together
    sealed = models.BinaryField()
    sealed_by_server = models.BooleanField()
    cast_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        ordering = ("id",)
        constraints = [UniqueConstraint(fields=["setup", "tracker"], name="ballots_ballot_once")]
        indexes = [models.Index(fields=["credential", "-id"], name="ballots_ballot_last")]

    def __str__(self) -> str:
        return self.tracker


class LeftOut(AppendOnly):
    """A stored row that is no ballot: its bytes do not hold by themselves, so it never joins the record."""

    ballot = models.OneToOneField(Ballot, on_delete=models.PROTECT, related_name="left_out")
    reason = models.CharField(max_length=60)
    found_at = models.DateTimeField(db_default=ClockTimestamp())

    def __str__(self) -> str:
        return f"{self.ballot}: {self.reason}"


class RecordEvent(AppendOnly):
    """One event of the public record: its exact bytes, chained by hash; the data it names stands beside it."""

    class Type(models.TextChoices):
        SETUP = "Setup"
        BALLOT = "Ballot"
        END_BALLOTS = "EndBallots"
        ENCRYPTED_TALLY = "EncryptedTally"
        PARTIAL_DECRYPTION = "PartialDecryption"
        RESULT = "Result"

    setup = models.ForeignKey(Setup, on_delete=models.PROTECT, related_name="events")
    position = models.PositiveIntegerField()
    type = models.CharField(max_length=20, choices=Type)
    ballot = models.OneToOneField(Ballot, on_delete=models.PROTECT, null=True, related_name="event")
    data = models.JSONField(
        default=list,
        help_text=_("data entries before the event; a ballot’s is in Ballot, and Setup’s three files in Setup"),
    )
    event = models.BinaryField()
    hash = models.CharField(max_length=64)
    ends_at = models.BigIntegerField(help_text=_("how many bytes the record has up to and with this event"))
    appended_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        ordering = ("setup_id", "position")
        constraints = [
            UniqueConstraint(fields=["setup", "position"], name="ballots_event_one_a_position"),
            UniqueConstraint(fields=["setup", "ends_at"], name="ballots_event_one_an_end"),
            CheckConstraint(
                condition=Q(type="Ballot", ballot__isnull=False) | (~Q(type="Ballot") & Q(ballot__isnull=True)),
                name="ballots_event_ballot_iff_ballot",
            ),
            UniqueConstraint(
                fields=["setup", "type"],
                condition=Q(type__in=["Setup", "EndBallots", "EncryptedTally", "Result"]),
                name="ballots_event_one_of_each",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.type}"


class CertifiedResult(AppendOnly):
    """What two officers put their names to, as data: the result's page stays the same whatever is corrected later."""

    setup = models.OneToOneField(Setup, on_delete=models.PROTECT, related_name="certified")
    data = models.JSONField()
    statement = models.TextField(blank=True, help_text=_("to which both officers put their names"))
    certified_at = models.DateTimeField(db_default=ClockTimestamp())

    def __str__(self) -> str:
        return f"result of {self.setup_id}"


class ResultCorrection(AppendOnly):
    """What two officers add to a published result. The result itself stays as it was certified."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="corrections")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(help_text=_("what is right instead"))
    reason = models.TextField()
    made_at = models.DateTimeField(db_default=ClockTimestamp())
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    second_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("election_id", "number")
        constraints = [
            UniqueConstraint(fields=["election", "number"], name="ballots_correction_one_a_number"),
            CheckConstraint(condition=~Q(text="") & ~Q(reason=""), name="ballots_correction_says_what_and_why"),
            CheckConstraint(
                condition=Q(second_by__isnull=True) | ~Q(second_by=F("made_by")),
                name="ballots_correction_two_different",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.election}: correction {self.number}"


class PastResult(models.Model):
    """The totals of an election that was not held here: its result is known, its ballots are not ours to count."""

    election = models.OneToOneField(Election, on_delete=models.PROTECT, related_name="past_result")
    data = models.JSONField(help_text=_("as a certified result, null where it is not known"))
    source = models.CharField(_("where the figures come from"), max_length=300)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [CheckConstraint(condition=~Q(source=""), name="ballots_past_result_has_source")]

    def __str__(self) -> str:
        return f"figures of {self.election}"


class Share(AppendOnly):
    """A trustee's decryption of the totals, kept from the record until publication: nobody reads an interim result."""

    setup = models.ForeignKey(Setup, on_delete=models.PROTECT, related_name="shares")
    owner = models.PositiveSmallIntegerField(help_text=_("counts from 1 over all trustees' keys"))
    payload = models.BinaryField()
    strong = models.BinaryField(
        null=True, help_text=_("a proof beside the record that ties the share to what it opens")
    )
    given_at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        constraints = [UniqueConstraint(fields=["setup", "owner"], name="ballots_share_one_an_owner")]

    def __str__(self) -> str:
        return f"share {self.owner}"
