#!/usr/bin/env python3
"""How long a browser takes to seal a ballot of 2, 13, 26 and 50 answers, on this machine and with a CPU slowed 4 times.

    bench/browser_sealing.py [TIMES]

Chromium runs the modules of static/ballot in a page of their own, where the throttling of the developer tools holds.
“open” is what the Worker does when the voting page appears, while the voter still reads: the election read and both
tables made. “first” and “median” are sealing and signing after that, proofs included. Every ballot is checked here.
"""

import argparse
import os
import statistics
import sys
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parent.parent
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
ANSWERS = (2, 13, 26, 50)
SLOWER = (1, 4)

SEAL = """async ([raw, credential, times]) => {
  const [{ readElection }, { prepare }, { derive }, { GENERATOR, precompute }] = await Promise.all(
    ["questions", "ballot", "credentials", "group"].map((name) => import(`/ballot/${name}.js`)));
  const timed = (act) => { const from = performance.now(), made = act(); return [performance.now() - from, made]; };
  const [open, [election, key]] = timed(() => {
    const election = readElection(raw);
    precompute(GENERATOR);
    precompute(election.publicKey);
    return [election, derive(election.uuid, credential)];
  });
  const plaintexts = election.questions.map((question) => question.choose([0]));
  const ballots = Array.from({ length: times }, () => timed(() => prepare(election, key, plaintexts).sign(key)));
  return { open, times: ballots.map(([time]) => time), ballots: ballots.map(([, ballot]) => ballot) };
}"""


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("times", type=int, nargs="?", default=5)
    times = parser.parse_args().times
    sys.path.insert(0, str(CHECKOUT))
    print("| answers | slower | open | first | median |\n|---|---|---|---|---|")
    for answers in ANSWERS:
        for slower in SLOWER:
            measure(answers, slower, times)
    return 0


def measure(answers: int, slower: int, times: int) -> None:
    """In a fresh browser, so that nothing is warm."""
    from playwright.sync_api import sync_playwright

    from ballots.protocol.ballot import check
    from ballots.protocol.questions import Question
    from tests.browser.half import half
    from tests.protocol.elections import open_polls

    polls = open_polls([Question("Board", tuple(f"Candidate {number}" for number in range(answers)), 1, answers)])
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        with half(chromium) as page:
            page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
            made: dict[str, Any] = page.evaluate(SEAL, [polls.election.raw.decode(), polls.voters[0], times])
        chromium.close()
    for ballot in made["ballots"]:
        check(polls.setup, ballot.encode())
    first, *_ = made["times"]
    median = statistics.median(made["times"])
    print(f"| {answers} | {slower} × | {made['open']:.0f} ms | {first:.0f} ms | {median:.0f} ms |", flush=True)


if __name__ == "__main__":
    sys.exit(main())
