"""Voters who cast over HTTP, as the ballot's page does, and note what they are told."""

import base64
import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from urllib.parse import unquote, urlencode, urlsplit

from django.test import Client

from ballots.protocol.ballot import tracker
from ballots.trackers import TO_ADDRESS
from members.models import Person
from tests.ballots.elections import Office

TOKEN = "t" * 32
ADDRESS = "/elections/board-2026/ballot/cast/"


@dataclass(frozen=True)
class Answer:
    """Status 0 is no answer at all."""

    status: int
    words: str
    seconds: float
    tracker: str
    """Of what was sent."""

    @property
    def acknowledged(self) -> bool:
        """The receipt's own page, at this ballot's tracker."""
        if self.status != 200:
            return False
        receipt = unquote(json.loads(self.words)["receipt"])
        assert self.tracker.translate(TO_ADDRESS) in receipt
        return True

    @property
    def refused(self) -> bool:
        """It says that nothing was cast."""
        return self.status == 409 and "Your ballot was not cast." in self.words


class Caster:
    """Signed in; what is cast was sealed before."""

    def __init__(self, url: str, voter: Person) -> None:
        client = Client()
        client.force_login(voter.user)
        self.host, self.voter = urlsplit(url).netloc, voter
        self.headers = {
            "Cookie": f"sessionid={client.cookies['sessionid'].value}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Origin": url,
            "Accept": "application/json",
            "Content-Type": "application/x-www-form-urlencoded",
        }

    def cast(self, sealed: bytes) -> Answer:
        body = urlencode({"sealed": base64.b64encode(sealed).decode(), "sealed_by": "browser"})
        began = time.monotonic()
        status, words = 0, ""
        connection = HTTPConnection(self.host, timeout=60)
        with contextlib.closing(connection), contextlib.suppress(OSError, HTTPException):
            connection.request("POST", ADDRESS, body, self.headers)
            answer = connection.getresponse()
            words = answer.read().decode()
            status = answer.status
        return Answer(status, words, time.monotonic() - began, tracker(sealed))


def casters(url: str, office: Office) -> list[Caster]:
    return [Caster(url, voter) for voter in office.voters]


def all_at_once(casts: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """Let go at the same moment."""
    together = threading.Barrier(len(casts))

    def run(cast: Callable[[], Answer]) -> Answer:
        together.wait(timeout=60)
        return cast()

    with ThreadPoolExecutor(len(casts)) as pool:
        return list(pool.map(run, casts))


@contextmanager
def meanwhile(cast: Callable[[], Answer]) -> "Iterator[Future[Answer]]":
    """One cast beside whatever the block does."""
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(cast)
