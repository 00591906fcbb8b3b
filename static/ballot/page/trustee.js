/**
 * A trustee's page where a script runs: a private file is made or read here, handed to the Worker and to nobody else,
 * and what comes out of it is sent by the page's own form. Where this script or its Worker fails, the page is the form
 * with the commands again.
 */

import { kept } from "./code.js";
import { Errands } from "./errands.js";
import { fetched, holdsPrivate, privateText, put } from "./trustee_files.js";

const PATIENCE = 150; // milliseconds
const FEW = 5; // ballots: of fewer the trustee is warned
const GIVEN_BY_THE_SERVER = ["certificates", "toCheck", "sealedKey"];

const page = document.getElementById("trustee");
const browser = page.querySelector("[data-browser]"), program = page.querySelector("details");
const form = program.querySelector("form"), field = browser.querySelector("[data-kept]");
const progress = browser.querySelector("[data-progress]"), told = browser.querySelector("[data-told]");
const controls = [...browser.querySelectorAll("button, input")];
const title = document.title;

const { task, worker, record, key, nonce } = page.dataset;
const place = Object.fromEntries(["threshold", "size", "index"].map((name) => [name, Number(page.dataset[name])]));
const errands = new Errands(worker);

let unsent = false; // a key was made, and its public part not sent
let given = null; // what is sent
let looked = false; // at what the form's own field holds
let turn = Promise.resolve();

takeCharge();

function takeCharge() {
  browser.hidden = false;
  program.open = Boolean(program.querySelector(".errorlist"));
  const acts = { make, have: () => show("prove"), send, open: openTotals };
  for (const button of browser.querySelectorAll("[data-act]"))
    button.addEventListener("click", () => working(acts[button.dataset.act]));
  for (const link of browser.querySelectorAll("a[data-file]")) link.addEventListener("click", () => show("prove"));
  field.addEventListener("click", () => { field.value = ""; }); // the same file again may hold something else by now
  field.addEventListener("change", () => working(chosen));
  form.addEventListener("submit", look);
  addEventListener("beforeunload", (event) => {
    if (unsent) event.preventDefault();
  });
  working(() => errands.ask({ act: "ready" }));
}

async function make() {
  const { name, kept: file } = await errands.ask({ act: "make", task, place });
  for (const link of browser.querySelectorAll("a[data-file]")) {
    kept(link, file);
    link.download = name;
    link.closest("[data-made]").hidden = false;
  }
  unsent = true;
  show("save");
}

async function chosen() {
  const [file] = field.files;
  if (!file) return;
  const asked = { task, file: await privateText(file), place, nonce, key, ...(await fromTheServer()) };
  if (task === "share") {
    await errands.ask({ act: "hold", ...asked });
    await verify();
  } else {
    given = await errands.ask({ act: "give", ...asked });
    show("send");
  }
}

/** What this step needs besides the private file. */
async function fromTheServer() {
  const names = GIVEN_BY_THE_SERVER.filter((name) => name in page.dataset);
  const files = await Promise.all(names.map((name) => fetched(page.dataset[name])));
  return Object.fromEntries(names.map((name, index) => [name, files[index]]));
}

/** The whole record: fetched and verified, before anything of it can be opened. */
async function verify() {
  const bar = progress.querySelector("progress"), head = browser.querySelector("[data-head]").value.trim().toLowerCase();
  progress.hidden = false;
  try {
    const found = await errands.ask({ act: "verify", record, head }, (done, of) => {
      if (of) Object.assign(bar, { max: of, value: done });
    });
    for (const name of ["fingerprint", "head", "ballots", "counted"])
      browser.querySelector(`[data-found="${name}"]`).textContent = found[name].toLocaleString();
    browser.querySelector("[data-few]").hidden = !found.counted || found.counted >= FEW;
    const list = browser.querySelector("[data-questions]"), pattern = list.firstElementChild;
    list.replaceChildren(...found.questions.map((question) => described(pattern.cloneNode(true), question)));
    show("open");
  } finally {
    progress.hidden = true;
  }
}

function described(entry, { question, totals }) {
  entry.querySelector("bdi").textContent = question;
  entry.querySelector("[data-totals]").textContent = totals;
  return entry;
}

async function openTotals() {
  given = await errands.ask({ act: "open" });
  send();
}

function send() {
  put(form.elements.file, given.name, given.file);
  if (given.strong) put(form.elements.strong, given.name.replace(".json", ".strong.json"), given.strong);
  unsent = false;
  looked = true;
  form.requestSubmit();
}

/** Nobody sends their private file, not even by the field that is meant for another. */
async function look(event) {
  if (looked) {
    looked = false; // this is sent; what is chosen after it was not looked at
    return;
  }
  event.preventDefault();
  if (await holdsPrivate(new FormData(form))) {
    form.elements.file.value = "";
    tell("private-file");
    return;
  }
  looked = true;
  form.requestSubmit();
}

/** Do one thing after the other, in which the page waits for the Worker. @param {() => Promise<void> | void} act */
function working(act) {
  turn = turn.then(() => attempt(act));
}

async function attempt(act) {
  const words = browser.querySelector("[data-working]");
  const slow = setTimeout(() => { words.hidden = !progress.hidden; }, PATIENCE);
  tell();
  for (const control of controls) control.disabled = true;
  try {
    await act();
  } catch (error) {
    if (error.code) wrong(error);
    else giveUp(error);
  } finally {
    clearTimeout(slow);
    words.hidden = true;
    for (const control of controls) control.disabled = false;
  }
}

/** @param {string} step */
function show(step) {
  for (const part of browser.querySelectorAll("[data-step]")) part.hidden = part.dataset.step !== step;
  const heading = browser.querySelector(`[data-step="${step}"] h3`);
  heading.tabIndex = -1;
  heading.focus();
}

/** Something was refused; where it is in what others gave, the place is told for who looks after it. */
function wrong({ code, where }) {
  const own = sentence("own", code);
  if (own && !where) tell("own", own);
  else tell("theirs", [where, sentence("reasons", code) || code].filter(Boolean).join(": "));
}

function sentence(list, code) {
  return document.querySelector(`template[data-${list}]`).content.querySelector(`[data-code="${code}"]`)?.textContent;
}

/** A notice; without a name, none. @param {string} [name] @param {string} [words] */
function tell(name, words) {
  told.replaceChildren();
  document.title = title;
  if (!name) return;
  const notice = document.querySelector(`template[data-notice="${name}"]`).content.cloneNode(true);
  const place_ = notice.querySelector("[data-words]");
  if (place_) place_.textContent = words;
  told.append(notice);
  document.title = `${page.dataset.error} ${title}`;
}

/** The page as it is without a script. Nothing was sent. */
function giveUp(error) {
  console.warn(`Your browser could not do this step. ${error.message}`);
  browser.hidden = true;
  program.open = true;
  unsent = false;
  const notice = document.querySelector('template[data-notice="gave-up"]');
  page.querySelector("[data-gave-up]").append(notice.content.cloneNode(true));
}
