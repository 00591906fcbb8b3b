"""A real Chromium that complains of everything a reader would never notice."""

import json
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import axe_playwright_python
from django.test import Client
from playwright.sync_api import ConsoleMessage, Page, Request

from members.models import Person
from tests.servers import Live

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
ARGUMENTS = ["--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking"]
SHIFTS = """async () => {
  await document.fonts.ready;
  for (const _ of [1, 2, 3]) await new Promise(requestAnimationFrame);
  return new Promise((tell) => {
    new PerformanceObserver((found) => {
      const own = found.getEntries().filter((entry) => entry.entryType === "layout-shift" && !entry.hadRecentInput);
      const name = (node) => node?.getAttribute?.("class") || node?.nodeName || "gone";
      const parts = (entry) => entry.sources.map(({ node }) => name(node));
      tell(own.map((entry) => [String(entry.value), ...parts(entry)]));
    }).observe({ type: "layout-shift", buffered: true });
    setTimeout(tell, 500, []);
  });
}"""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass
class Complaints:
    """What went wrong on the pages of one test; `expect` names what the test provokes on purpose."""

    heard: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def expect(self, pattern: str) -> None:
        self.expected.append(pattern)

    def listen(self, page: Page) -> None:
        """Console errors (violations of the Content-Security-Policy among them), exceptions, requests to strangers."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.heard.append(f"{page.url}: exception: {error}"))
        page.on("request", self._request)

    def unexpected(self) -> list[str]:
        return [said for said in self.heard if not any(re.search(pattern, said) for pattern in self.expected)]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.heard.append(f"{message.location.get('url', '')}: {message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname not in {"localhost", "127.0.0.1"}:
            self.heard.append(f"request to a stranger: {request.url}")


def axe(page: Page, rules: Sequence[str] = ()) -> None:
    """Assert that axe-core finds nothing wrong with the page, once it is all there: by these rules, or by all."""
    page.wait_for_load_state()
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE.read_text(encoding="utf-8"))
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS}
    # The style sheets are loaded for one rule alone, an experimental one that none of these names.
    options = json.dumps({"runOnly": only, "resultTypes": ["violations"], "preload": False})
    found = page.evaluate(f"axe.run(document, {options})")
    assert not found["violations"], "\n".join(describe(found["violations"]))


def describe(violations: list[dict[str, object]]) -> Iterator[str]:
    for violation in violations:
        yield f"{violation['id']}: {violation['help']}"
        nodes = violation["nodes"]
        assert isinstance(nodes, list)
        for node in nodes:
            yield f"    {node['html']}"


def sign_in(page: Page, live: Live, somebody: Person) -> None:
    client = Client()
    client.force_login(somebody.user)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live.url}])


def no_sideways_scroll(page: Page) -> None:
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { line-height: 1.5 !important; letter-spacing: 0.12em !important;"
    + " word-spacing: 0.16em !important } p { margin-block-end: 2em !important }");
  document.adoptedStyleSheets = [sheet];
  const wide = document.documentElement.scrollWidth > innerWidth;
  const said = document.querySelectorAll("button, .button, label, th, td, h1, h2, h3, dt, dd, li, p");
  const cut = [...said].filter(each => {
    const hides = ["hidden", "clip"].includes(getComputedStyle(each).overflowX) && each.clientWidth > 1;
    return hides && each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).textOverflow !== "ellipsis";
  }).map(each => each.outerHTML.slice(0, 120));
  document.adoptedStyleSheets = [];
  return { wide, cut };
}"""


def text_may_be_spaced(page: Page) -> None:
    """Readers may spread letters, words and lines [WCAG 2.2, 1.4.12]: nothing is cut, nothing scrolls sideways."""
    page.wait_for_load_state()
    assert page.evaluate(SPACED) == {"wide": False, "cut": []}, page.url


def layout_shifts(page: Page) -> list[list[str]]:
    """What moved by itself since the page was opened, once fonts and scripts are there: the parts, for each shift."""
    page.wait_for_load_state()
    shifts: list[list[str]] = page.evaluate(SHIFTS)
    return shifts


WIDE = 1280
SCHEMES: dict[Literal["light", "dark"], Sequence[str]] = {"light": (), "dark": ("color-contrast", "link-in-text-block")}
"""By which rules of axe a page is judged; in the dark by those of colour, since nothing else changes there."""


def look(page: Page, name: str) -> None:
    """Accessible in light and dark, without sideways scroll from 320 px on, however the text is spaced."""
    for width in (320, WIDE):
        page.set_viewport_size({"width": width, "height": 900})
        for scheme, rules in SCHEMES.items():
            page.emulate_media(color_scheme=scheme)
            if scheme == "light":
                no_sideways_scroll(page)
                text_may_be_spaced(page)
            if os.environ.get("LOOK"):
                page.screenshot(path=Path(os.environ["LOOK"]) / f"{name}-{width}-{scheme}.png", full_page=True)
            if width == WIDE or scheme == "light":  # colours are the same at every width
                axe(page, rules)
