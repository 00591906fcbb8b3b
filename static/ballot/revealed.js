/**
 * A ballot that its voter tests instead of casting: opened on the voter's own machine, for recomputation (Benaloh).
 * The file is that of revealed.py, and `python -m ballots.protocol audit` reads it.
 */

import { binding, checkAnswer } from "./answers.js";
import { parseUnsigned } from "./ballot.js";
import { encrypt } from "./elgamal.js";
import { at, Refused } from "./errors.js";
import { parseScalar, precompute } from "./group.js";
import { array, dump, fields, integer, load, sameBytes, text } from "./wire.js";

/** @typedef {import("./questions.js").Election} Election */

export class RevealedBallot {
  /**
   * @param {import("./ballot.js").UnsignedBallot} ballot
   * @param {string} hash the code that the voter saw before choosing to test
   * @param {number[][]} plaintexts
   * @param {bigint[][]} randomness
   */
  constructor(ballot, hash, plaintexts, randomness) {
    Object.assign(this, { ballot, hash, plaintexts, randomness });
  }

  /** What `dump` writes. */
  toJSON() {
    const { ballot, hash, plaintexts, randomness } = this;
    return {
      election_uuid: ballot.election.uuid,
      election_hash: ballot.election.fingerprint,
      hash,
      plaintexts,
      randomness: randomness.map((row) => row.map(String)),
      ballot,
    };
  }
}

/**
 * Open a ballot, which must never be cast afterwards.
 * @param {import("./ballot.js").PreparedBallot} prepared
 * @param {number[][]} plaintexts
 */
export function reveal({ unsigned, randomness }, plaintexts) {
  return new RevealedBallot(unsigned, unsigned.hash, plaintexts, randomness);
}

/** Read the file of a tested ballot of this election; a final newline is allowed. @param {Election} election @param {string} raw */
export function readRevealed(election, raw) {
  const written = raw.replace(/\n$/, "");
  const names = ["election_uuid", "election_hash", "hash", "plaintexts", "randomness", "ballot"];
  const [uuid, electionHash, hash, plaintexts, randomness, ballot] = fields(load(written), ...names);
  if (text(uuid) !== election.uuid) throw new Refused("wrong-election");
  if (text(electionHash) !== election.fingerprint) throw new Refused("wrong-fingerprint");
  const count = election.questions.length;
  const revealed = new RevealedBallot(
    parseUnsigned(election, ballot),
    text(hash),
    array(plaintexts, count).map((row) => array(row).map(integer)),
    array(randomness, count).map((row) => array(row).map(parseScalar)),
  );
  sameBytes(written, dump(revealed));
  return revealed;
}

/**
 * Recompute every encrypted choice and check every proof; refuses what the ballot does not really hold.
 * @param {Election} election
 * @param {RevealedBallot} revealed
 */
export function audit(election, { ballot, hash, plaintexts, randomness }) {
  if (hash !== ballot.hash) throw new Refused("wrong-code");
  const s0 = binding(election.fingerprint, ballot.credential);
  precompute(election.publicKey);
  election.questions.forEach((question, index) =>
    at(`Question ${index + 1}`, () => {
      const answer = ballot.answers[index];
      if (randomness[index].length !== question.ciphertexts) throw new Refused("wrong-count");
      question.requireValid(plaintexts[index]).forEach((m, place) => {
        const same = String(encrypt(election.publicKey, m, randomness[index][place])) === String(answer.choices[place]);
        if (!same) throw new Refused("other-plaintext", `choice ${place + 1}`);
      });
      checkAnswer(question, election.publicKey, s0, answer);
    }),
  );
}
