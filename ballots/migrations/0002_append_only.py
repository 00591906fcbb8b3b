"""The sealed election, its ballots, shares and record only grow."""

from django.db import migrations

from base.append_only import AppendOnlyTable


class Migration(migrations.Migration):
    dependencies = [("ballots", "0001_initial"), ("base", "0002_append_only")]

    operations = [
        AppendOnlyTable("ballots_setup"),
        AppendOnlyTable("ballots_choice"),
        AppendOnlyTable("ballots_credential", ["roll_entry_id"]),
        AppendOnlyTable("ballots_ballot"),
        AppendOnlyTable("ballots_recordevent"),
        AppendOnlyTable("ballots_share"),
    ]
