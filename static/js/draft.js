// Keeps what is being written, a moment after the last key, so that a closed window loses nothing.
const PAUSE = 1500;

for (const place of document.querySelectorAll("[data-draft]")) {
  const form = place.closest("form");
  let timer = 0;

  async function save(leaving = false) {
    clearTimeout(timer);
    timer = 0;
    const data = new FormData(form);
    data.delete("photo");
    data.set("page", location.pathname);
    let saved = false;
    try {
      const answer = await fetch(place.dataset.draft, {
        method: "POST",
        headers: { "X-CSRFToken": data.get("csrfmiddlewaretoken") },
        body: new URLSearchParams(data),
        keepalive: leaving,
      });
      saved = answer.ok;
    } catch {
      saved = false;
    }
    const time = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "short" }).format(new Date());
    place.textContent = saved ? place.dataset.saved.replace("{time}", time) : place.dataset.failed;
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });
  for (const sent of [form, document.getElementById("drop-draft")]) {
    sent?.addEventListener("submit", () => {
      clearTimeout(timer);
      timer = 0;
    });
  }
  addEventListener("pagehide", () => {
    if (timer) save(true);
  });
}
