"""Awards without a post are entered by a superuser, with a line in the journal; those of posts follow their words."""

import pytest
from django.test import Client

from base.models import JournalLine
from community.models import Award
from members.models import User
from tests.community.posts import RESOLUTION, published

pytestmark = pytest.mark.django_db
TYPED = {"series": "Lifetime Award", "recipient": "Bo Li", "citation": "", "resolution": "", "awarded_on": "2015-06-01"}


@pytest.fixture
def root(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("root@example.org"))
    return client


def test_one_without_a_post_is_entered_and_journaled(root: Client) -> None:
    assert root.post("/admin/community/award/add/", TYPED).status_code == 302
    award = Award.objects.get()
    assert (award.recipient, award.post, award.person) == ("Bo Li", None, None)
    assert JournalLine.objects.latest("id").act == "enter record"
    assert root.post(f"/admin/community/award/{award.pk}/change/", TYPED | {"recipient": "Bo Lee"}).status_code == 302
    assert Award.objects.get().recipient == "Bo Lee"


def test_one_of_a_post_is_not_changed_here(root: Client) -> None:
    award = published("Award", RESOLUTION).awards.get()
    assert root.get(f"/admin/community/award/{award.pk}/change/").status_code == 200
    assert root.post(f"/admin/community/award/{award.pk}/change/", TYPED).status_code == 403
    assert root.post(f"/admin/community/award/{award.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_post_is_looked_up(root: Client) -> None:
    post = published("Award", RESOLUTION)
    assert "Award" in root.get(f"/admin/community/post/{post.pk}/change/").content.decode()
    assert root.get("/admin/community/post/add/").status_code == 403
