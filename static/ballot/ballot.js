/** A ballot: one answer to each question, signed with one credential (sections Signatures and Ballots). */

import { binding, checkAnswer, parseAnswer, proofsOf, sealAnswer } from "./answers.js";
import { derive } from "./credentials.js";
import { at, Refused } from "./errors.js";
import { parseElement, writeElement } from "./group.js";
import { knowledgeHolds, parseProof, proveKnowledge } from "./proofs.js";
import * as chance from "./randomness.js";
import { array, dump, fields, fingerprint, load, sameBytes, text } from "./wire.js";

/** @typedef {import("./group.js").Element} Element */
/** @typedef {import("./questions.js").Election} Election */
/** @typedef {import("./credentials.js").SigningKey} SigningKey */

const UNSIGNED = ["election_uuid", "election_hash", "credential", "answers"];

/** Answers sealed for one credential. Its hash is what the voter sees before choosing to cast or to test. */
export class UnsignedBallot {
  /** @param {Election} election @param {Element} credential @param {import("./answers.js").Answer[]} answers */
  constructor(election, credential, answers) {
    Object.assign(this, { election, credential, answers });
    this.raw = dump(this);
    this.hash = fingerprint(this.raw);
  }

  /** What `dump` writes. */
  toJSON() {
    const { election, credential, answers } = this;
    const values = [election.uuid, election.fingerprint, writeElement(credential), answers];
    return Object.fromEntries(UNSIGNED.map((name, index) => [name, values[index]]));
  }
}

/** An unsigned ballot on the voter's own machine, with the randomness that a test ballot reveals. */
export class PreparedBallot {
  /** @param {UnsignedBallot} unsigned @param {bigint[][]} randomness */
  constructor(unsigned, randomness) {
    Object.assign(this, { unsigned, randomness });
  }

  /** The signed ballot, as it is cast. @param {SigningKey} key @param {import("./randomness.js").RandBelow} randbelow */
  sign(key, randbelow = chance.randbelow) {
    const { hash } = this.unsigned;
    return signed(this.unsigned, hash, proveKnowledge(`sig|${hash}|`, key.secret, randbelow));
  }
}

/**
 * Encrypt one plaintext (see `Question.choose`) for each question and prove that each is allowed.
 * `told` hears after each proof how many are made, and of how many.
 * @param {Election} election
 * @param {SigningKey} key
 * @param {number[][]} plaintexts
 * @param {{ randbelow?: import("./randomness.js").RandBelow, told?: (done: number, of: number) => void }} options
 */
export function prepare(election, key, plaintexts, { randbelow = chance.randbelow, told = () => {} } = {}) {
  const { questions, publicKey } = election;
  if (plaintexts.length !== questions.length) throw new Refused("wrong-count");
  const s0 = binding(election.fingerprint, key.element);
  const of = questions.reduce((sum, question) => sum + proofsOf(question), 0);
  let done = 0;
  const proved = () => told((done += 1), of);
  const sealed = questions.map((question, index) =>
    at(`Question ${index + 1}`, () => sealAnswer(question, publicKey, s0, plaintexts[index], randbelow, proved)),
  );
  const unsigned = new UnsignedBallot(election, key.element, sealed.map(({ answer }) => answer));
  return new PreparedBallot(unsigned, sealed.map(({ randomness }) => randomness));
}

/**
 * A signed ballot, ready to be cast.
 * @param {Election} election
 * @param {string} privateCredential
 * @param {number[][]} plaintexts
 * @param {{ randbelow?: import("./randomness.js").RandBelow }} options
 */
export function seal(election, privateCredential, plaintexts, { randbelow = chance.randbelow } = {}) {
  const key = derive(election.uuid, privateCredential);
  return prepare(election, key, plaintexts, { randbelow }).sign(key, randbelow);
}

/**
 * Accept a ballot or throw `Refused`: structure first, then the signature, then the proofs.
 * @param {import("./setup.js").Setup} setup
 * @param {string} raw
 */
export function check(setup, raw) {
  const { election } = setup;
  const { unsigned, hash, proof } = parseBallot(election, raw);
  if (!setup.lists(unsigned.credential)) throw new Refused("unknown-credential");
  const written = alphas(unsigned);
  if (new Set(written).size !== written.length) throw new Refused("repeated-ciphertext");
  if (hash !== unsigned.hash) throw new Refused("wrong-hash");
  if (!knowledgeHolds(`sig|${hash}|`, unsigned.credential, proof)) throw new Refused("bad-signature");
  const s0 = binding(election.fingerprint, unsigned.credential);
  unsigned.answers.forEach((answer, index) =>
    at(`Question ${index + 1}`, () => checkAnswer(election.questions[index], election.publicKey, s0, answer)),
  );
  const { credential, answers } = unsigned;
  return { tracker: fingerprint(raw), hash, credential, choices: answers.map(({ choices }) => choices) };
}

/** What identifies each encrypted choice: the same alpha means the same randomness. @param {UnsignedBallot} unsigned */
export function alphas({ answers }) {
  return answers.flatMap(({ choices }) => choices.map(({ alpha }) => writeElement(alpha)));
}

/**
 * Read a ballot of this election without checking its signature or proofs; refuse every other writing of it.
 * @param {Election} election
 * @param {string} raw
 */
export function parseBallot(election, raw) {
  const values = fields(load(raw), ...UNSIGNED, "signature");
  const signature = values.pop();
  const unsigned = parsed(election, values);
  const [hash, proof] = at("Signature", () => {
    const [hash, proof] = fields(signature, "hash", "proof");
    return [text(hash), parseProof(proof)];
  });
  sameBytes(raw, signed(unsigned, hash, proof));
  return { unsigned, hash, proof };
}

/** Read what a tested ballot reveals: sealed answers without a signature. @param {Election} election @param {unknown} value */
export function parseUnsigned(election, value) {
  return parsed(election, fields(value, ...UNSIGNED));
}

/** @param {Election} election @param {unknown[]} values */
function parsed(election, [uuid, electionHash, credential, answers]) {
  if (text(uuid) !== election.uuid) throw new Refused("wrong-election");
  if (text(electionHash) !== election.fingerprint) throw new Refused("wrong-fingerprint");
  const element = at("Credential", () => parseElement(credential));
  const sealed = array(answers, election.questions.length).map((value, index) =>
    at(`Question ${index + 1}`, () => parseAnswer(election.questions[index], value)),
  );
  return new UnsignedBallot(election, element, sealed);
}

/** @param {UnsignedBallot} unsigned @param {string} hash @param {import("./proofs.js").Proof} proof */
function signed(unsigned, hash, proof) {
  return `${unsigned.raw.slice(0, -1)},"signature":${dump({ hash, proof })}}`;
}
