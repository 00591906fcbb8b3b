"""Check that no line of the journal was changed, left out or put in between."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from base import clock
from base.journal_check import PATIENCE, Chain, chains, unchained


class Command(BaseCommand):
    """`manage.py verify_journal`, or `manage.py verify_journal HASH` with a hash that somebody noted earlier"""

    help = "Work out every chain of the journal again; fails at a line that is not as it was written."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "noted", nargs="*", metavar="HASH", help="noted earlier from the site: must still stand there"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Every chain has a line; what is wrong comes last, and together."""
        noted = {hash_.strip().lower() for hash_ in options["noted"]}
        wrong: list[str] = []
        for chain in chains(noted):
            self.stdout.write(f"{chain.election or 'no election'}: {chain.lines} lines, {chain.head}")
            wrong += self.faults(chain)
            noted -= chain.seen
        wrong += [f"{hash_} stands nowhere in the journal." for hash_ in sorted(noted)]
        if late := unchained(before=clock.now() - PATIENCE):
            wrong.append(f"{late} lines are not chained, although they are older than a minute: does the worker run?")
        if wrong:
            raise CommandError("\n".join(wrong))
        self.stdout.write(f"The journal is whole. {unchained()} new lines wait to be chained.")

    def faults(self, chain: Chain) -> list[str]:
        if chain.broken_at is None:
            return []
        return [
            f"{chain.election or 'no election'}: line {chain.broken_at} is not as it was written, or one is missing."
        ]
