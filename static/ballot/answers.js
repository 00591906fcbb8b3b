/**
 * One encrypted answer: every choice is 0 or 1, and together they respect the question (section Homomorphic answers).
 *
 * S0 is the election's fingerprint and the voter's credential; S adds all ciphertexts of the answer. Proofs about a
 * single choice are bound to S0, proofs about the whole answer to S, so nothing can be moved between ballots.
 */

import { addUp, encrypt, parseCiphertext } from "./elgamal.js";
import { at, Refused } from "./errors.js";
import { ORDER, writeElement } from "./group.js";
import { disjunctionHolds, parseProof, proveDisjunction } from "./proofs.js";
import { array, fields } from "./wire.js";

/** @typedef {import("./group.js").Element} Element */
/** @typedef {import("./elgamal.js").Ciphertext} Ciphertext */
/** @typedef {import("./proofs.js").Proof} Proof */
/** @typedef {import("./proofs.js").Witness} Witness */
/** @typedef {import("./questions.js").Question} Question */
/** @typedef {import("./randomness.js").RandBelow} RandBelow */
/**
 * A disjunction to prove: what the hash is bound to, and the branches of which one must be (g^r, y^r). Only who checks
 * it asks for the branches: a prover has the witnesses.
 * @typedef {{ prefix: string, readonly branches: import("./elgamal.js").Branch[] }} Statement
 */
/**
 * `answer_h`, with the fields in the order in which `dump` writes them.
 * @typedef {{ choices: Ciphertext[], individual_proofs: Proof[][], overall_proof: Proof[], blank_proof?: Proof[] }} Answer
 */

/** S0. @param {string} fingerprint @param {Element} credential */
export function binding(fingerprint, credential) {
  return `${fingerprint}|${writeElement(credential)}`;
}

/** m is 0 or 1. @param {string} s0 @param {Ciphertext} choice @returns {Statement} */
export function individualStatement(s0, choice) {
  return {
    prefix: `prove|${s0}|${choice}|`,
    get branches() {
      return [choice.less(0), choice.less(1)];
    },
  };
}

/**
 * The number of choices is one of those allowed; or, where one can abstain, m_0 = 1.
 * @param {string} s0
 * @param {Question} question
 * @param {Ciphertext[]} choices
 * @param {Ciphertext} total of all choices but the abstention
 * @returns {Statement}
 */
export function overallStatement(s0, question, choices, total) {
  const abstains = () => (question.blank ? [choices[0].less(1)] : []);
  return {
    prefix: question.blank ? `bproof1|${whole(s0, choices)}|` : `prove|${whole(s0, choices)}|${total}|`,
    get branches() {
      return [...abstains(), ...question.allowed.map((number) => total.less(number))];
    },
  };
}

/** m_0 = 0, or nothing is chosen. @param {string} s0 @param {Ciphertext[]} choices @param {Ciphertext} total @returns {Statement} */
export function blankStatement(s0, choices, total) {
  return {
    prefix: `bproof0|${whole(s0, choices)}|`,
    get branches() {
      return [choices[0].less(0), total.less(0)];
    },
  };
}

/** How many proofs `sealAnswer` makes, and tells of. @param {Question} question */
export function proofsOf(question) {
  return question.ciphertexts + 1 + Number(question.blank);
}

/**
 * The answer, and the randomness that its maker alone knows. `proved` is called after each proof.
 * @param {Question} question
 * @param {Element} key
 * @param {string} s0
 * @param {number[]} plaintext
 * @param {RandBelow} randbelow
 * @param {() => void} proved
 * @returns {{ answer: Answer, randomness: bigint[] }}
 */
export function sealAnswer(question, key, s0, plaintext, randbelow, proved = () => {}) {
  const numbers = question.requireValid(plaintext);
  const randomness = numbers.map(() => 1n + randbelow(ORDER - 1n));
  const choices = numbers.map((number, index) => encrypt(key, number, randomness[index]));

  /** @param {Statement} statement @param {Witness[]} witnesses */
  function prove({ prefix }, witnesses) {
    const true_ = witnesses.findIndex(({ excess }) => excess === 0);
    const proofs = proveDisjunction(prefix, key, witnesses, true_, randbelow);
    proved();
    return proofs;
  }

  const individual = choices.map((choice, index) => {
    const witness = { randomness: randomness[index], excess: numbers[index] };
    return prove(individualStatement(s0, choice), [witness, { ...witness, excess: witness.excess - 1 }]);
  });
  const first = Number(question.blank);
  const rSum = randomness.slice(first).reduce((sum, r) => sum + r, 0n);
  const chosen = numbers.slice(first).reduce((sum, number) => sum + number, 0);
  const ofNumber = question.allowed.map((allowed) => ({ randomness: rSum, excess: chosen - allowed }));
  const total = addUp(choices.slice(first)), overall = overallStatement(s0, question, choices, total);
  const answer = { choices, individual_proofs: individual };
  if (!question.blank) return { answer: { ...answer, overall_proof: prove(overall, ofNumber) }, randomness };
  const ofBlank = { randomness: randomness[0], excess: numbers[0] };
  const overall_proof = prove(overall, [{ ...ofBlank, excess: numbers[0] - 1 }, ...ofNumber]);
  const blank_proof = prove(blankStatement(s0, choices, total), [ofBlank, { randomness: rSum, excess: chosen }]);
  return { answer: { ...answer, overall_proof, blank_proof }, randomness };
}

/**
 * Refuse an answer with a proof that does not hold; shapes and elements are checked before, by `parseAnswer`.
 * @param {Question} question
 * @param {Element} key
 * @param {string} s0
 * @param {Answer} answer
 */
export function checkAnswer(question, key, s0, answer) {
  const { choices, individual_proofs, overall_proof, blank_proof } = answer;
  const total = addUp(choices.slice(Number(question.blank))).remembered();

  /** @param {Statement} statement @param {Proof[]} proofs @param {string} reason */
  function require({ prefix, branches }, proofs, reason) {
    if (!disjunctionHolds(prefix, key, branches, proofs)) throw new Refused(reason);
  }

  choices.forEach((choice, index) =>
    at(`choice ${index + 1}`, () =>
      require(individualStatement(s0, choice), individual_proofs[index], "individual-proof"),
    ),
  );
  require(overallStatement(s0, question, choices, total), overall_proof, "overall-proof");
  if (blank_proof) require(blankStatement(s0, choices, total), blank_proof, "blank-proof");
}

/** @param {Question} question @param {unknown} value @returns {Answer} */
export function parseAnswer(question, value) {
  const names = ["choices", "individual_proofs", "overall_proof", ...(question.blank ? ["blank_proof"] : [])];
  const [choices, individual, overall, blank] = fields(value, ...names);
  const count = question.ciphertexts;
  return {
    choices: array(choices, count).map((choice, index) => at(`choice ${index + 1}`, () => parseCiphertext(choice))),
    individual_proofs: array(individual, count).map((proofs) => parseProofs(proofs, 2)),
    overall_proof: parseProofs(overall, question.allowed.length + Number(question.blank)),
    ...(question.blank && { blank_proof: parseProofs(blank, 2) }),
  };
}

/** @param {unknown} value @param {number} count */
function parseProofs(value, count) {
  return array(value, count).map(parseProof);
}

/** S. @param {string} s0 @param {Ciphertext[]} choices */
function whole(s0, choices) {
  return `${s0}|${choices.join(",")}`;
}
