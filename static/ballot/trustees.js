/** All trustees of an election, who together hold its key (section Trustees). */

import { at, Refused } from "./errors.js";
import { product, publicPower, writeElement } from "./group.js";
import { parsePublicKey } from "./keys.js";
import { parseThresholdGroup } from "./pedersen.js";
import { array, dump, load, sameBytes } from "./wire.js";

/** @typedef {import("./group.js").Element} Element */
/** @typedef {import("./pedersen.js").ThresholdGroup} ThresholdGroup */

/** A trustee whose partial decryption is always needed. */
class Single {
  /** @param {import("./keys.js").PublicKey} key */
  constructor(key) {
    this.keys = [key];
  }

  get needed() {
    return 1;
  }

  get subKey() {
    return this.keys[0].element;
  }

  lagrange() {
    return 1n;
  }

  verify() {
    this.keys[0].verify();
  }

  /** What `dump` writes. */
  toJSON() {
    return this.keys[0].toJSON();
  }
}

/** `trustees.json`. Owners are numbered from 1 over the keys of all members. */
export class Trustees {
  /** @param {(Single | ThresholdGroup)[]} members */
  constructor(members) {
    this.members = members;
    this.keys = members.flatMap(({ keys }) => keys);
    /** y, the product of the members' sub-keys. */
    this.electionKey = product(members.map(({ subKey }) => subKey));
  }

  /** @param {number} owner @returns {Element} */
  key(owner) {
    if (!this.keys[owner - 1]) throw new Refused("unknown-trustee");
    return this.keys[owner - 1].element;
  }

  /** The number of the trustee with this key. @param {Element} element */
  owner(element) {
    const place = this.keys.findIndex((key) => key.element.equals(element));
    if (place < 0) throw new Refused("unknown-trustee");
    return place + 1;
  }

  verify() {
    this.members.forEach((member, place) => at(`Trustees, item ${place + 1}`, () => member.verify()));
    if (!this.members.length) throw new Refused("wrong-count");
    if (new Set(this.keys.map(({ element }) => writeElement(element))).size !== this.keys.length)
      throw new Refused("repeated-key");
  }

  /** How many more partial decryptions are needed. @param {number[]} owners */
  missing(owners) {
    const lacks = ({ needed, numbers }) => Math.max(needed - numbers.filter((each) => owners.includes(each)).length, 0);
    return this.#numbered.reduce((sum, { member, numbers }) => sum + lacks({ needed: member.needed, numbers }), 0);
  }

  /** F, from the decryption factors of one ciphertext by owner. @param {Map<number, Element>} factors */
  combine(factors) {
    if (this.missing([...factors.keys()])) throw new Refused("missing-shares");
    return product(this.#numbered.map(({ member, numbers }) => subFactor(member, numbers, factors)));
  }

  get #numbered() {
    let last = 0;
    return this.members.map((member) => ({ member, numbers: member.keys.map(() => (last += 1)) }));
  }

  /** What `dump` writes. */
  toJSON() {
    return this.members.map((member) => [member instanceof Single ? "Single" : "Pedersen", member]);
  }
}

/**
 * Read and verify the trustees. `trusted` skips the proofs for bytes that passed before.
 * @param {string} raw
 */
export function readTrustees(raw, { trusted = false } = {}) {
  const members = array(load(raw)).map((item, place) => at(`Trustees, item ${place + 1}`, () => parseMember(item)));
  const trustees = new Trustees(members);
  sameBytes(raw, dump(trustees));
  if (!trusted) trustees.verify();
  return trustees;
}

/** @param {unknown} value */
function parseMember(value) {
  const [kind, content] = array(value, 2);
  if (kind === "Single") return new Single(parsePublicKey(content));
  if (kind === "Pedersen") return parseThresholdGroup(content);
  throw new Refused("unsupported");
}

/**
 * F for one member: a single trustee's factor, or k of the group's by Lagrange interpolation.
 * The coefficients run over the indices inside the group, not over the owner numbers.
 */
function subFactor(member, numbers, factors) {
  const present = numbers.map((owner, place) => ({ owner, index: place + 1 })).filter(({ owner }) => factors.has(owner));
  const used = present.slice(0, member.needed), indices = used.map(({ index }) => index);
  return product(used.map(({ owner, index }) => publicPower(factors.get(owner), member.lagrange(indices, index))));
}
