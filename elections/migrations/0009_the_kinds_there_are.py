"""The kinds of elections that the PSF holds, as a beginning; the office changes and adds to them."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

EVERY_CLASS = ["fellow", "contributing", "supporting"]
BYLAWS = {
    "rules_source": "PSF bylaws, as amended to 23 July 2025",
    "rules_url": "https://github.com/psf/bylaws",
}
KINDS = [
    {
        "slug": "board",
        "name": "Board election",
        "description": "Seats of the PSF’s board of directors, by all voting members.",
        "seat_years": [3, 3, 3, 3],
        "has_questions": False,
        **BYLAWS,
    },
    {
        "slug": "packaging-council",
        "name": "Packaging Council election",
        "description": "Seats of the Packaging Council; at most two members of one entity, and half of the voters vote.",
        "body": "packaging-council",
        "body_name": "Packaging Council",
        "board_size": 5,
        "seat_years": [2, 2, 2],
        "has_questions": False,
        "affiliation_limit": "number",
        "quorum_denominator": 2,
        "rules_source": "PEP 772",
        "rules_url": "https://peps.python.org/pep-0772/",
    },
    {
        "slug": "steering-council",
        "name": "Steering council election",
        "description": "A council of five for one year, elected by one class of members; at most two of one employer.",
        "body": "steering-council",
        "body_name": "Steering Council",
        "board_size": 5,
        "seat_years": [1, 1, 1, 1, 1],
        "has_questions": False,
        "affiliation_limit": "number",
        "quorum_numerator": 0,
        "quorum_denominator": 1,
        "voting_classes": ["contributing"],
        "affirmation_required": False,
        "rules_source": "PEP 13",
        "rules_url": "https://peps.python.org/pep-0013/",
    },
    {
        "slug": "resolution",
        "name": "Vote on a resolution",
        "description": "Bylaw amendments and other resolutions, without nominees.",
        "body": "",
        "body_name": "",
        "affiliation_limit": "none",
        "has_nominations": False,
        "has_questions": False,
        **BYLAWS,
    },
]


def ship(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for row in KINDS:
        apps.get_model("elections", "ElectionKind").objects.get_or_create(slug=row["slug"], defaults=row)
    elections = apps.get_model("elections", "Election").objects
    elections.exclude(affiliation_limit="quarter of board").update(body="", body_name="")  # none was for the board
    elections.filter(affiliation_limit="two").update(affiliation_limit="number", entity_limit=2)


def take_back(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    elections = apps.get_model("elections", "Election").objects
    elections.filter(affiliation_limit="number").update(affiliation_limit="two")
    elections.update(kind=None)
    apps.get_model("elections", "ElectionKind").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("elections", "0008_kinds_of_elections_and_publication_at_a_set_time")]

    operations = [migrations.RunPython(ship, take_back)]
