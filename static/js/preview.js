// Shows a text as it will stand on the page, a moment after the last key. Without this script, "Preview" does it.
const PAUSE = 600;

for (const region of document.querySelectorAll("[data-preview-of]")) {
  const field = document.getElementById(region.dataset.previewOf);
  const place = region.querySelector("[data-preview-place]");
  const count = region.querySelector("[data-words]");
  const token = field.form.elements.csrfmiddlewaretoken.value;
  let timer = 0, asked = null;

  async function show() {
    asked?.abort();
    region.hidden = !field.value.trim();
    if (region.hidden) return;
    asked = new AbortController();
    try {
      const answer = await fetch(region.dataset.previewUrl, {
        method: "POST",
        headers: { "X-CSRFToken": token },
        body: new URLSearchParams({ text: field.value }),
        signal: asked.signal,
      });
      // 200 is HTML from the same pipeline as the page itself; 422 says in a sentence why the text cannot be taken.
      if (answer.status === 200 || answer.status === 422) place.innerHTML = await answer.text();
      const words = place.textContent.split(/\s+/).filter(Boolean).length;
      if (count) count.textContent = words === 1 ? count.dataset.one : count.dataset.many.replace("{n}", words);
    } catch (error) {
      if (error.name !== "AbortError") region.hidden = true;
    }
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, PAUSE);
  });
  if (field.value.trim()) show();
}
