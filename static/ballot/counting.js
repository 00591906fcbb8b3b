/** Adds up the last ballot of each credential as a record streams by, and keeps its choices (section Tallied ballots). */

import { knownCiphertext } from "./elgamal.js";
import { nothingCounted } from "./tally.js";

/** @typedef {{ alpha: string, beta: string }} Written a ciphertext as it is written, which takes little room */

export class Counting {
  /** @type {Map<string, Written[][]>} of each credential, the last ballot's */
  #last = new Map();

  /** @param {import("./setup.js").Setup} setup */
  constructor(setup) {
    this.ballots = 0;
    this.tally = nothingCounted(setup.election.questions);
  }

  /** Count a checked ballot in place of an earlier one. @param {{ credential: string, choices: Written[][] }} ballot */
  add({ credential, choices }) {
    const replaced = this.#last.get(credential);
    if (replaced) this.tally = this.tally.minus(known(replaced));
    this.tally = this.tally.plus(known(choices));
    this.#last.set(credential, choices);
    this.ballots += 1;
  }
}

/** @param {Written[][]} choices */
function known(choices) {
  return choices.map((row) => row.map(knownCiphertext));
}
