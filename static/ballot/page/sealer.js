/** What the voting page asks of the Worker. */

import { Errands } from "./errands.js";

export class Sealer {
  #errands;

  /** @param {string} address of the Worker's script @param {{ election: string, credential: string }} sealed */
  constructor(address, sealed) {
    this.opened = this.#open(address, sealed);
    this.opened.catch(() => {});
  }

  async #open(address, { election, credential }) {
    this.#errands = new Errands(address);
    return this.#errands.ask({ act: "open", election, credential });
  }

  /**
   * Seal what was chosen; `told` hears how far it is.
   * @param {(number[] | null)[]} chosen
   * @param {(done: number, of: number) => void} told
   * @returns {Promise<{ hash: string, alphas: string[] }>}
   */
  async seal(chosen, told) {
    await this.opened;
    return this.#errands.ask({ act: "seal", chosen }, told);
  }

  /** @returns {Promise<{ ballot: string, tracker: string }>} */
  sign() {
    return this.#errands.ask({ act: "sign" });
  }

  /** Open what was sealed for a test. It can't be signed any more. @returns {Promise<{ file: string }>} */
  reveal() {
    return this.#errands.ask({ act: "reveal" });
  }
}
