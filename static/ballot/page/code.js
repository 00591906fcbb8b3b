/** A sealed ballot's code, and the file of one that was tested, where a page has a place for them. */

const GROUP = /.{1,4}/g;

/** In groups of four, as trackers are. @param {Element} place @param {string} code */
export function shown(place, code) {
  const groups = code.match(GROUP).map((text) => Object.assign(document.createElement("span"), { textContent: text }));
  place.replaceChildren(...groups.flatMap((group, index) => (index ? [" ", group] : [group])));
}

/** To be saved: the file is in this page alone. @param {HTMLAnchorElement} link @param {string} file */
export function kept(link, file) {
  URL.revokeObjectURL(link.href);
  link.href = URL.createObjectURL(new Blob([file, "\n"], { type: "application/json" }));
}
