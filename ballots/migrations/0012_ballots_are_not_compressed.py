"""A sealed ballot is mostly random numbers: making each shorter took longer than it is worth (decision 26)."""

from django.db import migrations

STORAGE = "ALTER TABLE ballots_ballot ALTER COLUMN sealed SET STORAGE {}"


class Migration(migrations.Migration):
    dependencies = [("ballots", "0011_credentials_made_outside_the_server")]
    operations = [migrations.RunSQL(STORAGE.format("EXTERNAL"), STORAGE.format("EXTENDED"))]
