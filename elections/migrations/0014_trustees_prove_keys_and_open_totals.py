"""Voting waits for the trustees' proofs, and the totals for their shares: each a fact of the election."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F


def tallied_when_counted(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Until now the server alone opened the totals, in the same act."""
    elections = apps.get_model("elections", "Election").objects.filter(counted_at__isnull=False, imported_at=None)
    elections.update(tallied_at=F("counted_at"), tallied_by=F("counted_by"))


class Migration(migrations.Migration):
    dependencies = [("elections", "0013_rules_say_what_they_are")]

    operations = [
        migrations.AddField(
            model_name="election",
            name="keys_asked_at",
            field=models.DateTimeField(
                blank=True,
                editable=False,
                help_text="each trustee beside the server was asked to prove that their key is there",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="election",
            name="keys_proved_at",
            field=models.DateTimeField(
                blank=True,
                editable=False,
                help_text="all of them did, or officers do without some; until then nothing opens",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="election",
            name="tallied_at",
            field=models.DateTimeField(
                blank=True,
                editable=False,
                help_text="the sealed ballots were added up; trustees may open the totals",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="election",
            name="tallied_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="members.person",
            ),
        ),
        migrations.RunPython(tallied_when_counted, migrations.RunPython.noop),
    ]
