/** A public record, fetched piece by piece: no line has to stay open while ballots are checked. */

import { Refused } from "./errors.js";

const SIZE = 4 * 2 ** 20;

export class Pieces {
  #address;
  #size;
  #from = 0;

  /** @param {string} address @param {number} size of a piece */
  constructor(address, size = SIZE) {
    this.#address = address;
    this.#size = size;
    /** How many bytes there are, once that is known. */
    this.of = undefined;
  }

  /** The next piece; none at the end. A record only grows, so its pieces fit together whenever they are fetched. */
  async next() {
    if (this.#from === this.of) return undefined;
    const answer = await this.#fetched(`bytes=${this.#from}-${this.#from + this.#size - 1}`);
    const [, of] = answer.headers.get("Content-Range")?.split("/") ?? [];
    const piece = new Uint8Array(await answer.arrayBuffer().catch(lost));
    if (answer.status !== 206 && this.#from) lost(); // all of it again
    this.#from += piece.length;
    this.of = of ? Number(of) : piece.length;
    return piece;
  }

  async #fetched(range) {
    const answer = await fetch(this.#address, { headers: { Range: range } }).catch(lost);
    return answer.ok ? answer : lost();
  }
}

function lost() {
  throw new Refused("no-answer");
}
