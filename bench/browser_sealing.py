#!/usr/bin/env python3
"""How long a browser takes to seal a ballot of 2, 13, 26 and 50 answers, on this machine and with a CPU slowed 4 times.

    bench/browser_sealing.py [--write] [TIMES]

Chromium runs the voting page's Worker as it is served; slowed means that the process of page and Worker is held three
times as long as it computes. “open” is done when the voting page appears, while the voter still reads: the election
read and both tables made. “first” and “median” are sealing and signing after that, proofs included, from the page's
question to the Worker's answer. Every ballot is checked here.
"""

import argparse
import os
import statistics
import sys
from pathlib import Path
from typing import Any

from harness.slowing import slowed
from harness.tables import show

CHECKOUT = Path(__file__).resolve().parent.parent
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ANSWERS = (2, 13, 26, 50)
SLOWER = (1, 4)
HEADS = ("answers", "slower", "open", "first", "median")

SEAL = """async ([election, credential, chosen, times]) => {
  const worker = new Worker("/ballot/built/worker.js");
  const ask = (message) => new Promise((answer, refuse) => {
    worker.onmessage = ({ data }) => {
      if (data.said === "failed") refuse(new Error(data.reason));
      else if (data.said !== "proved") answer(data);
    };
    worker.postMessage(message);
  });
  const from = performance.now();
  await ask({ act: "open", election, credential });
  const made = { open: performance.now() - from, times: [], ballots: [] };
  for (let n = 0; n < times; n++) {
    const from = performance.now();
    await ask({ act: "seal", chosen });
    const { ballot } = await ask({ act: "sign" });
    made.times.push(performance.now() - from);
    made.ballots.push(ballot);
  }
  return made;
}"""


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("times", type=int, nargs="?", default=5)
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    options = parser.parse_args()
    sys.path.insert(0, str(CHECKOUT))
    rows = [measure(answers, slower, options.times) for answers in ANSWERS for slower in SLOWER]
    show("browser sealing", HEADS, rows, write=options.write)
    return 0


def measure(answers: int, slower: int, times: int) -> list[str]:
    """In a fresh browser, so that nothing is warm."""
    from playwright.sync_api import sync_playwright

    from ballots.protocol.ballot import check
    from ballots.protocol.questions import Question
    from tests.browser.half import half
    from tests.protocol.elections import open_polls

    polls = open_polls([Question("Board", tuple(f"Candidate {number}" for number in range(answers)), 1, answers)])
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        with half(chromium) as page, slowed(chromium, slower):
            made: dict[str, Any] = page.evaluate(SEAL, [polls.election.raw.decode(), polls.voters[0], [[0]], times])
        chromium.close()
    for ballot in made["ballots"]:
        check(polls.setup, ballot.encode())
    first, *_ = made["times"]
    median = statistics.median(made["times"])
    return [str(answers), f"{slower} ×", *(f"{took:.0f} ms" for took in (made["open"], first, median))]


if __name__ == "__main__":
    sys.exit(main())
