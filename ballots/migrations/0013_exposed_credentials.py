"""Voting codes that were handed in themselves, by mistake, are remembered, so that no election is held with them."""

import django.db.models.deletion
from django.db import migrations, models

import base.clock
from base.append_only import AppendOnlyTable


class Migration(migrations.Migration):
    dependencies = [("ballots", "0012_ballots_are_not_compressed")]

    operations = [
        migrations.CreateModel(
            name="ExposedCredentials",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("content", models.BinaryField()),
                ("exposed_at", models.DateTimeField(db_default=base.clock.ClockTimestamp())),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exposed",
                        to="ballots.credentialauthority",
                    ),
                ),
            ],
            options={"verbose_name_plural": "exposed credentials", "ordering": ("authority_id", "id")},
        ),
        AppendOnlyTable("ballots_exposedcredentials"),
    ]
