"""A profile: judged whole, stored whole, and the same again makes no new revision."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from base.pictures import Shape, keep
from nominees.affiliations import Affiliated, Relation
from nominees.models import Acknowledgement, Nominee, ProfileRevision
from nominees.nominating import accept, nominate
from nominees.profiles import judged, says_the_same
from nominees.revising import write_profile
from tests.cast import picture_file
from tests.nominees.nominations import DURING, election, member, named, standing

pytestmark = pytest.mark.django_db

ROWS = [Affiliated("Acme", role="engineer"), Affiliated("Club", Relation.OFFICER.value, "chair", 2020)]


@pytest.fixture
def nominee() -> Nominee:
    return standing(election())


def write(nominee: Nominee, **said: Any) -> ProfileRevision:
    return write_profile(nominee, by=nominee.person, at=DURING, **said)


def test_everything_is_kept(nominee: Nominee) -> None:
    photo = keep(picture_file(), Shape.PORTRAIT)
    said = {"pronouns": "she/her", "languages": "English, Akan", "country": "GH", "photo": photo}
    said |= {
        "photo_text": "Nora at a desk",
        "links": ["https://example.org", " https://example.org "],
        "text": "I *do*.",
    }
    revision = write(nominee, affiliations=ROWS, **said)
    assert (revision.pronouns, revision.country.name, revision.photo) == ("she/her", "Ghana", photo)
    assert revision.links == ["https://example.org"]
    assert [row.organisation for row in revision.affiliations.all()] == ["Acme", "Club"]
    assert (revision.employer, revision.other_affiliations) == (
        "Acme",
        "Club: officer or director of it, chair, since 2020",
    )


def test_to_compare_costs_the_same_for_one_row_and_for_two(nominee: Nominee) -> None:
    costs = []
    for rows in (ROWS[:1], ROWS):
        revision = write(nominee, affiliations=rows)
        with CaptureQueriesContext(connection) as queries:
            assert says_the_same(revision, judged({"affiliations": rows}))
        costs.append(len(queries))
    assert costs[0] == costs[1]


def test_the_same_again_is_no_new_revision_and_another_row_is(nominee: Nominee) -> None:
    first = write(nominee, text="Hello.", affiliations=ROWS)
    assert write(nominee, text="Hello.", affiliations=ROWS) == first
    second = write(nominee, text="Hello.", affiliations=ROWS[:1])
    assert second.number == first.number + 1
    assert write(nominee, text="Hello.", has_no_affiliations=True).has_no_affiliations


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"links": ["javascript:alert(1)"]}, "links"),
        ({"links": ["mailto:a@example.org"]}, "links"),
        ({"links": [f"https://example.org/{n}" for n in range(6)]}, "links"),
        ({"country": "Atlantis"}, "country"),
        ({"pronouns": "x" * 61}, "pronouns"),
        ({"languages": "a\u202eb"}, "languages"),
        ({"affiliations": [Affiliated("")]}, "affiliations"),
        ({"affiliations": ROWS, "has_no_affiliations": True}, "affiliations"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(said: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        judged(said)  # type: ignore[arg-type]
    assert list(refusal.value.message_dict) == [field]


def test_a_photo_says_what_it_shows(nominee: Nominee) -> None:
    photo = keep(picture_file(), Shape.PORTRAIT)
    with pytest.raises(ValidationError, match="what the photo shows"):
        write(nominee, photo=photo, photo_text=" ")
    with pytest.raises(IntegrityError, match="photo_is_described"):
        ProfileRevision.objects.create(nominee=nominee, number=99, photo=photo)


class TestAcknowledgements:
    def test_who_stands_agrees_to_the_code_of_conduct(self) -> None:
        board, nora = election(), member("Nora", "nora@example.org")
        said = {"name": "Nora", "email": "nora@example.org", "text": "I stand.", "by": nora, "at": DURING}
        with pytest.raises(ValidationError, match="Code of Conduct"):
            nominate(board, **said)  # type: ignore[arg-type]
        nominate(board, **said, agrees_to_code_of_conduct=True, agrees_with_mission=True)  # type: ignore[arg-type]
        agreed = Acknowledgement.objects.order_by("subject").values_list("subject", "agreed_by", "agreed_at")
        assert list(agreed) == [("code of conduct", nora.pk, DURING), ("mission", nora.pk, DURING)]

    def test_who_accepts_by_the_mailed_link_too(self) -> None:
        nominee = named(election(), "Nora", "nora@example.org", member("Mia")).nominee
        link = nominee.links.get()
        accept(nominee, link=link, at=DURING)
        agreed = Acknowledgement.objects.get()
        assert (agreed.subject, agreed.agreed_by, agreed.agreed_through) == ("code of conduct", None, link)

    def test_once(self, nominee: Nominee) -> None:
        assert nominee.acknowledgements.count() == 1
        with pytest.raises(IntegrityError, match="acknowledgement_once"):
            Acknowledgement.objects.create(nominee=nominee, subject="code of conduct", agreed_by=nominee.person)
