/** Who checks the ballots of a record: whoever reads it, or several Workers beside, each a ballot at a time. */

import { check } from "./ballot.js";
import { Refused } from "./errors.js";
import { GENERATOR, precompute, writeElement } from "./group.js";
import { readSetup } from "./setup.js";

/** @typedef {import("./setup.js").Setup} Setup */
/** @typedef {import("./verify.js").CheckedBallot} CheckedBallot */

/** Checks ballots where it is made. */
export class Checker {
  /** @type {Setup} */
  #setup;
  ahead = 0;

  /** @param {string[]} files the setup's three, which passed all checks before @param {Setup} [setup] the same, if it was read */
  prepare(files, setup = readSetup(...files, { trusted: true })) {
    this.#setup = setup;
    precompute(GENERATOR);
    precompute(setup.election.publicKey);
  }

  /** @param {string} ballot @returns {Promise<CheckedBallot>} */
  async check(ballot) {
    const { credential, choices } = check(this.#setup, ballot);
    return { credential: writeElement(credential), choices: choices.map((row) => row.map((each) => each.toJSON())) };
  }

  end() {}
}

/** Has them checked by Workers that answer “prepare” and “check”. */
export class Checkers {
  #workers;
  #idle;
  #queue = [];

  /** @param {Worker[]} workers */
  constructor(workers) {
    this.#workers = workers;
    this.#idle = [...workers];
    this.ahead = 4 * workers.length;
  }

  /** @param {string[]} files */
  prepare(files) {
    for (const worker of this.#workers) worker.postMessage({ act: "prepare", files });
  }

  /** @param {string} ballot @returns {Promise<CheckedBallot>} */
  check(ballot) {
    return new Promise((answer, refuse) => {
      this.#queue.push({ ballot, answer, refuse });
      this.#handOut();
    });
  }

  end() {
    for (const worker of this.#workers) worker.terminate();
  }

  #handOut() {
    if (!this.#idle.length || !this.#queue.length) return;
    const worker = this.#idle.pop(), { ballot, answer, refuse } = this.#queue.shift();
    worker.onmessage = ({ data }) => {
      this.#idle.push(worker);
      this.#handOut();
      if (data.said === "checked") answer(data.ballot);
      else refuse(data.code ? new Refused(data.code, data.where) : new Error(data.reason));
    };
    worker.onerror = (event) => {
      event.preventDefault();
      refuse(new Error(event.message || "error"));
    };
    worker.postMessage({ act: "check", ballot });
  }
}
