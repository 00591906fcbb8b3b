"""Rows that are no ballots are left out of the record; and a ballot has a voter, which PostgreSQL itself asks for."""

import base.clock
import django.db.models.deletion
from django.db import migrations, models

from base.append_only import AppendOnlyTable

HAS_VOTER = """
CREATE FUNCTION ballots_ballot_has_voter() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM ballots_credential AS credential
        JOIN elections_rollentry AS entry ON entry.id = credential.roll_entry_id
        WHERE credential.id = NEW.credential_id AND credential.setup_id = NEW.setup_id AND entry.removed_at IS NULL
    ) THEN
        RAISE EXCEPTION 'ballots_ballot_has_voter: nobody on the roll has this credential'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ballots_ballot_has_voter BEFORE INSERT ON ballots_ballot
    FOR EACH ROW EXECUTE FUNCTION ballots_ballot_has_voter();
"""
FORGET = "DROP TRIGGER ballots_ballot_has_voter ON ballots_ballot; DROP FUNCTION ballots_ballot_has_voter();"


class Migration(migrations.Migration):
    dependencies = [
        ("ballots", "0003_certified_result"),
        ("elections", "0004_rules_of_nominations"),
    ]

    operations = [
        migrations.CreateModel(
            name="LeftOut",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=60)),
                ("found_at", models.DateTimeField(db_default=base.clock.ClockTimestamp())),
                (
                    "ballot",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="left_out", to="ballots.ballot"
                    ),
                ),
            ],
            options={"abstract": False},
        ),
        AppendOnlyTable("ballots_leftout"),
        migrations.RunSQL(HAS_VOTER, FORGET),
    ]
