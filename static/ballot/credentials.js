/** A voter's private credential and the signing key derived from it (section Credentials). */

import { Refused } from "./errors.js";
import { generatorPower, ORDER, sha256Hex } from "./group.js";

const PRIVATE = /^[1-9A-HJ-NP-Za-km-z]{5}-[1-9A-HJ-NP-Za-km-z]{6}-[1-9A-HJ-NP-Za-km-z]{5}-[1-9A-HJ-NP-Za-km-z]{6}$/;
const UUID = /^[1-9A-HJ-NP-Za-km-z]{14,}$/;

/** @typedef {{ secret: bigint, element: import("./group.js").Element }} SigningKey */

/** @param {string} uuid */
export function requireUuid(uuid) {
  if (!UUID.test(uuid)) throw new Refused("bad-uuid");
  return uuid;
}

/** @param {string} credential */
export function requirePrivateCredential(credential) {
  if (!PRIVATE.test(credential)) throw new Refused("bad-credential");
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
