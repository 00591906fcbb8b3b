"""What PostgreSQL refuses of posts, awards and stories, and how posts are searched."""

from datetime import UTC, datetime

import pytest
from django.contrib.postgres.search import SearchQuery

from community.models import Post

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)


def test_a_post_is_found_by_its_words_in_any_form() -> None:
    post = Post.objects.create(slug="awards", title="Awarded", description="Grants", text="Gardeners of packaging")
    for words in ("award", "granting", "gardener"):
        assert Post.objects.get(search=SearchQuery(words, config="english")) == post
    assert not Post.objects.filter(search=SearchQuery("voting", config="english")).exists()
