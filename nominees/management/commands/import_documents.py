"""Take over published documents of nominees; all of them, or with any fault nothing."""

from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from base import clock
from base.documents import DocumentError
from nominees.documents_named import Said, Source
from nominees.importing import import_documents

ENDINGS = {".md", ".txt"}


class Command(BaseCommand):
    help = "Take over published documents of nominees of past elections: files of .md or .txt, or folders of them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--election", help="slug or name, with its year; else the path or the title tells it")
        parser.add_argument("--nominee", help="who it is, where the document does not tell")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")

    def handle(self, *args: Any, paths: list[Path], dry_run: bool, **options: Any) -> None:
        said = Said(options["election"], options["nominee"])
        try:
            sources = [Source(str(path), path.read_bytes()) for path in files(paths)]
            if said.nominee and len(sources) > 1:
                raise CommandError(f"--nominee names one person, and these are {len(sources)} files.")
            with transaction.atomic():
                taken = import_documents(sources, said=said, at=clock.now())
                transaction.set_rollback(dry_run)
        except OSError as error:
            raise CommandError(str(error)) from error
        except DocumentError as error:
            raise CommandError(f"{error}\nNothing was written.") from error
        for each in taken:
            self.stdout.write(f"{each.path}: {each.nominee}: {each.outcome}")
        unchanged = sum(each.outcome == "unchanged" for each in taken)
        counts = f"{len(taken) - unchanged} taken over, {unchanged} unchanged."
        self.stdout.write("Nothing was written: this was a dry run." if dry_run else counts)


def files(paths: Iterable[Path]) -> Iterator[Path]:
    """The files named, and all documents in the folders named, in the order of their names."""
    for path in paths:
        if path.is_dir():
            yield from sorted(found for found in path.rglob("*") if found.suffix in ENDINGS and found.is_file())
        else:
            yield path
