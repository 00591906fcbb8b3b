"""One story stands on the home page: the last that an officer featured."""

import pytest
from django.core.exceptions import PermissionDenied

from base.models import JournalLine
from community.featuring import feature, feature_none, featured
from community.models import Story
from tests.cast import officer, person
from tests.community.posts import DAY, story

pytestmark = pytest.mark.django_db


def test_the_last_one_takes_the_place() -> None:
    first, second = story("Grants", "One.", "Ada"), story("Grants", "Two.", "Bo")
    feature(first, by=officer(), at=DAY)
    feature(second, by=officer(), at=DAY)
    assert featured() == second
    assert Story.objects.filter(featured_at__isnull=False).count() == 1
    assert JournalLine.objects.latest("id").subject == "Grants: Bo"


def test_none_can_stand_there() -> None:
    assert featured() is None
    feature(story("Grants", "One.", "Ada"), by=officer(), at=DAY)
    feature_none(by=officer(), at=DAY)
    assert featured() is None
    assert JournalLine.objects.latest("id").act == "stop featuring story"


def test_is_for_the_office() -> None:
    told = story()
    with pytest.raises(PermissionDenied):
        feature(told, by=person(), at=DAY)
    with pytest.raises(PermissionDenied):
        feature_none(by=person(), at=DAY)
