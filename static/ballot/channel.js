/**
 * Signed and sealed messages between the trustees of a key ceremony (sections Public key infrastructure, Channels).
 *
 * A trustee keeps one seed; what it signs with, and what opens the messages to it, are derived from that seed. Every
 * message passes through the server that collects them: sealed for one trustee, signed by another, naming its recipient.
 * AES-GCM is the browser's own, which only takes its time: so all that seals or opens does.
 */

import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";
import { BASE58, randomText } from "./credentials.js";
import { Refused } from "./errors.js";
import {
  divide, generatorPower, hashToScalar, multiply, ORDER, parseElement, power, writeElement,
} from "./group.js";
import { knowledgeHolds, parseProof, proveKnowledge } from "./proofs.js";
import * as chance from "./randomness.js";
import { dump, fields, load, sameBytes, text, withoutNewline } from "./wire.js";

/** @typedef {import("./group.js").Element} Element */
/** @typedef {import("./randomness.js").RandBelow} RandBelow */

const ALGORITHM = "AES-GCM";
const SEED = new RegExp(`^[${BASE58}]{22}$`);
const DATA = /^(?:[0-9a-f]{2}){16,}$/; // the last 16 bytes are the tag

/** The seed s that a trustee keeps, with sk and dk, the signing and decryption keys derived from it. */
export class CeremonyKey {
  #seed;

  /** @param {string} seed */
  constructor(seed) {
    if (!SEED.test(seed)) throw new Refused("bad-seed");
    this.#seed = seed;
    /** vk, with which others check what this trustee signed. */
    this.verification = generatorPower(this.signing);
    /** ek, for which others seal what this trustee alone may read. */
    this.encryption = generatorPower(this.decryption);
  }

  /** The file that a trustee keeps. */
  get seed() {
    return this.#seed;
  }

  get signing() {
    return hashToScalar(`sk|${this.#seed}`);
  }

  get decryption() {
    return hashToScalar(`dk|${this.#seed}`);
  }
}

/** `signed_msg`. */
export class SignedMessage {
  /** @param {string} message @param {import("./proofs.js").Proof} signature */
  constructor(message, signature) {
    this.message = message;
    this.signature = signature;
  }

  /** @param {Element} signer */
  holds(signer) {
    return knowledgeHolds(`sigmsg|${this.message}|`, signer, this.signature);
  }
}

/** `encrypted_msg`: a fresh key, sealed as (alpha, beta) for its recipient, and the text under that key. */
export class SealedMessage {
  /** @param {Element} alpha @param {Element} beta @param {string} data */
  constructor(alpha, beta, data) {
    Object.assign(this, { alpha, beta, data });
  }

  get text() {
    const { alpha, beta, data } = this;
    return dump({ algorithm: ALGORITHM, alpha: writeElement(alpha), beta: writeElement(beta), data });
  }

  /** It stands as a text inside other messages. */
  toJSON() {
    return this.text;
  }
}

/** @param {RandBelow} randbelow */
export function newCeremonyKey(randbelow = chance.randbelow) {
  return new CeremonyKey(randomText(22, randbelow));
}

/** Read the file that a trustee keeps; a final newline is allowed. @param {string} raw */
export function readCeremonyKey(raw) {
  return new CeremonyKey(withoutNewline(raw));
}

/** @param {bigint} secret @param {string} message @param {RandBelow} randbelow */
export function sign(secret, message, randbelow) {
  return new SignedMessage(message, proveKnowledge(`sigmsg|${message}|`, secret, randbelow));
}

/**
 * Encrypt a text for whoever holds the decryption key of `recipient`.
 * @param {Element} recipient
 * @param {string} message
 * @param {RandBelow} randbelow
 */
export async function seal(recipient, message, randbelow) {
  const r = 1n + randbelow(ORDER - 1n);
  const alpha = generatorPower(r), fresh = generatorPower(1n + randbelow(ORDER - 1n));
  const data = await crypto.subtle.encrypt(under(alpha), await cipher(fresh, "encrypt"), utf8ToBytes(message));
  return new SealedMessage(alpha, multiply(power(recipient, r), fresh), bytesToHex(new Uint8Array(data)));
}

/** Decrypt; refuses what was changed or sealed for someone else. @param {bigint} decryption @param {SealedMessage} sealed */
export async function unseal(decryption, { alpha, beta, data }) {
  const key = await cipher(divide(beta, power(alpha, decryption)), "decrypt");
  try {
    const content = await crypto.subtle.decrypt(under(alpha), key, hexToBytes(data));
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    throw new Refused("cannot-open");
  }
}

/**
 * send(sk, recipient, message).
 * @param {CeremonyKey} sender
 * @param {Element} recipient
 * @param {string} message
 * @param {RandBelow} randbelow
 */
export function send(sender, recipient, message, randbelow) {
  const content = dump({ recipient: writeElement(recipient), message });
  return seal(recipient, dump(sign(sender.signing, content, randbelow)), randbelow);
}

/**
 * Open a message to this trustee; refuses one that `sender` did not sign, or signed for someone else.
 * @param {CeremonyKey} key
 * @param {Element} sender
 * @param {SealedMessage} sealed
 */
export async function receive(key, sender, sealed) {
  const signed = parseSignedMessage(load(await unseal(key.decryption, sealed)));
  if (!signed.holds(sender)) throw new Refused("not-signed");
  const [recipient, message] = fields(load(signed.message), "recipient", "message");
  if (!parseElement(recipient).equals(key.encryption)) throw new Refused("other-recipient");
  return text(message);
}

/** @param {unknown} value */
export function parseSignedMessage(value) {
  const [message, signature] = fields(value, "message", "signature");
  return new SignedMessage(text(message), parseProof(signature));
}

/** Read a sealed message, which stands as a text inside other messages. @param {unknown} value */
export function parseSealedMessage(value) {
  const raw = text(value);
  const [algorithm, alpha, beta, data] = fields(load(raw), "?algorithm", "alpha", "beta", "data");
  if (algorithm !== ALGORITHM) throw new Refused("other-cipher");
  if (!DATA.test(text(data))) throw new Refused("cannot-open");
  const sealed = new SealedMessage(parseElement(alpha), parseElement(beta, { identity: true }), data);
  sameBytes(raw, sealed.text);
  return sealed;
}

/** @param {Element} alpha */
function under(alpha) {
  return { name: ALGORITHM, iv: digest("iv", alpha) };
}

/** @param {Element} fresh @param {"encrypt" | "decrypt"} use */
function cipher(fresh, use) {
  return crypto.subtle.importKey("raw", digest("key", fresh), ALGORITHM, false, [use]);
}

/** @param {string} tag @param {Element} element */
function digest(tag, element) {
  return sha256(utf8ToBytes(`${tag}|${writeElement(element)}`));
}
