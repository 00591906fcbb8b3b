"""The news at the office: drafts, versions, publication, pictures; what was typed is kept."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from base import clock
from community.models import Post
from community.publishing import Words, digest, revise
from members.models import Person
from tests.cast import picture_file
from tests.community.posts import DAY, RESOLUTION, draft, published
from tests.office.test_costs import cost

pytestmark = pytest.mark.django_db
TYPED = {
    "title": "Grants & more",
    "author": "Ada",
    "description": "",
    "text": "Some *words*.",
    "tags": "a, b",
    "election": "",
}


def words(desk: Client, address: str, status: int = 200) -> str:
    answer = desk.get(address)
    assert answer.status_code == status
    return answer.content.decode()


class TestWriting:
    def test_makes_a_draft(self, desk: Client, ines: Person) -> None:
        answer = desk.post("/office/news/write/", TYPED)
        post = Post.objects.get()
        assert answer["Location"] == f"/office/news/{post.pk}/"
        assert (post.title, post.tags, post.created_by, post.published_at) == ("Grants & more", ["a", "b"], ines, None)

    def test_keeps_what_was_typed_when_it_is_refused(self, desk: Client) -> None:
        shown = desk.post("/office/news/write/", TYPED | {"title": "", "tags": "a/b"}).content.decode()
        assert "<title>Error: " in shown
        assert "Give it a title." in shown
        shown = desk.post("/office/news/write/", TYPED | {"tags": "a/b"}).content.decode()
        assert "without a slash" in shown
        assert "Some *words*." in shown
        assert not Post.objects.exists()

    def test_shows_a_preview_and_stores_nothing(self, desk: Client) -> None:
        shown = desk.post("/office/news/write/", TYPED | {"preview": "preview"}).content.decode()
        assert "<em>words</em>" in shown
        assert "Some *words*." in shown
        assert not Post.objects.exists()

    def test_is_not_lost_where_the_session_ended(self) -> None:
        answer = Client().post("/office/news/write/", TYPED)
        assert answer.status_code == 401
        assert "Some *words*." in answer.content.decode()
        assert not Post.objects.exists()

    def test_is_not_lost_where_the_token_changed(self, ines: Person) -> None:
        careful = Client(enforce_csrf_checks=True)
        careful.force_login(ines.user)
        answer = careful.post("/office/news/write/", TYPED, headers={"origin": "http://testserver"})
        assert answer.status_code == 403
        assert "Some *words*." in answer.content.decode()
        assert not Post.objects.exists()

    def test_is_for_the_office(self, stranger: Client) -> None:
        assert stranger.post("/office/news/write/", TYPED).status_code == 403


class TestRevising:
    def test_signed_out_meanwhile_leads_to_the_post(self) -> None:
        post = draft("First")
        answer = Client().post(f"/office/news/{post.pk}/revise/", TYPED)
        assert answer.status_code == 401
        assert f"?next=%2Foffice%2Fnews%2F{post.pk}%2F" in answer.content.decode()

    def test_begins_with_the_words_and_keeps_both_versions(self, desk: Client) -> None:
        post = draft("First", tags=["a", "b"])
        shown = words(desk, f"/office/news/{post.pk}/revise/")
        assert ("Some *words*." in shown, 'value="a, b"' in shown) == (True, True)
        desk.post(f"/office/news/{post.pk}/revise/", TYPED | {"text": "Some other words."})
        shown = words(desk, f"/office/news/{post.pk}/versions/2/")
        assert "<del>" in shown
        assert "other" in shown
        assert "Version 1" in words(desk, f"/office/news/{post.pk}/")
        words(desk, f"/office/news/{post.pk}/versions/1/")
        words(desk, f"/office/news/{post.pk}/versions/3/", 404)

    def test_over_words_that_came_meanwhile_asks_once_more(self, desk: Client, ines: Person) -> None:
        post = draft("First")
        address = f"/office/news/{post.pk}/revise/"
        begun = digest(post)
        assert f'name="seen" value="{begun}"' in words(desk, address)
        revise(post, Words(title="First", text="Hers."), by=ines, at=DAY)
        answer = desk.post(address, TYPED | {"text": "Mine.", "seen": begun}).content.decode()
        assert "was changed while you wrote" in answer
        now = digest(Post.objects.get())
        assert ("Mine." in answer, f'name="seen" value="{now}"' in answer) == (True, True)
        assert desk.post(address, TYPED | {"text": "Mine.", "seen": now}).status_code == 302
        assert Post.objects.get().text == "Mine."

    def test_previews_with_the_pictures_of_the_post(self, desk: Client) -> None:
        post = draft("First")
        self.add(desk, post)
        address = f"/office/news/{post.pk}/preview/"
        assert "<img" in desk.post(address, {"text": "![](a.jpg)"}).content.decode()
        assert "<img" not in desk.post("/office/news/preview/", {"text": "![](a.jpg)"}).content.decode()
        assert desk.post(address, {"text": "a\x00"}).status_code == 422
        assert "<script" not in desk.post(address, {"text": "<script>alert(1)</script>x"}).content.decode()

    def add(self, desk: Client, post: Post) -> None:
        file = SimpleUploadedFile("a.jpg", picture_file(), "image/jpeg")
        desk.post(f"/office/news/{post.pk}/", {"picture_form": "", "picture": file, "alt": "Ada on stage", "name": ""})


class TestPublishing:
    def test_at_once(self, desk: Client) -> None:
        post = draft("First")
        assert "draft" in words(desk, "/office/news/")
        desk.post(f"/office/news/{post.pk}/", {"publish": "", "on": ""})
        post.refresh_from_db()
        assert post.is_public(clock.now())
        assert "public" in words(desk, "/office/news/")

    def test_at_an_instant_to_come(self, desk: Client) -> None:
        post, on = draft("First"), (clock.now() + timedelta(days=1)).replace(second=0, microsecond=0)
        desk.post(f"/office/news/{post.pk}/", {"publish": "", "on": on.strftime("%Y-%m-%dT%H:%M")})
        post.refresh_from_db()
        assert post.published_at == on
        assert "to come" in words(desk, f"/office/news/{post.pk}/")

    def test_refuses_an_instant_that_is_past_and_keeps_it(self, desk: Client) -> None:
        post = draft("First")
        shown = desk.post(f"/office/news/{post.pk}/", {"publish": "", "on": "2020-01-01T12:00"}).content.decode()
        assert "<title>Error: " in shown
        assert "This instant is past." in shown
        assert 'value="2020-01-01T12:00"' in shown

    def test_back_to_a_draft_with_a_reason(self, desk: Client) -> None:
        post = published("First")
        assert (
            "Give a reason" in desk.post(f"/office/news/{post.pk}/", {"unpublish": "", "reason": ""}).content.decode()
        )
        desk.post(f"/office/news/{post.pk}/", {"unpublish": "", "reason": "A wrong name."})
        post.refresh_from_db()
        assert post.published_at is None

    def test_is_for_the_office(self, stranger: Client) -> None:
        post = draft("First")
        assert stranger.post(f"/office/news/{post.pk}/", {"publish": ""}).status_code == 403
        post.refresh_from_db()
        assert post.published_at is None


class TestPictures:
    def test_one_is_added_under_the_name_of_its_file_and_taken_out(self, desk: Client) -> None:
        post = draft("First", "![](on-stage.jpg)")
        file = SimpleUploadedFile("on stage.jpg", picture_file(), "image/jpeg")
        desk.post(f"/office/news/{post.pk}/", {"picture_form": "", "picture": file, "alt": "Ada on stage", "name": ""})
        held = post.pictures.get()
        assert (held.name, held.alt) == ("on-stage.jpg", "Ada on stage")
        assert words(desk, f"/office/news/{post.pk}/").count(held.picture.get_absolute_url()) == 1
        desk.post(f"/office/news/{post.pk}/", {"remove": str(held.pk)})
        assert not post.pictures.exists()

    def test_is_refused_at_its_field(self, desk: Client) -> None:
        post = draft("First")
        file = SimpleUploadedFile("a.svg", b"<svg/>", "image/svg+xml")
        sent = {"picture_form": "", "picture": file, "alt": "Ada", "name": ""}
        assert "not a picture" in desk.post(f"/office/news/{post.pk}/", sent).content.decode()

    def test_of_another_post_stays(self, desk: Client) -> None:
        post, other = draft("First"), draft("Second")
        file = SimpleUploadedFile("a.jpg", picture_file(), "image/jpeg")
        desk.post(f"/office/news/{post.pk}/", {"picture_form": "", "picture": file, "alt": "Ada", "name": ""})
        answer = desk.post(f"/office/news/{other.pk}/", {"remove": str(post.pictures.get().pk)})
        assert (answer.status_code, post.pictures.count()) == (404, 1)


class TestTheList:
    def test_drafts_come_first_and_words_are_found(self, desk: Client) -> None:
        published("Public one", author="Ada Okafor")
        draft("Drafted one")
        shown = words(desk, "/office/news/")
        assert shown.index("Drafted one") < shown.index("Public one")
        assert "Drafted one" not in words(desk, "/office/news/?q=okafor")
        assert "No post with" in words(desk, "/office/news/?q=zzz")

    def test_costs_the_same_for_one_and_for_three(self, desk: Client, ines: Person) -> None:
        post = published("Post", RESOLUTION)
        before = [cost(desk, "/office/news/"), cost(desk, f"/office/news/{post.pk}/")]
        for number in range(3):
            revise(post, Words(title="Post", text=f"{RESOLUTION}\n\n{number}"), by=ines, at=DAY)
            draft(f"Draft {number}")
        assert [cost(desk, "/office/news/"), cost(desk, f"/office/news/{post.pk}/")] == before
