"""Take note of mail that came back: from a maildir, an mbox, or one mail on the standard input."""

import mailbox
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from email import message_from_binary_file, message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from base import bounces, clock
from base.delivery_reports import reports


class Command(BaseCommand):
    """Run it every few minutes; or let the mail server pipe each mail to BOUNCES_TO into it. Twice does no harm."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        box = parser.add_mutually_exclusive_group()
        box.add_argument("--maildir", type=Path, help="a folder with cur, new and tmp; what was read is marked as seen")
        box.add_argument("--mbox", type=Path, help="a file of mails, which stays as it is")

    def handle(self, *args: Any, **options: Any) -> None:
        read = taken = silent = 0
        for message in _mails(options["maildir"], options["mbox"]):
            found = list(reports(message))
            read += 1
            taken += sum(bounces.take(each, source="mailbox", at=clock.now()) for each in found)
            silent += not found
        self.stdout.write(
            f"Read {read} mail{'' if read == 1 else 's'}: {taken} report{'' if taken == 1 else 's'} taken, "
            f"{silent} mail{' that reports' if silent == 1 else 's that report'} nothing of ours."
        )


def _mails(maildir: Path | None, mbox: Path | None) -> Iterator[EmailMessage]:
    if maildir is not None:
        yield from _new_in(maildir)
    elif mbox is not None:
        if not mbox.is_file():
            raise CommandError(f"There is no file {mbox}.")
        for message in mailbox.mbox(mbox, create=False):
            yield _parsed(message.as_bytes())
    else:
        yield message_from_binary_file(sys.stdin.buffer, policy=default)


def _new_in(maildir: Path) -> Iterator[EmailMessage]:
    """Each mail that nobody has read; it counts as read once what it says is stored."""
    if not (maildir / "new").is_dir():
        raise CommandError(f"{maildir} is no maildir: it has no folder new.")
    box = mailbox.Maildir(maildir, create=False)
    for key, message in list(box.items()):
        if message.get_subdir() == "new":
            yield _parsed(message.as_bytes())
            message.set_subdir("cur")
            message.add_flag("S")
            box[key] = message


def _parsed(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, policy=default)
