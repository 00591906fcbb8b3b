"""`watch URL`: keeps a verified copy of a public record, and tells when anything is wrong with it."""

import argparse
import os
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.client import HTTPException
from pathlib import Path
from threading import Event
from typing import Any, Final
from urllib.parse import urlsplit

from ballots.protocol.watching import Open, Served, Unreachable, Watch, Wrong

from .checking import Cores
from .files import Stopped
from .receipts import hash_of

PATIENCE: Final = 60  # seconds for an answer
ENDS: Final = """With --once, for cron: ends with 0 when all is in order, 1 when something is wrong, and 2 when the
record could not be looked at. Without it, looks again and again, and ends with 1 when something is wrong."""


def add(commands: Any) -> None:
    parser = commands.add_parser("watch", help="keep a copy of a record and tell when anything is wrong", epilog=ENDS)
    parser.add_argument("url", metavar="URL", help="the address of a record, https://…/record.bel")
    parser.add_argument("--folder", type=Path, default=Path("watched"), help="of the copy (watched)")
    parser.add_argument("--once", action="store_true", help="look once")
    parser.add_argument("--every", type=float, default=60, metavar="SECONDS", help="between two looks (60)")
    parser.add_argument("--head", action="append", default=[], help="a head that you noted; may be given several times")
    parser.add_argument("--silence", type=float, default=24, metavar="HOURS", help="without a ballot while voting (24)")
    parser.add_argument("--cores", type=int, default=os.cpu_count() or 1, help="how many processes to use")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    if urlsplit(options.url).scheme not in {"http", "https"}:
        raise Stopped("Give the address of a record: https://…/record.bel")
    heads = [hash_of(head) for head in options.head]
    with Cores(max(options.cores, 1)) as each:
        watch = Watch(options.folder, each, heads, options.silence * 3600)
        while True:
            ended = look(watch, opener(options.url), datetime.now(UTC))
            if options.once or ended == 1:
                return ended
            Event().wait(options.every)


def look(watch: Watch, open_from: Open, now: datetime) -> int:
    """One line about one look."""
    at = f"{now:%Y-%m-%d %H:%M:%S} UTC "
    try:
        before = watch.seen()
        seen, report = watch.look(open_from, now.timestamp())
    except Wrong as wrong:
        print(at, f"WRONG. {wrong}", file=sys.stderr, flush=True)
        return 1
    except (Unreachable, OSError) as trouble:
        print(at, f"The record could not be looked at. {trouble}", file=sys.stderr, flush=True)
        return 2
    new = seen.ballots - (before.ballots if before else 0)
    told = f"{report.last.value}, height {seen.height}, head {seen.hash}, {seen.ballots} ballots, {new} new"
    print(at, told, flush=True)
    return 0


def opener(url: str) -> Open:
    """Asks a web server for the end of the record; one that knows no ranges sends all of it."""

    @contextmanager
    def open_from(first: int) -> Iterator[Served]:
        headers = {"Range": f"bytes={first}-", "Cache-Control": "no-cache"}
        request = urllib.request.Request(url, headers=headers)  # noqa: S310  `run` looked at the scheme
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
                yield served(answer)
        except urllib.error.HTTPError as error:
            if error.code != 416:
                raise Unreachable(f"The server answers {error.code}.") from None
            yield Served(_size(error.headers.get("Content-Range", "")), first, error)  # type: ignore[arg-type]
        except (urllib.error.URLError, HTTPException, TimeoutError, ConnectionError) as error:
            raise Unreachable(str(getattr(error, "reason", error))) from None

    return open_from


def served(answer: Any) -> Served:
    """What the headers of an answer say."""
    if answer.status != 206:
        return Served(_size(answer.headers.get("Content-Length", "")), 0, answer)
    told = answer.headers.get("Content-Range", "")
    first = told.removeprefix("bytes ").partition("-")[0]
    if not first.isdecimal():
        raise Unreachable("The server does not say which part of the record it sends.")
    return Served(_size(told), int(first), answer)


def _size(told: str) -> int:
    size = told.rpartition("/")[2]
    if not size.isdecimal():
        raise Unreachable("The server does not say how long the record is.")
    return int(size)
