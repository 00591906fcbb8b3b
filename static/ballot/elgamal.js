/** Encryption of small numbers that can be added up: (g^r, y^r g^m) (section Encrypted answers). */

import { divide, generatorPower, IDENTITY, multiply, parseElement, power, writeElement } from "./group.js";
import { fields } from "./wire.js";

/** @typedef {import("./group.js").Element} Element */

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

  /** The encryption of the same number less this one: (alpha, beta / g^M). @param {number} number */
  less(number) {
    return number === 0 ? this : new Ciphertext(this.alpha, divide(this.beta, generatorPower(BigInt(number))));
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

/** @param {unknown} value */
export function parseCiphertext(value) {
  const [alpha, beta] = fields(value, "alpha", "beta");
  return new Ciphertext(parseElement(alpha), parseElement(beta, { identity: true }));
}

/** @param {Ciphertext[]} ciphertexts */
export function addUp(ciphertexts) {
  return ciphertexts.reduce((total, each) => total.plus(each), new Ciphertext(IDENTITY, IDENTITY));
}
