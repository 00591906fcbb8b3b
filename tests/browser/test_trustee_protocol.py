"""The browser's half of what trustees do against Python's: the same keys and shares, the same refusals of records."""

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, Route

from ballots.protocol.ceremony import check_voutput, make_voutput
from ballots.protocol.ceremony_messages import Vinput, read_voutput
from ballots.protocol.errors import Refused
from ballots.protocol.record import Kind, Step
from base import byte_ranges
from tests.browser.half import half
from tests.protocol.conftest import ceremony, polls, shared_polls, voutputs
from tests.protocol.edits import Json, edited
from tests.protocol.elections import Polls
from tests.protocol.records import archive, place_of, rechained, verified, with_data
from tests.protocol.table import Ceremony
from tests.protocol.trustee_vectors import FILE
from tests.protocol.trustee_vectors import polls as opened_polls
from tests.protocol.vectors import vector

__all__ = ["ceremony", "polls", "shared_polls", "voutputs"]

pytestmark = pytest.mark.browser

MAKE = """async ([{ alone, group, share }, record]) => {
  const { sha512 } = await import("@noble/hashes/sha2.js");
  const { bytesToHex, utf8ToBytes } = await import("@noble/hashes/utils.js");
  const names = ["keys", "rehearsal", "channel", "ceremony", "ceremony_messages", "wire", "verify", "checkers",
    "record", "tally", "strong"];
  const all = Object.assign({}, ...await Promise.all(names.map((name) => import(`/ballot/${name}.js`))));
  const { dump, sha256 } = all;
  const drawn = (seed, count = 0) => (bound) =>
    BigInt(`0x${bytesToHex(sha512(utf8ToBytes(`${seed}|${count++}`)))}`) % bound;

  const one = drawn("alone"), key = all.newPrivateKey(one), given = key.public(one);
  const rehearsal = all.proveKey(key, alone.nonce, one);
  const madeAlone = { kept: dump(key), given: dump(given), nonce: alone.nonce, rehearsal: dump(rehearsal) };

  const common = drawn("group"), size = 3, threshold = 2;
  const keys = group.seeds.map(() => all.newCeremonyKey(common));
  const places = keys.map((_, place) => ({ threshold, size, index: place + 1 }));
  const certificates = keys.map((each, place) => all.makeCertificate(each, places[place], common));
  const polynomials = [];
  for (const each of keys) polynomials.push(await all.makePolynomial(each, certificates, common));
  const toCheck = all.readVinput(group.to_check);
  const read = all.readEach(certificates.map(dump).join("\\n"), all.readCertificate);
  const voutput = await all.makeVoutput(keys[1], read, toCheck, common);
  const sealed = all.readSealedKey(group.sealed_key);
  const madeTogether = {
    seeds: keys.map(({ seed }) => seed),
    certificates: certificates.map(dump),
    polynomials: polynomials.map((each) => sha256(dump(each))),
    to_check: dump(toCheck),
    voutput: sha256(dump(voutput)),
    sealed_key: voutput.private_key.text,
    key: dump(await all.decryptionKey(keys[1], sealed)),
  };

  const chance = drawn("share"), mine = all.readPrivateKey(share.key);
  const pieces = [Uint8Array.from(atob(record), (letter) => letter.charCodeAt(0))];
  const report = await all.verify(new all.Stream(async () => pieces.shift()), new all.Checker());
  const made = all.decrypt(report.setup, report.tally, mine, chance);
  all.checkPartialDecryption(report.setup, report.tally, 2, made);
  const opened = { setup: report.setup, tally: report.tally, head: report.tallyHead };
  const madeShare = {
    key: dump(mine),
    share: sha256(made.raw),
    owned: made.ownedBy(2),
    strong: dump(all.proveShare(opened, report.setup.trustees.owner(mine.element), mine, made, chance)),
    tally: sha256(dump(report.tally)),
  };
  return { alone: madeAlone, group: madeTogether, share: madeShare };
}"""

VERIFY = """async (records) => {
  const { verify } = await import("/ballot/verify.js");
  const { Checker } = await import("/ballot/checkers.js");
  const { Stream } = await import("/ballot/record.js");
  const found = [];
  for (const record of records) {
    const bytes = Uint8Array.from(atob(record), (letter) => letter.charCodeAt(0)), size = 1000;
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, place) =>
      bytes.slice(place * size, (place + 1) * size));
    try {
      const { last, head, ballots, tally, tallyHead, decryptions, result } =
        await verify(new Stream(async () => pieces.shift()), new Checker());
      const shares = [...decryptions.keys()];
      found.push({ last, head, ballots, counted: tally.ballots, tallyHead, shares, result });
    } catch (refused) { found.push([refused.reason ?? String(refused), refused.where]); }
  }
  return found;
}"""

VOUTPUT = """async ([seed, certificates, checks]) => {
  const { readCeremonyKey } = await import("/ballot/channel.js");
  const { makeVoutput } = await import("/ballot/ceremony.js");
  const { readCertificate, readEach, readVinput } = await import("/ballot/ceremony_messages.js");
  const key = readCeremonyKey(seed), group = readEach(certificates, readCertificate), found = [];
  for (const check of checks)
    try { found.push(JSON.stringify(await makeVoutput(key, group, readVinput(check)))); }
    catch (refused) { found.push([refused.reason ?? String(refused), refused.where]); }
  return found;
}"""

PIECES = """async (size) => {
  const { Pieces } = await import("/ballot/pieces.js");
  const pieces = new Pieces("/record.bel", size), sizes = [], digits = [];
  try {
    for (let piece; (piece = await pieces.next());) { sizes.push(piece.length); digits.push(...piece); }
  } catch (refused) { return refused.reason; }
  return [sizes, String.fromCharCode(...digits), pieces.of];
}"""


@pytest.fixture(scope="module")
def browser(chromium: Browser) -> Iterator[Page]:
    with half(chromium) as page:
        yield page


def sent(record: bytes) -> str:
    return base64.b64encode(record).decode()


def test_from_the_same_chance_the_same_keys_parts_and_shares_to_the_byte(browser: Page) -> None:
    expected = json.loads(FILE.read_text())
    record = archive(opened_polls().steps_to_tally())
    assert browser.evaluate(MAKE, [expected, sent(record)]) == expected


def test_records_are_verified_alike(browser: Page, polls: Polls, shared_polls: Polls) -> None:
    """Ours, with single trustees and with a group, and one of belenios-tool; at the tally, and when all is there."""
    records = [archive(polls.steps()), archive(shared_polls.steps()), archive(polls.steps_to_tally())]
    records.append(vector("threshold-33").record)
    for record, found in zip(records, browser.evaluate(VERIFY, list(map(sent, records))), strict=True):
        report = verified(record)
        assert report.tally
        assert found == {
            "last": report.last.value,
            "head": {"hash": report.head.hash, "height": report.head.height},
            "ballots": report.ballots,
            "counted": report.counted,
            "tallyHead": report.tally_head,
            "shares": list(report.shares),
            "result": [list(row) for row in report.result] if report.result else None,
        }


def forged(steps: list[Step], kind: Kind, edit: Callable[[bytes], bytes], which: int = -1) -> list[Step]:
    place = place_of(steps, kind)
    data = list(steps[place].data)
    data[which] = edit(data[which])
    return [*steps[:place], with_data(steps[place], *data), *steps[place + 1 :]]


def put(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    return lambda content: content.replace(old, new, 1)


def swap_proofs(ballot: Json) -> None:
    """Signed by its voter nevertheless."""
    ballot["answers"][1]["overall_proof"].reverse()


def false_records(polls: Polls) -> Iterator[bytes]:
    steps = polls.steps()
    whole = archive(steps[:3])
    yield from (whole[:-1024], whole[:700], whole + bytes(1024), b"", archive([]))
    for position in (5, 130, 600, len(whole) // 2, len(whole) - 700):
        yield whole[:position] + bytes([whole[position] ^ 1]) + whole[position + 1 :]
    yield archive(steps[:2] + steps[3:])
    ballots = place_of(steps, Kind.BALLOT)
    tally, share = place_of(steps, Kind.ENCRYPTED_TALLY), place_of(steps, Kind.PARTIAL_DECRYPTION)
    twins = [
        [*steps[: ballots + 2], *steps[ballots + 3 :]],
        [*steps[: tally - 1], *steps[tally:]],
        [*steps[:3], steps[2], *steps[3:]],
        forged(steps, Kind.BALLOT, put(b'"challenge":"', b'"challenge":"1'))[:4],
        forged(steps, Kind.BALLOT, lambda ballot: edited(polls, ballot, swap_proofs)),
        forged(steps, Kind.SETUP, put(b'"election"', b'"elections"'))[:2],
        forged(steps, Kind.ENCRYPTED_TALLY, put(b'"num_tallied":3', b'"num_tallied":4')),
        [*steps[:share], with_data(steps[share], *steps[share + 1].data[:1], polls.shares[2].owned_by(1))],
        [*steps[: share + 1], *steps[share + 2 :]],
        forged(steps, Kind.RESULT, put(b"[1,0,", b"[0,1,")),
    ]
    for twin in twins:
        yield archive(rechained(twin))
    for steps in (polls.steps(), twins[3] + polls.steps()[4:]):  # a byte behind true ballots, and behind a wrong one
        record = bytearray(archive(rechained(steps)))
        record[-2000] ^= 1
        yield bytes(record)


def refused(record: bytes) -> list[str]:
    with pytest.raises(Refused) as found:
        verified(record)
    return [found.value.code, found.value.where]


def test_a_false_record_is_refused_for_the_same_reason_at_the_same_place(browser: Page, polls: Polls) -> None:
    records = list(false_records(polls))
    found = browser.evaluate(VERIFY, list(map(sent, records)))
    assert found == [refused(record) for record in records]


def vinputs(ceremony: Ceremony) -> Iterator[Vinput]:
    """What trustee 2 is to check: as it is, and with something wrong in it."""
    true, other = ceremony.vinput(2), ceremony.vinput(1)
    yield true
    yield replace(true, polynomial=other.polynomial)
    yield replace(true, secrets=(true.secrets[0], true.secrets[2], true.secrets[1]))
    yield replace(true, secrets=(true.secrets[0], true.secrets[1], other.secrets[2]))
    yield replace(true, coefexps=(true.coefexps[1], *true.coefexps[1:]))
    yield replace(true, signatures=(true.signatures[1], *true.signatures[1:]))
    yield replace(true, signatures=true.signatures[:2])


def test_what_other_trustees_gave_is_checked_alike(browser: Page, ceremony: Ceremony) -> None:
    certificates = b"\n".join(certificate.to_bytes() for certificate in ceremony.certificates).decode()
    seed, checks = ceremony.keys[1].seed, list(vinputs(ceremony))
    made, *found = browser.evaluate(VOUTPUT, [seed, certificates, [check.to_bytes().decode() for check in checks]])
    check_voutput(ceremony.certificates, ceremony.polynomials, 2, read_voutput(made.encode()))
    expected = []
    for check in checks[1:]:
        with pytest.raises(Refused) as refused_:
            make_voutput(ceremony.keys[1], ceremony.certificates, check)
        expected.append([refused_.value.code, refused_.value.where])
    assert found == expected


def test_a_record_is_fetched_in_pieces_or_whole_where_a_server_knows_no_better(browser: Page) -> None:
    record = b"0123456789" * 3

    def in_pieces(route: Route) -> None:
        wanted = byte_ranges.wanted(route.request.headers["range"], len(record))
        assert wanted
        place = f"bytes {wanted.start}-{wanted.stop - 1}/{len(record)}"
        route.fulfill(status=206, body=record[wanted.start : wanted.stop], headers={"Content-Range": place})

    answers: list[tuple[Callable[[Route], None], int, object]] = [
        (in_pieces, 12, [[12, 12, 6], record.decode(), 30]),
        (in_pieces, 15, [[15, 15], record.decode(), 30]),
        (lambda route: route.fulfill(body=record), 12, [[30], record.decode(), 30]),
        (lambda route: route.fulfill(status=500, body=record), 12, "no-answer"),
        (lambda route: route.abort(), 12, "no-answer"),
    ]
    for serve, size, expected in answers:
        browser.route("**/record.bel", serve)
        assert browser.evaluate(PIECES, size) == expected
        browser.unroute("**/record.bel")
