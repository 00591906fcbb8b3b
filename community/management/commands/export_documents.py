"""Write what is published as documents, in the formats that `import_documents` takes."""

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from base.progress import Bar
from community.exporting import documents


class Command(BaseCommand):
    help = (
        "Write elections that are over, their candidates, news posts (drafts too) and community stories as Markdown "
        "documents into a folder that is empty or new."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        try:
            if folder.exists() and any(folder.iterdir()):
                raise CommandError(f"{folder} is not empty: what was left there would be taken for part of the export.")
            written = Counter[str]()
            with Bar("documents") as bar:
                for path, document in documents():
                    to = folder / path
                    to.parent.mkdir(parents=True, exist_ok=True)
                    to.write_text(document, encoding="utf-8", newline="\n")
                    written[path.parts[0]] += 1
                    bar.advance()
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}.") from error
        self.stdout.write(f"{written.total()} documents are in {folder}.")
