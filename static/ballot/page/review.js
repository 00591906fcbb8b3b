/** The review: every contest once more, as it will be sealed. */

/**
 * @param {Element} place
 * @param {import("./marks.js").Marks} marks
 * @param {(contest: object) => void} change
 */
export function review(place, marks, change) {
  const pattern = document.getElementById("review-contest").content.firstElementChild;
  place.replaceChildren(...marks.contests.map((contest) => section(pattern.cloneNode(true), contest, change)));
}

function section(made, contest, change) {
  for (const title of made.querySelectorAll("[data-title]")) title.textContent = contest.title;
  made.querySelector("button").addEventListener("click", () => change(contest));
  const list = made.querySelector("ul"), count = made.querySelector("[data-count]");
  const entry = list.firstElementChild;
  const { names, abstains } = contest;
  list.replaceChildren(
    ...names.map((name) => {
      const item = entry.cloneNode(true);
      item.querySelector("bdi").textContent = name;
      return item;
    }),
  );
  if (contest.fieldset.dataset.kind === "resolution" || abstains) count.remove();
  else count.textContent = filled(count.dataset.count, { number: names.length, total: contest.options.length });
  made.querySelector(abstains ? "ul" : ".review-abstains").remove();
  return made;
}

/** @param {string} words @param {Record<string, unknown>} values */
function filled(words, values) {
  return words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}
