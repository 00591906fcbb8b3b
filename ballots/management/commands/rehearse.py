"""Play a whole election through the same acts, in a database of its own, and compare the count with a plain sum."""

import json
import os
import shutil
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError

from ballots.rehearsal import Rehearsal, Size, agree, summary
from base.own_database import given_database, own_database


class Command(BaseCommand):
    """`manage.py rehearse --voters 1000 --candidates 13 --seats 4 --out rehearsal`"""

    help = "Play a whole election in a database of its own; fails unless the count agrees with a plain sum."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--voters", type=int, default=200)
        parser.add_argument("--candidates", type=int, default=13)
        parser.add_argument("--seats", type=int, default=4)
        parser.add_argument("--seed", type=int, default=0, help="the same seed gives the same votes")
        parser.add_argument("--cores", type=int, default=os.cpu_count() or 1)
        parser.add_argument("--out", type=Path, help="a folder for the record (UUID.bel) and the totals (UUID.json)")
        parser.add_argument(
            "--database", metavar="URL", help="an empty database to use and keep, instead of one to drop"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Play, write, compare."""
        size = Size(options["voters"], options["candidates"], options["seats"])
        if not 0 < size.seats < size.candidates <= size.voters:
            raise CommandError("Needed: fewer seats than candidates, and no more candidates than voters.")
        rehearsal = Rehearsal(size, max(options["cores"], 1), options["seed"])
        url = options["database"]
        with given_database(url) if url else own_database("rehearsal"), tempfile.TemporaryFile() as record:
            election, result, report = rehearsal.play(record)
            found = summary(rehearsal, election, result, report)
            if options["out"]:
                keep(record, found, options["out"])
        self.tell(found)
        if not agree(found):
            raise CommandError("The totals differ.")

    def tell(self, found: dict[str, Any]) -> None:
        seconds = found["seconds"]
        for label, spent in seconds.items():
            self.stdout.write(f"{label:22} {spent:8.2f} s")
        rates = {"sealed": "sealing alone", "checked and cast": "casting alone", "verified": "verify the record"}
        said = ", ".join(f"{found['casts'] / seconds[step]:.0f} {done}" for done, step in rates.items())
        self.stdout.write(f"{found['casts']} ballots cast, {found['counted']} counted. A second: {said}.")


def keep(record: BinaryIO, found: dict[str, Any], folder: Path) -> None:
    """Write the record and the totals, named as the record is."""
    folder.mkdir(parents=True, exist_ok=True)
    record.seek(0)
    with (folder / f"{found['record']}.bel").open("wb") as file:
        shutil.copyfileobj(record, file)
    (folder / f"{found['record']}.json").write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n")
