/**
 * What trustees and server hand to each other in a key ceremony (sections Polynomials, Vinputs, Voutputs): `dump` writes
 * what a trustee sends, and what they are handed is read here.
 *
 * The files are those of belenios-tool 3.3: a final newline is allowed, any other writing of the same is refused.
 */

import { parseSealedMessage } from "./channel.js";
import { parseCertificate, parseCoefficients } from "./pedersen.js";
import { parseProof } from "./proofs.js";
import { array, dump, fields, load, sameBytes, withoutNewline } from "./wire.js";

/** @typedef {import("./channel.js").SealedMessage} SealedMessage */
/** @typedef {import("./pedersen.js").Coefficients} Coefficients */
/** @typedef {import("./proofs.js").Proof} Proof */
/**
 * What trustee i makes of its f_i: a_i0 … a_it sealed for itself, and each f_i(j) for trustee j.
 * @typedef {{ polynomial: SealedMessage, secrets: SealedMessage[], coefexps: Coefficients, signature: Proof }} Polynomial
 */
/**
 * What the server hands to trustee j of all polynomials; `secrets` are s_ij, from each trustee i.
 * @typedef {{ polynomial: SealedMessage, secrets: SealedMessage[], coefexps: Coefficients[], signatures: Proof[] }} Vinput
 */
/**
 * Trustee j's public key, and its private key sealed for itself alone.
 * @typedef {{ private_key: SealedMessage, public_key: import("./keys.js").PublicKey }} Voutput
 */

/** @param {string} raw */
export function readCertificate(raw) {
  return read(raw, parseCertificate);
}

/** @param {string} raw @returns {Vinput} */
export function readVinput(raw) {
  return read(raw, (value) => {
    const [polynomial, secrets, coefexps, signatures] = fields(value, "polynomial", "secrets", "coefexps", "signatures");
    return {
      polynomial: parseSealedMessage(polynomial),
      secrets: array(secrets).map(parseSealedMessage),
      coefexps: array(coefexps).map(parseCoefficients),
      signatures: array(signatures).map(parseProof),
    };
  });
}

/** Read the file with a trustee's sealed private key (`.dkey`); a final newline is allowed. @param {string} raw */
export function readSealedKey(raw) {
  return parseSealedMessage(withoutNewline(raw));
}

/**
 * Several files in one, a line each, as belenios-tool takes them.
 * @template T
 * @param {string} raw
 * @param {(line: string) => T} read_
 */
export function readEach(raw, read_) {
  return withoutNewline(raw).split("\n").map(read_);
}

function read(raw, parse) {
  const written = withoutNewline(raw);
  const found = parse(load(written));
  sameBytes(written, dump(found));
  return found;
}
