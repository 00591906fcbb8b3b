/**
 * Putting the sealed ballot into the box, or giving it up for a test. Both may be sent as often as it takes: a ballot
 * counts once, or never.
 */

/**
 * @typedef {{ receipt?: string, practised?: true, trouble?: "signed-out" | "no-answer" | "refused", sentences?: string[] }} Outcome
 */

export class BallotBox {
  /** @param {{ cast: string, test: string }} addresses @param {string} token that protects the form */
  constructor({ cast, test }, token) {
    this.addresses = { cast, test };
    this.token = token;
  }

  /** @param {string} ballot @returns {Promise<Outcome>} */
  cast(ballot) {
    return this.#send(this.addresses.cast, { sealed: btoa(ballot), sealed_by: "browser" });
  }

  /** The server promises to take no ballot with one of these, ever. @param {string[]} alphas @returns {Promise<Outcome>} */
  giveUp(alphas) {
    return this.#send(this.addresses.test, { alphas: alphas.join(" ") });
  }

  async #send(address, fields) {
    try {
      return await this.#post(address, fields, true);
    } catch {
      return { trouble: "no-answer" };
    }
  }

  async #post(address, fields, again) {
    const answer = await fetch(address, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": this.token },
      body: new URLSearchParams(fields),
    });
    if (answer.status === 401) return { trouble: "signed-out" };
    if (answer.status === 403 && again && (await this.#renew(answer))) return this.#post(address, fields, false);
    if (!answer.headers.get("Content-Type")?.startsWith("application/json")) return { trouble: "no-answer" };
    return answer.ok ? answer.json() : { trouble: "refused", ...(await answer.json()) };
  }

  /** Who signed in again meanwhile has another token: it stands in the page that the refusal shows. */
  async #renew(answer) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const token = page.querySelector("input[name=csrfmiddlewaretoken]")?.value;
    if (token) this.token = token;
    return Boolean(token);
  }
}

/** In its place for the practice ballot: nothing is sent. */
export class NoBox {
  /** @returns {Outcome} */
  cast() {
    return { practised: true };
  }

  /** @returns {Outcome} */
  giveUp() {
    return {};
  }
}
