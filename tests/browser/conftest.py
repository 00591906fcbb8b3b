"""A phone, with and without JavaScript."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.browsers import Complaints
from tests.servers import Live


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without"])
def scripted(request: pytest.FixtureRequest) -> bool:
    """Whether the browser runs scripts."""
    return bool(request.param)


@pytest.fixture
def phone(scripted: bool, chromium: Browser, live: Live, complaints: Complaints) -> Iterator[Page]:
    narrow: ViewportSize = {"width": 320, "height": 640}
    with chromium.new_context(base_url=live.url, java_script_enabled=scripted, viewport=narrow) as context:
        context.set_default_timeout(15_000)
        context.on("page", complaints.listen)
        yield context.new_page()
    assert not complaints.unexpected(), "\n".join(complaints.unexpected())
