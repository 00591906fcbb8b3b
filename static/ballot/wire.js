/** Compact JSON as the specification writes it: exact fields, exact order, exact bytes (section Conventions). */

import { sha256 as digest } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { Refused } from "./errors.js";

const SURROGATE = /\p{Surrogate}/u;

/** JSON without a space is how JavaScript writes it anyway. */
export const dump = JSON.stringify;

/** @param {string} raw */
export function load(raw) {
  try {
    return JSON.parse(raw);
  } catch {
    throw new Refused("not-json");
  }
}

/**
 * The values of an object that has exactly these fields in this order; a name with "?" in front may be absent.
 * @param {unknown} value
 * @param {...string} names
 * @returns {unknown[]}
 */
export function fields(value, ...names) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Refused("wrong-type");
  const expected = names.filter((name) => !name.startsWith("?") || Object.hasOwn(value, name.slice(1)));
  const found = Object.keys(value);
  if (found.length !== expected.length || found.some((name, place) => name !== bare(expected[place])))
    throw new Refused("wrong-fields");
  return names.map((name) => value[bare(name)]);
}

/** @param {unknown} value @param {number} [length] @returns {unknown[]} */
export function array(value, length) {
  if (!Array.isArray(value)) throw new Refused("wrong-type");
  if (length !== undefined && value.length !== length) throw new Refused("wrong-count");
  return value;
}

/** A string; half of a surrogate pair, which JSON can escape and nobody can write, is none. @param {unknown} value */
export function text(value) {
  if (typeof value !== "string") throw new Refused("wrong-type");
  if (SURROGATE.test(value)) throw new Refused("not-json");
  return value;
}

/** A small natural number. @param {unknown} value @returns {number} */
export function integer(value) {
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** 31) throw new Refused("wrong-type");
  return value;
}

/** Refuse content that is written differently from how we would write it. @param {string} raw @param {string} written */
export function sameBytes(raw, written) {
  if (raw !== written) throw new Refused("not-canonical");
}

/** In hexadecimal. @param {string | Uint8Array} raw */
export function sha256(raw) {
  return bytesToHex(digest(bytesOf(raw)));
}

/** The compact base64 of SHA-256: fingerprints, trackers and the signed hash. @param {string | Uint8Array} raw */
export function fingerprint(raw) {
  return btoa(String.fromCharCode(...digest(bytesOf(raw)))).replace(/=+$/, "");
}

/** A file on disk may have a newline at its end that belongs to no hash. @param {string} raw */
export function withoutNewline(raw) {
  return raw.endsWith("\n") ? raw.slice(0, -1) : raw;
}

/** @param {string | Uint8Array} raw */
function bytesOf(raw) {
  return typeof raw === "string" ? utf8ToBytes(raw) : raw;
}

/** @param {string} name */
function bare(name) {
  return name.startsWith("?") ? name.slice(1) : name;
}
