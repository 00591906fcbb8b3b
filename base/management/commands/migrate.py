"""Migrates as the owner of the schema, then gives the app role its rights."""

from typing import Any

from django.core.management import call_command
from django.core.management.commands import migrate

from base.database_roles import as_owner, grant_to


class Command(migrate.Command):
    help = "Migrates as the owner of the schema (DATABASE_OWNER_URL), then gives the app role its rights."

    def handle(self, *args: Any, **options: Any) -> None:
        with as_owner() as app_role:
            super().handle(*args, **options)
            if not options["plan"]:
                call_command("createcachetable", verbosity=options["verbosity"])
                grant_to(app_role)
