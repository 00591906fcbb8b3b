/**
 * The voter's code where the server has none: it came with the link of a mail, or is typed here. It is told to the
 * Worker and to nobody else, and kept nowhere but in its field.
 */

const MARK = "#code=";
const SIGNS = /[\s\p{Dash}]/gu;
const GROUPS = /^(.{5})(.{6})(.{5})(.{6})$/u;

/** The code behind the page's address, which is taken out of it at once. Browsers send nothing of it. */
export function fromAddress() {
  const { hash, pathname, search } = location;
  if (!hash.startsWith(MARK)) return "";
  history.replaceState(history.state, "", pathname + search);
  return hash.slice(MARK.length);
}

/** As codes are written, however it was typed; the whole link will do. @param {string} typed */
export function written(typed) {
  return typed.split(MARK).at(-1).replace(SIGNS, "").replace(GROUPS, "$1-$2-$3-$4");
}

export class VotingCode {
  isRight = false;
  #last = { code: "", right: Promise.resolve(false) };

  /** @param {HTMLInputElement} field @param {(code: string) => Promise<boolean>} unlock whether it is this voter's */
  constructor(field, unlock) {
    this.field = field;
    this.place = field.closest(".field");
    this.unlock = unlock;
    field.addEventListener("input", () => this.#looked());
    field.addEventListener("change", () => this.#looked({ finished: true }));
  }

  /** @param {string} code */
  fill(code) {
    if (!code) return;
    this.field.value = code;
    this.field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** What keeps the ballot from being sealed, said at the field as well; undefined when nothing does. */
  async problem() {
    const { id, dataset } = this.field;
    const sentence = await this.#looked({ finished: true, needed: true });
    return sentence && { id, title: dataset.title, sentence };
  }

  /** Nothing is said of a code that is still being typed. */
  async #looked({ finished = false, needed = false } = {}) {
    const code = written(this.field.value);
    if (code !== this.#last.code) this.#last = { code, right: this.unlock(code) };
    const { right } = this.#last, { empty, wrong } = this.field.dataset;
    const isRight = await right;
    if (code !== this.#last.code) return this.#looked({ finished, needed });
    this.isRight = isRight;
    const sentence = isRight ? "" : code ? wrong : empty;
    const told = (code && (finished || GROUPS.test(code.replace(SIGNS, "")))) || needed;
    this.#say(told ? sentence : "", isRight);
    return sentence;
  }

  #say(sentence, isRight) {
    this.place.classList.toggle("has-error", Boolean(sentence));
    this.field.setAttribute("aria-invalid", String(Boolean(sentence)));
    this.place.querySelector("[data-code-wrong]").textContent = sentence;
    this.place.querySelector("[data-code-right]").hidden = !isRight;
  }
}
