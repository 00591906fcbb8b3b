/** What a trustee does with the file that they kept, as the commands of commands/trustee.py and decrypting.py do it. */

import { decryptionKey } from "./ceremony.js";
import { readSealedKey } from "./ceremony_messages.js";
import { CeremonyKey, readCeremonyKey } from "./channel.js";
import { Refused } from "./errors.js";
import { writeElement } from "./group.js";
import { readPrivateKey } from "./keys.js";
import * as chance from "./randomness.js";
import { proveShare } from "./strong.js";
import { checkPartialDecryption, decrypt } from "./tally.js";
import { dump, sha256, withoutNewline } from "./wire.js";

/** @typedef {import("./keys.js").PrivateKey} PrivateKey */
/** @typedef {{ owner: number, opened: import("./strong.js").Opened }} ToOpen */

const ALONE = /^"[0-9]+"$/;
const SEED = /^[1-9A-HJ-NP-Za-km-z]{22}$/;
const NOTHING_TO_OPEN = { Setup: "not-ended", Ballot: "not-ended", EndBallots: "not-added-up", Result: "has-result" };

/** Eight characters to know a key by, the same as belenios-tool's. @param {import("./group.js").Element} element */
export function nameOf(element) {
  return sha256(writeElement(element)).slice(0, 8).toUpperCase();
}

/**
 * The file that a trustee kept: a key of their own, or the seed of one in a group.
 * @param {string} raw
 * @returns {PrivateKey | CeremonyKey}
 */
export function readKept(raw) {
  const written = withoutNewline(raw);
  if (ALONE.test(written)) return readPrivateKey(raw);
  if (SEED.test(written)) return readCeremonyKey(raw);
  throw new Refused(/^[[{]/.test(written) ? "public-file" : "no-private-file");
}

/** A key of their own. @param {string} raw @returns {PrivateKey} */
export function ofOneAlone(raw) {
  const kept = readKept(raw);
  if (kept instanceof CeremonyKey) throw new Refused("file-of-group");
  return kept;
}

/** The seed of a trustee in a group. @param {string} raw @returns {CeremonyKey} */
export function ofOneInAGroup(raw) {
  const kept = readKept(raw);
  if (!(kept instanceof CeremonyKey)) throw new Refused("file-alone");
  return kept;
}

/** What decrypts: of a group, the kept file opens it. @param {string} raw @param {string} [sealedKey] @returns {Promise<PrivateKey>} */
export async function privateKey(raw, sealedKey) {
  return sealedKey === undefined ? ofOneAlone(raw) : decryptionKey(ofOneInAGroup(raw), readSealedKey(sealedKey));
}

/**
 * What this key may open of a verified record, and its owner's number.
 * @param {import("./verify.js").Report} report
 * @param {PrivateKey} key
 * @returns {ToOpen}
 */
export function toOpen({ setup, last, tally, tallyHead, decryptions }, key) {
  if (NOTHING_TO_OPEN[last]) throw new Refused(NOTHING_TO_OPEN[last]);
  const owner = setup.trustees.owner(key.element);
  if (decryptions.has(owner)) throw new Refused("repeated-share");
  return { owner, opened: { setup, tally, head: tallyHead } };
}

/**
 * Open these totals and nothing else: both files that a trustee sends.
 * @param {ToOpen} toOpen_
 * @param {PrivateKey} key
 * @param {import("./randomness.js").RandBelow} randbelow
 */
export function open({ owner, opened }, key, randbelow = chance.randbelow) {
  const share = decrypt(opened.setup, opened.tally, key, randbelow);
  checkPartialDecryption(opened.setup, opened.tally, owner, share);
  const strong = dump(proveShare(opened, owner, key, share, randbelow));
  return { file: `${share.raw}\n${share.ownedBy(owner)}`, strong };
}
