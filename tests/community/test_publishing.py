"""Posts at the office: drafts, versions, publication at once and later, pictures; refused with a sentence."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from base.models import JournalLine
from base.texts import RENDER_LIMIT
from community.models import Post, PostPicture
from community.publishing import (
    MOST_PICTURES,
    Words,
    digest,
    keep_picture,
    publish,
    remove_picture,
    revise,
    unpublish,
    write,
)
from members.models import Person
from tests.cast import officer, person, picture_file
from tests.community.posts import DAY, RESOLUTION, draft, published
from tests.nominees.nominations import election

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
WORDS = Words(title="A title", text="Some *words*.")


@pytest.fixture
def olga(db: None) -> Person:
    return officer()


def acts() -> list[str]:
    return list(JournalLine.objects.order_by("id").values_list("act", flat=True))


class TestWriting:
    def test_makes_a_draft_with_its_first_version(self, olga: Person) -> None:
        board = election()
        said = Words(
            title=" A  title ", text="Some *words*.\r\n", author="Ada", tags=[" a ", "b", "a", ""], election=board
        )
        post = write(said, by=olga, at=DAY)
        assert (post.slug, post.title, post.html, post.tags) == (
            "a-title",
            "A title",
            "<p>Some <em>words</em>.</p>",
            ["a", "b"],
        )
        assert (post.published_at, post.created_by, post.election) == (None, olga, board)
        assert list(post.revisions.values_list("number", "title", "text", "written_by")) == [
            (1, "A title", "Some *words*.", olga.pk)
        ]
        line = JournalLine.objects.latest("id")
        assert (line.act, line.actor, line.subject, line.election_uuid) == (
            "write post",
            olga.name,
            "A title",
            board.uuid,
        )

    @pytest.mark.parametrize(
        ("title", "slugs"),
        [
            ("Grants", ["grants", "grants-2"]),
            ("2019", ["2019-post", "2019-post-2"]),
            ("Tags", ["tags-post", "tags-post-2"]),
        ],
    )
    def test_its_address_is_its_own(self, title: str, slugs: list[str]) -> None:
        assert [draft(title).slug, draft(title).slug] == slugs

    def test_a_title_without_latin_letters_has_an_address_too(self) -> None:
        first, second = draft("ニュース"), draft("ニュース")
        assert first.slug.startswith("post-")
        assert second.slug == f"{first.slug}-2"

    @pytest.mark.parametrize(
        ("said", "field", "sentence"),
        [
            ({"title": " "}, "title", "Give it a title."),
            ({"title": "x" * 301}, "title", "At most 300 characters"),
            ({"title": "a\u202eb"}, "title", "all of them visible"),
            ({"author": "x" * 301}, "author", "At most 300 characters"),
            ({"description": "x" * 1001}, "description", "At most 1000 characters"),
            ({"tags": ["x" * 51]}, "tags", "at most 10 tags"),
            ({"tags": ["a/b"]}, "tags", "without a slash"),
            ({"tags": [str(number) for number in range(11)]}, "tags", "at most 10 tags"),
            ({"text": "x" * (RENDER_LIMIT + 1)}, "text", "too long"),
            ({"text": "a\x00"}, "text", "cannot be shown"),
        ],
    )
    def test_is_refused_at_the_field(self, olga: Person, said: dict[str, Any], field: str, sentence: str) -> None:
        with pytest.raises(ValidationError) as refused:
            write(Words(**{"title": "x", "text": "x", **said}), by=olga, at=DAY)
        assert sentence in refused.value.message_dict[field][0]
        assert not Post.objects.exists()

    def test_everything_at_its_limit_is_taken(self, olga: Person) -> None:
        said = Words(
            title="x" * 300,
            author="x" * 300,
            description="x" * 1000,
            tags=[f"{number:050}" for number in range(10)],
            text="x" * RENDER_LIMIT,
        )
        assert len(write(said, by=olga, at=DAY).slug) <= 120

    def test_the_search_takes_the_most_words_that_fit(self, olga: Person) -> None:
        """Each address is three entries of the search's index, of which a post holds at most 1 MB."""
        every = " ".join(f"a{number}.org/b" for number in range(20_000)).encode()[:RENDER_LIMIT].decode()
        post = write(Words(title="x", text=every), by=olga, at=DAY)
        assert Post.objects.filter(pk=post.pk, search="a7000.org").exists()

    def test_is_for_the_office(self) -> None:
        with pytest.raises(PermissionDenied):
            write(WORDS, by=person(), at=DAY)


class TestRevising:
    def test_keeps_every_version(self, olga: Person) -> None:
        post = draft("First")
        revise(post, Words(title="First", text="Other words."), by=olga, at=DAY + SECOND)
        assert list(post.revisions.values_list("number", "text")) == [(1, "Some *words*."), (2, "Other words.")]
        post.refresh_from_db()
        assert post.html == "<p>Other words.</p>"

    def test_without_other_words_makes_no_version(self, olga: Person) -> None:
        post = draft("First")
        revise(post, Words(title="First", text=post.text, tags=["new"]), by=olga, at=DAY)
        post.refresh_from_db()
        assert (post.tags, post.revisions.count()) == (["new"], 1)

    def test_moves_a_draft_and_never_what_was_published(self, olga: Person) -> None:
        assert revise(draft("First"), Words(title="Second", text="x"), by=olga, at=DAY).slug == "second"
        assert revise(published("Third"), Words(title="Fourth", text="x"), by=olga, at=DAY).slug == "third"

    def test_does_not_move_what_everybody_read_and_was_taken_back(self, olga: Person) -> None:
        post = unpublish(published("Third"), by=olga, at=DAY, reason="A wrong name.")
        assert revise(post, Words(title="Fourth", text="x"), by=olga, at=DAY).slug == "third"
        planned = publish(draft("Fifth"), by=olga, at=DAY, on=DAY + SECOND)
        planned = unpublish(planned, by=olga, at=DAY, reason="Not yet.")
        assert revise(planned, Words(title="Sixth", text="x"), by=olga, at=DAY).slug == "sixth"

    def test_of_two_at_once_the_later_is_told_and_may_insist(self, olga: Person) -> None:
        post = draft("First")
        begun = digest(post)
        post = revise(post, Words(title="First", text=post.text, tags=["hers"]), by=officer("Ines"), at=DAY, seen=begun)
        with pytest.raises(ValidationError, match="was changed while you wrote"):
            revise(post, Words(title="First", text="Mine."), by=olga, at=DAY, seen=begun)
        assert Post.objects.get(pk=post.pk).tags == ["hers"]
        assert revise(post, Words(title="First", text="Mine."), by=olga, at=DAY, seen=digest(post)).text == "Mine."

    def test_tells_the_day_once_it_is_public(self, olga: Person) -> None:
        post = publish(draft("Soon"), by=olga, at=DAY, on=DAY + SECOND)
        assert revise(post, Words(title="Soon", text="x"), by=olga, at=DAY).updated_on is None
        assert revise(post, Words(title="Soon", text="y"), by=olga, at=DAY + SECOND).updated_on == DAY.date()

    def test_is_for_the_office(self) -> None:
        post = draft()
        with pytest.raises(PermissionDenied):
            revise(post, WORDS, by=person(), at=DAY)


class TestPublishing:
    def test_at_once(self, olga: Person) -> None:
        post = publish(draft(), by=olga, at=DAY)
        assert (post.published_at, post.published_by, post.is_public(DAY)) == (DAY, olga, True)
        assert acts()[-1] == "publish post"

    def test_later_when_the_clock_reaches_it(self, olga: Person) -> None:
        post = publish(draft(), by=olga, at=DAY, on=DAY + SECOND)
        assert (post.is_public(DAY), post.is_public(DAY + SECOND)) == (False, True)
        line = JournalLine.objects.latest("id")
        assert (line.act, line.details) == ("schedule post", {"from": "Wed 4 Mar 2020, 12:00 UTC (00:00 AoE)"})

    def test_what_is_scheduled_may_be_published_at_once_or_at_another_time(self, olga: Person) -> None:
        post = publish(draft(), by=olga, at=DAY, on=DAY + 9 * SECOND)
        assert publish(post, by=olga, at=DAY, on=DAY + 5 * SECOND).published_at == DAY + 5 * SECOND
        assert publish(post, by=olga, at=DAY + SECOND).published_at == DAY + SECOND

    @pytest.mark.parametrize("on", [DAY, DAY - SECOND])
    def test_not_in_the_past(self, olga: Person, on: datetime) -> None:
        with pytest.raises(ValidationError, match="This instant is past"):
            publish(draft(), by=olga, at=DAY, on=on)

    def test_once(self, olga: Person) -> None:
        with pytest.raises(ValidationError, match="public already"):
            publish(published(), by=olga, at=DAY)

    def test_not_without_words(self, olga: Person) -> None:
        with pytest.raises(ValidationError, match="Write the text first"):
            publish(draft(text=""), by=olga, at=DAY)

    def test_dates_its_awards(self, olga: Person) -> None:
        post = draft(text=RESOLUTION)
        assert post.awards.get().awarded_on is None
        publish(post, by=olga, at=DAY)
        assert post.awards.get().awarded_on == DAY.date()

    def test_is_for_the_office(self) -> None:
        post = draft()
        with pytest.raises(PermissionDenied):
            publish(post, by=person(), at=DAY)


class TestTakingBack:
    def test_makes_a_draft_of_it_with_a_reason(self, olga: Person) -> None:
        post = unpublish(published(), by=olga, at=DAY, reason="A wrong name.")
        assert (post.published_at, post.published_by) == (None, None)
        line = JournalLine.objects.latest("id")
        assert (line.act, line.reason) == ("unpublish post", "A wrong name.")

    def test_needs_a_reason_and_a_post_that_was_published(self, olga: Person) -> None:
        with pytest.raises(ValidationError, match="Give a reason"):
            unpublish(published(), by=olga, at=DAY, reason=" ")
        with pytest.raises(ValidationError, match="a draft already"):
            unpublish(draft(), by=olga, at=DAY, reason="x")

    def test_is_for_the_office(self) -> None:
        post = published()
        with pytest.raises(PermissionDenied):
            unpublish(post, by=person(), at=DAY, reason="x")


class TestPictures:
    def keep(self, post: Post, by: Person, **more: Any) -> PostPicture:
        content = more.pop("content", picture_file())
        return keep_picture(post, content, **{"name": "a.jpg", "alt": "Ada on stage", "by": by, "at": DAY, **more})

    def test_one_is_shown_where_the_text_names_it(self, olga: Person) -> None:
        post = draft(text="![](a.jpg) ![x](b.jpg)")
        assert post.html == "<p> x</p>"
        held = self.keep(post, olga)
        post.refresh_from_db()
        assert f'src="{held.picture.get_absolute_url()}"' in post.html
        assert post.html.count("<img") == 1

    def test_another_of_the_same_name_takes_its_place(self, olga: Person) -> None:
        post = draft(text="![](a.jpg)")
        first = self.keep(post, olga).picture
        second = self.keep(post, olga, content=picture_file((640, 480))).picture
        post.refresh_from_db()
        assert (first.get_absolute_url() in post.html, second.get_absolute_url() in post.html) == (False, True)
        assert post.pictures.count() == 1

    def test_one_that_is_taken_out_is_its_description_again(self, olga: Person) -> None:
        post = draft(text="![Ada](a.jpg)")
        remove_picture(self.keep(post, olga), by=olga, at=DAY)
        post.refresh_from_db()
        assert post.html == "<p>Ada</p>"
        assert acts()[-2:] == ["add picture to post", "remove picture from post"]

    def test_of_another_post_is_not_shown(self, olga: Person) -> None:
        held = self.keep(draft(), olga)
        post = draft(text=f"![x](a.jpg) ![y]({held.picture.get_absolute_url()})")
        assert post.html == "<p>x y</p>"

    @pytest.mark.parametrize(
        ("said", "field", "sentence"),
        [
            ({"alt": " "}, "alt", "Say what the picture shows"),
            ({"alt": "x" * 301}, "alt", "at most 300"),
            ({"name": ""}, "name", "Give it a name"),
            ({"name": "a b.jpg"}, "name", "Give it a name"),
            ({"name": "a).jpg"}, "name", "Give it a name"),
            ({"content": b"<svg onload=alert(1)>"}, "picture", "not a picture"),
        ],
    )
    def test_is_refused_at_the_field(self, olga: Person, said: dict[str, Any], field: str, sentence: str) -> None:
        with pytest.raises(ValidationError) as refused:
            self.keep(draft(), olga, **said)
        assert sentence in refused.value.message_dict[field][0]

    def test_a_post_holds_so_many_and_no_more(self, olga: Person) -> None:
        post, content = draft(), picture_file((40, 40))
        for number in range(MOST_PICTURES):
            self.keep(post, olga, content=content, name=f"{number}.jpg")
        self.keep(post, olga, content=content, name="0.jpg")
        with pytest.raises(ValidationError, match="at most 20 pictures"):
            self.keep(post, olga, content=content, name="another.jpg")

    def test_is_for_the_office(self, olga: Person) -> None:
        post = draft()
        held = self.keep(post, olga)
        with pytest.raises(PermissionDenied):
            self.keep(post, person())
        with pytest.raises(PermissionDenied):
            remove_picture(held, by=person(), at=DAY)


def test_links_from_the_root_lead_to_where_the_post_was_first_published() -> None:
    post = draft(text="[here](/elections/)")
    assert 'href="http://localhost:8000/elections/"' in post.html
    Post.objects.filter(pk=post.pk).update(legacy_url="/2019/01/x.html")
    moved = revise(
        post, Words(title=post.title, text="[there](/psf/)"), by=officer(), at=datetime(2026, 1, 1, tzinfo=UTC)
    )
    assert 'href="https://www.python.org/psf/"' in moved.html
