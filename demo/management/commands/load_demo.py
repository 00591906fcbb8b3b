"""Makes the demo's database ready: migrated, filled, and filled anew once its story has gone stale."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from base import clock
from base.database_roles import as_owner
from demo import loading
from demo.personas import PERSONAS


class Command(BaseCommand):
    help = "Fills an empty database with sample elections, and one of an older demo anew. Touches no other database."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--tell", metavar="SECONDS", help="only say where the demo is and who one can be")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("This is no demo: set DEMO=1, on a database that holds nothing else.")
        if options["tell"]:
            self.tell(options["tell"])
            return
        if self.is_migrated():
            self.refuse_strangers()
            if loading.is_demo() and not loading.is_fresh(clock.now()):
                self.stdout.write("The demo has gone stale; it is made anew.")
                loading.empty()
        call_command("migrate", verbosity=0, interactive=False)
        if loading.is_empty():
            with as_owner():  # who alone may date the journal
                loading.load(self.step)

    def is_migrated(self) -> bool:
        return "members_person" in connection.introspection.table_names()

    def refuse_strangers(self) -> None:
        """A database with people in it that no demo made is somebody's own."""
        if not loading.is_empty() and not loading.is_demo():
            raise CommandError("This database holds something else than a demo. Choose another with DATABASE_URL.")

    def step(self, line: str) -> None:
        self.stdout.write(f"  {line} …")
        self.stdout.flush()

    def tell(self, seconds: str) -> None:
        self.stdout.write(f"\nThe demo is at {settings.PUBLIC_URL} (ready in {seconds} s). Ctrl-C stops it.\n\n")
        self.stdout.write(f"Be one of these with one click, at {settings.PUBLIC_URL}/demo/ :\n")
        for persona in PERSONAS:
            self.stdout.write(f"  {persona.name:<26}{persona.role}\n")
        self.stdout.write("Or sign in with anyone’s address, such as noor@demo.example: every code and every other\n")
        self.stdout.write(f"mail is in {settings.PUBLIC_URL}/demo/mailbox/ , the links of three trustees too.\n")
