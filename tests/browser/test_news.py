"""Reading the news; and an officer who writes a post with a picture, publishes it, and says whose its award is."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from community.models import Post
from tests.browsers import look, sign_in
from tests.cast import officer, person, picture_file
from tests.community.posts import RESOLUTION, published, story
from tests.servers import Live

pytestmark = pytest.mark.browser
TITLE = "Ada Okafor receives the Community Service Award"


def test_reading(page: Page) -> None:
    published(TITLE, f"## Why\n\n> {RESOLUTION}\n\nThanks.", author="Bo Li", description="For grants.", tags=["awards"])
    published("Grants of last year", "We learned *a lot*.", tags=["grants"])
    story("Grants", "It *changed* my life.", "Ada Okafor, PyLagos", "Bo Li")
    story("Packaging", "Thank you.", "Cy Dee")
    page.goto("/")
    page.get_by_role("navigation", name="Site").get_by_role("link", name="News").click()
    look(page, "news")
    page.get_by_label("Words in the news").fill("granting")
    page.get_by_role("button", name="Search").click()
    page.get_by_text("2 posts with “granting”.").wait_for()
    page.get_by_role("link", name="awards", exact=True).click()
    page.get_by_role("link", name=TITLE).click()
    page.get_by_role("heading", name=TITLE).wait_for()
    look(page, "post")
    places = page.get_by_role("navigation", name="Community")
    places.get_by_role("link", name="Awards").click()
    look(page, "awards")
    places.get_by_role("link", name="Stories").click()
    page.get_by_role("navigation", name="Programmes").get_by_role("link", name="Packaging").click()
    page.wait_for_url("**/stories/#packaging")
    look(page, "stories")
    places.get_by_role("link", name="Board").click()
    look(page, "board")


@pytest.mark.parametrize("scripts", [True, False], ids=["with JavaScript", "without"])
def test_writing_and_publishing(page: Page, live: Live, tmp_path: Path, scripts: bool) -> None:
    ada = person("Ada Okafor")
    if not scripts:
        page.route("**/*.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    sign_in(page, live, officer())
    page.goto("/office/news/")
    page.get_by_role("link", name="Write a post").click()
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("Text", exact=True).fill(f"Thank you, *Ada*.\n\n{RESOLUTION}\n\n![](stage.jpg)")
    if not scripts:
        page.get_by_role("button", name="Preview").click()
    page.locator("[data-preview-place] em", has_text="Ada").wait_for()
    if scripts:
        look(page, "office-write-post")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("The draft is kept.").wait_for()

    picture = tmp_path / "stage.jpg"
    picture.write_bytes(picture_file())
    page.get_by_label("Picture", exact=True).set_input_files(picture)
    page.get_by_label("What the picture shows").fill("Ada on stage")
    page.get_by_role("button", name="Add the picture").click()
    page.locator(".statement").get_by_role("img", name="Ada on stage").wait_for()
    if scripts:
        look(page, "office-post")
    page.get_by_role("button", name="Publish").click()
    page.get_by_text("Everybody can read it.").wait_for()
    page.get_by_role("link", name="Ada Okafor, Q1 2020 Community Service Award").click()
    if scripts:
        look(page, "office-award")
    page.get_by_role("button", name=re.compile("This is them ?: Ada Okafor")).click()
    page.get_by_text("The award stands on the pages of Ada Okafor.").wait_for()
    assert ada.awards.get().post == Post.objects.get()
    page.goto(Post.objects.get().get_absolute_url())
    page.get_by_role("img", name="Ada on stage").wait_for()


def test_changing_a_post_shows_what_changed(page: Page, live: Live) -> None:
    post = published("Grants", "We gave five grants.")
    story("Grants", "It *changed* my life.", "Ada Okafor, PyLagos")
    sign_in(page, live, officer())
    page.goto(f"/office/news/{post.pk}/")
    page.get_by_role("link", name="Change the words").click()
    page.get_by_label("Text", exact=True).fill("We gave six grants.")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Version 2").click()
    page.locator(".diff ins", has_text="six").wait_for()
    look(page, "office-version")
    page.goto("/office/stories/")
    look(page, "office-stories")
    page.get_by_role("button", name="Put on the home page").click()
    page.get_by_text("The story stands on the home page.").wait_for()
    for place in ("news", "awards", "board"):
        page.goto(f"/office/{place}/")
        look(page, f"office-{place}")
    page.goto("/")
    page.locator(".story em", has_text="changed").wait_for()
    look(page, "home-with-story")
