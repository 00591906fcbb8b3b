/** The steps of the page, one shown at a time; the browser's Back goes to the one before. */

export class Steps {
  #places = new Map([...document.querySelectorAll("[data-step]")].map((place) => [place.dataset.step, place]));
  #ending = document.title.slice(document.title.indexOf(" – "));

  /** @param {(step: string) => boolean} reachable whether there is something to show at a step now */
  constructor(reachable) {
    this.now = "mark";
    history.replaceState({ step: "mark" }, "");
    addEventListener("popstate", ({ state }) => this.#show(state && reachable(state.step) ? state.step : "mark"));
  }

  /** @param {string} step */
  go(step) {
    if (history.state?.step !== step) history.pushState({ step }, "");
    this.#show(step);
  }

  #show(step) {
    this.now = step;
    for (const [name, place] of this.#places) place.hidden = name !== step;
    const heading = this.#places.get(step).querySelector("h1");
    this.retitle(heading.textContent);
    scrollTo(0, 0);
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
  }

  /** The page's title begins with the step. @param {string} words */
  retitle(words) {
    document.title = words + this.#ending;
  }
}
