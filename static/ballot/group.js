/**
 * The group: the subgroup of prime order q of Ed25519, written multiplicatively (section Groups).
 *
 * An element is a point of @noble/curves; on the wire it is its 32 bytes as a big-endian number in hexadecimal. The
 * library decodes any point of the curve, so every element from outside is looked at here, once, when it is read.
 */

import { ed25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { Refused } from "./errors.js";

const { Point } = ed25519;
/** @typedef {InstanceType<typeof Point>} Element */

export const NAME = "Ed25519";
export const ORDER = Point.Fn.ORDER;
export const IDENTITY = Point.ZERO;
export const GENERATOR = Point.BASE;

const ELEMENT = /^[0-9a-f]{64}$/;
const SCALAR = /^(?:0|[1-9][0-9]{0,75})$/;
const WINDOW = 6;
const DIGITS = 64; // of 4 bits each, in a scalar

/** Of elements from outside, what makes their powers cheap; forgotten with them. @type {WeakMap<Element, Element[]>} */
const steps = new WeakMap();

/**
 * Read an element; refuse what is not canonical or not in the subgroup of prime order.
 * @param {unknown} value
 * @param {{ identity?: boolean }} allowed
 * @returns {Element}
 */
export function parseElement(value, { identity = false } = {}) {
  if (typeof value !== "string" || !ELEMENT.test(value)) throw new Refused("not-an-element");
  const element = decoded(hexToBytes(value).reverse());
  if (element.is0() && !identity) throw new Refused("identity");
  if (element.is0()) return element;
  steps.set(element, climbed(element));
  if (!manyPower(steps.get(element), ORDER).is0()) throw new Refused("outside-group");
  return element;
}

/** @param {Uint8Array} bytes */
function decoded(bytes) {
  try {
    return Point.fromBytes(bytes);
  } catch {
    throw new Refused("outside-group");
  }
}

/** Read what was looked at before, here or by another Worker of this page. @param {string} value @returns {Element} */
export function knownElement(value) {
  return Point.fromBytes(hexToBytes(value).reverse());
}

/** @param {Element} element */
export function writeElement(element) {
  return bytesToHex(element.toBytes().reverse());
}

/** @param {unknown} value @returns {bigint} */
export function parseScalar(value) {
  if (typeof value !== "string" || !SCALAR.test(value) || BigInt(value) >= ORDER) throw new Refused("not-a-scalar");
  return BigInt(value);
}

/** The least natural number that is congruent to this one. @param {bigint} scalar */
export function reduced(scalar) {
  const rest = scalar % ORDER;
  return rest < 0n ? rest + ORDER : rest;
}

/** Make a table of an element's powers: worth it for one that many powers are taken of. @param {Element} element */
export function precompute(element) {
  steps.delete(element);
  return element.precompute(WINDOW, false);
}

/** The element to the scalar, in a time that tells nothing of the scalar. @param {Element} element @param {bigint} scalar */
export function power(element, scalar) {
  const exponent = reduced(scalar);
  return exponent === 0n ? IDENTITY : element.multiply(exponent);
}

/** The same where everybody may know the scalar: faster. @param {Element} element @param {bigint} scalar */
export function publicPower(element, scalar) {
  const exponent = reduced(scalar), climb = steps.get(element);
  if (exponent === 0n) return IDENTITY;
  return climb ? manyPower(climb, exponent) : element.multiplyUnsafe(exponent);
}

/** Several powers of this element will be taken of scalars that everybody may know. @param {Element} element */
export function remember(element) {
  if (!element.is0()) steps.set(element, climbed(element));
}

/** g to the scalar. @param {bigint} scalar */
export function generatorPower(scalar) {
  return power(GENERATOR, scalar);
}

/** @param {Element} left @param {Element} right */
export function multiply(left, right) {
  return left.add(right);
}

/** @param {Element} left @param {Element} right */
export function divide(left, right) {
  return left.subtract(right);
}

/** @param {Element[]} elements */
export function product(elements) {
  return elements.reduce(multiply, IDENTITY);
}

/** SHA-256 of the message as a big-endian number modulo q. @param {string} message */
export function hashToScalar(message) {
  return BigInt(`0x${sha256Hex(message)}`) % ORDER;
}

/** @param {string} message */
export function sha256Hex(message) {
  return bytesToHex(sha256(utf8ToBytes(message)));
}

/** The element to the powers 1, 16, 256 …: all the doubling that its powers need. @param {Element} element */
function climbed(element) {
  const climb = [element];
  while (climb.length < DIGITS) climb.push(climb.at(-1).double().double().double().double());
  return climb;
}

/**
 * The power by a scalar that everybody may know, written in digits from -7 to 8: what stands at each digit is added up,
 * and then taken as often as the digit says.
 * @param {Element[]} climb
 * @param {bigint} scalar
 */
function manyPower(climb, scalar) {
  const digits = scalar.toString(16).padStart(DIGITS, "0"), sums = Array(9).fill(IDENTITY);
  let carry = 0;
  for (let place = 0; place < DIGITS; place += 1) {
    let digit = parseInt(digits[DIGITS - 1 - place], 16) + carry;
    carry = Number(digit > 8);
    if (carry) digit -= 16;
    if (digit > 0) sums[digit] = sums[digit].add(climb[place]);
    else if (digit < 0) sums[-digit] = sums[-digit].subtract(climb[place]);
  }
  let running = IDENTITY, total = IDENTITY;
  for (const sum of sums.slice(1).reverse()) {
    running = running.add(sum);
    total = total.add(running);
  }
  return total;
}
