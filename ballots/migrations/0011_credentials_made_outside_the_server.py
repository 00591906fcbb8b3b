"""Who makes voting codes outside the server, and what they handed in; a voter's credential may be replaced."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

import base.clock
from base.append_only import AppendOnlyTable

ID = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))

FILLED_ONCE = """
DROP TRIGGER append_only_row ON ballots_credential;
CREATE TRIGGER append_only_row BEFORE UPDATE OR DELETE ON ballots_credential
    FOR EACH ROW EXECUTE FUNCTION append_only_row('roll_entry_id', 'replaced_at');
"""
FILLED_BEFORE = FILLED_ONCE.replace(", 'replaced_at'", "")

HAS_VOTER = """
CREATE OR REPLACE FUNCTION ballots_ballot_has_voter() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM ballots_credential AS credential
        JOIN elections_rollentry AS entry ON entry.id = credential.roll_entry_id
        WHERE credential.id = NEW.credential_id AND credential.setup_id = NEW.setup_id AND entry.removed_at IS NULL
            AND credential.replaced_at IS NULL
    ) THEN
        RAISE EXCEPTION 'ballots_ballot_has_voter: nobody on the roll has this credential'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""
HAD_VOTER = HAS_VOTER.replace("\n            AND credential.replaced_at IS NULL", "")


def person(**options: object) -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="members.person", **options
    )


class Migration(migrations.Migration):
    dependencies = [
        ("ballots", "0010_trackers_by_their_bytes"),
        ("elections", "0016_codes_made_outside_the_server"),
        ("members", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CredentialAuthority",
            fields=[
                ID,
                ("name", models.CharField(max_length=100, verbose_name="name")),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                (
                    "uuid",
                    models.CharField(
                        help_text="names the record that is sealed with these codes",
                        max_length=40,
                        unique=True,
                    ),
                ),
                ("named_at", models.DateTimeField(db_default=base.clock.ClockTimestamp())),
                (
                    "removed_at",
                    models.DateTimeField(
                        blank=True, editable=False, help_text="somebody else makes the codes instead", null=True
                    ),
                ),
                (
                    "election",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credential_authorities",
                        to="elections.election",
                    ),
                ),
                ("named_by", person()),
                ("removed_by", person(blank=True, editable=False, null=True)),
            ],
            options={"verbose_name_plural": "credential authorities", "ordering": ("election_id", "id")},
        ),
        migrations.AddConstraint(
            model_name="credentialauthority",
            constraint=models.UniqueConstraint(
                condition=Q(removed_at__isnull=True), fields=("election",), name="ballots_authority_one_an_election"
            ),
        ),
        migrations.AddConstraint(
            model_name="credentialauthority",
            constraint=models.CheckConstraint(condition=~Q(name="") & ~Q(email=""), name="ballots_authority_is_named"),
        ),
        migrations.AddConstraint(
            model_name="credentialauthority",
            constraint=models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="ballots_credentialauthority_removed_has_actor",
            ),
        ),
        migrations.CreateModel(
            name="AuthorityLink",
            fields=[
                ID,
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField(db_default=base.clock.ClockTimestamp())),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="ballots.credentialauthority",
                    ),
                ),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="IssuedCredentials",
            fields=[
                ID,
                ("content", models.BinaryField()),
                ("voters", models.PositiveIntegerField()),
                ("reserve", models.PositiveIntegerField()),
                ("given_at", models.DateTimeField(db_default=base.clock.ClockTimestamp())),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="issued",
                        to="ballots.credentialauthority",
                    ),
                ),
            ],
            options={"verbose_name_plural": "issued credentials", "ordering": ("authority_id", "id")},
        ),
        AppendOnlyTable("ballots_issuedcredentials"),
        migrations.AddField(model_name="credential", name="replaced_at", field=models.DateTimeField(null=True)),
        migrations.AlterField(
            model_name="credential",
            name="number",
            field=models.PositiveIntegerField(
                help_text="from which the server derives the private part, or the authority’s number of a reserve"
            ),
        ),
        migrations.AlterField(
            model_name="credential",
            name="roll_entry",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="credentials",
                related_query_name="credential",
                to="elections.rollentry",
            ),
        ),
        migrations.AddConstraint(
            model_name="credential",
            constraint=models.UniqueConstraint(
                condition=Q(replaced_at__isnull=True), fields=("roll_entry",), name="ballots_credential_one_a_voter"
            ),
        ),
        migrations.AddConstraint(
            model_name="credential",
            constraint=models.CheckConstraint(
                condition=Q(replaced_at__isnull=True) | Q(roll_entry__isnull=False),
                name="ballots_credential_replaced_of_a_voter",
            ),
        ),
        migrations.RunSQL(FILLED_ONCE, FILLED_BEFORE),
        migrations.RunSQL(HAS_VOTER, HAD_VOTER),
    ]
