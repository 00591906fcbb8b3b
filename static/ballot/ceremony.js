/**
 * A trustee's steps of the key ceremony of a threshold group (section Messages specific to threshold decryption support).
 *
 * Each function is one step, and nothing is kept between them; trustees are numbered from 1. ceremony.py says who does
 * what in which order, and has the steps of the server. A refusal names the trustee whose contribution is wrong.
 */

import { receive, send, sign } from "./channel.js";
import { at, during, Refused } from "./errors.js";
import { generatorPower, NAME, ORDER, parseScalar, reduced, writeElement } from "./group.js";
import { PrivateKey, PublicKey } from "./keys.js";
import {
  Certificate, certificateMessage, Coefficients, coefficientsMessage, requireCertificates, trustee, valueAt,
  wholeMessage,
} from "./pedersen.js";
import * as chance from "./randomness.js";
import { array, dump, fields, load, sha256 } from "./wire.js";

/** @typedef {import("./channel.js").CeremonyKey} CeremonyKey */
/** @typedef {import("./ceremony_messages.js").Polynomial} Polynomial */
/** @typedef {import("./ceremony_messages.js").Vinput} Vinput */
/** @typedef {import("./ceremony_messages.js").Voutput} Voutput */
/** @typedef {import("./randomness.js").RandBelow} RandBelow */

/**
 * Step 1, for trustee `index` of `size`, of whom `threshold` will be able to decrypt.
 * @param {CeremonyKey} key
 * @param {{ threshold: number, size: number, index: number }} place
 * @param {RandBelow} randbelow
 */
export function makeCertificate(key, { threshold, size, index }, randbelow = chance.randbelow) {
  const possible = 1 <= threshold && threshold < size && 1 <= index && index <= size;
  if (!possible) throw new Refused("bad-threshold-group");
  const context = { group: NAME, size, threshold, index };
  const message = certificateMessage(context, key.verification, key.encryption);
  return new Certificate(sign(key.signing, message, randbelow), context, key.verification, key.encryption);
}

/** Step 2: one certificate for each place, in order, each with keys of its own. @param {Certificate[]} certificates */
export function checkCertificates(certificates) {
  requireCertificates(certificates);
  const seen = new Set();
  certificates.forEach(({ verification, encryption }, place) => {
    for (const key of [verification, encryption].map(writeElement)) {
      if (seen.has(key)) throw new Refused("repeated-key", trustee(place + 1));
      seen.add(key);
    }
  });
}

/** Which of the group's trustees holds this key. @param {CeremonyKey} key @param {Certificate[]} certificates */
export function indexOf(key, certificates) {
  const place = certificates.findIndex(
    ({ verification, encryption }) => verification.equals(key.verification) && encryption.equals(key.encryption),
  );
  if (place < 0) throw new Refused("not-mine");
  return place + 1;
}

/** How belenios-tool names the files of a trustee, before the ending. @param {Certificate} certificate */
export function fileName(certificate) {
  return sha256(certificate.signed.message);
}

/**
 * Step 3: a new polynomial, and its value for each trustee, sealed.
 * @param {CeremonyKey} key
 * @param {Certificate[]} certificates
 * @param {RandBelow} randbelow
 * @returns {Promise<Polynomial>}
 */
export async function makePolynomial(key, certificates, randbelow = chance.randbelow) {
  checkCertificates(certificates);
  indexOf(key, certificates);
  const { threshold } = certificates[0].context;
  const coefficients = Array.from({ length: threshold }, () => 1n + randbelow(ORDER - 1n));
  const elements = coefficients.map(generatorPower);
  const polynomial = await send(key, key.encryption, dump({ polynomial: coefficients.map(String) }), randbelow);
  const secrets = [];
  for (const [place, { encryption }] of certificates.entries()) {
    const secret = String(evaluate(coefficients, place + 1));
    secrets.push(await send(key, encryption, dump({ secret }), randbelow)); // one by one: in the order of the chance
  }
  const coefexps = new Coefficients(sign(key.signing, coefficientsMessage(elements), randbelow), elements);
  const { signature } = sign(key.signing, wholeMessage(certificates, elements), randbelow);
  return { polynomial, secrets, coefexps, signature };
}

/**
 * Step 5: check what every trustee published and sent, and add up the secrets to this trustee's private key.
 * @param {CeremonyKey} key
 * @param {Certificate[]} certificates
 * @param {Vinput} vinput
 * @param {RandBelow} randbelow
 * @returns {Promise<Voutput>}
 */
export async function makeVoutput(key, certificates, vinput, randbelow = chance.randbelow) {
  checkCertificates(certificates);
  const index = indexOf(key, certificates), { secrets, coefexps, signatures } = vinput;
  const whole = [secrets, coefexps, signatures].every(({ length }) => length === certificates.length);
  if (!whole) throw new Refused("bad-threshold-group");
  coefexps.forEach((each, place) =>
    at(trustee(place + 1), () => each.verify(certificates, place + 1, signatures[place])),
  );
  await during(trustee(index), () => requireUnchanged(key, vinput, coefexps[index - 1]));
  const received = await openSecrets(key, certificates, vinput, index);
  const made = new PrivateKey(reduced(received.reduce((sum, secret) => sum + secret)));
  const { signature } = sign(key.signing, writeElement(made.element), randbelow);
  const public_key = new PublicKey(made.element, made.public(randbelow).pok, signature);
  const private_key = await send(key, key.encryption, dump({ decryption_key: String(made.secret) }), randbelow);
  return { private_key, public_key };
}

/** Open the private key that this trustee sealed for itself in step 5. @param {CeremonyKey} key @param {import("./channel.js").SealedMessage} sealed */
export async function decryptionKey(key, sealed) {
  const [secret] = fields(load(await receive(key, key.verification, sealed)), "decryption_key");
  return new PrivateKey(parseScalar(secret));
}

/** s_ij from every trustee i; each fits what that trustee published. @returns {Promise<bigint[]>} */
async function openSecrets(key, certificates, { secrets, coefexps }, index) {
  const found = [];
  for (const [place, sealed] of secrets.entries())
    await during(trustee(place + 1), async () => {
      const [value] = fields(load(await receive(key, certificates[place].verification, sealed)), "secret");
      const secret = parseScalar(value);
      if (!generatorPower(secret).equals(valueAt(coefexps[place].elements, index))) throw new Refused("wrong-secret");
      found.push(secret);
    });
  return found;
}

/** What this trustee made in step 3 is what stands there now. */
async function requireUnchanged(key, { polynomial: sealed }, { elements }) {
  const [polynomial] = fields(load(await receive(key, key.verification, sealed)), "polynomial");
  const mine = array(polynomial).map((coefficient) => generatorPower(parseScalar(coefficient)));
  if (mine.map(writeElement).join() !== elements.map(writeElement).join()) throw new Refused("changed");
}

/** f(x), from the highest coefficient down. @param {bigint[]} polynomial @param {number} x */
function evaluate(polynomial, x) {
  return polynomial.reduceRight((value, coefficient) => reduced(value * BigInt(x) + coefficient), 0n);
}
