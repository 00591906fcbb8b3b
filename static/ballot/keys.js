/** One trustee's key: the private number, and the public part with its proof (section Verification keys). */

import { Refused } from "./errors.js";
import { generatorPower, NAME, ORDER, parseElement, parseScalar, writeElement } from "./group.js";
import { knowledgeHolds, parseProof, proveKnowledge } from "./proofs.js";
import * as chance from "./randomness.js";
import { fields, load, withoutNewline } from "./wire.js";

/** @typedef {import("./group.js").Element} Element */
/** @typedef {import("./proofs.js").Proof} Proof */
/** @typedef {import("./randomness.js").RandBelow} RandBelow */

/** `trustee_public_key`: X = g^x and the proof that its maker knows x; signed by its owner in a threshold group. */
export class PublicKey {
  /** @param {Element} element @param {Proof} pok @param {Proof} [signature] */
  constructor(element, pok, signature) {
    Object.assign(this, { element, pok, signature });
  }

  verify() {
    if (!knowledgeHolds(prefix(this.element), this.element, this.pok)) throw new Refused("key-unproved");
  }

  /** What `dump` writes. */
  toJSON() {
    const { pok, element, signature } = this;
    return { pok, public_key: writeElement(element), ...(signature && { signature }) };
  }
}

/** x, which its trustee keeps. */
export class PrivateKey {
  #secret;

  /** @param {bigint} secret */
  constructor(secret) {
    this.#secret = secret;
    this.element = generatorPower(secret);
  }

  get secret() {
    return this.#secret;
  }

  /** X = g^x with a fresh proof of knowing x. @param {RandBelow} randbelow */
  public(randbelow = chance.randbelow) {
    return new PublicKey(this.element, proveKnowledge(prefix(this.element), this.#secret, randbelow));
  }

  /** The file that a trustee keeps, as `dump` writes it. */
  toJSON() {
    return String(this.#secret);
  }
}

/** @param {RandBelow} randbelow */
export function newPrivateKey(randbelow = chance.randbelow) {
  return new PrivateKey(1n + randbelow(ORDER - 1n));
}

/** Read a private key file; a final newline is allowed, since files on disk have one. @param {string} raw */
export function readPrivateKey(raw) {
  const secret = parseScalar(load(withoutNewline(raw)));
  if (secret === 0n) throw new Refused("not-a-scalar");
  return new PrivateKey(secret);
}

/** @param {unknown} value @param {{ signed?: boolean }} kind */
export function parsePublicKey(value, { signed = false } = {}) {
  const [pok, element, signature] = fields(value, "pok", "public_key", ...(signed ? ["signature"] : []));
  return new PublicKey(parseElement(element), parseProof(pok), signed ? parseProof(signature) : undefined);
}

/** @param {Element} element */
function prefix(element) {
  return `pok|${NAME}|${writeElement(element)}|`;
}
