/** The page for opened ballots: the Worker recomputes the file, and the page says what it holds. */

import { shown } from "./code.js";
import { Errands } from "./errands.js";

const page = document.getElementById("tested");
const found = page.querySelector("[data-found]");
const { sealedElection: election, worker } = page.dataset;
const { questions, uuid } = JSON.parse(election);

const field = page.querySelector("input");
field.disabled = false;
field.addEventListener("click", () => { field.value = ""; }); // the same file again may hold something else by now
field.addEventListener("change", async ({ target }) => {
  found.replaceChildren();
  const [file] = target.files;
  if (!file) return;
  const written = await file.text();
  if (!isOfThisElection(written)) {
    found.replaceChildren(pattern("other"));
    return;
  }
  try {
    const errands = new Errands(worker);
    right(await errands.ask({ act: "audit", election, file: written }));
  } catch (error) {
    wrong(error);
  }
});

/** Any other file is a slip of who chose it, and says nothing of a browser. @param {string} written */
function isOfThisElection(written) {
  try {
    return JSON.parse(written).election_uuid === uuid;
  } catch {
    return false;
  }
}

function right({ hash, plaintexts }) {
  const outcome = pattern("right");
  shown(outcome.querySelector("[data-code]"), hash);
  outcome.querySelector("[data-contests]").replaceChildren(...plaintexts.map(contest));
  found.replaceChildren(outcome);
}

function wrong(error) {
  const outcome = pattern("wrong");
  outcome.querySelector("[data-reason]").textContent = error.message;
  found.replaceChildren(outcome);
}

/** @param {number[]} plaintext @param {number} index */
function contest(plaintext, index) {
  const { question, answers, blank } = questions[index];
  const section = pattern("contest"), list = section.querySelector("ul"), entry = list.firstElementChild;
  const abstains = Boolean(blank && plaintext[0]), chosen = blank ? plaintext.slice(1) : plaintext;
  section.querySelector("h3").textContent = question;
  list.replaceChildren(
    ...answers.filter((_, place) => chosen[place]).map((answer) => {
      const item = entry.cloneNode(true);
      item.querySelector("bdi").textContent = answer;
      return item;
    }),
  );
  section.querySelector(abstains ? "ul" : ".review-abstains").remove();
  return section;
}

function pattern(name) {
  return document.querySelector(`template[data-outcome="${name}"]`).content.firstElementChild.cloneNode(true);
}
