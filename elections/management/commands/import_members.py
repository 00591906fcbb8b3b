"""Take the member list over from a CSV file, every night if one likes: quiet unless it changes or is refused."""

from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from base import clock
from base.progress import Bar
from elections.member_lists import take_over
from members import planning
from members.drops import TOO_MANY_FOR_A_NIGHT, drops
from members.import_words import drop_sentence, line_text, sentences, summary
from members.importing import WRITE, changes_nothing, compare
from members.letters import list_refused
from members.mapping import ReadAs
from members.member_list import BadMemberListError
from members.models import MemberImport, Outcome, SavedMapping
from members.reporting import listed_before

MOST_TOLD = 100
BATCH = 2_000


class Command(BaseCommand):
    help = (
        "Take the member list over from a CSV file in UTF-8, read by a mapping that was saved in the office. Says "
        "nothing where nothing changes. What is refused leaves everything as it was, fails, and is mailed to officers."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--mapping", help="its name; else the columns have our own plain names")
        parser.add_argument("--as-of", type=date.fromisoformat, help="the day of the list: 2026-08-25 (default: today)")
        parser.add_argument("--complete", action="store_true", help="memberships that the list lacks end on that day")
        parser.add_argument("--allow-drops", action="store_true", help="also where a class lost a quarter or more")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")

    def handle(self, *args: Any, file: Path, dry_run: bool, **options: Any) -> None:
        try:
            with transaction.atomic():
                of = self._compared(file, options)
                self._tell(of, options["verbosity"], is_written=not dry_run)
                if dry_run or changes_nothing(of):
                    transaction.set_rollback(True)
                    return
                if not options["allow_drops"]:
                    require_no_drops(of)
                with Bar("writing", len(WRITE)) as bar:
                    take_over(of, by="import_members", at=clock.now(), compared=True, advance=bar.advance)
        except (OSError, BadMemberListError, RefusedAtNightError) as error:
            reasons = refusal(error)
            if not dry_run:
                list_refused(file.name, reasons)
            raise CommandError("\n".join(["Nothing was written.", *reasons])) from error

    def _compared(self, file: Path, options: dict[str, Any]) -> MemberImport:
        read_as, now = mapping_named(options["mapping"]), clock.now()
        of = MemberImport.objects.create(
            source=file.name[:200], as_of=options["as_of"] or now.date(), complete=options["complete"], chosen_at=now
        )
        with file.open("rb") as opened, Bar("reading", file.stat().st_size) as reading:
            lines = watched(opened, reading)
            with Bar("comparing", planning.STEPS) as comparing:
                compare(of, lines, read_as=read_as, at=now, advance=comparing.advance)
        return of

    def _tell(self, of: MemberImport, verbosity: int, *, is_written: bool) -> None:
        if is_written and changes_nothing(of) and verbosity < 2:
            return
        for text in summary(of):
            self.stdout.write(text)
        if verbosity > 1:
            for line in of.lines.exclude(outcome=Outcome.UNCHANGED, affirms=False).iterator(BATCH):
                self.stdout.write(line_text(line))
        self.stdout.write("Written." if is_written and not changes_nothing(of) else "Nothing was written.")


class RefusedAtNightError(ValueError):
    """What an officer would see and mend, and nobody is there: the reasons, one a line."""


def require_no_drops(of: MemberImport) -> None:
    """A list that was cut short would end memberships, and nobody is there at night who would see it."""
    before, now = listed_before(of)
    found = [drop_sentence(drop) for drop in drops(before, now, part=TOO_MANY_FOR_A_NIGHT)]
    if found:
        raise RefusedAtNightError("\n".join([*found, "If that is right, take the list over in the office."]))


def refusal(error: Exception) -> list[str]:
    """Why a list is refused, in sentences."""
    return sentences(error, MOST_TOLD) if isinstance(error, BadMemberListError) else str(error).splitlines()


def mapping_named(name: str | None) -> ReadAs:
    if not name:
        return ReadAs()
    saved = SavedMapping.objects.filter(name=name).first()
    if saved is None:
        names = ", ".join(SavedMapping.objects.values_list("name", flat=True)) or "none is saved"
        raise RefusedAtNightError(f"There is no mapping “{name}”. Those that are saved: {names}.")
    return ReadAs.from_data(saved.read_as)


def watched(file: BinaryIO, bar: Bar) -> Iterator[bytes]:
    """The lines of a file, while a bar moves on."""
    for line in file:
        bar.advance(len(line))
        yield line
