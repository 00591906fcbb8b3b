/**
 * Zero-knowledge proofs made non-interactive with a hash (sections Proofs of interval membership and onwards).
 *
 * Every proof of the protocol is one of three kinds; what it is bound to is the prefix of its hash:
 * knowledge of a secret, x with X = g^x (signatures, trustees' keys);
 * equality of logarithms, x with X = g^x and F = alpha^x (partial decryptions);
 * a disjunction, one of several pairs (alpha, beta) is (g^r, y^r) (choices, their number, abstentions).
 */

import {
  GENERATOR, generatorPower, hashToScalar, multiply, ORDER, parseScalar, power, publicPower, reduced, writeElement,
} from "./group.js";
import { fields } from "./wire.js";

/** @typedef {import("./group.js").Element} Element */
/** @typedef {import("./randomness.js").RandBelow} RandBelow */
/** @typedef {{ randomness: bigint, excess: number }} Witness (alpha, beta) = (g^randomness, y^randomness g^excess) */

export class Proof {
  /** @param {bigint} challenge @param {bigint} response */
  constructor(challenge, response) {
    this.challenge = challenge;
    this.response = response;
  }

  /** What `dump` writes. */
  toJSON() {
    return { challenge: String(this.challenge), response: String(this.response) };
  }
}

/** @param {unknown} value */
export function parseProof(value) {
  const [challenge, response] = fields(value, "challenge", "response");
  return new Proof(parseScalar(challenge), parseScalar(response));
}

/**
 * Prove knowing x, where `prefix` names X = g^x and whatever else the proof is bound to.
 * @param {string} prefix
 * @param {bigint} secret
 * @param {RandBelow} randbelow
 */
export function proveKnowledge(prefix, secret, randbelow) {
  const w = randbelow(ORDER);
  const challenge = hashToScalar(prefix + writeElement(generatorPower(w)));
  return new Proof(challenge, reduced(w - secret * challenge));
}

/** @param {string} prefix @param {Element} element @param {Proof} proof */
export function knowledgeHolds(prefix, element, proof) {
  const commitment = multiply(publicPower(GENERATOR, proof.response), publicPower(element, proof.challenge));
  return proof.challenge === hashToScalar(prefix + writeElement(commitment));
}

/**
 * Prove that the same x is in X = g^x and in F = base^x.
 * @param {string} prefix
 * @param {Element} base
 * @param {bigint} secret
 * @param {RandBelow} randbelow
 */
export function proveEquality(prefix, base, secret, randbelow) {
  const w = randbelow(ORDER);
  const challenge = hash(prefix, [generatorPower(w), power(base, w)]);
  return new Proof(challenge, reduced(w - secret * challenge));
}

/** @param {string} prefix @param {Element} element @param {Element} base @param {Element} factor @param {Proof} proof */
export function equalityHolds(prefix, element, base, factor, { challenge, response }) {
  const a = multiply(publicPower(GENERATOR, response), publicPower(element, challenge));
  const b = multiply(publicPower(base, response), publicPower(factor, challenge));
  return challenge === hash(prefix, [a, b]);
}

/**
 * Prove that branch `true_` has no excess, without telling which branch it is.
 * A prover knows the randomness of every branch, so a simulated one costs no more than the true one.
 * @param {string} prefix
 * @param {Element} key
 * @param {Witness[]} branches
 * @param {number} true_
 * @param {RandBelow} randbelow
 */
export function proveDisjunction(prefix, key, branches, true_, randbelow) {
  const nonces = branches.map(() => randbelow(ORDER));
  const challenges = branches.map(() => randbelow(ORDER));
  challenges[true_] = 0n;
  const commitments = branches.flatMap(({ excess }, branch) => [
    generatorPower(nonces[branch]),
    multiply(power(key, nonces[branch]), generatorPower(BigInt(excess) * challenges[branch])),
  ]);
  const others = challenges.reduce((total, challenge) => total + challenge);
  challenges[true_] = reduced(hash(prefix, commitments) - others);
  return branches.map(({ randomness }, branch) => {
    const challenge = challenges[branch];
    return new Proof(challenge, reduced(nonces[branch] - randomness * challenge));
  });
}

/**
 * Whether one of the branches is (g^r, y^r).
 * @param {string} prefix
 * @param {Element} key
 * @param {import("./elgamal.js").Branch[]} branches
 * @param {Proof[]} proofs
 */
export function disjunctionHolds(prefix, key, branches, proofs) {
  const commitments = branches.flatMap(({ alphaPower, betaPower }, branch) => {
    const { challenge, response } = proofs[branch];
    return [
      multiply(publicPower(GENERATOR, response), alphaPower(challenge)),
      multiply(publicPower(key, response), betaPower(challenge)),
    ];
  });
  const total = proofs.reduce((sum, { challenge }) => sum + challenge, 0n);
  return reduced(total) === hash(prefix, commitments);
}

/** @param {string} prefix @param {Element[]} elements */
function hash(prefix, elements) {
  return hashToScalar(prefix + elements.map(writeElement).join(","));
}
