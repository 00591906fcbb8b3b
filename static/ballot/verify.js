/**
 * Verifies a whole record, finished or still growing: grammar, chain, every ballot, tally, shares and result.
 *
 * The grammar is Setup Ballot* EndBallots EncryptedTally PartialDecryption+ Result, or the beginning of it. Everything
 * that can be computed from what stands before is recomputed and compared. Ballots are checked ahead of what is added
 * up, so that several Workers can be busy with them; what is wrong first in the record is still what is named.
 */

import { Counting } from "./counting.js";
import { at, during, Refused } from "./errors.js";
import { DATA, readEntries, readEvent, textOf } from "./record.js";
import { readSetup, readSetupData } from "./setup.js";
import {
  checkPartialDecryption, readEncryptedTally, readOwned, readPartialDecryption, readResult, readSized, totals,
} from "./tally.js";
import { dump } from "./wire.js";

/** @typedef {import("./record.js").Event} Event */
/** @typedef {import("./setup.js").Setup} Setup */
/** @typedef {import("./tally.js").PartialDecryption} PartialDecryption */
/** @typedef {{ credential: string, choices: { alpha: string, beta: string }[][] }} CheckedBallot */
/**
 * Who checks ballots: told the setup's three files once, then asked ballot by ballot.
 * @typedef {{ prepare: (files: string[], setup: Setup) => void, check: (ballot: string) => Promise<CheckedBallot>, ahead: number }} Checkers
 */
/**
 * What a record that was accepted says.
 * @typedef {{
 *   setup: Setup, head: { hash: string, height: number }, last: string, ballots: number,
 *   tally: import("./tally.js").EncryptedTally, tallyHead: string,
 *   decryptions: Map<number, PartialDecryption>, result?: number[][], continues: boolean,
 * }} Report `tally` is what was added up; `tallyHead` the hash of the EncryptedTally event, empty before there is one;
 * `continues`: whether the record went through the head that was asked about
 */

const MOST_DATA = 4; // a setup's three files, and what names them
const AFTER = {
  "": ["Setup"],
  Setup: ["Ballot", "EndBallots"],
  Ballot: ["Ballot", "EndBallots"],
  EndBallots: ["EncryptedTally"],
  EncryptedTally: ["PartialDecryption"],
  PartialDecryption: ["PartialDecryption", "Result"],
  Result: [],
};

class Verifier {
  #checkers;
  #told;
  #data = new Map();
  #seen = new Set();
  /** @type {Event | undefined} */
  #event;
  #counting;
  #waiting = [];
  #tallyHead = "";
  /** @type {Map<number, PartialDecryption>} */
  #shares = new Map();
  #result;
  #head;
  #continues = false;

  /** @param {Checkers} checkers @param {() => void} told @param {string} [head] */
  constructor(checkers, told, head) {
    this.#checkers = checkers;
    this.#told = told;
    this.#head = head;
  }

  /** Take the next entry after the header; ballots may be refused a little later than they are read. */
  async read({ name, content }) {
    try {
      if (name.endsWith(DATA)) this.#keep(name.slice(0, -DATA.length), content);
      else await this.#follow(textOf(content));
    } catch (error) {
      if (error instanceof Refused) await this.settle(); // an earlier ballot may be the first wrong thing
      throw error;
    }
  }

  /** Look at the ballots that were read and not added up yet. */
  settle() {
    return this.#settle(0);
  }

  /** @returns {Promise<Report>} */
  async finish() {
    await this.#settle(0);
    if (this.#data.size || !this.#event) throw new Refused("torn");
    const { hash, height, kind } = this.#event;
    return {
      setup: this.setup,
      head: { hash, height },
      last: kind,
      ballots: this.#counting.ballots,
      tally: this.#counting.tally,
      tallyHead: this.#tallyHead,
      decryptions: this.#shares,
      result: this.#result,
      continues: this.#continues,
    };
  }

  /** Keep data until the event comes that names it. */
  #keep(name, content) {
    if (this.#seen.has(name)) throw new Refused("repeated-entry");
    if (this.#data.size === MOST_DATA) throw new Refused("unnamed-data");
    this.#seen.add(name);
    this.#data.set(name, content);
  }

  async #follow(raw) {
    const where = `Event ${this.#event ? this.#event.height + 1 : 0}`;
    const event = at(where, () => this.#linked(readEvent(raw)));
    await this.#settle(event.kind === "Ballot" ? this.#checkers.ahead : 0);
    at(where, () => {
      this.#takers[event.kind](event);
      if (this.#data.size) throw new Refused("unnamed-data");
    });
    this.#event = event;
    this.#continues ||= event.hash === this.#head;
  }

  /** Each event names the one before it, carries the next number, and may stand there. @param {Event} event */
  #linked(event) {
    const before = this.#event;
    if (event.parent !== before?.hash) throw new Refused("broken-chain");
    if (event.height !== (before ? before.height + 1 : 0)) throw new Refused("wrong-height");
    if (!AFTER[before?.kind ?? ""].includes(event.kind)) throw new Refused("wrong-place");
    return event;
  }

  /** The data of this hash, which must stand between the event before and this one. */
  #take(name) {
    const content = this.#data.get(name);
    if (!content) throw new Refused("wrong-payload");
    this.#data.delete(name);
    return content;
  }

  #takeText(name) {
    return textOf(this.#take(name));
  }

  #takers = {
    Setup: ({ payload }) => {
      const files = readSetupData(this.#takeText(payload)).map((name) => this.#takeText(name));
      this.setup = readSetup(...files, { told: this.#told });
      this.#counting = new Counting(this.setup);
      this.#checkers.prepare(files, this.setup);
    },

    Ballot: ({ payload }) => {
      const checked = this.#check(this.#take(payload));
      checked.catch(() => {}); // it is looked at in its turn
      this.#waiting.push(checked);
    },

    EndBallots: ({ payload }) => {
      if (payload !== undefined) throw new Refused("wrong-payload");
    },

    EncryptedTally: ({ payload, hash }) => {
      const [ballots, weight, name] = readSized(this.#takeText(payload));
      const raw = this.#takeText(name), { tally } = this.#counting;
      if (ballots !== tally.ballots || weight !== ballots) throw new Refused("wrong-numbers");
      if (raw !== dump(tally)) {
        readEncryptedTally(this.setup, raw);
        throw new Refused("wrong-tally");
      }
      this.#tallyHead = hash;
    },

    PartialDecryption: ({ payload }) => {
      const [owner, name] = readOwned(this.#takeText(payload));
      const raw = this.#takeText(name);
      if (this.#shares.has(owner)) throw new Refused("repeated-share");
      const share = readPartialDecryption(this.setup, raw);
      checkPartialDecryption(this.setup, this.#counting.tally, owner, share);
      this.#shares.set(owner, share);
    },

    Result: ({ payload }) => {
      const claimed = readResult(this.setup.election.questions, this.#takeText(payload));
      const recomputed = totals(this.setup.trustees, this.#counting.tally, this.#shares);
      if (dump(claimed) !== dump(recomputed)) throw new Refused("wrong-result");
      this.#result = claimed;
    },
  };

  async #check(content) {
    if (content.length > this.setup.largestBallot) throw new Refused("too-large");
    return this.#checkers.check(textOf(content));
  }

  /** Add up checked ballots in the record's order, until only so many are waiting. @param {number} left */
  async #settle(left) {
    while (this.#waiting.length > left) {
      const checked = this.#waiting.shift();
      const ballot = await during(`Ballot ${this.#counting.ballots + 1}`, () => checked);
      this.#counting.add(ballot);
    }
  }
}

/**
 * Verify a record or throw `Refused` for the first wrong thing; `told` hears with each entry that it goes on.
 * @param {import("./record.js").Source} source
 * @param {Checkers} checkers
 * @param {() => void} told
 * @param {string} [head] an older one, to hear whether the record continues it
 */
export async function verify(source, checkers, told = () => {}, head = undefined) {
  const verifier = new Verifier(checkers, told, head);
  let first = true;
  try {
    for await (const entry of readEntries(source)) {
      if (!first) await verifier.read(entry);
      first = false;
      told();
    }
  } catch (error) {
    if (error instanceof Refused) await verifier.settle(); // as in `read`: an entry may be wrong behind a wrong ballot
    throw error;
  }
  return verifier.finish();
}
