// Adds the reader's own time to every instant, and keeps "in 3 days" true while the page is open.
const language = document.documentElement.lang || undefined;
const MINUTE = 60, HOUR = 3600, DAY = 86400, MONTH = 30 * DAY, YEAR = 365 * DAY;
const units = [[2 * HOUR, MINUTE, "minute"], [2 * DAY, HOUR, "hour"], [2 * MONTH, DAY, "day"], [2 * YEAR, MONTH, "month"], [Infinity, YEAR, "year"]];
const near = document.querySelector("script[data-just-now]").dataset;
const words = new Intl.RelativeTimeFormat(language, { numeric: "always" });
const clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const clockWithDay = new Intl.DateTimeFormat(language, { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

function yours(instant) {
  const sameDay = instant.getDate() === instant.getUTCDate();
  return (sameDay ? clock : clockWithDay).format(instant);
}

function distance(seconds) {
  const far = Math.abs(seconds);
  if (far < MINUTE) return seconds > 0 ? near.soon : near.justNow;
  const [, size, unit] = units.find(([limit]) => far < limit);
  return words.format(Math.sign(seconds) * Math.floor(far / size), unit);
}

function refresh() {
  for (const element of document.querySelectorAll("[data-instant]")) {
    const text = distance((new Date(element.dataset.instant) - Date.now()) / 1000);
    const place = element.querySelector("[data-relative]");
    if (place && place.textContent !== text) place.textContent = text;
  }
}

for (const place of document.querySelectorAll("[data-yours]")) {
  const instant = new Date(place.closest("[data-instant]").dataset.instant);
  place.textContent = `${yours(instant)} ${place.dataset.yours}`;
}

// The server's words stand until they are a minute old: its clock decides, not the reader's.
setInterval(refresh, MINUTE * 1000);
