#!/usr/bin/env python3
"""How fast the ballot box, the record and its heads are read when 100,000 ballots are in them.

    bench/record.py [BALLOTS ...]

Each size runs in a process and a database of its own; 5,000 voters, who vote again and again. The ballots have the size
of real ones on one resolution, and their proofs were not checked: what is measured is storing, appending and reading.
Pages are asked for in the same process, made anew each time. Of each stands what half and 95 of 100 took, and how many
blocks of 8 KB PostgreSQL touched for it, whatever else the machine does. Run it on one that does nothing else.
"""

import statistics
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from harness import Figures, main
from rolls import make_election, make_members, make_officers

if TYPE_CHECKING:
    from django.test import Client

    from ballots.models import Ballot, Setup

SIZES = (1_000, 100_000)
MEMBERS = 6_250  # of every ten, eight may vote
BATCH = 2_000
TIMES = 60


def measure(ballots: int, figures: Figures) -> None:
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    settings.SHARED_PAGES_SECONDS = 0
    setup = make_setup()
    with figures.timed("store"):
        for _batch in stored(setup, ballots):
            pass
    with figures.timed("append"):
        append(setup)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client = Client(SERVER_NAME="localhost")
    box, last = "/elections/bench/ballot-box/", -(-ballots // 100)
    tracker = setup.ballots.order_by("-pk").values_list("tracker", flat=True)[0].translate({43: "-", 47: "_"})
    for name, address in {
        "page 1": box,
        "middle page": f"{box}?page={-(-last // 2)}",
        "last page": f"{box}?page={last}",
        "find 1 letter": f"{box}?q={tracker[:1]}",
        "find 4 letters": f"{box}?q={tracker[:4]}",
        "find a tracker": f"{box}?q={tracker}",
        "verify": "/elections/bench/verify/",
    }.items():
        figures.add(name, quantiles(client, address))
    for name, address in {
        "box as JSON": "/elections/bench/ballot-box.json",
        "heads as JSON": "/elections/bench/record-heads.json",
        "whole record": "/elections/bench/record.bel",
    }.items():
        began = time.monotonic()
        size = sum(len(part) for part in client.get(address))
        figures.add(name, f"{time.monotonic() - began:.1f} s, {size / 1e6:.0f} MB")
    end = setup.heads.latest("height").size
    figures.add("its last 64 KB", quantiles(client, "/elections/bench/record.bel", f"bytes={end - 65_536}-"))


def make_setup() -> "Setup":
    """Voting is open on one resolution."""
    from ballots.setup import seal_ballot
    from base import clock
    from elections import roll, roll_preview
    from elections.models import Election

    at = clock.now()
    officers = make_officers()
    election = make_election(officers[0], at)
    make_members(MEMBERS)
    both = {"by": officers[0], "seconded_by": officers[1], "at": at}
    roll.seal_roll(election, seen=roll_preview.preview(election, at).hash, **both)  # type: ignore[arg-type]
    election.refresh_from_db()
    setup = seal_ballot(election, **both)  # type: ignore[arg-type]
    Election.objects.update(voting_opens=clock.now())
    return setup


def stored(setup: "Setup", number: int) -> "Iterator[list[Ballot]]":
    """As many ballots as asked for: one that was sealed for somebody, with another number at its end each time."""
    from ballots.casting import seal_for
    from ballots.models import Ballot
    from ballots.protocol.ballot import tracker

    election = setup.election
    election.refresh_from_db()
    credentials = list(setup.credentials.filter(roll_entry__isnull=False).select_related("roll_entry__person"))
    voter, contest = credentials[0].roll_entry.person, election.contests.get()  # type: ignore[union-attr]
    sealed = seal_for(election, {contest.pk: [0]}, person=voter)
    for first in range(0, number, BATCH):
        some = []
        for each in range(first, min(first + BATCH, number)):
            content, whose = sealed + str(each).encode(), credentials[each % len(credentials)]
            some.append(
                Ballot(setup=setup, credential=whose, tracker=tracker(content), sealed=content, sealed_by_server=True)
            )
        yield Ballot.objects.bulk_create(some)


def append(setup: "Setup") -> None:
    """As the sequencer does, batch by batch, without its check."""
    from django.db import transaction

    from ballots import record
    from ballots.protocol.record import ballot_step

    ballots = setup.ballots.filter(event=None).order_by("pk")
    while some := list(ballots[: record.BATCH]):
        with transaction.atomic():
            record.hold(setup)
            end = record.end(setup)
            head, steps = end.head, []
            for ballot in some:
                steps.append((ballot, ballot_step(head, bytes(ballot.sealed))))
                head = steps[-1][1].head
            record.append_ballots(setup, steps, at=end.size)


def quantiles(client: "Client", address: str, wanted: str = "") -> str:
    """What half and 95 of 100 requests took at most."""
    took, headers = [], {"Range": wanted} if wanted else {}
    for _time in range(TIMES):
        began = time.monotonic()
        answer = client.get(address, headers=headers)
        assert b"".join(answer) if answer.streaming else answer.content  # noqa: S101  a bench measures what was done
        took.append(1000 * (time.monotonic() - began))
    cuts = statistics.quantiles(took, n=20, method="inclusive")
    return f"{cuts[9]:.0f}, {cuts[18]:.0f} ms, {blocks(client, address, headers)}"


def blocks(client: "Client", address: str, headers: dict[str, str]) -> int:
    """How many blocks all queries of a request touch."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    touched = 0
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address, headers=headers)
        assert b"".join(answer) if answer.streaming else answer.content  # noqa: S101
    with connection.cursor() as cursor:
        for query in captured.captured_queries:
            if query["sql"].startswith("SELECT"):
                cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {query['sql']}")
                plan = cursor.fetchone()[0][0]["Plan"]
                touched += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
    return touched


if __name__ == "__main__":
    sys.exit(main("ballots", SIZES, measure))
