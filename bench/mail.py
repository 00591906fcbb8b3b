#!/usr/bin/env python3
"""How long it takes to queue a mail to everybody on a roll of 100,000, and how fast mails to many leave.

    bench/mail.py [VOTERS ...]

Each size runs in a process and a database of its own. Run it on a machine that does nothing else. Sending is measured
with 2,000 mails to an SMTP server on this machine that takes everything, with no limit to the rate.
"""

import argparse
import contextlib
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from elections.models import Election

CHECKOUT = Path(__file__).resolve().parent.parent
SIZES = (10_000, 100_000)
STEPS = ("voting opened", "reminder", "the same again", "page of mails", "next due")
SENT = 2_000
BATCH = 5_000


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("voters", type=int, nargs="*", metavar="VOTERS", default=SIZES)
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measured(options.voters[0])))
        return 0
    print(f"{'voters':>8}" + "".join(f"{step:>18}" for step in STEPS) + f"{'sent':>14}{'memory':>12}")
    for voters in options.voters:
        own = [sys.executable, __file__, "--one", str(voters)]
        found = json.loads(subprocess.run(own, check=True, capture_output=True, text=True).stdout.splitlines()[-1])
        seconds = "".join(f"{found['seconds'][step]:>16.2f} s" for step in STEPS)
        print(f"{voters:>8}{seconds}{found['a second']:>12.0f}/s{found['megabytes']:>9.0f} MB")
    return 0


def measured(voters: int) -> dict[str, object]:
    """Seconds of each step, mails a second, and by how much queueing made this process grow."""
    sys.path.insert(0, str(CHECKOUT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["BULK_MAIL_RATE"], os.environ["DEBUG"] = "1000000", "0"  # which keeps every query in memory
    import django
    from django.conf import settings

    django.setup()
    from base.embedded import Embedded
    from base.own_database import own_database

    with contextlib.ExitStack() as stack:
        if settings.EMBEDDED_POSTGRES:
            stack.enter_context(Embedded().held())
        stack.enter_context(own_database("bench_mail"))
        return steps(voters)


def steps(voters: int) -> dict[str, object]:
    from ballots import mailings
    from base import bulk, clock
    from base.mail_states import numbers
    from elections.mail_schedule import Planned

    seconds: dict[str, float] = {}

    @contextlib.contextmanager
    def timed(step: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        seconds[step] = time.monotonic() - began

    election = make_roll(voters)
    now = clock.now()
    opened = Planned("voting opened", 1, election.voting_opens, election.voting_closes)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with timed("voting opened"):
        assert mailings.mail_out(election, opened, at=now) == voters  # noqa: S101  a bench measures what was done
    with timed("reminder"):
        reminder = Planned("vote reminder", 1, election.voting_opens, election.voting_closes)
        mailings.mail_out(election, reminder, at=now)
    with timed("the same again"):
        assert mailings.mail_out(election, opened, at=now) == 0  # noqa: S101
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    with timed("page of mails"):
        numbers(election.uuid)
    with timed("next due"):
        bulk.next_due()
    return {"seconds": seconds, "megabytes": grown / 1024, "a second": sent_a_second()}


def make_roll(voters: int) -> "Election":
    """An election that is open, and as many voters as asked for."""
    from base import clock
    from elections.models import Election, RollEntry
    from members.models import Address, Person

    now, day = clock.now(), timedelta(days=1)
    officer = Person.objects.create(name="Bench Officer")
    election = Election.objects.create(
        slug="bench",
        name="Bench election",
        roll_closes=now - 4 * day,
        voting_opens=now - day,
        voting_closes=now + 9 * day,
        announced_at=now - 30 * day,
        announced_by=officer,
    )
    for first in range(0, voters, BATCH):
        numbers = range(first, min(first + BATCH, voters))
        people = Person.objects.bulk_create(Person(name=f"Voter Number {number}") for number in numbers)
        emails = [f"v{number}@example.org" for number in numbers]
        Address.objects.bulk_create(
            Address(person=person, email=email, normalised=email) for person, email in zip(people, emails, strict=True)
        )
        RollEntry.objects.bulk_create(
            RollEntry(
                election=election,
                person=person,
                name=person.name,
                email=email,
                membership_class="supporting",
                source="bench",
            )
            for person, email in zip(people, emails, strict=True)
        )
    return election


def sent_a_second() -> float:
    """Mails to many that leave in a second, one after the other over one line."""
    sys.path.insert(0, str(CHECKOUT))
    from django.conf import settings

    from base import bulk
    from base.models import Mail
    from tests.postbox import postbox

    waiting = Mail.objects.filter(due_at__isnull=False).order_by("due_at", "pk")
    Mail.objects.exclude(pk__in=waiting[:SENT].values("pk")).update(due_at=None)
    with postbox() as box:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
        began = time.monotonic()
        while bulk.send_waiting():
            pass
        return len(box.arrived) / (time.monotonic() - began)


if __name__ == "__main__":
    sys.exit(main())
