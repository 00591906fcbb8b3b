"""Take over published documents: all of them, or with any fault nothing."""

from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from base import clock
from base.progress import Bar
from community.taking_over import Report, files, take_over
from nominees.documents_named import Said

MOST_TOLD = 50  # things or faults, unless asked for more with --verbosity 2


class Command(BaseCommand):
    help = (
        "Take over published documents: lists of elections, pages and lists of nominees, statements, news posts and "
        "community stories; files, or folders of them. What each is, its content tells."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--election", help="slug or name, with its year; else link, path or title tells it")
        parser.add_argument("--nominee", help="who it is, where the document does not tell")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")
        parser.add_argument(
            "--keep-going", action="store_true", help="leave out documents with faults, take the others"
        )

    def handle(self, *args: Any, paths: list[Path], dry_run: bool, keep_going: bool, **options: Any) -> None:
        said = Said(options["election"], options["nominee"])
        found = list(files(paths))
        if said.nominee and len(found) > 1:
            raise CommandError(f"--nominee names one person, and these are {len(found)} files.")
        with Bar("documents", 2 * len(found)) as bar:
            report = take_over(
                found, said=said, at=clock.now(), keep_going=keep_going, dry_run=dry_run, advance=bar.advance
            )
        all_or_nothing = bool(report.refused) and not keep_going
        self.tell(report, every=options["verbosity"] > 1, is_written=not (dry_run or all_or_nothing))
        if all_or_nothing:
            first, others = report.refused[0], len(report.refused) - 1
            more = f" Faults in other documents: {others}." if others else ""
            raise CommandError(f"{first}{more}\nNothing was written.")
        if dry_run:
            self.stdout.write("Nothing was written: this was a dry run.")

    def tell(self, report: Report, *, every: bool, is_written: bool) -> None:
        """What became of each thing, if they are few, and of how many of each kind."""
        if every or len(report.lines) <= MOST_TOLD:
            for line in report.lines:
                self.stdout.write(f"{line.path}: {line.subject}: {line.outcome}")
        self.some((f"{path}: left out. {reason}" for path, reason in report.left_out), every=every)
        self.some(
            (f"{path}, line {each.line}: no picture {each.address}" for path, each in report.missing), every=every
        )
        for kind, counts in report.counts.items():
            told = ", ".join(f"{counts[outcome]} {outcome}" for outcome in ("new", "changed", "unchanged"))
            self.stdout.write(f"{kind.value:26} {told}")
        self.some(map(str, report.refused), every=every)
        unchanged = sum(line.outcome == "unchanged" for line in report.lines)
        done = "taken over" if is_written else "would be taken over"
        self.stdout.write(
            f"{len(report.lines) - unchanged} {done}, {unchanged} unchanged, {len(report.left_out)} left out, "
            f"{len(report.refused)} refused."
        )

    def some(self, lines: Iterable[str], *, every: bool) -> None:
        """The first of the lines, and how many more there are."""
        told = list(lines)
        for line in told if every else told[:MOST_TOLD]:
            self.stdout.write(line)
        if not every and len(told) > MOST_TOLD:
            self.stdout.write(f"... and {len(told) - MOST_TOLD} more: --verbosity 2 lists them.")
