"""A trustee whose private file reached the server, by mistake, is replaced before the ballot is sealed."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("ballots", "0013_exposed_credentials")]

    operations = [
        migrations.AddField(
            model_name="trustee",
            name="exposed_at",
            field=models.DateTimeField(
                blank=True,
                editable=False,
                help_text="their private file reached the server, by mistake: another key is needed",
                null=True,
            ),
        ),
    ]
