"""Where two people turn out to be one, the wishes of the one lead on to those of the other."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("base", "0012_work")]

    operations = [
        migrations.AddField(
            model_name="mailwishes",
            name="moved_to",
            field=models.ForeignKey(
                blank=True,
                help_text="whose wishes count in place of these, where two turned out to be one reader",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="moved_here",
                to="base.mailwishes",
            ),
        ),
        migrations.AddConstraint(
            model_name="mailwishes",
            constraint=models.CheckConstraint(
                condition=~models.Q(moved_to=models.F("id")), name="base_mailwishes_not_moved_to_itself"
            ),
        ),
    ]
