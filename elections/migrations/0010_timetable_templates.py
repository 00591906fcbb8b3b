"""Timetables as templates, with those that the PSF uses as a beginning; the office adds to them."""

import elections.models.timetable_template
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

DAY = 24 * 60
TEMPLATES = [
    {
        "name": "PSF 2026 board",
        "description": "Two weeks to nominate, candidates announced two days later, the roll a week before, two weeks to vote.",
        "minutes": {
            "nominations_open": -35 * DAY,
            "nominations_close": -21 * DAY,
            "acceptance_closes": -20 * DAY,
            "candidates_announced": -19 * DAY,
            "roll_closes": -7 * DAY,
            "voting_closes": 14 * DAY,
        },
    },
    {
        "name": "Board with questions to candidates",
        "description": "As the PSF’s board in 2026, and members ask candidates from their announcement until two days before the vote ends.",
        "minutes": {
            "nominations_open": -35 * DAY,
            "nominations_close": -21 * DAY,
            "acceptance_closes": -20 * DAY,
            "candidates_announced": -19 * DAY,
            "questions_open": -19 * DAY,
            "questions_close": 12 * DAY,
            "roll_closes": -7 * DAY,
            "voting_closes": 14 * DAY,
        },
    },
    {
        "name": "Council",
        "description": "Two weeks to nominate, a week to read, two weeks to vote, as steering councils are elected [PEP 13].",
        "minutes": {
            "nominations_open": -22 * DAY,
            "nominations_close": -8 * DAY,
            "acceptance_closes": -7 * DAY,
            "candidates_announced": -7 * DAY,
            "roll_closes": -7 * DAY,
            "voting_closes": 14 * DAY,
        },
    },
    {
        "name": "Resolution alone",
        "description": "No nominations: the roll closes a week before, and members vote for two weeks.",
        "minutes": {"roll_closes": -7 * DAY, "voting_closes": 14 * DAY},
    },
]


def ship(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for row in TEMPLATES:
        apps.get_model("elections", "TimetableTemplate").objects.get_or_create(name=row["name"], defaults=row)


class Migration(migrations.Migration):
    dependencies = [
        ("elections", "0009_the_kinds_there_are"),
    ]

    operations = [
        migrations.CreateModel(
            name="TimetableTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, unique=True, verbose_name="name")),
                ("description", models.CharField(blank=True, max_length=300, verbose_name="what it is for")),
                (
                    "minutes",
                    models.JSONField(
                        help_text="before it: negative",
                        validators=[elections.models.timetable_template.are_offsets],
                        verbose_name="minutes from the opening of the vote, by instant",
                    ),
                ),
            ],
            options={
                "ordering": ("name",),
            },
        ),
        migrations.RunPython(ship, migrations.RunPython.noop),
    ]
