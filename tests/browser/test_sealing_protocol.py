"""The browser's half of the protocol against Python's: the same ballots, the same refusals."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from ballots.protocol.ballot import check, tracker
from ballots.protocol.commands.files import setup_of
from ballots.protocol.errors import Refused
from ballots.protocol.group import GENERATOR, IDENTITY, ORDER, multiply, parse_element, write_element
from ballots.protocol.questions import Question
from ballots.protocol.revealed import audit, read_revealed
from ballots.protocol.setup import Setup
from ballots.protocol.wire import dump
from tests.browser.half import half
from tests.protocol.edits import CHOICES, Json, edited
from tests.protocol.elections import RESOLUTION, Polls, chance, open_polls
from tests.protocol.forger import Forger
from tests.protocol.ground import ground_ballot
from tests.protocol.sealing_vectors import FILE
from tests.protocol.torsion import TORSION
from tests.protocol.vectors import vector

pytestmark = pytest.mark.browser

SEAL = """async ([vectors, seeded]) => {
  const { sha512 } = await import("@noble/hashes/sha2.js");
  const { bytesToHex, utf8ToBytes } = await import("@noble/hashes/utils.js");
  const { readElection } = await import("/ballot/questions.js");
  const { prepare } = await import("/ballot/ballot.js");
  const { derive } = await import("/ballot/credentials.js");
  const { fingerprint } = await import("/ballot/wire.js");
  const drawn = (seed, count = 0) => (bound) =>
    BigInt(`0x${bytesToHex(sha512(utf8ToBytes(`${seed}|${count++}`)))}`) % bound;
  return vectors.map(({ seed, election: raw, credential, chosen }) => {
    const election = readElection(raw), key = derive(election.uuid, credential);
    const plaintexts = election.questions.map((question, index) =>
      chosen[index] === null ? question.choose([], { blank: true }) : question.choose(chosen[index]));
    const randbelow = seeded ? drawn(seed) : undefined;
    const prepared = prepare(election, key, plaintexts, { randbelow });
    const ballot = prepared.sign(key, randbelow);
    return { fingerprint: election.fingerprint, hash: prepared.unsigned.hash, tracker: fingerprint(ballot), ballot };
  });
}"""

CHECK = """async ([files, ballots]) => {
  const { readSetup } = await import("/ballot/setup.js");
  const { check } = await import("/ballot/ballot.js");
  const setup = readSetup(...files);
  return ballots.map((ballot) => {
    try { return check(setup, ballot).tracker; } catch (refused) { return [refused.reason, refused.where]; }
  });
}"""


@pytest.fixture(scope="module")
def browser(chromium: Browser) -> Iterator[Page]:
    with half(chromium) as page:
        yield page


@pytest.fixture(scope="module")
def polls() -> Polls:
    return open_polls()


def checked(browser: Page, setup: Setup, ballots: Sequence[bytes]) -> list[Any]:
    files = [file.decode() for file in setup.files]
    found: list[Any] = browser.evaluate(CHECK, [files, [ballot.decode() for ballot in ballots]])
    return found


def here(polls: Polls, ballot: bytes) -> str | list[str]:
    try:
        return check(polls.setup, ballot).tracker
    except Refused as refused:
        return [refused.code, refused.where]


def test_from_the_same_chance_the_same_ballots_to_the_byte(browser: Page) -> None:
    vectors = json.loads(FILE.read_text())
    made = browser.evaluate(SEAL, [vectors, True])
    names = ("fingerprint", "hash", "tracker")
    assert [{name: each[name] for name in names} for each in made] == [
        {name: each[name] for name in names} for each in vectors
    ]


def test_ballots_by_the_browsers_own_chance_are_accepted_here_and_differ(browser: Page, polls: Polls) -> None:
    vote = {"seed": "", "election": polls.election.raw.decode(), "credential": polls.voters[1]}
    votes = [vote | {"chosen": chosen} for chosen in ([[0], [1], [0, 1]], [None, None, [1, 2]], [[0], [1], [0, 1]])]
    ballots = [made["ballot"].encode() for made in browser.evaluate(SEAL, [votes, False])]
    for ballot in ballots:
        assert check(polls.setup, ballot, credential=polls.signing_key(1).credential).tracker == tracker(ballot)
    alphas = {alpha for ballot in ballots for alpha in check(polls.setup, ballot).ciphertexts}
    assert len(alphas) == 3 * 10


def test_ballots_of_belenios_tool_are_accepted(browser: Page) -> None:
    worked = vector("basic-33")
    ballots = worked.ballots[:3]
    assert checked(browser, setup_of(worked.record), ballots) == [*map(tracker, ballots)]


REVEAL = """async ([raw, credential, chosen]) => {
  const { readElection } = await import("/ballot/questions.js");
  const { prepare } = await import("/ballot/ballot.js");
  const { derive } = await import("/ballot/credentials.js");
  const { reveal } = await import("/ballot/revealed.js");
  const election = readElection(raw);
  const plaintexts = election.questions.map((question, index) => question.choose(chosen[index]));
  return JSON.stringify(reveal(prepare(election, derive(election.uuid, credential), plaintexts), plaintexts));
}"""
AUDIT = """async ([raw, files]) => {
  const { readElection } = await import("/ballot/questions.js");
  const { audit, readRevealed } = await import("/ballot/revealed.js");
  const election = readElection(raw);
  return files.map((file) => {
    try { audit(election, readRevealed(election, file)); return "right"; }
    catch (refused) { return [refused.reason, refused.where]; }
  });
}"""


def audited(polls: Polls, file: str) -> str | list[str]:
    try:
        audit(polls.election, read_revealed(polls.election, file.encode()))
    except Refused as refused:
        return [refused.code, refused.where]
    return "right"


def test_a_tested_ballot_is_recomputed_alike(browser: Page, polls: Polls) -> None:
    """Opened by the browser, looked at by both; then with other marks, other randomness, another code, a bad proof."""
    raw = polls.election.raw.decode()
    file = browser.evaluate(REVEAL, [raw, polls.voters[0], CHOICES])
    opened = json.loads(file)
    assert opened["plaintexts"] == [list(row) for row in polls.plaintexts(CHOICES)]
    lies: list[Callable[[Json], object]] = [
        change("plaintexts", 0, to=lambda _: [0, 0, 1, 0]),
        change("plaintexts", 0, to=lambda _: [0, 1, 1, 1]),
        change("randomness", 1, 0, to=lambda r: str((int(r) + 1) % ORDER)),
        change("randomness", 1, to=lambda row: row[:-1]),
        change("hash", to=lambda _: "A" * 43),
        change("ballot", "answers", 0, "blank_proof", to=lambda proofs: proofs[::-1]),
    ]
    files = [file, f"{file}\n", f" {file}", "nonsense"]
    for lie in lies:
        content = json.loads(file)
        lie(content)
        files.append(dump(content).decode())
    expected = [audited(polls, each) for each in files]
    assert expected[:2] == ["right", "right"]
    assert "right" not in expected[2:]
    assert browser.evaluate(AUDIT, [raw, files]) == expected


def change(*path: str | int, to: Callable[[Any], object]) -> Callable[[Json], None]:
    def edit(content: Json) -> None:
        for step in path[:-1]:
            content = content[step]
        content[path[-1]] = to(content[path[-1]])

    return edit


def plus(other: bytes) -> Callable[[str], str]:
    return lambda element: write_element(multiply(parse_element(element), other))  # type: ignore[arg-type]


A_CHOICE = ("answers", 0, "choices", 1)
A_PROOF = ("answers", 0, "overall_proof", 1)
EDITS: dict[str, Callable[[Json], object]] = {
    **{f"torsion {number} in alpha": change(*A_CHOICE, "alpha", to=plus(each)) for number, each in enumerate(TORSION)},
    **{f"torsion {number} in beta": change(*A_CHOICE, "beta", to=plus(each)) for number, each in enumerate(TORSION)},
    "identity as alpha": change(*A_CHOICE, "alpha", to=lambda _: write_element(IDENTITY)),
    "another beta": change(*A_CHOICE, "beta", to=lambda _: write_element(GENERATOR)),
    "upper case": change(*A_CHOICE, "beta", to=str.upper),
    "not canonical": change(*A_CHOICE, "beta", to=lambda _: f"{2**255 - 19 + 1:064x}"),
    "no point": change(*A_CHOICE, "beta", to=lambda _: f"{2:064x}"),
    "scalar + q": change(*A_PROOF, "response", to=lambda scalar: str(int(scalar) + ORDER)),
    "leading zero": change(*A_PROOF, "response", to=lambda scalar: f"0{scalar}"),
    "a number": change(*A_PROOF, "response", to=int),
    "another response": change(*A_PROOF, "response", to=lambda scalar: str((int(scalar) + 1) % ORDER)),
    "another challenge": change(*A_PROOF, "challenge", to=lambda scalar: str((int(scalar) + 1) % ORDER)),
    "wrong individual proof": change("answers", 1, "individual_proofs", to=lambda proofs: proofs[::-1]),
    "wrong blank proof": change("answers", 0, "blank_proof", to=lambda proofs: proofs[::-1]),
    "unknown field": change("answers", 0, to=lambda answer: {**answer, "note": "x"}),
    "one choice too few": change("answers", 0, "choices", to=lambda choices: choices[1:]),
    "one choice too many": change("answers", 0, "choices", to=lambda choices: [*choices, choices[0]]),
    "one proof too many": change("answers", 2, "overall_proof", to=lambda proofs: [*proofs, proofs[0]]),
    "one answer too few": change("answers", to=lambda answers: answers[:2]),
    "a choice twice": change("answers", 0, "choices", to=lambda choices: [choices[0], *choices[:3]]),
    "not a list": change("answers", to=lambda _: {}),
    "another election": change("election_hash", to=lambda _: "x" * 43),
}


def test_whatever_is_refused_here_is_refused_there_for_the_same_reason(browser: Page, polls: Polls) -> None:
    ballot = polls.seal(0, *CHOICES)
    ballots = {name: edited(polls, ballot, edit) for name, edit in EDITS.items()}
    ballots |= {
        "spaces": ballot.replace(b",", b", ", 1),
        "half of a pair": ballot.replace(b'"hash":"', b'"hash":"\\ud800', 1),
        "another signature": ballot.replace(b'"signature":{"hash":"', b'"signature":{"hash":"A', 1),
        "cut": ballot[:-1],
    }
    expected = {name: here(polls, each) for name, each in ballots.items()}
    assert all(isinstance(each, list) for each in expected.values())
    found = dict(zip(ballots, checked(browser, polls.setup, list(ballots.values())), strict=True))
    assert found == expected


def test_what_an_honest_browser_cannot_seal_and_a_forger_can_is_refused(browser: Page, polls: Polls) -> None:
    """Encryptions of 2, of -1 and of q-1; too many, too few, both or neither of choices and abstention."""
    wrong: list[list[tuple[int, ...]]] = [
        [(0, 2, 0, 0), (0, 1, 0), (1, 1, 0)],
        [(0, 1, -1, 1), (0, 1, 0), (1, 1, 0)],
        [(0, ORDER - 1, 1, 1), (0, 1, 0), (1, 1, 0)],
        [(0, 1, 1, 1), (0, 1, 0), (1, 1, 0)],
        [(0, 0, 0, 0), (0, 1, 0), (1, 1, 0)],
        [(1, 1, 0, 0), (0, 1, 0), (1, 1, 0)],
        [(0, 1, 0, 0), (0, 1, 0), (1, 0, 0)],
    ]
    forger = Forger(polls.election, polls.signing_key(0), chance("forged"))
    ballots = [forger.ballot(plaintexts) for plaintexts in wrong]
    expected = [here(polls, ballot) for ballot in ballots]
    assert checked(browser, polls.setup, ballots) == expected
    assert all(isinstance(each, list) for each in expected)


def test_every_input_of_every_hash_counts(browser: Page) -> None:
    without_abstention = Question("Committee", ("Red", "Blue"), 1, 1, blank=False)
    small = open_polls([RESOLUTION, without_abstention], voters=1, trustees=1)
    whole = Forger(small.election, small.signing_key(0), chance("inputs"))
    ballots = {"nothing": whole.ballot([(0, 1, 0), (0, 1)])}
    for omit in dict.fromkeys(whole.inputs):
        forger = Forger(small.election, small.signing_key(0), chance("inputs"), omit=omit)
        ballots[omit] = forger.ballot([(0, 1, 0), (0, 1)])
    found = dict(zip(ballots, checked(browser, small.setup, list(ballots.values())), strict=True))
    assert [name for name, each in found.items() if isinstance(each, str)] == ["nothing"]


LAX = """async ([raw, ballot]) => {
  const { ed25519 } = await import("@noble/curves/ed25519.js");
  const { sha256 } = await import("@noble/hashes/sha2.js");
  const { bytesToHex, hexToBytes, utf8ToBytes } = await import("@noble/hashes/utils.js");
  const { BASE: g, Fn: { ORDER: q } } = ed25519.Point;
  const point = (hex) => ed25519.Point.fromBytes(hexToBytes(hex).reverse(), true);
  const hex = (element) => bytesToHex(element.toBytes().reverse());
  const times = (element, scalar) => element.multiplyUnsafe(BigInt(scalar) % q);
  const { public_key: y } = JSON.parse(raw), { election_hash, credential, answers: [answer] } = JSON.parse(ballot);
  return answer.individual_proofs.map((proofs, number) => {
    const { alpha, beta } = answer.choices[number];
    const commitments = proofs.flatMap(({ challenge, response }, m) => [
      times(g, response).add(times(point(alpha), challenge)),
      times(point(y), response).add(times(m ? point(beta).subtract(g) : point(beta), challenge)),
    ]);
    const bound = `prove|${election_hash}|${credential}|${alpha},${beta}|${commitments.map(hex).join(",")}`;
    const sum = proofs.reduce((total, { challenge }) => total + BigInt(challenge), 0n) % q;
    return sum === BigInt(`0x${bytesToHex(sha256(utf8ToBytes(bound)))}`) % q;
  });
}"""


def test_a_point_of_small_order_that_no_equation_shows_is_refused(browser: Page) -> None:
    """Ground so that its challenges are multiples of 8: who looks at equations alone takes it."""
    small = open_polls([RESOLUTION], voters=1, trustees=1)
    ballots = [ground_ballot(small.election, small.signing_key(0), stain) for stain in TORSION]
    raw = small.election.raw.decode()
    for ballot in ballots:
        assert browser.evaluate(LAX, [raw, ballot.decode()]) == [True] * 3
        assert here(small, ballot) == ["outside-group", "Question 1, choice 2"]
    assert checked(browser, small.setup, ballots) == [["outside-group", "Question 1, choice 2"]] * 7


CHANCE = """async ([small, large, times]) => {
  const { randbelow } = await import("/ballot/randomness.js");
  return [small, large].map((bound) => Array.from({ length: times }, () => String(randbelow(BigInt(bound)))));
}"""


def test_chance_is_below_its_bound_and_reaches_all_of_it(browser: Page) -> None:
    """How often each came is within six standard deviations: this fails once in a hundred million runs."""
    times = 3000
    small, large = browser.evaluate(CHANCE, ["5", str(ORDER), times])
    assert {*small} == set("01234")
    assert all(abs(small.count(each) - times / 5) < 6 * (times * 4 / 25) ** 0.5 for each in "01234")
    assert all(0 <= int(each) < ORDER for each in large)
    eighths = [int(each) * 8 // ORDER for each in large]
    assert all(abs(eighths.count(each) - times / 8) < 6 * (times * 7 / 64) ** 0.5 for each in range(8))
    assert len({*large}) == times


READ = """async (raw) => {
  const { readElection } = await import("/ballot/questions.js");
  try { return readElection(raw).fingerprint; } catch (refused) { return refused.reason; }
}"""


def test_the_election_is_read_to_the_byte(browser: Page, polls: Polls) -> None:
    raw = polls.election.raw.decode()
    key = write_element(polls.election.public_key)
    torsion = write_element(multiply(polls.election.public_key, TORSION[2]))
    assert browser.evaluate(READ, raw) == polls.election.fingerprint
    assert browser.evaluate(READ, raw.replace(":", ": ", 1)) == "not-canonical"
    assert browser.evaluate(READ, raw.replace(key, torsion)) == "outside-group"
    assert browser.evaluate(READ, raw.replace(key, write_element(IDENTITY))) == "identity"
    assert browser.evaluate(READ, raw.replace('"version":1', '"version":2')) == "unsupported"
    assert dump(json.loads(raw)) == polls.election.raw
