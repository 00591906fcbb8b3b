/**
 * The sealing of a ballot, beside the page and never in its way. What it is told stays here, but for what it answers.
 *
 * open {election, credential}: reads the sealed election; without a credential it takes a code before sealing → opened
 * unlock {code, voter}: is this the code of the voter with this public credential? Then it signs → unlocked {right}
 * seal {chosen}: for each question the indices that were chosen, or null for an abstention → proved …, sealed {hash, alphas}
 * sign: signs what was sealed last → signed {ballot, tracker}
 * reveal: opens what was sealed last for a test, and forgets it → revealed {file}
 * audit {election, file}: looks whether a tested ballot holds what its file says → audited {hash, plaintexts}
 * Anything that goes wrong → failed {reason}; what was sealed is then forgotten.
 */

import { alphas, prepare } from "./ballot.js";
import { derive, isPrivateCredential } from "./credentials.js";
import { Refused } from "./errors.js";
import { GENERATOR, precompute, writeElement } from "./group.js";
import { readElection } from "./questions.js";
import { audit, readRevealed, reveal } from "./revealed.js";
import { dump, fingerprint } from "./wire.js";

let election, key, plaintexts, prepared;

const acts = {
  /** @param {{ election: string, credential: string }} told */
  open(told) {
    election = readElection(told.election);
    key = told.credential && derive(election.uuid, told.credential);
    precompute(GENERATOR);
    precompute(election.publicKey);
    return { said: "opened" };
  },

  /** @param {{ code: string, voter: string }} told */
  unlock({ code, voter }) {
    prepared = undefined;
    const own = isPrivateCredential(code) ? derive(election.uuid, code) : undefined;
    key = own && writeElement(own.element) === voter ? own : undefined;
    return { said: "unlocked", right: Boolean(key) };
  },

  /** @param {{ chosen: (number[] | null)[] }} told */
  seal({ chosen }) {
    prepared = undefined;
    plaintexts = election.questions.map((question, index) =>
      chosen[index] === null ? question.choose([], { blank: true }) : question.choose(chosen[index]),
    );
    prepared = prepare(election, key, plaintexts, { told: (done, of) => postMessage({ said: "proved", done, of }) });
    return { said: "sealed", hash: prepared.unsigned.hash, alphas: alphas(prepared.unsigned) };
  },

  sign() {
    const ballot = prepared.sign(key);
    return { said: "signed", ballot, tracker: fingerprint(ballot) };
  },

  reveal() {
    const file = dump(reveal(prepared, plaintexts));
    prepared = undefined;
    return { said: "revealed", file };
  },

  /** @param {{ election: string, file: string }} told */
  audit(told) {
    const sealed = readElection(told.election);
    const revealed = readRevealed(sealed, told.file);
    audit(sealed, revealed);
    return { said: "audited", hash: revealed.hash, plaintexts: revealed.plaintexts };
  },
};

addEventListener("message", ({ data }) => {
  try {
    postMessage(acts[data.act](data));
  } catch (error) {
    prepared = undefined;
    postMessage({ said: "failed", reason: error instanceof Refused ? error.message : String(error) });
  }
});
