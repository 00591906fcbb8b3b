#!/usr/bin/env python3
"""How long it takes to queue a mail to everybody on a roll of 100,000, and how fast mails to many leave.

    bench/mail.py [VOTERS ...]

Each size runs in a process and a database of its own. Run it on a machine that does nothing else. Sending is measured
with 2,000 mails to an SMTP server on this machine that takes everything, with no limit to the rate.
"""

import os
import sys
import time
from datetime import timedelta
from typing import TYPE_CHECKING

from harness import Figures, main

if TYPE_CHECKING:
    from elections.models import Election

SIZES = (10_000, 100_000)
SENT = 2_000
BATCH = 5_000


def measure(voters: int, figures: Figures) -> None:
    from ballots import mailings
    from base import bulk, clock
    from base.mail_states import numbers
    from elections.mail_schedule import Planned

    election = make_roll(voters)
    now = clock.now()
    opened = Planned("voting opened", 1, election.voting_opens, election.voting_closes)
    with figures.timed("voting opened"):
        assert mailings.mail_out(election, opened, at=now) == voters  # noqa: S101  a bench measures what was done
    with figures.timed("reminder"):
        reminder = Planned("vote reminder", 1, election.voting_opens, election.voting_closes)
        mailings.mail_out(election, reminder, at=now)
    with figures.timed("the same again"):
        assert mailings.mail_out(election, opened, at=now) == 0  # noqa: S101
    with figures.timed("page of mails"):
        numbers(election.uuid)
    with figures.timed("next due"):
        bulk.next_due()
    figures.add("sent", f"{sent_a_second():.0f}/s")


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
    os.environ["BULK_MAIL_RATE"] = "1000000"
    sys.exit(main("voters", SIZES, measure))
