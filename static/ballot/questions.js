/** The sealed election: its key, its questions and their limits (sections Questions and Elections). */

import { requireUuid } from "./credentials.js";
import { at, Refused } from "./errors.js";
import { NAME, parseElement, writeElement } from "./group.js";
import { array, dump, fields, fingerprint, integer, load, sameBytes, text } from "./wire.js";

export const VERSION = 1;

/** A homomorphic question: choose between `minimum` and `maximum` answers, or abstain where `blank` allows it. */
export class Question {
  /** @param {{ question: string, answers: string[], minimum: number, maximum: number, blank: boolean }} content */
  constructor({ question, answers, minimum, maximum, blank }) {
    const distinct = new Set(answers).size === answers.length;
    if (!answers.length || !distinct || minimum > maximum || maximum > answers.length) throw new Refused("bad-question");
    Object.assign(this, { question, answers, minimum, maximum, blank });
  }

  /** How many encrypted numbers an answer has: one for each choice, and one in front for the abstention. */
  get ciphertexts() {
    return this.answers.length + Number(this.blank);
  }

  /** The numbers of choices M_1 ... M_k that are allowed. @returns {number[]} */
  get allowed() {
    return Array.from({ length: this.maximum - this.minimum + 1 }, (_, more) => this.minimum + more);
  }

  /**
   * The plaintext (m_0, m_1, ..., m_n) for the indices of the chosen answers, or for an abstention.
   * @param {number[]} chosen
   * @param {{ blank?: boolean }} abstention
   */
  choose(chosen, { blank = false } = {}) {
    const known = chosen.every((index) => Number.isInteger(index) && index >= 0 && index < this.answers.length);
    if (!known || (blank && !this.blank)) throw new Refused("bad-choice");
    const numbers = this.answers.map((_, index) => Number(chosen.includes(index)));
    return this.requireValid(this.blank ? [Number(blank), ...numbers] : numbers);
  }

  /** Refuse a plaintext that the proofs could not be made for. @param {number[]} plaintext */
  requireValid(plaintext) {
    const numbers = plaintext.every((number) => number === 0 || number === 1);
    if (plaintext.length !== this.ciphertexts || !numbers) throw new Refused("bad-choice");
    const chosen = plaintext.slice(Number(this.blank)).reduce((sum, number) => sum + number, 0);
    const blank = this.blank && plaintext[0] === 1;
    if (blank ? chosen : !this.allowed.includes(chosen)) throw new Refused("bad-choice");
    return plaintext;
  }

  /** What `dump` writes. */
  toJSON() {
    const { answers, blank, minimum, maximum, question } = this;
    return { answers, ...(blank && { blank }), min: minimum, max: maximum, question };
  }
}

/** `election.json`: everything a voter's program needs to seal a ballot. */
export class Election {
  /** @param {Record<string, any>} content */
  constructor(content) {
    requireUuid(content.uuid);
    if (!content.questions.length) throw new Refused("bad-question");
    Object.assign(this, content);
    this.raw = dump(this);
    /** phi, to which every ballot and every proof is bound. */
    this.fingerprint = fingerprint(this.raw);
  }

  /** What `dump` writes. */
  toJSON() {
    const { administrator, credentialAuthority } = this;
    return {
      version: VERSION,
      description: this.description,
      name: this.name,
      group: NAME,
      public_key: writeElement(this.publicKey),
      questions: this.questions,
      uuid: this.uuid,
      ...(administrator !== undefined && { administrator }),
      ...(credentialAuthority !== undefined && { credential_authority: credentialAuthority }),
    };
  }
}

/** @param {string} raw */
export function readElection(raw) {
  const [version, description, name, group, key, questions, uuid, administrator, authority] = fields(
    load(raw),
    ...["version", "description", "name", "group", "public_key", "questions", "uuid"],
    ...["?administrator", "?credential_authority"],
  );
  if (version !== VERSION || group !== NAME) throw new Refused("unsupported");
  const election = new Election({
    uuid: text(uuid),
    name: text(name),
    description: text(description),
    publicKey: at("Election key", () => parseElement(key)),
    questions: array(questions).map((value, index) => at(`Question ${index + 1}`, () => parseQuestion(value))),
    administrator: administrator === undefined ? undefined : text(administrator),
    credentialAuthority: authority === undefined ? undefined : text(authority),
  });
  sameBytes(raw, election.raw);
  return election;
}

/** @param {unknown} value */
function parseQuestion(value) {
  if (value && typeof value === "object" && "type" in value) throw new Refused("unsupported");
  const [answers, blank, minimum, maximum, question] = fields(value, "answers", "?blank", "min", "max", "question");
  return new Question({
    question: text(question),
    answers: array(answers).map(text),
    minimum: integer(minimum),
    maximum: integer(maximum),
    blank: blank === true,
  });
}
