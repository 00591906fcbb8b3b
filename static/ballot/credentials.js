/** Voters' credentials with the signing key derived from them, and texts of chance (section Credentials). */

import { at, Refused } from "./errors.js";
import { generatorPower, ORDER, parseElement, sha256Hex } from "./group.js";
import { array, dump, load, sameBytes } from "./wire.js";

export const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

const OFTEN = 500;
const PRIVATE = /^[1-9A-HJ-NP-Za-km-z]{5}-[1-9A-HJ-NP-Za-km-z]{6}-[1-9A-HJ-NP-Za-km-z]{5}-[1-9A-HJ-NP-Za-km-z]{6}$/;
const UUID = /^[1-9A-HJ-NP-Za-km-z]{14,}$/;

/** @typedef {{ secret: bigint, element: import("./group.js").Element }} SigningKey */

/** @param {string} uuid */
export function requireUuid(uuid) {
  if (!UUID.test(uuid)) throw new Refused("bad-uuid");
  return uuid;
}

/** @param {string} credential */
export function isPrivateCredential(credential) {
  return PRIVATE.test(credential);
}

/** @param {string} credential */
export function requirePrivateCredential(credential) {
  if (!isPrivateCredential(credential)) throw new Refused("bad-credential");
  return credential;
}

/**
 * The signing key s = secret(c) and the public credential g^s of a private credential in one election.
 * @param {string} uuid
 * @param {string} credential
 * @returns {SigningKey}
 */
export function derive(uuid, credential) {
  requirePrivateCredential(credential);
  const halves = [0, 1].map((i) => sha256Hex(`derive_credential|${uuid}|${i}|${credential}`));
  const secret = BigInt(`0x${halves.join("")}`) % ORDER;
  return { secret, element: generatorPower(secret) };
}

/**
 * Read the sealed list: each as it is written. `trusted` skips the costly look at each for bytes that passed it before;
 * `told` hears now and then that it goes on.
 * @param {string} raw
 * @returns {string[]}
 */
export function readCredentials(raw, { trusted = false, told = () => {} } = {}) {
  const credentials = array(load(raw));
  if (!trusted)
    credentials.forEach((value, index) => {
      at(`Credential ${index + 1}`, () => parseElement(value));
      if (index % OFTEN === 0) told();
    });
  if (new Set(credentials).size !== credentials.length) throw new Refused("repeated-credential");
  sameBytes(raw, dump(credentials));
  return credentials;
}

/** @param {number} length @param {import("./randomness.js").RandBelow} randbelow */
export function randomText(length, randbelow) {
  return Array.from({ length }, () => BASE58[Number(randbelow(BigInt(BASE58.length)))]).join("");
}
