"""The one story that stands on the home page: the last that an officer featured."""

from datetime import datetime

from django.db import transaction

from base import journal
from community.models import Story
from elections.officers import require_duty
from elections.roles import Duty
from members.models import Person


@transaction.atomic
def feature(story: Story, *, by: Person, at: datetime) -> Story:
    """It takes the place of the one that was featured before."""
    require_duty(by, Duty.NEWS)
    _none()
    story = Story.objects.select_for_update(of=("self",)).select_related("programme").get(pk=story.pk)
    story.featured_at, story.featured_by = at, by
    story.save(update_fields=["featured_at", "featured_by"])
    journal.write("feature story", by=by, subject=_named(story))
    return story


@transaction.atomic
def feature_none(*, by: Person, at: datetime) -> None:
    """The home page shows no story."""
    require_duty(by, Duty.NEWS)
    for story in Story.objects.filter(featured_at__isnull=False).select_related("programme"):
        journal.write("stop featuring story", by=by, subject=_named(story))
    _none()


def featured() -> Story | None:
    stories = Story.objects.filter(featured_at__isnull=False).select_related("programme").prefetch_related("voices")
    return stories.order_by("-featured_at").first()


def _none() -> None:
    Story.objects.filter(featured_at__isnull=False).update(featured_at=None, featured_by=None)


def _named(story: Story) -> str:
    return f"{story.programme}: {story}"
