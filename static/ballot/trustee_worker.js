/**
 * A trustee's arithmetic, beside the page and never in its way. A private file that it is told stays here.
 *
 * ready → ready
 * make {task, place}: a new key → made {name, kept}
 * give {task, file, …}: what the private file gives for one step → given {name, file}
 * hold {file, sealedKey, key}: is it the key of this election? → held
 * verify {record, head}: fetches and verifies the whole record, which must go through the head, if there is one
 * → proved …, verified {what there is to open}
 * open: opens that, once → given {name, file, strong}
 * prepare {files}, check {ballot}: for another of these Workers, which verifies → checked {ballot}
 * Anything that goes wrong → failed {reason}, with its code and place where something was refused.
 */

import { fileName, indexOf, makeCertificate, makePolynomial, makeVoutput } from "./ceremony.js";
import { readCertificate, readEach, readVinput } from "./ceremony_messages.js";
import { newCeremonyKey } from "./channel.js";
import { Checker, Checkers } from "./checkers.js";
import { Refused } from "./errors.js";
import { GENERATOR, precompute, writeElement } from "./group.js";
import { newPrivateKey } from "./keys.js";
import { Pieces } from "./pieces.js";
import { Stream } from "./record.js";
import { proveKey } from "./rehearsal.js";
import { nameOf, ofOneAlone, ofOneInAGroup, open, privateKey, toOpen } from "./trustee.js";
import { verify } from "./verify.js";
import { dump, withoutNewline } from "./wire.js";

const MOST_CHECKERS = 16;
const checker = new Checker();

let made, held, found;

/** What each step gives, from the private file: the name of a file, and its content. */
const steps = {
  key({ file }) {
    const key = ofOneAlone(file);
    return { name: `trustee-${nameOf(key.element)}-public.json`, file: dump(key.public()) };
  },

  certificate({ file, place }) {
    const certificate = makeCertificate(ofOneInAGroup(file), place);
    return { name: named(certificate, "cert"), file: dump(certificate) };
  },

  async polynomial(told) {
    const { key, group } = ofThisPlace(told);
    return { name: "polynomial.json", file: dump(await makePolynomial(key, group)) };
  },

  async acknowledgement({ toCheck, ...told }) {
    const { key, group } = ofThisPlace(told);
    const voutput = await makeVoutput(key, group, readVinput(toCheck));
    return { name: "confirmation.json", file: dump(voutput) };
  },

  async proof({ nonce, ...told }) {
    const key = await ofThisElection(told);
    return { name: `trustee-${nameOf(key.element)}-rehearsal-${nonce.slice(0, 6)}.json`, file: dump(proveKey(key, nonce)) };
  },
};

const acts = {
  ready() {
    return { said: "ready" };
  },

  /** @param {{ task: "key" | "certificate", place: { threshold: number, size: number, index: number } }} told */
  make({ task, place }) {
    if (task === "key") {
      const key = newPrivateKey();
      made = dump(key);
      return { said: "made", name: `trustee-${nameOf(key.element)}.json`, kept: made };
    }
    const key = newCeremonyKey();
    made = key.seed;
    return { said: "made", name: named(makeCertificate(key, place), "key"), kept: made };
  },

  async give(told) {
    const given = await steps[told.task](told); // which refuses what is no private file
    if (made !== undefined && withoutNewline(told.file) !== made) throw new Refused("other-file");
    return { said: "given", ...given };
  },

  async hold(told) {
    held = await ofThisElection(told);
    return { said: "held" };
  },

  /** @param {{ record: string, head: string }} told its address, and a head that the trustee knows, or nothing */
  async verify({ record, head }) {
    found = undefined;
    const report = await verified(record, head);
    if (head && !report.continues) throw new Refused("other-record");
    found = toOpen(report, held);
    const { uuid, fingerprint, questions } = report.setup.election;
    return {
      said: "verified",
      ...{ uuid, fingerprint, head: report.head.hash, ballots: report.ballots, counted: report.tally.ballots },
      questions: questions.map(({ question, ciphertexts }) => ({ question, totals: ciphertexts })),
    };
  },

  open() {
    const given = open(found, held), name = `${found.opened.setup.election.uuid}.share-${found.owner}`;
    found = held = undefined;
    return { said: "given", name: `${name}.json`, ...given };
  },

  prepare({ files }) {
    checker.prepare(files);
  },

  async check({ ballot }) {
    return { said: "checked", ballot: await checker.check(ballot) };
  },
};

/** @param {{ file: string, certificates: string, place: { index: number } }} told another trustee's file is refused */
function ofThisPlace({ file, certificates, place }) {
  const key = ofOneInAGroup(file), group = readEach(certificates, readCertificate);
  if (indexOf(key, group) !== place.index) throw new Refused("not-mine");
  return { key, group };
}

/** @param {{ file: string, sealedKey?: string, key: string }} told the public key as the sealed election has it */
async function ofThisElection({ file, sealedKey, key: expected }) {
  const key = await privateKey(file, sealedKey);
  if (writeElement(key.element) !== expected) throw new Refused("other-key");
  return key;
}

async function verified(address, head) {
  const pieces = new Pieces(address), checkers = several(), source = new Stream(() => pieces.next());
  try {
    const told = () => postMessage({ said: "proved", done: source.position, of: pieces.of });
    return await verify(source, checkers, told, head);
  } finally {
    checkers.end();
  }
}

/** As many as there are cores; where a Worker may have none of its own, this one. */
function several() {
  if (!("Worker" in self)) return checker;
  const number = Math.min(navigator.hardwareConcurrency || 1, MOST_CHECKERS);
  return new Checkers(Array.from({ length: number }, () => new Worker(location.href)));
}

/** @param {import("./pedersen.js").Certificate} certificate @param {string} ending */
function named(certificate, ending) {
  return `trustee-${fileName(certificate).slice(0, 8).toUpperCase()}.${ending}`;
}

precompute(GENERATOR);
addEventListener("message", async ({ data }) => {
  try {
    const said = await acts[data.act](data);
    if (said) postMessage(said);
  } catch (error) {
    const { reason: code, where } = error instanceof Refused ? error : {};
    postMessage({ said: "failed", reason: String(error.message ?? error), code, where });
  }
});
