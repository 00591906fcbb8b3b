/** From the counted ballots to the result (sections Encrypted tally, Partial decryptions, Election result). */

import { NOTHING, parseCiphertext } from "./elgamal.js";
import { at, Refused } from "./errors.js";
import {
  divide, GENERATOR, IDENTITY, multiply, parseElement, power, publicPower, writeElement,
} from "./group.js";
import { equalityHolds, parseProof, proveEquality } from "./proofs.js";
import * as chance from "./randomness.js";
import { array, dump, fields, integer, load, sameBytes, sha256, text } from "./wire.js";

/** @typedef {import("./elgamal.js").Ciphertext} Ciphertext */
/** @typedef {import("./group.js").Element} Element */
/** @typedef {import("./questions.js").Question} Question */
/** @typedef {import("./setup.js").Setup} Setup */

/** The sum of the last ballot of each credential; grows ballot by ballot and keeps none of them. */
export class EncryptedTally {
  /** @param {Ciphertext[][]} totals @param {number} ballots */
  constructor(totals, ballots) {
    Object.assign(this, { totals, ballots });
  }

  /** Add the choices of one more checked ballot. @param {Ciphertext[][]} choices */
  plus(choices) {
    return new EncryptedTally(together(this.totals, choices, (total, choice) => total.plus(choice)), this.ballots + 1);
  }

  /** Take out the choices of a ballot that was added before. @param {Ciphertext[][]} choices */
  minus(choices) {
    return new EncryptedTally(together(this.totals, choices, (total, choice) => total.minus(choice)), this.ballots - 1);
  }

  /** What `dump` writes. */
  toJSON() {
    return this.totals;
  }
}

/** One trustee's factors alpha^x for every total, each with its proof. */
export class PartialDecryption {
  /** @param {Element[][]} factors @param {import("./proofs.js").Proof[][]} proofs */
  constructor(factors, proofs) {
    Object.assign(this, { factors, proofs });
    this.raw = dump({
      decryption_factors: factors.map((row) => row.map(writeElement)),
      decryption_proofs: proofs,
    });
  }

  /** `owned_partial_decryption`, the payload of the PartialDecryption event. @param {number} owner */
  ownedBy(owner) {
    return dump({ owner, payload: sha256(this.raw) });
  }
}

/** The tally of no ballots. @param {Question[]} questions */
export function nothingCounted(questions) {
  return new EncryptedTally(questions.map(({ ciphertexts }) => Array(ciphertexts).fill(NOTHING)), 0);
}

/**
 * One trustee's partial decryption of a tally that this trustee has recomputed from the record.
 * @param {Setup} setup
 * @param {EncryptedTally} tally
 * @param {import("./keys.js").PrivateKey} key
 * @param {import("./randomness.js").RandBelow} randbelow
 */
export function decrypt(setup, { totals }, key, randbelow = chance.randbelow) {
  const bound = prefix(setup, key.element);
  const factors = totals.map((row) => row.map(({ alpha }) => power(alpha, key.secret)));
  const proofs = totals.map((row) => row.map(({ alpha }) => proveEquality(bound, alpha, key.secret, randbelow)));
  return new PartialDecryption(factors, proofs);
}

/**
 * Refuse a share with a proof that does not hold for this owner's key and this tally.
 * @param {Setup} setup
 * @param {EncryptedTally} tally
 * @param {number} owner
 * @param {PartialDecryption} share
 */
export function checkPartialDecryption(setup, tally, owner, { factors, proofs }) {
  const key = setup.trustees.key(owner), bound = prefix(setup, key);
  tally.totals.forEach((row, question) =>
    row.forEach(({ alpha }, number) =>
      at(`Trustee ${owner}, question ${question + 1}, total ${number + 1}`, () => {
        if (!equalityHolds(bound, key, alpha, factors[question][number], proofs[question][number]))
          throw new Refused("bad-share");
      }),
    ),
  );
}

/** Read one trustee's share; the shape is that of the election. @param {Setup} setup @param {string} raw */
export function readPartialDecryption({ election }, raw) {
  const [factors, proofs] = fields(load(raw), "decryption_factors", "decryption_proofs");
  const share = new PartialDecryption(
    matrix(election.questions, factors, (value) => parseElement(value, { identity: true })),
    matrix(election.questions, proofs, parseProof),
  );
  sameBytes(raw, share.raw);
  return share;
}

/** The owner and the hash of the partial decryption. @param {string} raw @returns {[number, string]} */
export function readOwned(raw) {
  const [owner, payload] = fields(load(raw), "owner", "payload");
  sameBytes(raw, dump({ owner: integer(owner), payload: text(payload) }));
  return [owner, payload];
}

/** The number of ballots counted, their weight, and the hash of the encrypted tally. @param {string} raw @returns {[number, number, string]} */
export function readSized(raw) {
  const [ballots, weight, payload] = fields(load(raw), "num_tallied", "total_weight", "encrypted_tally");
  sameBytes(raw, dump({ num_tallied: integer(ballots), total_weight: integer(weight), encrypted_tally: text(payload) }));
  return [ballots, weight, payload];
}

/** Refuse bytes that are no encrypted tally at all. @param {Setup} setup @param {string} raw */
export function readEncryptedTally({ election }, raw) {
  sameBytes(raw, dump(matrix(election.questions, load(raw), (value) => parseCiphertext(value, { identity: true }))));
}

/**
 * The result: for each question the number of abstentions (where allowed) and of votes for each answer.
 * @param {import("./trustees.js").Trustees} trustees
 * @param {EncryptedTally} tally
 * @param {Map<number, PartialDecryption>} shares by owner
 * @returns {number[][]}
 */
export function totals(trustees, tally, shares) {
  const logarithms = new Logarithms(tally.ballots), owners = [...shares];
  return tally.totals.map((row, question) =>
    row.map(({ beta }, number) => {
      const factors = new Map(owners.map(([owner, share]) => [owner, share.factors[question][number]]));
      const factor = trustees.combine(factors);
      return at(`Question ${question + 1}, total ${number + 1}`, () => logarithms.of(divide(beta, factor)));
    }),
  );
}

/** @param {Question[]} questions @param {string} raw @returns {number[][]} */
export function readResult(questions, raw) {
  const [result] = fields(load(raw), "result");
  const numbers = matrix(questions, result, integer);
  sameBytes(raw, dump({ result: numbers }));
  return numbers;
}

/** Finds m with g^m given, for 0 <= m <= largest: a table of small steps, and giant steps through it. */
class Logarithms {
  #table = new Map();

  /** @param {number} largest */
  constructor(largest) {
    this.largest = largest;
    this.step = Math.floor(Math.sqrt(largest)) + 1;
    for (let number = 0, element = IDENTITY; number < this.step; number += 1, element = multiply(element, GENERATOR))
      this.#table.set(writeElement(element), number);
    this.giant = publicPower(GENERATOR, BigInt(-this.step));
  }

  /** @param {Element} element */
  of(element) {
    for (let giants = 0; giants <= this.step; giants += 1, element = multiply(element, this.giant)) {
      const number = giants * this.step + (this.#table.get(writeElement(element)) ?? NaN);
      if (number <= this.largest) return number;
    }
    throw new Refused("no-total");
  }
}

/** One row for each question, with one item for each of its ciphertexts. */
function matrix(questions, value, parse) {
  const rows = array(value, questions.length);
  return questions.map(({ ciphertexts }, place) => array(rows[place], ciphertexts).map((item) => parse(item)));
}

function together(left, right, act) {
  return left.map((row, question) => row.map((each, number) => act(each, right[question][number])));
}

/** @param {Setup} setup @param {Element} key */
function prefix({ election }, key) {
  return `decrypt|${election.fingerprint}|${writeElement(key)}|`;
}
