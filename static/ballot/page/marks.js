/** What is marked on the ballot, by the page's own boxes: read, kept within the limits, and named where it is not ready. */

const ABSTAIN = "abstain";

/** One contest of the ballot. */
class Contest {
  /** @param {HTMLFieldSetElement} fieldset */
  constructor(fieldset) {
    this.fieldset = fieldset;
    this.title = fieldset.querySelector(".contest-title").textContent;
    this.most = Number(fieldset.dataset.most);
    this.boxes = [...fieldset.querySelectorAll("input")];
    this.options = this.boxes.filter((box) => box.value !== ABSTAIN);
    this.abstention = this.boxes.find((box) => box.value === ABSTAIN);
    this.limit = fieldset.querySelector("[data-limit] > span");
    this.taken = []; // what an abstention took away
    fieldset.addEventListener("change", ({ target }) => this.#changed(target));
  }

  get chosen() {
    return this.options.filter((box) => box.checked);
  }

  get abstains() {
    return this.abstention.checked;
  }

  /** Their names, in the order in which this reader sees them. */
  get names() {
    return this.chosen.map(name);
  }

  /** Whether each name stands on the page for the answer that would be sealed. @param {{ answers: string[] }} question */
  agreesWith({ answers }) {
    const named = this.fieldset.dataset.kind === "approval"; // For and Against are said in the reader's language
    return this.options.every((box) => (named ? answers[box.value] === name(box) : box.value in answers));
  }

  /** What is sealed: positions on the sealed ballot, or null for an abstention. @returns {number[] | null} */
  get positions() {
    return this.abstains ? null : this.chosen.map((box) => Number(box.value));
  }

  /** The name of what keeps the ballot from being sealed; none when nothing does. */
  get problem() {
    if (this.abstains && this.chosen.length) return "both";
    if (!this.abstains && !this.chosen.length) return "empty";
    return this.chosen.length > this.most ? "many" : undefined;
  }

  /** Nobody can mark too many, or names and an abstention together. */
  #changed(box) {
    if (box.type !== "checkbox") return;
    const full = box !== this.abstention && box.checked && this.chosen.length > this.most;
    if (this.limit) this.limit.hidden = !full;
    if (box === this.abstention) this.#abstained();
    else if (box.checked) {
      this.abstention.checked = false;
      box.checked = !full;
    }
  }

  /** Who takes the abstention back finds the names again. */
  #abstained() {
    if (this.abstains) this.taken = this.chosen;
    for (const box of this.taken) box.checked = !this.abstains;
  }
}

/** @param {HTMLInputElement} box */
function name(box) {
  return box.closest("label").querySelector(".option-name").textContent;
}

/** To where a part of the form can be filled in: its first field, or the one that is marked. @param {Element} part */
export function goTo(part) {
  part.scrollIntoView();
  (part.matches("input") ? part : part.querySelector("input:checked, input")).focus({ preventScroll: true });
}

export class Marks {
  /** @param {HTMLFormElement} form */
  constructor(form) {
    this.form = form;
    this.contests = [...form.querySelectorAll("fieldset[data-contest]")].map((each) => new Contest(each));
  }

  /** @returns {(number[] | null)[]} */
  get positions() {
    return this.contests.map(({ positions }) => positions);
  }

  /** @param {{ answers: string[] }[]} questions of the sealed election */
  agreeWith(questions) {
    const { contests } = this;
    return contests.length === questions.length && contests.every((each, index) => each.agreesWith(questions[index]));
  }

  get any() {
    return this.contests.some(({ boxes }) => boxes.some((box) => box.checked));
  }

  get complete() {
    return this.contests.every(({ problem }) => !problem);
  }

  /**
   * Name at each contest, and in a summary above them, what is not ready. True when nothing is.
   * @param {{ id: string, title: string, sentence: string }[]} beside what is missing beside marks
   */
  ready(beside = []) {
    for (const said of document.querySelectorAll(".error-summary, .contest > .errorlist")) said.remove();
    const unmarked = this.contests.filter((contest) => contest.problem);
    for (const contest of this.contests) this.#describe(contest);
    const wrong = [...unmarked.map((contest) => this.#line(contest)), ...beside];
    if (wrong.length) this.#summarise(wrong);
    return !wrong.length;
  }

  #line(contest) {
    return { id: contest.fieldset.id, title: contest.title, sentence: this.#sentence(contest) };
  }

  /** The sentence, with the numbers in it. */
  #sentence({ problem, chosen, most }) {
    return this.form.dataset[problem].replace("{chosen}", chosen.length).replace("{most}", most);
  }

  #describe(contest) {
    const { fieldset } = contest, method = `${fieldset.id}-method`, error = `${fieldset.id}-error`;
    fieldset.setAttribute("aria-describedby", contest.problem ? `${method} ${error}` : method);
    if (!contest.problem) return;
    const said = document.createElement("p");
    Object.assign(said, { className: "errorlist", id: error, textContent: this.#sentence(contest) });
    fieldset.querySelector(".options").before(said);
  }

  #summarise(wrong) {
    const summary = document.getElementById("not-ready").content.cloneNode(true).firstElementChild;
    for (const { id, title, sentence } of wrong) {
      const entry = document.createElement("li"), link = document.createElement("a");
      Object.assign(link, { href: `#${id}`, textContent: `${title} – ${sentence}` });
      link.addEventListener("click", (event) => {
        event.preventDefault();
        goTo(document.getElementById(id));
      });
      entry.append(link);
      summary.querySelector("ul").append(entry);
    }
    this.form.before(summary);
    summary.focus();
  }
}
