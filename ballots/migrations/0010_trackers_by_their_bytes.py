"""Trackers are compared byte by byte, so that the index which keeps them apart finds the first of those that begin so."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ballots", "0009_tested_ballots")]

    operations = [
        migrations.RemoveIndex(model_name="ballot", name="ballots_ballot_by_beginning"),
        migrations.AlterField(
            model_name="ballot", name="tracker", field=models.CharField(db_collation="C", max_length=43)
        ),
    ]
