/**
 * A trustee proves that the kept private key is there, without opening anything. rehearsal.py says why it is worth
 * nothing as anything else: the tag `rehearse|`, with which no other hash of the protocol begins.
 */

import { BASE58 } from "./credentials.js";
import { Refused } from "./errors.js";
import { NAME, writeElement } from "./group.js";
import { proveKnowledge } from "./proofs.js";
import * as chance from "./randomness.js";

const NONCE = new RegExp(`^[${BASE58}]{22,64}$`);

/**
 * Sign the nonce; refuses what is not a nonce, so that nothing else is ever signed by mistake.
 * @param {import("./keys.js").PrivateKey} key
 * @param {string} nonce
 * @param {import("./randomness.js").RandBelow} randbelow
 */
export function proveKey({ element, secret }, nonce, randbelow = chance.randbelow) {
  if (!NONCE.test(nonce)) throw new Refused("bad-nonce");
  const public_key = writeElement(element);
  const proof = proveKnowledge(`rehearse|${NAME}|${public_key}|${nonce}|`, secret, randbelow);
  return { rehearsal: { public_key, nonce, proof } };
}
