// Looks every second how far the work is. Without this script the page loads itself anew.
const PAUSE = 1000;
const address = new URL("?look", location.href);

async function look() {
  const answer = await fetch(address).catch(() => null);
  const page = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = page && page.querySelector("[data-work]");
  if (page && !now) return location.reload();
  if (now) document.querySelector("[data-work]").replaceWith(now);
  setTimeout(look, PAUSE);
}

setTimeout(look, PAUSE);
