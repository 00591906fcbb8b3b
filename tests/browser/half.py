"""The browser's half of the protocol, in a real browser: its modules as they are written, without a bundler."""

import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route

CHECKOUT = Path(__file__).parents[2]
PLACES = {"ballot": CHECKOUT / "static/ballot", "@noble": CHECKOUT / "node_modules/@noble"}
PAGE = """<!doctype html><title>Modules</title>
<script type="importmap">{"imports": {"@noble/": "/@noble/"}}</script>"""


@contextmanager
def half(chromium: Browser) -> Iterator[Page]:
    """A page that can import "/ballot/….js"; `npm ci` must have been run for the arithmetic."""
    if not PLACES["@noble"].is_dir():
        pytest.skip("no node_modules: the arithmetic of the browser’s half comes with `npm ci`")
    with chromium.new_context() as context:
        context.route("**/*", _serve)
        page = context.new_page()
        page.goto("http://localhost/")
        yield page


def _serve(route: Route) -> None:
    place, _, rest = urlsplit(route.request.url).path.lstrip("/").partition("/")
    if place not in PLACES:
        route.fulfill(body=PAGE, content_type="text/html")
        return
    file = PLACES[place] / rest
    route.fulfill(path=file, content_type=mimetypes.guess_type(file.name)[0] or "text/javascript")
