"""Record that a backup was restored and looked at, for the pre-flight: by whoever runs the server, or by a script."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from base import clock
from elections.assurances import record_backup


class Command(BaseCommand):
    """`manage.py record_backup --made 2026-08-31T02:00Z --how "Restored on another host and looked at."`"""

    help = "Record that a backup was verified; the pre-flight of every election shows when."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--made", required=True, help="when the backup was made, such as 2026-08-31T02:00Z")
        parser.add_argument("--how", required=True, help="how it was verified")
        parser.add_argument("--by", default="who runs the server", help="as the journal shall name them")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuses what is no instant, or lies ahead."""
        try:
            made_at = datetime.fromisoformat(options["made"])
        except ValueError as error:
            raise CommandError(str(error)) from error
        if made_at.utcoffset() is None:
            raise CommandError("Give the time zone too, such as 2026-08-31T02:00Z.")
        try:
            record_backup(made_at=made_at, how=options["how"], by=options["by"], at=clock.now())
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"Recorded: the backup of {made_at:%Y-%m-%d %H:%M %Z} was verified.")
