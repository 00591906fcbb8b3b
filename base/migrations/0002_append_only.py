"""The journal only grows."""

from django.db import migrations

from base.append_only import AppendOnlyTable


class Migration(migrations.Migration):
    dependencies = [("base", "0001_initial")]

    operations = [AppendOnlyTable("base_journalline")]
