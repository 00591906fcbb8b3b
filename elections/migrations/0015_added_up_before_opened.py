"""The facts of the count in their order: added up, then opened. Apart, since PostgreSQL alters no rows just written."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("elections", "0014_trustees_prove_keys_and_open_totals")]

    operations = [
        migrations.RemoveConstraint(model_name="election", name="elections_facts_in_order"),
        migrations.AddConstraint(
            model_name="election",
            constraint=models.CheckConstraint(
                condition=Q(tallied_at__isnull=True, tallied_by__isnull=True)
                | Q(tallied_at__isnull=False, tallied_by__isnull=False),
                name="elections_election_tallied_has_actor",
            ),
        ),
        migrations.AddConstraint(
            model_name="election",
            constraint=models.CheckConstraint(
                condition=Q(imported_at__isnull=False)
                | (
                    (Q(ballot_sealed_at__isnull=True) | Q(roll_sealed_at__isnull=False))
                    & (Q(ballots_ended_at__isnull=True) | Q(ballot_sealed_at__isnull=False))
                    & (Q(keys_asked_at__isnull=True) | Q(ballot_sealed_at__isnull=False))
                    & (Q(keys_proved_at__isnull=True) | Q(keys_asked_at__isnull=False))
                    & (Q(tallied_at__isnull=True) | Q(ballots_ended_at__isnull=False))
                    & (Q(counted_at__isnull=True) | Q(tallied_at__isnull=False))
                    & (Q(certified_at__isnull=True) | Q(counted_at__isnull=False))
                    & (Q(published_at__isnull=True) | Q(certified_at__isnull=False))
                ),
                name="elections_facts_in_order",
            ),
        ),
    ]
