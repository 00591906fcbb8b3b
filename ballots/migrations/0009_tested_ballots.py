"""The encrypted choices of ballots that were tested instead of cast."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from base.append_only import AppendOnlyTable


class Migration(migrations.Migration):
    dependencies = [("ballots", "0008_trustees")]

    operations = [
        migrations.CreateModel(
            name="TestedChoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("alpha", models.CharField(max_length=64)),
                (
                    "setup",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tested_choices",
                        to="ballots.setup",
                    ),
                ),
            ],
            options={"ordering": ("id",)},
        ),
        migrations.AddConstraint(
            model_name="testedchoice",
            constraint=models.UniqueConstraint(fields=("setup", "alpha"), name="ballots_testedchoice_once"),
        ),
        migrations.AddConstraint(
            model_name="testedchoice",
            constraint=models.CheckConstraint(
                condition=Q(alpha__regex="^[0-9a-f]{64}$"), name="ballots_testedchoice_alpha"
            ),
        ),
        AppendOnlyTable("ballots_testedchoice"),
    ]
