// A voter's code behind the address of a page that has no use for it: taken out, before anybody reads it over a shoulder.
const { hash, pathname, search } = location;
if (hash.startsWith("#code=")) {
  history.replaceState(history.state, "", pathname + search);
  for (const notice of document.querySelectorAll("[data-code-in-address]")) notice.hidden = false;
}
