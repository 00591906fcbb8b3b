#!/usr/bin/env python3
"""How long a trustee's browser takes to verify a whole record before it opens the totals, on this machine.

    bench/verifying_in_browser.py [BALLOTS …]

13 names of whom all may be chosen and two resolutions, each with abstention; two single trustees. Every tenth ballot
replaces another. Chromium runs the Worker of the trustee's page as it is served, which makes as many more as there are
cores; the time is from the question to the answer: fetched, every proof checked, added up, and the totals opened.
"""

import argparse
import functools
import http.server
import os
import random
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parent.parent
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")

VERIFY = """async ([file, key]) => {
  const worker = new Worker("/trustee_worker.js");
  const ask = (message) => new Promise((answer, refuse) => {
    worker.onmessage = ({ data }) => {
      if (data.said === "failed") refuse(new Error(data.reason));
      else if (data.said !== "proved") answer(data);
    };
    worker.postMessage(message);
  });
  await ask({ act: "hold", file, key });
  const from = performance.now(), found = await ask({ act: "verify", record: "/record.bel" });
  const verified = performance.now(), given = await ask({ act: "open" });
  const { hardwareConcurrency } = navigator;
  return [found.counted, verified - from, performance.now() - verified, hardwareConcurrency, given.file];
}"""


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("ballots", type=int, nargs="*", default=[300])
    sys.path.insert(0, str(CHECKOUT))
    print("| ballots | record | Workers | verified | opened | ours in Python, one core |\n|---|---|---|---|---|---|")
    for ballots in parser.parse_args().ballots:
        measure(ballots)
    return 0


def measure(ballots: int) -> None:
    from playwright.sync_api import sync_playwright

    from ballots.protocol.group import write_element
    from ballots.protocol.tally import check_partial_decryption, read_share_file
    from tests.protocol.records import archive, verified

    polls = made(ballots)
    record = archive(polls.steps_to_tally())
    began = time.process_time()
    verified(record)
    in_python = time.process_time() - began
    key = polls.keys[2]
    with served(record) as address, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = chromium.new_page()
        page.goto(address)
        found: list[Any] = page.evaluate(VERIFY, [key.to_bytes().decode(), write_element(key.element)])
        chromium.close()
    counted, verifying, opening, workers, file = found
    if counted != polls.tally.ballots:
        raise ValueError(counted)
    owner, share = read_share_file(polls.setup, file.encode())
    check_partial_decryption(polls.setup, polls.tally, owner or 0, share)
    times = f"{verifying / 1000:.1f} s | {opening:.0f} ms | {in_python:.1f} s"
    print(f"| {ballots} | {len(record) / 1e6:.1f} MB | {workers} | {times} |", flush=True)


def made(ballots: int) -> Any:
    """So many ballots, of which every tenth replaces an earlier one."""
    from ballots.protocol.questions import Question
    from tests.protocol.elections import open_polls

    names = tuple(f"Candidate {number}" for number in range(1, 14))
    resolutions = [Question(f"Resolution {number}", ("For", "Against"), 1, 1) for number in (1, 2)]
    voters = ballots - ballots // 10
    polls = open_polls([Question("Board", names, 1, 13), *resolutions], voters=voters)
    choose = random.Random("choices")  # noqa: S311 - which names they choose is no secret
    for number in range(ballots):
        chosen = tuple(choose.sample(range(13), choose.randint(1, 13)))
        polls.vote(number % voters, chosen, (choose.randrange(2),), (choose.randrange(2),))
    return polls


@contextmanager
def served(record: bytes) -> Iterator[str]:
    """A page, the Worker's script and the record, over HTTP."""
    with tempfile.TemporaryDirectory() as folder:
        script = CHECKOUT / "static/ballot/built/trustee_worker.js"
        contents = {"index.html": b"<!doctype html>", "record.bel": record, "trustee_worker.js": script.read_bytes()}
        for name, content in contents.items():
            (Path(folder) / name).write_bytes(content)
        handler = functools.partial(Quiet, directory=folder)
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            yield f"http://localhost:{server.server_port}/"
            server.shutdown()


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Not a word."""


if __name__ == "__main__":
    sys.exit(main())
