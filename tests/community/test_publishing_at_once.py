"""Many officers who save a post of one title at the same moment: each post has an address of its own."""

from community.models import Post
from community.publishing import Words, write
from tests.ballots.threads import at_once
from tests.cast import officer
from tests.community.posts import DAY
from tests.databases import DatabaseForTests


def test_every_post_has_its_own_address(committed: DatabaseForTests) -> None:
    olga = officer()
    said = Words(title="The same title", text="Some words.")
    assert all(isinstance(post, Post) for post in at_once([lambda: write(said, by=olga, at=DAY)] * 8))
    assert Post.objects.values("slug").distinct().count() == 8
