/** The public record, read entry by entry: data and chained events in an old-style tar archive (section Public data). */

import { during, Refused } from "./errors.js";
import { dump, fields, integer, load, sameBytes, sha256, text } from "./wire.js";

export const DATA = ".data.json";
const BLOCK = 512;
const LARGEST = 2 ** 28;
const HEADER_NAME = "BELENIOS";
const EVENT = ".event.json";
const KINDS = ["Setup", "Ballot", "EndBallots", "EncryptedTally", "PartialDecryption", "Result"];
const OCTAL = /^[0-7]{11}$/;

/** @typedef {{ name: string, content: Uint8Array }} Entry */
/** @typedef {{ kind: string, height: number, parent?: string, payload?: string, hash: string }} Event one link of the chain */
/** @typedef {{ read: (size: number) => Promise<Uint8Array> }} Source gives as many bytes as asked for, fewer only at its end */

/** Bytes that come piece by piece, as much of them as is asked for at a time. */
export class Stream {
  #next;
  #kept = new Uint8Array();
  position = 0;

  /** @param {() => Promise<Uint8Array | undefined>} next the piece after the last one; none at the end */
  constructor(next) {
    this.#next = next;
  }

  /** @param {number} size */
  async read(size) {
    while (this.#kept.length < size) {
      const piece = await this.#next();
      if (!piece) break;
      this.#kept = joined(this.#kept, piece);
    }
    const read = this.#kept.slice(0, size);
    this.#kept = this.#kept.subarray(size);
    this.position += read.length;
    return read;
  }
}

/** Read a record entry by entry, header first; refuse whatever its writer would have written differently. @param {Source} source */
export async function* readEntries(source) {
  let timestamp, event = 0, number = 0, block;
  while ((block = await source.read(BLOCK)).length) {
    const read = await during(number ? `Event ${event}, entry ${number}` : "Header", async () => {
      const { name, content, padding } = await readEntry(source, block);
      timestamp ??= readTimestamp(name, content);
      const written = same(block, head(name, content.length, timestamp)) && !padding.some(Boolean);
      if (!written) throw new Refused("bad-entry");
      if (number && !named(name, content)) throw new Refused("wrong-name");
      return { name, content };
    });
    yield read;
    [event, number] = read.name.endsWith(EVENT) ? [event + 1, 1] : [event, number + 1];
  }
  if (timestamp === undefined) throw new Refused("not-a-record");
}

/** @param {string} raw @returns {Event} */
export function readEvent(raw) {
  const [parent, height, kind, payload] = fields(load(raw), "?parent", "height", "type", "?payload");
  if (!KINDS.includes(text(kind))) throw new Refused("unsupported");
  for (const hash of [parent, payload]) if (hash !== undefined) text(hash);
  sameBytes(raw, dump({ parent, height: integer(height), type: kind, payload }));
  return { kind, height, parent, payload, hash: sha256(raw) };
}

/** @param {Uint8Array} content */
export function textOf(content) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    throw new Refused("not-json");
  }
}

async function readEntry(source, block) {
  if (block.length === BLOCK && !block.some(Boolean)) throw new Refused("end-of-archive");
  if (block.length < BLOCK) throw new Refused("torn");
  const size = latin(block.subarray(124, 135));
  if (!OCTAL.test(size) || block.subarray(0, 100).some((byte) => byte > 127)) throw new Refused("bad-entry");
  const length = parseInt(size, 8);
  if (length > LARGEST) throw new Refused("too-large");
  const whole = Math.ceil(length / BLOCK) * BLOCK, body = await source.read(whole);
  if (body.length < whole) throw new Refused("torn");
  const name = latin(block.subarray(0, 100)).replace(/\0+$/, "");
  return { name, content: body.subarray(0, length), padding: body.subarray(length) };
}

/** A version 7 tar header. */
function head(name, size, timestamp) {
  const block = new Uint8Array(BLOCK), octal = (number, digits) => number.toString(8).padStart(digits, "0");
  const write = (place, words) => block.set([...words].map((letter) => letter.charCodeAt(0)), place);
  write(0, name);
  write(100, "0000644\0" + "0000000\0" + "0000000\0" + `${octal(size, 11)}\0` + `${octal(timestamp, 11)}\0`);
  write(148, " ".repeat(8) + "0");
  write(148, `${octal(block.reduce((sum, byte) => sum + byte, 0), 6)}\0 `);
  return block;
}

function readTimestamp(name, content) {
  try {
    const [, timestamp] = fields(load(textOf(content)), "version", "timestamp");
    const number = Number(text(timestamp));
    sameBytes(textOf(content), dump({ version: 1, timestamp: String(number) }));
    if (name === HEADER_NAME && Number.isInteger(number) && number >= 0 && number < 8 ** 11) return number;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
  }
  throw new Refused("not-a-record");
}

function named(name, content) {
  const hash = sha256(content);
  return name === hash + DATA || name === hash + EVENT;
}

function latin(bytes) {
  return String.fromCharCode(...bytes);
}

function same(left, right) {
  return left.every((byte, place) => byte === right[place]);
}

function joined(left, right) {
  const both = new Uint8Array(left.length + right.length);
  both.set(left);
  both.set(right, left.length);
  return both;
}
