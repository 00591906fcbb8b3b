/** Encryption of small numbers that can be added up: (g^r, y^r g^m) (section Encrypted answers). */

import {
  divide, GENERATOR, generatorPower, IDENTITY, knownElement, multiply, parseElement, power, publicPower, remember,
  writeElement,
} from "./group.js";
import { fields } from "./wire.js";

/** @typedef {import("./group.js").Element} Element */
/** @typedef {{ alphaPower: (scalar: bigint) => Element, betaPower: (scalar: bigint) => Element }} Branch a pair, by its powers */

export class Ciphertext {
  /** @type {{ alpha: string, beta: string } | undefined} */
  #written;

  /** @param {Element} alpha @param {Element} beta */
  constructor(alpha, beta) {
    this.alpha = alpha;
    this.beta = beta;
  }

  /** The encryption of the sum: the product, part by part. @param {Ciphertext} other */
  plus(other) {
    return new Ciphertext(multiply(this.alpha, other.alpha), multiply(this.beta, other.beta));
  }

  /** The encryption of the difference: takes back what `plus` added. @param {Ciphertext} other */
  minus(other) {
    return new Ciphertext(divide(this.alpha, other.alpha), divide(this.beta, other.beta));
  }

  /**
   * What a proof that this is an encryption of the number M is about: (alpha, beta / g^M). Its powers come from those
   * of alpha and beta, which are the same for every M.
   * @param {number} number
   * @returns {Branch}
   */
  less(number) {
    const { alpha, beta } = this, taken = BigInt(number);
    return {
      alphaPower: (scalar) => publicPower(alpha, scalar),
      betaPower: (scalar) => divide(publicPower(beta, scalar), publicPower(GENERATOR, taken * scalar)),
    };
  }

  /** The same; many powers of its parts will be taken. */
  remembered() {
    remember(this.alpha);
    remember(this.beta);
    return this;
  }

  toString() {
    const { alpha, beta } = this.toJSON();
    return `${alpha},${beta}`;
  }

  /** What `dump` writes; kept, since every hash of an answer needs it. */
  toJSON() {
    this.#written ??= { alpha: writeElement(this.alpha), beta: writeElement(this.beta) };
    return this.#written;
  }
}

/** @param {Element} key @param {number} number @param {bigint} randomness */
export function encrypt(key, number, randomness) {
  return new Ciphertext(generatorPower(randomness), multiply(power(key, randomness), generatorPower(BigInt(number))));
}

/**
 * Read a ciphertext; alpha is the identity only in a sum.
 * @param {unknown} value
 * @param {{ identity?: boolean }} allowed
 */
export function parseCiphertext(value, { identity = false } = {}) {
  const [alpha, beta] = fields(value, "alpha", "beta");
  return new Ciphertext(parseElement(alpha, { identity }), parseElement(beta, { identity: true }));
}

/** Read what was looked at before. @param {{ alpha: string, beta: string }} written */
export function knownCiphertext({ alpha, beta }) {
  return new Ciphertext(knownElement(alpha), knownElement(beta));
}

/** The sum of no ciphertexts. */
export const NOTHING = new Ciphertext(IDENTITY, IDENTITY);

/** @param {Ciphertext[]} ciphertexts */
export function addUp(ciphertexts) {
  return ciphertexts.reduce((total, each) => total.plus(each), NOTHING);
}
