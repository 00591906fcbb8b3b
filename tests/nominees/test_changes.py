"""A photo is shown, not told: versions say that it came, went or is another one, in words that anybody reads."""

import pytest

from base.models import Picture
from base.pictures import Shape, keep
from nominees.changes import Field, compared
from nominees.models import Nominee, ProfileRevision
from tests.nominees.many import abstract
from tests.nominees.nominations import election, standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def nominee() -> Nominee:
    return standing(election())


def picture(seed: int = 1) -> Picture:
    return keep(abstract(seed), Shape.PORTRAIT)


def words(nominee: Nominee, photo: Picture | None) -> ProfileRevision:
    return ProfileRevision.objects.create(
        nominee=nominee,
        number=nominee.profiles.count() + 1,
        text="I stand.",
        photo=photo,
        photo_text="Nora" if photo else "",
    )


def photo(before: ProfileRevision | None, after: ProfileRevision) -> Field:
    return next(field for field in compared(before, after).fields if field.label == "Photo")


def told(field: Field) -> list[tuple[str, str]]:
    return [(run.kind, run.text.strip()) for line in field.lines for run in line if run.text.strip()]


def test_of_a_first_version_it_is_shown(nominee: Nominee) -> None:
    kept = picture()
    assert photo(None, words(nominee, kept)) == Field("Photo", "a photo", [], kept)
    assert photo(None, words(nominee, None)) == Field("Photo", "", [])


def test_the_same_again_is_no_change(nominee: Nominee) -> None:
    kept = picture()
    assert photo(words(nominee, kept), words(nominee, kept)).lines == []
    assert photo(words(nominee, None), words(nominee, None)).lines == []


def test_it_comes_goes_and_is_replaced(nominee: Nominee) -> None:
    without, one, other = words(nominee, None), words(nominee, picture()), words(nominee, picture(2))
    assert told(photo(without, one)) == [("added", "a photo")]
    assert told(photo(one, without)) == [("removed", "a photo")]
    assert told(photo(one, other)) == [("removed", "a"), ("added", "another"), ("same", "photo")]
    assert photo(one, other).photo == other.photo
