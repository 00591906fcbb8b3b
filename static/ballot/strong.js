/**
 * A proof that binds a whole share to what it decrypts; it stands beside the record, never in it. strong.py says why.
 * A trustee's page makes it; those who verify it do so with the Python half.
 */

import { generatorPower, hashToScalar, ORDER, power, reduced, writeElement } from "./group.js";
import { Proof } from "./proofs.js";
import * as chance from "./randomness.js";
import { sha256 } from "./wire.js";

const TAG = "strong-share";

/**
 * What a share is about: the election, its record's head at the EncryptedTally event, and that tally.
 * @typedef {{ setup: import("./setup.js").Setup, tally: import("./tally.js").EncryptedTally, head: string }} Opened
 */

/**
 * The list of one that a trustee's program writes.
 * @param {Opened} opened
 * @param {number} owner
 * @param {import("./keys.js").PrivateKey} key
 * @param {import("./tally.js").PartialDecryption} share
 * @param {import("./randomness.js").RandBelow} randbelow
 */
export function proveShare(opened, owner, key, share, randbelow = chance.randbelow) {
  const w = randbelow(ORDER);
  const alphas = opened.tally.totals.flat().map(({ alpha }) => power(alpha, w));
  const commitments = [generatorPower(w), ...alphas].map(writeElement);
  const challenge = hashToScalar(statement(opened, key.element, share) + commitments.join(","));
  const proof = new Proof(challenge, reduced(w - key.secret * challenge));
  return [{ owner, share: sha256(share.raw), head: opened.head, proof }];
}

/** Everything that the hash is bound to, before the commitments. */
function statement({ setup, tally, head }, element, share) {
  const totals = tally.totals.flat().join(","), factors = share.factors.flat().map(writeElement).join(",");
  return `${TAG}|${setup.election.fingerprint}|${head}|${writeElement(element)}|${totals}|${factors}|`;
}
