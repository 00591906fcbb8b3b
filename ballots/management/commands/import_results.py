"""Enter the figures of elections that were held elsewhere; without --commit it only says what it would do."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from ballots.figures_reader import FiguresError
from ballots.past_figures import read_csv, read_json
from ballots.past_results import enter_past_result
from base import clock
from nominees.importing import importer

FACTS = Path(__file__).resolve().parents[2] / "facts" / "psf-board-elections.json"


class Command(BaseCommand):
    help = "Enter the figures of past elections from a JSON or CSV file; by default those of the PSF that come with us."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", default=FACTS)
        parser.add_argument("--commit", action="store_true", help="write it; all of it or nothing")

    def handle(self, *args: Any, file: Path, commit: bool, **options: Any) -> None:
        now = clock.now()
        try:
            text = file.read_text(encoding="utf-8")
            past = read_csv(text) if file.suffix.lower() == ".csv" else read_json(text)
            with transaction.atomic():
                for each in past:
                    election, outcome = enter_past_result(each, by=importer(), at=now)
                    self.stdout.write(f"{outcome:9}  {election.slug}: {election.name}")
                transaction.set_rollback(not commit)
        except (OSError, UnicodeDecodeError, FiguresError) as error:
            raise CommandError(f"Nothing was written. {error}") from error
        except ValidationError as error:
            raise CommandError(f"Nothing was written. {' '.join(error.messages)}") from error
        self.stdout.write("Written." if commit else "Nothing was written: add --commit to write it.")
