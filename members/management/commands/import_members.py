"""Take over the member list from a CSV file; without --commit it only says what it would do."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from base import clock
from members.import_words import line_text, sentence, summary
from members.importing import import_members, preview_import
from members.member_list import COLUMNS, BadMemberListError, read
from members.models import MembershipClass


class Command(BaseCommand):
    help = f"Take over the member list from a CSV file in UTF-8 with the columns {', '.join(COLUMNS)}."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--as-of", type=date.fromisoformat, help="the day of the list: 2026-08-25 (default: today)")
        parser.add_argument(
            "--end-missing", action="store_true", help="memberships that the list lacks end on that day"
        )
        parser.add_argument("--commit", action="store_true", help="write it; all of it or nothing")

    def handle(self, *args: Any, file: Path, commit: bool, end_missing: bool, verbosity: int, **options: Any) -> None:
        now = clock.now()
        as_of = options["as_of"] or now.date()
        try:
            rows = read(file.read_bytes(), classes=MembershipClass.values, now=now)
            if commit:
                report = import_members(
                    rows, by="import_members", at=now, source=file.name, as_of=as_of, end_missing=end_missing
                )
            else:
                report = preview_import(rows, as_of=as_of, end_missing=end_missing)
        except OSError as error:
            raise CommandError(str(error)) from error
        except BadMemberListError as error:
            raise CommandError("\n".join(["Nothing was written.", *map(sentence, error.problems)])) from error
        for line in report.lines if verbosity else ():
            self.stdout.write(line_text(line))
        for text in summary(report):
            self.stdout.write(text)
        self.stdout.write("Written." if commit else "Nothing was written: add --commit to write it.")
