// Runs "Print" buttons; a browser's own menu prints just as well.
for (const button of document.querySelectorAll("button[data-print]")) {
  button.addEventListener("click", () => window.print());
}
