// Looks, while a name is typed, for who is nominated already. Without this script the search form above does it.
const PAUSE = 300;

for (const place of document.querySelectorAll("[data-known]")) {
  let timer = 0, asked = null;

  async function look(typed) {
    asked?.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(`${place.dataset.known}?q=${encodeURIComponent(typed)}`, { signal: asked.signal });
      place.innerHTML = answer.ok ? await answer.text() : "";
    } catch (error) {
      if (error.name !== "AbortError") place.textContent = "";
    }
  }

  for (const id of place.dataset.knownOf.split(" ")) {
    document.getElementById(id)?.addEventListener("input", (event) => {
      clearTimeout(timer);
      timer = setTimeout(look, PAUSE, event.target.value);
    });
  }
}
