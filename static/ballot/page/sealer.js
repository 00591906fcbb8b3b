/** What the voting page asks of the Worker. */

import { Errands } from "./errands.js";

export class Sealer {
  #errands;
  #turn = Promise.resolve();

  /** @param {string} address of the Worker's script @param {{ election: string, credential?: string }} sealed */
  constructor(address, sealed) {
    this.opened = this.#open(address, sealed);
    this.opened.catch(() => {});
  }

  async #open(address, { election, credential }) {
    this.#errands = new Errands(address);
    return this.#errands.ask({ act: "open", election, credential });
  }

  /**
   * Whether this is the code of the voter who has this public credential; sealing and signing then use it.
   * @param {string} code
   * @param {string} voter
   * @returns {Promise<boolean>}
   */
  async unlock(code, voter) {
    await this.opened;
    return (await this.#ask({ act: "unlock", code, voter })).right;
  }

  /**
   * Seal what was chosen; `told` hears how far it is.
   * @param {(number[] | null)[]} chosen
   * @param {(done: number, of: number) => void} told
   * @returns {Promise<{ hash: string, alphas: string[] }>}
   */
  async seal(chosen, told) {
    await this.opened;
    return this.#ask({ act: "seal", chosen }, told);
  }

  /** @returns {Promise<{ ballot: string, tracker: string }>} */
  sign() {
    return this.#ask({ act: "sign" });
  }

  /** Open what was sealed for a test. It can't be signed any more. @returns {Promise<{ file: string }>} */
  reveal() {
    return this.#ask({ act: "reveal" });
  }

  /** One thing after another. */
  #ask(message, told) {
    const answer = this.#turn.then(() => this.#errands.ask(message, told));
    this.#turn = answer.catch(() => {});
    return answer;
  }
}
