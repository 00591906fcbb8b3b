/**
 * The voting page where a script runs: mark, review, seal, cast. Choices are handed to the Worker and to nobody else;
 * what is sent is the sealed ballot. Where this script or its Worker fails, the page is the server's form again.
 */

import { BallotBox, NoBox } from "./casting.js";
import { kept, shown } from "./code.js";
import { fromAddress, VotingCode } from "./credential.js";
import { goTo, Marks } from "./marks.js";
import { review } from "./review.js";
import { Sealer } from "./sealer.js";
import { Steps } from "./steps.js";

const PATIENCE = 150;

const linked = fromAddress(); // before anything else, so that nothing else sees it
const page = document.getElementById("voting");
const form = page.querySelector("form.ballot");
const button = Object.fromEntries([...page.querySelectorAll("[data-act]")].map((each) => [each.dataset.act, each]));
const progress = page.querySelector("[data-progress]");

const marks = new Marks(form);
const { worker, sealedElection: election, credential, voter, cast: castAt, test: testAt } = page.dataset;
const sealer = new Sealer(worker, { election, credential });
const box =
  "practice" in page.dataset
    ? new NoBox()
    : new BallotBox({ cast: castAt, test: testAt }, form.elements.csrfmiddlewaretoken.value);
const reachable = {
  mark: () => true,
  review: () => marks.complete && (!votingCode || votingCode.isRight),
  sealed: () => sealed !== null,
};
const steps = new Steps((step) => reachable[step]?.());
const votingCode = voter && new VotingCode(document.getElementById("voting-code"), unlocks);

let inCharge = true;
let sealing = null; // what the Worker is asked to seal, while the marks are the same
let sealed = null; // what it sealed of them
let signed = null; // the same ballot, however often it is sent
let cast = null; // where its receipt is

takeCharge();

function takeCharge() {
  form.method = "dialog"; // whatever fails from here on, no form sends a mark
  form.noValidate = true;
  button.continue.disabled = false;
  showSealing("browser");
  form.addEventListener("change", forget);
  form.addEventListener("submit", (event) => {
    if (!inCharge) return;
    event.preventDefault();
    goOn();
  });
  button.seal.addEventListener("click", seal);
  button.cast.addEventListener("click", send);
  button.test.addEventListener("click", test);
  button.again.addEventListener("click", showReview);
  for (const back of page.querySelectorAll("[data-back]")) back.addEventListener("click", () => history.back());
  addEventListener("beforeunload", (event) => {
    if (inCharge && marks.any && !cast) event.preventDefault();
  });
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted && cast) location.replace(cast);
  });
  sealer.opened.catch(giveUp);
  votingCode?.fill(linked);
  addEventListener("hashchange", () => votingCode?.fill(fromAddress())); // the link was opened while this page was there
  if (!marks.agreeWith(JSON.parse(election).questions)) giveUp(Error("The page and the sealed election differ."));
}

async function goOn() {
  const missing = await votingCode?.problem();
  if (marks.ready(missing ? [missing] : [])) showReview();
  else steps.retitle(page.dataset.errorTitle);
}

/** What was sealed, or still is being sealed, is not what stands on the page now. */
function forget() {
  sealing = sealed = signed = null;
}

/** Whether a code is this voter's. */
function unlocks(typed) {
  forget();
  return sealer.unlock(typed, voter).catch((error) => {
    giveUp(error);
    return false;
  });
}

function showReview() {
  review(page.querySelector("[data-review]"), marks, ({ fieldset }) => {
    steps.go("mark");
    goTo(fieldset);
  });
  steps.go("review");
}

async function seal() {
  const chosen = marks.positions, bar = progress.querySelector("progress");
  forget();
  sealing = chosen;
  button.seal.disabled = true;
  const slow = setTimeout(() => { progress.hidden = false; }, PATIENCE);
  try {
    const made = await sealer.seal(chosen, (done, of) => Object.assign(bar, { max: of, value: done }));
    if (sealing !== chosen) return; // the voter went back meanwhile and changed something
    sealed = made;
    for (const code of page.querySelectorAll("[data-code]")) shown(code, sealed.hash);
    tell();
    if (steps.now === "review") steps.go("sealed");
  } catch (error) {
    giveUp(error);
  } finally {
    clearTimeout(slow);
    progress.hidden = true;
    button.seal.disabled = false;
  }
}

async function send() {
  button.cast.disabled = button.test.disabled = true;
  tell();
  try {
    signed ??= await sealer.sign();
  } catch (error) {
    giveUp(error);
    return;
  }
  const { receipt, practised, trouble, sentences } = await box.cast(signed.ballot);
  if (receipt) {
    cast = receipt;
    location.assign(receipt);
    return;
  }
  button.cast.disabled = false;
  if (practised) {
    showPractised(signed);
    return;
  }
  button.test.disabled = trouble === "no-answer"; // it may be in the box
  tell(trouble, sentences);
}

/** What the receipt would show. */
function showPractised({ tracker }) {
  shown(page.querySelector("[data-tracker]"), tracker);
  button.test.disabled = false;
  cast = location.pathname;
  sealed = signed = null;
  steps.go("practised");
}

/** Open the sealed ballot on this device, once the server promised never to take it. */
async function test() {
  button.cast.disabled = button.test.disabled = true;
  tell();
  const given = sealed, { trouble, sentences } = await box.giveUp(given.alphas);
  button.cast.disabled = button.test.disabled = false;
  if (sealed !== given) return; // the Worker has another by now, which the server would take
  if (trouble) {
    tell(trouble === "no-answer" ? "not-opened" : trouble, sentences);
    return;
  }
  try {
    kept(page.querySelector("[data-file]"), (await sealer.reveal()).file);
    sealed = signed = null;
    steps.go("tested");
  } catch (error) {
    giveUp(error);
  }
}

/** What became of the ballot where it is not known to be in the box; without words, nothing. */
function tell(trouble, sentences = []) {
  const told = page.querySelector("[data-told]");
  told.replaceChildren();
  if (!trouble) return;
  const notice = page.querySelector(`template[data-trouble="${trouble}"]`).content.cloneNode(true);
  const said = sentences.map((sentence) => Object.assign(document.createElement("p"), { textContent: sentence }));
  notice.querySelector("[role]").prepend(...said);
  told.replaceChildren(notice);
  Object.assign(told.firstElementChild, { tabIndex: -1 }).focus(); // a button that was disabled meanwhile has lost it
  steps.retitle(page.dataset.notCast);
}

/** The page as it is without a script: nothing was sent, and the marks are still there. */
function giveUp(error) {
  if (!inCharge) return;
  console.warn(`The ballot could not be sealed in this browser. ${error.message}`);
  inCharge = false;
  form.method = "post";
  form.noValidate = false;
  button.continue.disabled = "onlyBrowser" in page.dataset;
  button.cast.disabled = button.test.disabled = false;
  sealed = signed = null;
  showSealing("server");
  page.querySelector("[data-gave-up]").append(document.getElementById("gave-up").content.cloneNode(true));
  if (steps.now !== "mark") steps.go("mark");
}

function showSealing(by) {
  for (const place of form.querySelectorAll("[data-sealed-by]")) {
    place.inert = place.dataset.sealedBy !== by;
    for (const field of place.querySelectorAll("input")) field.disabled = place.inert;
  }
}
