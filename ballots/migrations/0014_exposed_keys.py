"""Keys of trustees whose private files were sent, by mistake, are remembered, so that no ballot is sealed with them."""

import django.db.models.deletion
from django.db import migrations, models

import base.clock
from base.append_only import AppendOnlyTable


class Migration(migrations.Migration):
    dependencies = [
        ("ballots", "0013_exposed_credentials"),
        ("elections", "0016_codes_made_outside_the_server"),
    ]

    operations = [
        migrations.CreateModel(
            name="ExposedKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64)),
                ("exposed_at", models.DateTimeField(db_default=base.clock.ClockTimestamp())),
                (
                    "election",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exposed_keys",
                        to="elections.election",
                    ),
                ),
            ],
            options={
                "ordering": ("election_id", "id"),
                "constraints": [models.UniqueConstraint(fields=("election", "key"), name="ballots_exposed_key_once")],
            },
        ),
        AppendOnlyTable("ballots_exposedkey"),
    ]
