#!/usr/bin/env python3
"""How many ballots a second are cast over HTTP by 1, 8 and 32 voters at once, and how much of that is checking proofs.

    bench/casting.py [--write] [CASTS]

Voters sign in with a mailed code, as anybody does. Then each casts again and again, ballots that were sealed before:
13 candidates and two resolutions, each with abstention. gunicorn has a process for each core, as in production, and
shares the machine with PostgreSQL and the voters. Before and after, the same cores check ballots and do nothing else.
“proofs in a cast” is the processor’s time to check a ballot as a share of all that a cast takes of it, the database’s
and the voter’s part included, which other work hardly changes. Run it on a machine that does nothing else.
"""

import argparse
import base64
import contextlib
import itertools
import re
import socket
import statistics
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from harness import own_database
from harness.processor import Meter
from harness.sealing import CORES, Sealers, sealers
from harness.serving import served, url_of
from harness.tables import show

if TYPE_CHECKING:
    from tests.ballots.elections import Office

CHECKOUT = Path(__file__).resolve().parent.parent
CLIENTS = (1, 8, 32)
PAGE = "/elections/board-2026/ballot/cast/"
HEADS = (
    "voters at once",
    "p50",
    "p95",
    "p99",
    "p95 / p50",
    "ballots a second",
    "of checking alone",
    "proofs in a cast",
)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("casts", type=int, nargs="?", default=640, help="for each number of voters; for one, a quarter")
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    options = parser.parse_args()
    sys.path.insert(0, str(CHECKOUT))
    with own_database():
        from django.db import connection

        from ballots.setup import prepared
        from tests.ballots.elections import Office

        office = Office(voters=max(CLIENTS), candidates=13, seats=4, resolutions=2)
        setup = prepared(office.seal())
        database = url_of(connection.settings_dict)
        address = {"DATABASE_URL": database, "DATABASE_OWNER_URL": database, "DEBUG": "0"}
        with sealers(setup) as pool, served("config.wsgi", address, workers=CORES) as url:
            show("casting", HEADS, list(measured(office, pool, url, options.casts)), write=options.write)
    return 0


def measured(office: "Office", pool: Sealers, url: str, casts: int) -> Iterator[list[str]]:
    from ballots.casting import private_credential_for

    credentials = [private_credential_for(office.election, person=voter) for voter in office.voters]
    numbers = itertools.count()
    for clients in CLIENTS:
        each = (casts if clients > 1 else casts // 4) // clients
        sealed = [pool.seal([(credential, next(numbers)) for _ in range(each)]) for credential in credentials[:clients]]
        voters = [Voter(url, voter.user.email, ballots) for voter, ballots in zip(office.voters, sealed, strict=False)]
        ballots = list(itertools.chain(*sealed))
        checking = Meter()
        alone = pool.check(ballots)
        checking_took = checking.seconds
        casting = Meter()
        took, rate = at_once(voters)
        casting_took = casting.seconds
        alone = (alone + pool.check(ballots)) / 2
        cuts = statistics.quantiles(took, n=100, method="inclusive")
        p50, p95, p99 = cuts[49], cuts[94], cuts[98]
        yield [
            str(clients),
            *(f"{1000 * cut:.0f} ms" for cut in (p50, p95, p99)),
            f"{p95 / p50:.1f}",
            f"{rate:.0f}",
            f"{rate / alone:.0%} of {alone:.0f}",
            f"{checking_took / casting_took:.0%} of {1000 * casting_took / len(ballots):.0f} ms",
        ]


def at_once(voters: "list[Voter]") -> tuple[list[float], float]:
    """How long each cast took, and how many there were a second."""
    together = threading.Barrier(len(voters) + 1)
    with ThreadPoolExecutor(len(voters)) as pool:
        casting = [pool.submit(voter.cast_all, together) for voter in voters]
        together.wait()
        began = time.monotonic()
        took = [each for voter in casting for each in voter.result()]
        return took, len(took) / (time.monotonic() - began)


@dataclass
class Voter:
    """Somebody with a browser, and ballots that are sealed already."""

    url: str
    email: str
    ballots: list[bytes]

    def __post_init__(self) -> None:
        self.cookies: dict[str, str] = {}
        self.sign_in()
        self.requests = [self.request(ballot) for ballot in self.ballots]

    def sign_in(self) -> None:
        """With a code from the mail, which waits in the database for a worker."""
        from base.models import Mail

        self.ask("/accounts/login/")
        self.ask("/accounts/login/", {"email": self.email})
        mail = Mail.objects.filter(recipient=self.email).latest("pk")
        code = re.search(r"^\s*([A-Z0-9]{4}-?[A-Z0-9]{4})\s*$", mail.text, re.M)
        if not code:
            raise SystemExit(f"No code for {self.email}.")
        self.ask("/accounts/login/code/", {"code": code[1]})
        if "sessionid" not in self.cookies:
            raise SystemExit(f"{self.email} could not sign in.")
        self.ask("/")

    def ask(self, path: str, form: dict[str, str] | None = None) -> None:
        """As a browser does: cookies are kept and sent."""
        connection = HTTPConnection(urlsplit(self.url).netloc)
        headers = {"Cookie": self.cookie}
        if form is not None:
            form = form | {"csrfmiddlewaretoken": self.cookies["csrftoken"]}
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.url}
        body = urlencode(form) if form is not None else None
        connection.request("GET" if form is None else "POST", path, body, headers)
        with contextlib.closing(connection), connection.getresponse() as answer:
            for line in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = line.partition(";")[0].partition("=")
                self.cookies[name] = value
            if answer.status >= 400:
                raise SystemExit(f"{path}: {answer.status}")

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def request(self, ballot: bytes) -> bytes:
        """All of it, made before anything is measured."""
        body = urlencode({"sealed": base64.b64encode(ballot).decode(), "sealed_by": "browser"}).encode()
        lines = (
            f"POST {PAGE} HTTP/1.1",
            f"Host: {urlsplit(self.url).netloc}",
            f"Origin: {self.url}",
            f"Cookie: {self.cookie}",
            f"X-CSRFToken: {self.cookies['csrftoken']}",
            "Accept: application/json",
            "Connection: close",
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(body)}",
        )
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + body

    def cast_all(self, together: threading.Barrier) -> list[float]:
        """One after the other, each as soon as the one before is acknowledged, and each on a connection of its own."""
        parts, took = urlsplit(self.url), list[float]()
        together.wait()
        for request in self.requests:
            began = time.monotonic()
            with socket.create_connection((parts.hostname, parts.port or 80)) as line:
                line.sendall(request)
                answer = b"".join(iter(lambda: line.recv(65_536), b""))
            took.append(time.monotonic() - began)
            if not answer.startswith(b"HTTP/1.1 200") or b'{"receipt"' not in answer:
                raise SystemExit(answer.decode(errors="replace"))
        return took


if __name__ == "__main__":
    sys.exit(main())
