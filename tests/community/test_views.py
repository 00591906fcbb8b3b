"""The community's pages: what is public and what is not, the archive, search, former addresses, and the cost."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from base import clock
from community.featuring import feature
from community.models import Award, Post
from community.publishing import Words, keep_picture, publish, revise, write
from elections.models import BoardTerm
from tests.base.test_texts import ATTACKS, read
from tests.cast import officer, picture_file
from tests.community.posts import DAY, RESOLUTION, draft, published, story
from tests.nominees.nominations import election

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def cost(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


class TestWhatIsPublic:
    def test_a_draft_is_nowhere(self, client: Client) -> None:
        hidden = draft("Hidden", RESOLUTION, tags=["hidden"])
        page(client, "/news/hidden/", 404)
        page(client, "/news/hidden.json", 404)
        for address in ("/", "/news/", "/news.json", "/news/?q=grants", "/news/feed.atom", "/awards/", "/awards.json"):
            assert "Hidden" not in page(client, address)
            assert "Ada" not in page(client, address)
        assert hidden.awards.count() == 1

    def test_a_scheduled_post_is_public_when_the_clock_reaches_it(self, client: Client) -> None:
        by, now = officer(), clock.now()
        post = publish(draft("Soon", by=by), by=by, at=now, on=now + HOUR)
        page(client, "/news/soon/", 404)
        assert "Soon" not in page(client, "/news/")
        assert post in Post.objects.published(now + HOUR)
        assert post not in Post.objects.published(now + HOUR - timedelta(microseconds=1))
        Post.objects.update(published_at=clock.now())
        assert "<em>words</em>" in page(client, "/news/soon/")

    def test_a_post_of_an_election_that_is_not_announced_does_not_name_it(self, client: Client) -> None:
        board = election()
        published("About it", election=board)
        assert board.get_absolute_url() in page(client, "/news/about-it/")
        board.announced_at = board.announced_by = None
        board.save()
        assert board.get_absolute_url() not in page(client, "/news/about-it/")
        assert board.slug not in page(client, "/news/about-it.json")


class TestAPost:
    def test_says_who_wrote_what_when(self, client: Client) -> None:
        published(
            "Grants & more", "Read *this*.", author="Ada Okafor", description="In short.", tags=["grants", "a b/c"[:3]]
        )
        shown = page(client, "/news/grants-more/")
        for words in ("Grants &amp; more", "Ada Okafor", "<em>this</em>", "4 March 2020", "/news/tags/grants/"):
            assert words in shown

    def test_has_a_canonical_address_and_a_card(self, client: Client) -> None:
        by = officer()
        post = draft("Stage", "![](a.jpg)", by=by, description="On stage.")
        held = keep_picture(post, picture_file(), name="a.jpg", alt="Ada on stage", by=by, at=DAY)
        publish(post, by=by, at=DAY)
        shown = page(client, "/news/stage/")
        address = "http://localhost:8000/news/stage/"
        assert f'<link rel="canonical" href="{address}">' in shown
        assert '<meta property="og:title" content="Stage">' in shown
        assert f'<meta property="og:image" content="http://localhost:8000{held.picture.get_absolute_url()}">' in shown
        assert f'<img alt="Ada on stage" height="600" src="{held.picture.get_absolute_url()}" width="900">' in shown

    def test_shows_the_awards_that_it_tells_of(self, client: Client) -> None:
        published("Award", RESOLUTION)
        shown = page(client, "/news/award/")
        assert "Q1 2020 Community Service Award" in shown
        assert "for her work on grants" in shown

    def test_says_when_it_was_changed_after_it_was_public(self, client: Client) -> None:
        by = officer()
        post = published("Old")
        assert "Last changed" not in page(client, "/news/old/")
        revise(post, Words(title="Old", text="New words."), by=by, at=DAY + timedelta(days=3))
        assert "Last changed on 7 March 2020" in page(client, "/news/old/")

    @pytest.mark.parametrize("attack", ATTACKS)
    def test_nothing_written_in_it_does_harm(self, client: Client, attack: str) -> None:
        typed = "".join(letter for letter in attack if letter.isprintable() or letter == "\n")
        line = " ".join(typed.split()) or "x"
        published(line, f"{typed}\n\n{RESOLUTION.replace('grants', line)}", author=line, description=line)
        [slug] = Post.objects.values_list("slug", flat=True)
        for address in (f"/news/{slug}/", "/news/", "/awards/", f"/news/?q={line}"):
            tags = read(page(client, address)).tags
            assert not [name for _, attributes in tags for name in attributes if name.startswith("on")]
            addresses = [
                value or "" for _, attributes in tags for name, value in attributes.items() if name in {"href", "src"}
            ]
            assert not [
                each for each in addresses if not each.startswith(("/", "#", "?", "http:", "https:", "mailto:"))
            ]
            scripts = [attributes.get("src") or "" for tag, attributes in tags if tag == "script"]
            assert all(each.startswith("/static/") for each in scripts)
            assert {tag for tag, _ in tags}.isdisjoint({"iframe", "object", "embed", "style", "base"})


class TestTheArchive:
    def test_by_year_and_by_tag(self, client: Client) -> None:
        published("First", at=datetime(2018, 12, 31, 23, 59, tzinfo=UTC), tags=["grants"])
        published("Second", at=datetime(2019, 1, 1, tzinfo=UTC), tags=["grants", "PyCon US"])
        assert ("First" in page(client, "/news/2018/"), "Second" in page(client, "/news/2018/")) == (True, False)
        assert ("First" in page(client, "/news/2019/"), "Second" in page(client, "/news/2019/")) == (False, True)
        assert page(client, "/news/tags/PyCon%20US/").count("<h2><a") == 1
        assert page(client, "/news/tags/grants/").count("<h2><a") == 2
        assert "/news/2018/" in page(client, "/news/")

    @pytest.mark.parametrize("address", ["/news/2017/", "/news/99999999999999999999/", "/news/0/", "/news/tags/none/"])
    def test_a_year_or_tag_without_posts_is_not_found(self, client: Client, address: str) -> None:
        published()
        page(client, address, 404)

    def test_words_are_found_in_any_form_with_titles_first(self, client: Client) -> None:
        published("A meeting", "We talked of awarding people.", at=DAY + HOUR)
        published("Awards", "Thanks to all.")
        published("Another", "Nothing of it.")
        shown = page(client, "/news/?q=awarded")
        assert "2 posts with" in shown
        assert shown.index(">Awards<") < shown.index("A meeting")
        assert "Another" not in shown

    @pytest.mark.parametrize("words", ["%00", "'", "a:*%26|!", '"open', "-", "x" * 5000, "%F0%9F%90%8D", "<b>"])
    def test_any_words_can_be_looked_for(self, client: Client, words: str) -> None:
        published()
        page(client, f"/news/?q={words}")

    def test_a_long_list_has_pages(self, client: Client) -> None:
        for number in range(21):
            published(f"Number {number:02}", at=DAY + number * HOUR)
        assert ("Number 20" in page(client, "/news/"), "Number 00" in page(client, "/news/")) == (True, False)
        assert "Number 00" in page(client, "/news/?page=2")
        assert "Number 00" in page(client, "/news/?page=99")

    def test_costs_the_same_for_one_and_for_three(self, client: Client) -> None:
        story("Grants", "One.", "Ada, Lagos")
        published("One", RESOLUTION, tags=["a"], election=election())
        BoardTerm.objects.create(name="Ada", cohort="A", since=date(2020, 1, 1), until=date(2120, 1, 1))
        places = ("/", "/news/", "/news.json", "/news/?q=grants", "/news/feed.atom", "/awards/", "/awards.json",
                  "/stories/", "/stories.json", "/board/", "/board.json", "/news/one/", "/news/one.json")  # fmt: skip
        client.get("/")
        before = {place: cost(client, place) for place in places}
        for number in range(3):
            published(f"words {number}", RESOLUTION.replace("Ada", f"Ada and Bo {number}"), tags=["a", f"t{number}"])
            story(f"Programme {number}", "One.", "Ada, Lagos", "Bo")
            BoardTerm.objects.create(name="Bo", cohort="A", since=date(2020, 1, 1), until=date(2120, 1, 1))
        assert {place: cost(client, place) for place in places} == before


class TestFormerAddresses:
    def test_one_leads_to_the_post(self, client: Client) -> None:
        post = published("Moved")
        Post.objects.filter(pk=post.pk).update(legacy_url="/2019/02/moved-from.html")
        answer = client.get("/2019/02/moved-from.html")
        assert (answer.status_code, answer["Location"]) == (301, "/news/moved/")

    def test_nothing_else_does(self, client: Client) -> None:
        hidden = draft("Hidden")
        Post.objects.filter(pk=hidden.pk).update(legacy_url="/2019/02/hidden.html")
        for address in ("/2019/02/hidden.html", "/2019/02/nothing.html", "/.html", "/2019/02/hidden", "/%00.html"):
            page(client, address, 404)
        assert client.get("/elections").status_code == 301  # a slash is still appended elsewhere


class TestTheFeed:
    def test_has_the_newest_posts_with_absolute_addresses(self, client: Client) -> None:
        published("Grants & more", author="Ada", description="In <short>.", tags=["a"])
        answer = client.get("/news/feed.atom")
        assert answer["Content-Type"].startswith("application/atom+xml")
        told = answer.content.decode()
        assert "http://testserver/news/grants-more/" in told
        assert "<title>Grants &amp; more</title>" in told
        assert "In &amp;lt;short&amp;gt;." in told  # a text within HTML within XML

    def test_has_a_short_post_whole_and_the_opening_of_a_long_one(self, client: Client) -> None:
        published("Short", "All of *it*.")
        published("Long", "Is 1 < 2? " + "word " * 70)
        told = client.get("/news/feed.atom").content.decode()
        assert "&lt;p&gt;All of &lt;em&gt;it&lt;/em&gt;.&lt;/p&gt;" in told
        assert "Is 1 &amp;lt; 2? word" in told

    def test_is_there_without_posts(self, client: Client) -> None:
        assert "<feed" in page(client, "/news/feed.atom")


class TestAwards:
    def test_stand_by_year_each_with_its_post(self, client: Client) -> None:
        published("Award", RESOLUTION)
        Award.objects.create(series="Lifetime Award", recipient="Bo Li", awarded_on=date(2015, 1, 1))
        shown = page(client, "/awards/")
        assert shown.index("Ada Okafor") < shown.index("Bo Li")
        assert "/news/award/" in shown
        assert "Ada Okafor" not in page(client, "/awards/2015/")
        page(client, "/awards/2014/", 404)
        page(client, "/awards/0/", 404)


class TestStories:
    def test_stand_under_their_programme_with_who_tells_them(self, client: Client) -> None:
        story("Grants", "It *changed* my life.", "Ada Okafor, PyLagos", "Bo Li")
        story("Packaging", "Thank you.")
        shown = page(client, "/stories/")
        assert shown.index('id="grants"') < shown.index("<em>changed</em>") < shown.index('id="packaging"')
        assert "Ada Okafor, PyLagos; Bo Li" in shown
        assert 'href="#grants"' in shown


class TestTheBoard:
    def test_who_sits_and_who_sat(self, client: Client) -> None:
        today = clock.now().date()
        year = timedelta(days=365)
        BoardTerm.objects.create(name="Ada Sits", cohort="A", since=today - year, until=today + year)
        BoardTerm.objects.create(name="Bo Sat", cohort="B", since=today - 3 * year, until=today - year)
        BoardTerm.objects.create(name="Cy Comes", cohort="B", since=today + year, until=today + 3 * year)
        shown = page(client, "/board/")
        assert shown.index("Ada Sits") < shown.index("Cy Comes") < shown.index("Bo Sat")
        assert "1 director sits" in shown


class TestData:
    def test_a_post(self, client: Client) -> None:
        published("Award", RESOLUTION, author="Ada", tags=["a"])
        told = client.get("/news/award.json").json()
        assert {
            key: told[key] for key in ("slug", "url", "title", "author", "tags", "text", "published_at", "election")
        } == {
            "slug": "award",
            "url": "http://localhost:8000/news/award/",
            "title": "Award",
            "author": "Ada",
            "tags": ["a"],
            "text": RESOLUTION,
            "published_at": "2020-03-04T12:00:00+00:00",
            "election": None,
        }
        assert told["awards"][0]["recipient"] == "Ada Okafor"
        assert told["awards"] == client.get("/awards.json").json()["awards"]

    def test_lists(self, client: Client) -> None:
        published("One", tags=["a"])
        story("Grants", "Words.", "Ada, Lagos")
        listed = client.get("/news.json").json()
        assert (listed["page"], listed["pages"], [each["slug"] for each in listed["posts"]]) == (1, 1, ["one"])
        assert client.get("/news/2020.json").json() == client.get("/news/tags/a.json").json() == listed
        assert client.get("/news/2019.json").json()["posts"] == []
        [programme] = client.get("/stories.json").json()["programmes"]
        assert programme["stories"][0]["voices"] == [{"name": "Ada", "affiliation": "Lagos"}]

    def test_the_board(self, client: Client) -> None:
        BoardTerm.objects.create(name="Ada", cohort="A", since=date(2020, 1, 1), until=date(2120, 1, 1))
        assert client.get("/board.json").json()["terms"] == [
            {"name": "Ada", "seat": "", "cohort": "A", "how": "elected", "since": "2020-01-01", "until": "2120-01-01",
             "election": None, "sits": True}
        ]  # fmt: skip


def test_the_page_of_an_election_has_its_posts(client: Client) -> None:
    board = election()
    published("About it", election=board)
    published("About another")
    draft("Not yet", election=board)
    shown = page(client, board.get_absolute_url())
    assert ("About it" in shown, "About another" in shown, "Not yet" in shown) == (True, False, False)


def test_the_home_page_has_the_newest_posts_and_the_featured_story(client: Client) -> None:
    write(Words(title="Draft", text="x"), by=officer(), at=DAY)
    for number in range(4):
        published(f"Post {number}", at=DAY + number * HOUR)
    told = story("Grants", "It *changed* my life.", "Ada, Lagos")
    assert "changed" not in page(client, "/")
    feature(told, by=officer(), at=DAY)
    shown = page(client, "/")
    assert ["Post 3" in shown, "Post 1" in shown, "Post 0" in shown] == [True, True, False]
    assert "<em>changed</em>" in shown
    assert f"/stories/#story-{told.pk}" in shown
