"""Roles in the election office; what waits for a second officer may be about the office itself."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [
        ("elections", "0005_board_terms_tell_how_and_from_which_election"),
        ("members", "0002_shared_codes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Appointment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("officer", "Officer"),
                            ("approver", "Approver of statements"),
                            ("keeper", "Membership keeper"),
                            ("communications", "Communications"),
                            ("auditor", "Auditor"),
                        ],
                        max_length=14,
                    ),
                ),
                ("appointed_at", models.DateTimeField()),
                (
                    "dismissed_at",
                    models.DateTimeField(
                        blank=True, editable=False, help_text="they have this role no more", null=True
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="members.person",
                    ),
                ),
            ],
            options={
                "ordering": ("person__name", "id"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(("dismissed_at", None)),
                        fields=("person", "role"),
                        name="elections_appointment_once",
                    ),
                    models.CheckConstraint(
                        condition=Q(("dismissed_at", None), ("dismissed_at__gte", F("appointed_at")), _connector="OR"),
                        name="elections_appointment_before_dismissal",
                    ),
                    models.CheckConstraint(
                        condition=Q(("role__in", ["officer", "approver", "keeper", "communications", "auditor"])),
                        name="elections_appointment_role",
                    ),
                ],
            },
        ),
        migrations.RemoveConstraint(model_name="proposal", name="elections_proposal_same_open_once"),
        migrations.AlterField(
            model_name="proposal",
            name="election",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="proposals",
                to="elections.election",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(
                condition=Q(("dropped_at__isnull", True), ("seconded_at__isnull", True)),
                fields=("election", "act", "arguments"),
                name="elections_proposal_same_open_once",
                nulls_distinct=False,
            ),
        ),
    ]
