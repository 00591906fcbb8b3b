// A shortlist and private notes that never leave this browser: on the list, on candidates' pages, and beside the names on
// the ballot. Nothing here has a name that a form would send, and nothing is ever asked of the server.
const KEY = "shortlist/";
const LONGEST = 2000;

const source = document.querySelector("[data-election]");
const key = KEY + source.dataset.election;
const works = (() => {
  try {
    localStorage.getItem(key);
    return true;
  } catch {
    return false; // the reader forbids it
  }
})();

function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(key) ?? "{}");
    return kept && typeof kept === "object" ? kept : {};
  } catch {
    return {};
  }
}

function of(candidate) {
  const { listed = false, note = "" } = read()[candidate] ?? {};
  return { listed: listed === true, note: String(note).slice(0, LONGEST) };
}

function keep(candidate, change) {
  const kept = read(), changed = { ...of(candidate), ...change };
  if (changed.listed || changed.note) kept[candidate] = changed;
  else delete kept[candidate];
  try {
    if (Object.keys(kept).length) localStorage.setItem(key, JSON.stringify(kept));
    else localStorage.removeItem(key);
  } catch {
    // full or forbidden: the page then shows what was kept before
  }
  show();
}

function put(place) {
  const { candidate, name } = place.dataset;
  place.append(source.content.cloneNode(true));
  for (const words of place.querySelectorAll("[data-of]")) words.textContent = ` – ${name}`;
  const button = place.querySelector("button"), note = place.querySelector("textarea");
  note.setAttribute("aria-label", `${note.getAttribute("aria-label")} – ${name}`);
  button.addEventListener("click", () => keep(candidate, { listed: !of(candidate).listed }));
  note.addEventListener("input", () => keep(candidate, { note: note.value.trim() ? note.value : "" }));
  place.querySelector("details").open = of(candidate).note !== "";
}

function show() {
  const kept = read();
  const listed = Object.keys(kept).filter((candidate) => of(candidate).listed);
  for (const place of document.querySelectorAll(".candidate-tools")) {
    const { listed, note } = of(place.dataset.candidate), field = place.querySelector("textarea");
    place.querySelector("button").setAttribute("aria-pressed", String(listed));
    if (field !== document.activeElement && field.value !== note) field.value = note;
  }
  showControls(listed, Object.keys(kept).length);
}

function showControls(listed, any) {
  const controls = document.querySelector("[data-shortlist]");
  if (!controls) return;
  controls.hidden = !any;
  controls.querySelector("[data-count]").textContent = listed.length;
  const box = controls.querySelector("[data-only]");
  if (!any) box.checked = false;
  let shown = 0;
  for (const entry of document.querySelectorAll("[data-entry]")) {
    entry.hidden = box.checked && !listed.includes(entry.dataset.entry);
    shown += !entry.hidden;
  }
  document.querySelector("[data-none-listed]")?.toggleAttribute("hidden", shown > 0);
}

function forget() {
  localStorage.removeItem(key);
  for (const details of document.querySelectorAll(".candidate-tools details")) details.open = false;
  show();
}

function besideTheNames() {
  let any = false;
  for (const option of document.querySelectorAll(".option[data-candidate]")) {
    const { listed, note } = of(option.dataset.candidate);
    option.querySelector(".option-own")?.remove();
    if (!listed && !note) continue;
    const words = document.createElement("span");
    words.className = "option-own";
    words.dir = "auto";
    words.textContent = [listed ? source.dataset.listed : "", note].filter(Boolean).join(" · ");
    option.querySelector(".option-words").append(words);
    any = true;
  }
  source.hidden = !any;
}

if (works) {
  const isBallot = !(source instanceof HTMLTemplateElement);
  if (!isBallot) {
    for (const place of document.querySelectorAll(".candidate-tools")) put(place);
    const controls = document.querySelector("[data-shortlist]");
    controls?.querySelector("[data-only]").addEventListener("change", show);
    controls?.querySelector("[data-forget]").addEventListener("click", forget);
  }
  const refresh = isBallot ? besideTheNames : show;
  addEventListener("storage", (event) => {
    if (event.key === key || event.key === null) refresh();
  });
  refresh();
}
