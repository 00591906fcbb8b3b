/** Everything fixed when voting opens: election, trustees and sealed credentials (section Elections, `setup_data`). */

import { readCredentials } from "./credentials.js";
import { at, Refused } from "./errors.js";
import { writeElement } from "./group.js";
import { readElection } from "./questions.js";
import { readTrustees } from "./trustees.js";
import { dump, fields, load, sameBytes, text } from "./wire.js";

/** What ballots are checked against; prepare one and keep it. */
export class Setup {
  #listed;

  /** @param {import("./questions.js").Election} election @param {import("./trustees.js").Trustees} trustees @param {string[]} credentials */
  constructor(election, trustees, credentials) {
    if (!election.publicKey.equals(trustees.electionKey)) throw new Refused("wrong-election-key");
    Object.assign(this, { election, trustees });
    this.#listed = new Set(credentials);
    this.largestBallot = largestBallot(election);
  }

  /** @param {import("./group.js").Element} credential */
  lists(credential) {
    return this.#listed.has(writeElement(credential));
  }
}

/**
 * Read and verify the three files. `trusted` skips proofs and group checks for bytes that passed them before.
 * @param {string} election
 * @param {string} trustees
 * @param {string} credentials
 */
export function readSetup(election, trustees, credentials, { trusted = false, told = () => {} } = {}) {
  const sealed = at("Election", () => readElection(election));
  const holders = at("Trustees", () => readTrustees(trustees, { trusted }));
  const listed = at("Credentials", () => readCredentials(credentials, { trusted, told }));
  return new Setup(sealed, holders, listed);
}

/** The three hashes in the payload of a Setup event. @param {string} raw */
export function readSetupData(raw) {
  const [election, trustees, credentials] = fields(load(raw), "election", "trustees", "credentials").map(text);
  sameBytes(raw, dump({ election, trustees, credentials }));
  return [election, trustees, credentials];
}

/** The most bytes that a valid ballot of this election can have. */
function largestBallot({ uuid, questions }) {
  const proof = '{"challenge":"","response":""},'.length + 2 * 76;
  const ciphertext = '{"alpha":"","beta":""},'.length + 2 * 64;
  const sizes = questions.map(({ ciphertexts, allowed }) => {
    const proofs = 2 * ciphertexts + allowed.length + 3;
    return ciphertexts * (ciphertext + "[],".length) + proofs * proof + 100;
  });
  return sizes.reduce((sum, size) => sum + size, 1024) + uuid.length;
}
