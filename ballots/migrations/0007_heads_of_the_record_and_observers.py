"""Each event knows where the record ends with it, and each batch of the sequencer leaves a head.

Of events that are there already both are worked out: which ballots came in one batch by their times, since batches
were five seconds apart.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

import base.clock
from base.append_only import AppendOnlyTable

# A file of the archive has a block of 512 bytes before its content, which is filled up to whole blocks; the record's
# own header takes two blocks.
FILL_ENDS = """
CREATE FUNCTION pg_temp.archived(content bytea) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
    SELECT 512 + 512 * ((octet_length(content) + 511) / 512)::bigint
$$;
ALTER TABLE ballots_recordevent DISABLE TRIGGER append_only_row;
UPDATE ballots_recordevent AS stored SET ends_at = summed.ends_at
FROM (
    SELECT event.id, 1024 + sum(
        pg_temp.archived(event.event)
        + coalesce(pg_temp.archived(ballot.sealed), 0)
        + CASE WHEN event.type <> 'Setup' THEN 0 ELSE
            pg_temp.archived(setup.election_json) + pg_temp.archived(setup.trustees_json)
            + pg_temp.archived(setup.public_credentials_json)
          END
        + coalesce((
            SELECT sum(pg_temp.archived(convert_to(content, 'UTF8')))
            FROM jsonb_array_elements_text(event.data) AS content
          ), 0)
    ) OVER (PARTITION BY event.setup_id ORDER BY event.position) AS ends_at
    FROM ballots_recordevent AS event
    JOIN ballots_setup AS setup ON setup.id = event.setup_id
    LEFT JOIN ballots_ballot AS ballot ON ballot.id = event.ballot_id
) AS summed
WHERE summed.id = stored.id;
ALTER TABLE ballots_recordevent ENABLE TRIGGER append_only_row;
"""
FILL_HEADS = """
INSERT INTO ballots_recordhead (setup_id, height, hash, size, ballots, replaced, made_at)
SELECT setup_id, position, hash, ends_at, ballots, ballots - voters, appended_at
FROM (
    SELECT event.setup_id, event.position, event.hash, event.ends_at, event.type, event.appended_at,
        count(event.ballot_id) OVER record AS ballots,
        sum(event.is_first::integer) OVER record AS voters,
        lead(event.type) OVER record AS next_type,
        lead(event.appended_at) OVER record AS next_at
    FROM (
        SELECT each.*, each.ballot_id IS NOT NULL AND 1 = row_number() OVER (
            PARTITION BY each.setup_id, ballot.credential_id ORDER BY each.position
        ) AS is_first
        FROM ballots_recordevent AS each LEFT JOIN ballots_ballot AS ballot ON ballot.id = each.ballot_id
    ) AS event
    WINDOW record AS (PARTITION BY event.setup_id ORDER BY event.position)
) AS event
WHERE type <> 'Ballot' OR next_type IS DISTINCT FROM 'Ballot' OR next_at > appended_at + interval '2 seconds';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("ballots", "0006_ballots_dated_and_in_time"),
        ("elections", "0013_rules_say_what_they_are"),
    ]

    operations = [
        migrations.AddField(
            model_name="recordevent",
            name="ends_at",
            field=models.BigIntegerField(null=True),
        ),
        migrations.RunSQL(FILL_ENDS, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="recordevent",
            name="ends_at",
            field=models.BigIntegerField(help_text="how many bytes the record has up to and with this event"),
        ),
        migrations.AddConstraint(
            model_name="recordevent",
            constraint=models.UniqueConstraint(fields=("setup", "ends_at"), name="ballots_event_one_an_end"),
        ),
        migrations.AddIndex(
            model_name="ballot",
            index=models.Index(
                fields=["setup", "tracker"],
                name="ballots_ballot_by_beginning",
                opclasses=["int8_ops", "varchar_pattern_ops"],
            ),
        ),
        migrations.CreateModel(
            name="RecordHead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("height", models.PositiveIntegerField(help_text="the number of its last event")),
                ("hash", models.CharField(max_length=64)),
                ("size", models.BigIntegerField(help_text="bytes of the record")),
                ("ballots", models.PositiveIntegerField()),
                (
                    "replaced",
                    models.PositiveIntegerField(
                        help_text="ballots behind which stands a later one of the same credential"
                    ),
                ),
                ("made_at", models.DateTimeField(db_default=base.clock.ClockTimestamp())),
                (
                    "setup",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="heads", to="ballots.setup"
                    ),
                ),
            ],
            options={
                "ordering": ("setup_id", "height"),
                "constraints": [
                    models.UniqueConstraint(fields=("setup", "height"), name="ballots_recordhead_once"),
                    models.CheckConstraint(
                        condition=Q(replaced__lte=F("ballots")), name="ballots_recordhead_few_replaced"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Observer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("email", models.EmailField(max_length=320)),
                ("normalised", models.CharField(max_length=320)),
                ("confirmed_at", models.DateTimeField()),
                (
                    "election",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="observers", to="elections.election"
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "constraints": [
                    models.UniqueConstraint(fields=("election", "normalised"), name="ballots_observer_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="HeadMailing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "head",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="mailings", to="ballots.recordhead"
                    ),
                ),
            ],
            options={"ordering": ("id",)},
        ),
        AppendOnlyTable("ballots_recordhead"),
        AppendOnlyTable("ballots_headmailing"),
        migrations.RunSQL(FILL_HEADS, migrations.RunSQL.noop),
    ]
