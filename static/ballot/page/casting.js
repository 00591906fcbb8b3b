/** Putting the sealed ballot into the box. The same ballot may be sent as often as it takes: it counts once. */

/**
 * @typedef {{ receipt: string } | { trouble: "signed-out" | "no-answer" } | { trouble: "refused", sentences: string[] }} Outcome
 */

export class BallotBox {
  /** @param {string} address @param {string} token that protects the form */
  constructor(address, token) {
    this.address = address;
    this.token = token;
  }

  /** @param {string} ballot @returns {Promise<Outcome>} */
  async cast(ballot) {
    try {
      return await this.#cast(ballot, true);
    } catch {
      return { trouble: "no-answer" };
    }
  }

  async #cast(ballot, again) {
    const answer = await fetch(this.address, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": this.token },
      body: new URLSearchParams({ sealed: btoa(ballot), sealed_by: "browser" }),
    });
    if (answer.status === 401) return { trouble: "signed-out" };
    if (answer.status === 403 && again && (await this.#renew(answer))) return this.#cast(ballot, false);
    if (!answer.headers.get("Content-Type")?.startsWith("application/json")) return { trouble: "no-answer" };
    const { receipt, sentences } = await answer.json();
    return receipt ? { receipt } : { trouble: "refused", sentences };
  }

  /** Who signed in again meanwhile has another token: it stands in the page that the refusal shows. */
  async #renew(answer) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = page.querySelector("input[name=csrfmiddlewaretoken]")?.value;
    if (token) this.token = token;
    return Boolean(token);
  }
}
