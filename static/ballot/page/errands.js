/** The Worker, asked from a page: one thing at a time, and never waited for without end. */

const PATIENCE = 30_000;

export class Errands {
  #worker;
  #asked = null;

  /** @param {string} address of the Worker's script */
  constructor(address) {
    this.#worker = new Worker(address);
    this.#worker.addEventListener("message", ({ data }) => this.#heard(data));
    for (const end of ["error", "messageerror"])
      this.#worker.addEventListener(end, (event) => {
        event.preventDefault();
        this.#heard({ said: "failed", reason: event.message || end });
      });
  }

  /**
   * What the Worker answers; `told` hears meanwhile how far it is. Rejects with its reason where it fails.
   * @param {{ act: string }} message
   * @param {(done: number, of: number) => void} told
   * @returns {Promise<any>}
   */
  ask(message, told = () => {}) {
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
    if (data.said === "failed") asked.refuse(Object.assign(new Error(data.reason), { code: data.code, where: data.where }));
    else asked.answer(data);
  }
}
