/** The Worker that seals, asked from the page: one question at a time, and never waited for without end. */

const PATIENCE = 30_000;

export class Sealer {
  #worker;
  #asked = null;

  /** @param {string} address of the Worker's script @param {{ election: string, credential: string }} sealed */
  constructor(address, sealed) {
    this.opened = this.#start(address, sealed);
    this.opened.catch(() => {});
  }

  async #start(address, { election, credential }) {
    this.#worker = new Worker(address);
    this.#worker.addEventListener("message", ({ data }) => this.#heard(data));
    for (const end of ["error", "messageerror"])
      this.#worker.addEventListener(end, (event) => {
        event.preventDefault();
        this.#heard({ said: "failed", reason: event.message || end });
      });
    return this.#ask({ act: "open", election, credential });
  }

  /**
   * Seal what was chosen; `told` hears how far it is.
   * @param {(number[] | null)[]} chosen
   * @param {(done: number, of: number) => void} told
   * @returns {Promise<{ hash: string }>}
   */
  async seal(chosen, told) {
    await this.opened;
    return this.#ask({ act: "seal", chosen }, told);
  }

  /** @returns {Promise<{ ballot: string, tracker: string }>} */
  sign() {
    return this.#ask({ act: "sign" });
  }

  #ask(message, told = () => {}) {
    return new Promise((answer, refuse) => {
      this.#asked = { answer, refuse, told };
      this.#wait();
      this.#worker.postMessage(message);
    });
  }

  #wait() {
    clearTimeout(this.#asked.timer);
    this.#asked.timer = setTimeout(() => this.#heard({ said: "failed", reason: "silence" }), PATIENCE);
  }

  #heard(data) {
    const asked = this.#asked;
    if (!asked) return;
    if (data.said === "proved") {
      this.#wait();
      asked.told(data.done, data.of);
      return;
    }
    clearTimeout(asked.timer);
    this.#asked = null;
    if (data.said === "failed") asked.refuse(new Error(data.reason));
    else asked.answer(data);
  }
}
