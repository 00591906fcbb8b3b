"""An election may let somebody outside the server make the voting codes; then the server seals no ballot."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("elections", "0015_added_up_before_opened")]

    operations = [
        migrations.AddField(
            model_name="election",
            name="strict_credentials",
            field=models.BooleanField(
                default=False,
                help_text=(
                    "Then the server cannot vote for members who stay away. Voters need their code besides signing in, "
                    "and only their own browser may seal."
                ),
                verbose_name="somebody outside the server makes the voting codes, and mails them",
            ),
        ),
        migrations.AddConstraint(
            model_name="election",
            constraint=models.CheckConstraint(
                condition=Q(strict_credentials=False) | Q(server_may_seal=False),
                name="elections_server_seals_with_its_own_codes",
            ),
        ),
    ]
